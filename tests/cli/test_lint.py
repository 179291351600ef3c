"""The verb lint: what it reads, how it shows what it found, and its exit codes."""

from __future__ import annotations

import io
import re
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from egain_cli.content import FileContent
from egain_cli.model import Activity, Attachment, Item
from egain_cli.screening import Screen, screen_items
from tests.cli.test_terminal import at_terminal
from tests.conftest import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Egain

MESSAGE = """From: jane@customer.com
To: support@business.com
Subject: Hello
Date: Mon, 2 Mar 2020 08:14:05 +0000

text
"""
TARGET = ("--department", "service", "--receiver", "support@business.com")


@pytest.fixture(autouse=True)
def messages(place: Path) -> None:
    """A message in order, one with a doubt, one that cannot be sent, and YAML."""
    (place / "good.eml").write_text(MESSAGE)
    (place / "odd.eml").write_text("Auto-Submitted: auto-replied\n" + MESSAGE)
    (place / "bad.eml").write_text(MESSAGE.replace("From: jane@customer.com\n", ""))
    (place / "two.yaml").write_text("from: a@b.de\nsubject: 1\n---\nfrom: a@b\nsubject: 2\n")


def test_what_is_in_order_has_no_finding(egain: Egain) -> None:
    """A pipe gets the names of the columns alone, stderr says how many emails were looked at."""
    done = egain("lint", "good.eml", *TARGET)
    assert done.code == 0
    assert done.out.splitlines() == ["severity\tid\tname\torigin\tfield\tmessage\thint\tfix"]
    assert done.err == "1 email looked at: nothing found\n"


def test_the_samples_are_in_order(egain: Egain) -> None:
    """No sample has an error or a warning."""
    samples = sorted([*SAMPLES.glob("*.eml"), *SAMPLES.glob("*.yaml")])
    done = egain("lint", *samples, *TARGET, "--json")
    assert done.code == 0
    assert {event.get("severity", "note") for event in done.events} == {"note"}
    assert done.last["discovered"] >= len(samples)


def test_a_finding_is_an_event_with_its_rule_its_place_and_what_is_done(egain: Egain) -> None:
    """The summary counts them, and says how many emails would not be sent."""
    done = egain("lint", "good.eml", "odd.eml", "bad.eml", *TARGET, "--json")
    assert done.code == 6
    doubt, error, summary = done.events
    assert doubt == {
        "event": "finding", "schema": 1, "origin": "odd.eml", "severity": "warning", "id": "L134",
        "name": "automatic-message", "field": "headers",
        "message": "a program wrote this, not a person: Auto-Submitted: 'auto-replied'",
        "hint": "See that eGain's rules do not answer it by themselves.",
        "fix": "It is sent as it is; an automatic answer to it may go round in circles.",
    }  # fmt: skip
    assert (error["origin"], error["id"], error["field"]) == ("bad.eml", "L001", "from")
    assert summary.pop("seconds") >= 0
    assert summary == {
        "event": "summary", "schema": 1, "discovered": 3, "invalid": 1, "errors": 1, "warnings": 1,
        "notes": 0, "exit_code": 6,
    }  # fmt: skip
    assert done.err == "3 emails looked at: 1 error, 1 warning; 1 would not be sent\n"


def test_a_pipe_gets_a_line_for_each_finding(egain: Egain) -> None:
    """With the same values, under the names of the columns."""
    columns, line = egain("lint", "odd.eml", *TARGET).out.splitlines()
    row = dict(zip(columns.split("\t"), line.split("\t"), strict=True))
    assert (row["id"], row["origin"], row["severity"]) == ("L134", "odd.eml", "warning")
    assert row["fix"].startswith("It is sent as it is")


def test_warnings_are_errors_when_strict(egain: Egain) -> None:
    """As where they keep an email back; a note is none."""
    assert egain("lint", "odd.eml", *TARGET).code == 0
    done = egain("lint", "odd.eml", *TARGET, "--strict", "--json")
    assert (done.code, done.last["invalid"], done.last["errors"]) == (6, 1, 0)
    assert egain("lint", SAMPLES / "html-with-images.yaml", *TARGET, "--strict").code == 0


def test_yaml_is_read_as_send_email_reads_it(egain: Egain) -> None:
    """Each document is an email; settings and flags give what the file leaves out."""
    done = egain("lint", "two.yaml", "good.eml", *TARGET, "--json")
    (found, summary) = done.events
    assert (found["origin"], found["id"], found["field"]) == ("two.yaml#2", "L004", "from")
    assert summary["discovered"] == 3
    assert egain("lint", "two.yaml", *TARGET, "--from", "x@y.de").code == 0


def test_standard_input_is_a_message(egain: Egain, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with send-eml; it is read once."""
    monkeypatch.setattr(
        sys, "stdin", io.TextIOWrapper(io.BytesIO(b"List-Id: x\n" + MESSAGE.encode()))
    )
    done = egain("lint", "-", *TARGET, "--json")
    assert [(each.get("origin"), each.get("id")) for each in done.events] == [
        ("-", "L134"),
        (None, None),
    ]


def test_folders_mailboxes_and_lists_are_read_as_send_eml_reads_them(
    egain: Egain, place: Path
) -> None:
    """What is passed over is said on stderr; YAML is read where it is named."""
    (place / "old").mkdir()
    separator = "From jane@customer.com Mon Mar  2 08:14:05 2020\n"
    (place / "old" / "in.mbox").write_text(
        f"{separator}{MESSAGE}\n{separator}List-Id: x\n{MESSAGE}\n"
    )
    (place / "old" / "list.yaml").write_text("from: a@b\nsubject: s\n")
    (place / "more.txt").write_text("old\nold/list.yaml\n")
    done = egain("lint", "odd.eml", "--files-from", "more.txt", *TARGET, "--json")
    found = [(each["origin"], each["id"]) for each in done.events[:-1]]
    assert found == [
        ("odd.eml", "L134"), ("old/in.mbox#2", "L134"), ("old/list.yaml", "L004"),
    ]  # fmt: skip
    assert done.last["discovered"] == 4
    assert "left out: 1 .yaml" in done.err


def test_nothing_named_is_a_mistake_and_nothing_found_is_none(egain: Egain, place: Path) -> None:
    """An empty folder has no finding; a command without a path is not a command."""
    (place / "empty").mkdir()
    done = egain("lint", "empty", *TARGET)
    assert done.code == 0
    assert "no message in empty" in done.err
    assert "0 emails looked at" in done.err
    assert egain("lint", "empty", *TARGET, "--quiet").err == ""
    assert egain("lint").code == 2


def test_what_sending_needs_is_needed_here(egain: Egain, place: Path) -> None:
    """Without a department and a receiver it could not be sent; settings give them too."""
    done = egain("lint", "good.eml", "--json")
    assert [each["field"] for each in done.events[:-1]] == ["department", "receiver"]
    (place / "egain.yaml").write_text("department: service\naliases: [support@business.com]\n")
    assert egain("lint", "good.eml", "--json").code == 0


def test_an_address_of_the_settings_is_known_as_egains_own(egain: Egain, place: Path) -> None:
    """A message from one of the aliases goes round."""
    (place / "egain.yaml").write_text("department: d\naliases: [support@business.com, a@b.de]\n")
    (place / "own.eml").write_text(MESSAGE.replace("jane@customer.com", "a@b.de"))
    done = egain("lint", "own.eml", "--json")
    assert [each["name"] for each in done.events[:-1]] == ["mail-loop"]


@pytest.mark.parametrize(
    ("flags", "rule"),
    [
        (("--format", "xml", "--subject", "a\x07b"), "L115"),
        (("--max-size", "100"), "L025"),
        (("--case", "x"), "L007"),
        (("--attr", "a=b\nc"), "L117"),
    ],
)
def test_options_count_as_they_do_when_it_is_sent(
    egain: Egain, flags: tuple[str, ...], rule: str
) -> None:
    """What they change of an email is looked at as well."""
    done = egain("lint", "good.eml", *TARGET, *flags, "--json")
    assert [each["id"] for each in done.events[:-1]] == [rule]


def test_the_profile_counts(egain: Egain, place: Path) -> None:
    """It gives the department and the receiver."""
    profile = place.parent / "config" / "test.yaml"
    profile.parent.mkdir()
    profile.write_text("department: service\nreceiver: support@business.com\n")
    assert egain("lint", "good.eml", "--profile", "test").code == 0
    assert egain("lint", "good.eml").code == 6


def test_what_cannot_be_read_does_not_end_the_run(egain: Egain, place: Path) -> None:
    """It is a finding like any other, and the next is looked at."""
    (place / "empty.eml").write_bytes(b"")
    (place / "no.yaml").write_text("from: [")
    done = egain("lint", "missing.eml", "empty.eml", "no.yaml", "odd.eml", *TARGET, "--json")
    found = [(each["origin"], each["id"]) for each in done.events[:-1]]
    assert found == [
        ("missing.eml", "L009"), ("empty.eml", "L009"), ("no.yaml", "L009"), ("odd.eml", "L134"),
    ]  # fmt: skip
    assert done.code == 6


def test_the_same_message_twice_is_told(egain: Egain, place: Path) -> None:
    """Whatever the file is called; the finding names the first."""
    (place / "copy.eml").write_bytes((place / "good.eml").read_bytes())
    (found, _) = egain("lint", "good.eml", "odd.eml", "copy.eml", *TARGET, "--json").events[1:]
    assert (found["origin"], found["id"]) == ("copy.eml", "L141")
    assert "good.eml" in found["message"]


@pytest.mark.parametrize("name", ["good.eml", "one.yaml", "."])
def test_the_same_name_twice_is_told(egain: Egain, place: Path, name: str) -> None:
    """A message, an email in YAML, a folder: each would be sent as often as it is named."""
    for each in ("odd.eml", "bad.eml"):
        (place / each).unlink()
    (place / "one.yaml").write_text("from: a@b.de\nsubject: 1\n")
    done = egain("lint", name, name, *TARGET, "--json")
    (found, _) = done.events
    assert (found["id"], found["message"]) == ("L141", "was named before")
    assert (done.code, done.last["discovered"]) == (0, 2)


def test_what_cannot_be_read_is_not_sent_twice(egain: Egain) -> None:
    """The same missing file named twice is missing twice, and nothing else."""
    done = egain("lint", "gone.eml", "gone.eml", *TARGET, "--json")
    assert [each["id"] for each in done.events[:-1]] == ["L009", "L009"]


def test_quiet_says_it_with_the_exit_code(egain: Egain) -> None:
    """Nothing is printed at all."""
    done = egain("lint", "bad.eml", *TARGET, "--quiet")
    assert (done.code, done.out, done.err) == (6, "", "")


def test_a_terminal_shows_what_was_found_of_each_email(place: Path) -> None:
    """Its name once, and each finding with what is done about it."""
    (place / "odd.eml").write_text("Precedence: bulk\n" + MESSAGE.replace("2020", "1970"))
    code, screen = at_terminal("lint", "good.eml", "odd.eml", *TARGET, COLUMNS="160")
    assert code == 0
    assert screen.count("odd.eml") == 1
    assert "good.eml" not in screen
    assert "L134 automatic-message" in screen
    assert "L139 date-odd" in screen
    assert "older than any email" in screen
    assert "2 emails looked at: 2 warnings" in screen


def test_a_terminal_counts_the_rules_where_much_was_found(place: Path) -> None:
    """Each rule has one row, with the first email that breaks it."""
    names = [f"{number:02}.eml" for number in range(41)]
    for name in names:
        (place / name).write_text(f"List-Id: {name}\n" + MESSAGE)
    _, screen = at_terminal("lint", *names, *TARGET, COLUMNS="160")
    assert screen.count("L134 automatic-message") == 1
    assert " 41 " in screen
    assert "00.eml" in screen
    assert "01.eml" not in screen
    assert "a pipe or --json lists every finding" in screen


def test_what_vanishes_while_it_is_looked_at_is_unreadable(place: Path) -> None:
    """An attached file may be gone by the time its type is looked at; the run goes on."""
    gone = Attachment(name="a", content_type="a/b", content=FileContent(place / "gone", 5))
    items = [Item("a.yaml", "1", Activity(attachments=(gone,))), Item("b.yaml", "2", Activity())]
    first, second = screen_items(items, Screen(lambda _: [], datetime.now(UTC)))
    assert "unreadable" in [each.rule.name for each in first.findings]
    assert "a.yaml: " in first.findings[-1].message
    assert second.findings


def test_a_mistake_of_the_program_ends_no_run(place: Path) -> None:
    """It is told as such, with the email that it was made about."""

    def fail(activity: Activity) -> list[None]:
        raise RuntimeError("oops")

    (item,) = screen_items([Item("a", "1", Activity())], Screen(fail, datetime.now(UTC)))  # type: ignore[arg-type]
    assert "unexpected RuntimeError: oops" in item.findings[-1].message


def test_nothing_is_asked_of_a_server(egain: Egain, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where one is set and cannot be reached."""
    monkeypatch.setenv("EGAIN_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("EGAIN_USERNAME", "u")
    monkeypatch.setenv("EGAIN_PASSWORD", "p")
    assert egain("lint", "good.eml", *TARGET).code == 0


OPTIONS = (
    "--department=d", "--receiver=r@s.de", "--format=multipart", "--yes", "--max-size=1M",
    "--profile=p", "--attach-original", "--extract-uuencode", "--extract-tnef", "--no-input", "--verbose", "--quiet",
    "--json",
)  # fmt: skip
OF_LINT = (
    "--from=a@b.de", "--to=t@b.de", "--cc=c@b.de", "--reply-to=r@b.de", "--subject=s", "--case=1",
    "--secure", "--attr=a=b", "--strict", "--files-from=list.txt",
)  # fmt: skip


@pytest.mark.parametrize(("verb", "options"), [("lint", OPTIONS + OF_LINT), ("explain", OPTIONS)])
def test_every_option_of_the_verb_is_taken(
    egain: Egain, place: Path, verb: str, options: tuple[str, ...]
) -> None:
    """Alone and with all the others; no option that help names is left out here."""
    (place / "list.txt").write_text("other.eml\n")
    (place / "other.eml").write_text(MESSAGE.replace("Hello", "Other"))
    for given in (*((each,) for each in options), options):
        assert egain(verb, "good.eml", *given, "--department=d", "--receiver=r@s.de").code == 0, (
            given
        )
    named = set(re.findall(r" (--[a-z-]+)", egain(verb, "--help").out)) - {"--help"}
    assert named - {"--no-secure"} == {each.partition("=")[0] for each in options}


def test_hostile_messages_are_looked_at_in_linear_time(egain: Egain, place: Path) -> None:
    """Thousands of nested parts, of parts side by side and of header fields end no run."""
    nested = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(1000)
    )
    parts = "--b\n\nx\n" * 20_000
    head = MESSAGE.partition("\n\n")[0]
    (place / "nested.eml").write_text(f"{head}\n{nested}\nx")
    (place / "parts.eml").write_text(
        f"{head}\nContent-Type: multipart/mixed; boundary=b\n\n{parts}"
    )
    (place / "fields.eml").write_text("Delivered-To: a@b.de\n" * 20_000 + MESSAGE)
    started = time.perf_counter()
    for name in ("nested.eml", "parts.eml", "fields.eml"):
        assert egain("lint", name, *TARGET, "--json").last["discovered"] == 1
        assert egain("explain", name, *TARGET, "--json").last["discovered"] == 1
    assert time.perf_counter() - started < 30
