"""The verb explain: where each field comes from, what became of each part, what stays behind."""

from __future__ import annotations

import io
import re
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egain_cli.inputs.mime import parts as mime_parts
from egain_cli.inputs.mime import tree
from egain_cli.model import Activity, Item
from egain_cli.statement import explain_fields, left_behind
from tests.cli.test_terminal import at_terminal
from tests.conftest import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Egain

MESSAGE = b"""Received: from a.example; Mon, 2 Mar 2020 08:15:00 +0000
Message-ID: <1@customer.com>
From: "Jane Doe" <jane@customer.com>
To: support@business.com, undisclosed
Subject: =?utf-8?q?Caf=C3=A9?=
X-Priority: 1
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Hello
--b
Content-Type: application/pdf; name="a/b.pdf"

%PDF-
--b--
"""


@pytest.fixture(autouse=True)
def message(place: Path) -> None:
    """A message with parts, without a Date; settings that give the department."""
    (place / "m.eml").write_bytes(MESSAGE)
    (place / "egain.yaml").write_text("department: service\naliases: [support@business.com]\n")


def fields(events: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The field events by name."""
    return {event["field"]: event for event in events if event["event"] == "field"}


def test_each_field_has_its_value_its_source_and_its_changes(egain: Egain, place: Path) -> None:
    """The header field, the part or the setting that it comes from, and each finding."""
    done = egain("explain", "m.eml", "--json")
    assert done.code == 0
    found = fields(done.events)
    assert {name: (field["value"], field["source"]) for name, field in found.items()} == {
        "department": ("service", f"{place / 'egain.yaml'}:1:1"),
        "from": ("jane@customer.com", "From"),
        "receiver": ("support@business.com", "To"),
        "date": ("2020-03-02T08:15:00.000Z", "the newest Received"),
        "subject": ("Café", "Subject"),
        "text": ("Hello", "part 1 text/plain utf-8"),
        "to": ("support@business.com", "To"),
        "attachments[1]": ("a_b.pdf, application/pdf, 5 bytes", "part 2 application/pdf"),
    }
    changes = {name: [each["id"] for each in field["changes"]] for name, field in found.items()}
    assert {name: ids for name, ids in changes.items() if ids} == {
        "date": ["L104"], "to": ["L108"], "attachments[1]": ["L111"],
    }  # fmt: skip
    (change,) = found["to"]["changes"]
    assert change["severity"] == "warning"
    assert change["fix"] == "It is left out; the others are sent."


def test_each_part_has_its_fate(egain: Egain) -> None:
    """With its path, its type, its size and its name."""
    parts = [
        event for event in egain("explain", "m.eml", "--json").events if event["event"] == "part"
    ]
    assert [(each["path"], each["fate"]) for each in parts] == [
        ("0", "container"),
        ("1", "text"),
        ("2", "attachment 1"),
    ]
    assert (parts[2]["content_type"], parts[2]["size"], parts[2]["name"]) == (
        "application/pdf", 5, "a_b.pdf",
    )  # fmt: skip


def test_what_stands_around_the_parts_is_named(egain: Egain, place: Path) -> None:
    """The preamble and the epilogue of each container, unless they are blank: no payload has them."""
    inner = "Content-Type: multipart/mixed; boundary=i\n\n \n--i\n\nHello\n--i--\nSigned\n"
    (place / "around.eml").write_text(
        "From: a@b.de\nReceived: x\nContent-Type: multipart/mixed; boundary=o\n\n"
        f"This is MIME.\n\n--o\n{inner}--o--\n\nA footer of the list\n"
    )
    done = egain("explain", "around.eml", "--json")
    parts = [event for event in done.events if event["event"] == "part"]
    assert [(each["path"], each["size"], each["fate"]) for each in parts if "." in each["path"]] == [
        ("0.preamble", 13, "not carried: it stands before the parts"),
        ("0.epilogue", 20, "not carried: it stands behind the parts"),
        ("1.epilogue", 6, "not carried: it stands behind the parts"),
        ("1.1", 5, "text"),
    ]  # fmt: skip
    _, screen = at_terminal("explain", "around.eml", COLUMNS="160")
    screen = re.sub(r"\x1b\[[0-9;]*m", "", screen)
    assert "├── 0.preamble 13 bytes · not carried: it stands before the parts" in screen


def test_what_the_message_says_is_parsed_twice_at_most(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once for the activity and once for all that is told of it; no part is mapped again."""
    counts = Counter[str]()

    def counted(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **options: Any) -> Any:
            counts[name] += 1
            return call(*args, **options)

        return wrapped

    monkeypatch.setattr(tree, "parse", counted("parse", tree.parse))
    monkeypatch.setattr(mime_parts, "attachment", counted("attachment", mime_parts.attachment))
    assert egain("explain", "m.eml").code == 0
    assert counts == {"parse": 2, "attachment": 1}


def test_what_the_api_cannot_carry_is_named(egain: Egain) -> None:
    """Header fields without an attribute, and names beside addresses; not what travels."""
    events = egain("explain", "m.eml", "--json").events
    left = {each["name"]: each for each in events if each["event"] == "header"}
    assert list(left) == ["Received", "Message-Id", "From", "X-Priority"]
    assert left["Message-Id"]["value"] == "<1@customer.com>"
    assert left["Message-Id"]["reason"] == "the API has no attribute for it"
    assert left["From"]["reason"] == "addresses travel, display names do not"
    summary = {"event": "summary", "schema": 1, "discovered": 1, "invalid": 0, "exit_code": 0}
    assert events[-1] == summary


def test_what_is_missing_has_a_row_of_its_own(egain: Egain, place: Path) -> None:
    """It has no value and no source; what could not be sent is invalid, as where it is linted."""
    (place / "egain.yaml").unlink()
    done = egain("explain", "m.eml", "--json")
    found = fields(done.events)
    assert (done.code, done.last["invalid"], done.last["exit_code"]) == (6, 1, 6)
    for name in ("department", "receiver"):
        assert (found[name]["value"], found[name]["source"]) == ("", "")
        assert [each["id"] for each in found[name]["changes"]] == ["L001"]


def test_the_setting_that_gives_the_receiver_is_named(egain: Egain, place: Path) -> None:
    """A flag, or the place where it is set; an alias that was addressed comes before both."""

    def source(*flags: str) -> str:
        found = fields(egain("explain", "m.eml", "--json", *flags).events)
        return str(found["receiver"]["source"])

    assert source("--receiver", "x@y.de") == "To"
    (place / "egain.yaml").write_text("receiver: x@y.de\n")
    assert source() == f"{place / 'egain.yaml'}:1:1"
    assert source("--receiver", "x@y.de") == "--receiver"


def test_a_pipe_gets_the_same_in_lines(egain: Egain) -> None:
    """Under the names of the columns, whatever kind of row it is."""
    header, *lines = egain("explain", "m.eml").out.splitlines()
    assert header.split("\t") == ["origin", "kind", "name", "value", "source", "remark"]
    rows = [line.split("\t") for line in lines]
    assert {len(row) for row in rows} == {6}
    assert {row[1] for row in rows} == {"field", "part", "header"}
    assert ["m.eml", "part", "2", "application/pdf", "a_b.pdf, 5 bytes", "attachment 1"] in rows


def test_yaml_names_file_and_line(egain: Egain, place: Path) -> None:
    """Of each field, each attribute and each attachment; what nobody wrote has its maker."""
    (place / "a.txt").write_bytes(b"x")
    (place / "logo.gif").write_bytes(b"GIF89a")
    (place / "body.html").write_text("<img src='logo.gif'>")
    (place / "mail.yaml").write_text(
        "from: a@b.de\nreceiver: support@business.com\nsubject: s\nhtml_file: body.html\n"
        "attachments:\n- a.txt\nattributes:\n  source: [x, y]\ncustomer: {first_name: J}\n"
        "secure: yes\n"
    )
    done = egain("explain", "mail.yaml", "--json")
    found = fields(done.events)
    assert {name: (field["value"], field["source"]) for name, field in found.items() if name != "date"} == {
        "department": ("service", f"{place / 'egain.yaml'}:1:1"),
        "from": ("a@b.de", "mail.yaml:1:7"),
        "receiver": ("support@business.com", "mail.yaml:2:11"),
        "subject": ("s", "mail.yaml:3:10"),
        "html": ("<img src='cid:logo.gif'>", "mail.yaml:4:12, the file body.html"),
        "attachments[1]": ("a.txt, text/plain, 1 bytes", "mail.yaml:6:3"),
        "attachments[2]": ("logo.gif, image/gif, 6 bytes, inline as cid:logo.gif", "shown by the HTML"),
        "attributes.source": ("x, y", "mail.yaml:8:11"),
        "customer.first_name": ("J", "mail.yaml:9:24"),
        "secure": ("true", "mail.yaml:10:9"),
        "attachments": ("", ""),
    }  # fmt: skip
    assert found["date"]["source"] == "the clock"
    assert [each["id"] for each in found["attachments"]["changes"]] == ["L202"]
    assert [each["id"] for each in found["html"]["changes"]] == ["L201"]


def test_each_document_and_each_message_is_explained(egain: Egain) -> None:
    """Each under its own origin."""
    done = egain("explain", SAMPLES / "several.yaml", "--json")
    origins = {event["origin"].rpartition("#")[2] for event in done.events[:-1]}
    assert (origins, done.last["discovered"]) == ({"1", "2"}, 2)


def test_each_message_of_a_mailbox_is_explained(egain: Egain, place: Path) -> None:
    """A file without a Date takes the time of the line before it."""
    separator = b"From jane@customer.com Mon Mar  2 08:14:05 2020\n"
    bare = b"From: jane@customer.com\nSubject: Two\n\nx\n"
    (place / "in.mbox").write_bytes(separator + MESSAGE + b"\n" + separator + bare)
    done = egain("explain", "in.mbox", "--json")
    second = fields([each for each in done.events if each.get("origin") == "in.mbox#2"])
    assert (second["subject"]["value"], done.last["discovered"]) == ("Two", 2)
    assert second["date"]["value"] == "2020-03-02T08:14:05.000Z"
    (place / "empty").mkdir()
    assert "no email in what was named" in egain("explain", "empty").err


def test_what_a_folder_leaves_out_is_told(egain: Egain, place: Path) -> None:
    """As where it is sent; --quiet says nothing of it."""
    (place / "old").mkdir()
    (place / "old" / "m.eml").write_bytes(MESSAGE)
    (place / "old" / "notes.pdf").write_bytes(b"%PDF-")
    assert "left out: 1 .pdf" in egain("explain", "old").err
    assert "left out: 1" not in egain("explain", "old", "--quiet").err


def test_the_original_is_an_attachment_from_the_message_itself(egain: Egain) -> None:
    """It stands behind those of the parts, which keep their sources."""
    found = fields(egain("explain", "m.eml", "--attach-original", "--json").events)
    assert found["attachments[1]"]["source"] == "part 2 application/pdf"
    assert found["attachments[2]"]["source"] == "the message itself"


def test_standard_input_is_explained(egain: Egain, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read once for all that is asked of it."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(MESSAGE)))
    done = egain("explain", "-", "--json")
    assert fields(done.events)["subject"]["value"] == "Café"
    assert {event.get("origin", "-") for event in done.events} == {"-"}


@pytest.mark.parametrize(
    ("name", "content"), [("no.eml", b"no message"), ("no.yaml", b"from: ["), ("gone.eml", None)]
)
def test_what_cannot_be_read_says_why(
    egain: Egain, place: Path, name: str, content: bytes | None
) -> None:
    """One row with the reason, and exit code 6."""
    if content is not None:
        (place / name).write_bytes(content)
    done = egain("explain", name, "--json")
    assert (done.code, done.last["invalid"]) == (6, 1)
    (event, _) = done.events
    assert (event["field"], event["changes"][0]["id"]) == ("input", "L009")
    assert name in event["changes"][0]["message"]


def test_quiet_prints_nothing(egain: Egain) -> None:
    """The exit code tells whether it can be sent."""
    done = egain("explain", "m.eml", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_max_size_and_profile_count(egain: Egain, place: Path) -> None:
    """As where it is sent."""
    profile = place.parent / "config" / "test.yaml"
    profile.parent.mkdir()
    profile.write_text("department: other\n")
    (place / "egain.yaml").unlink()
    done = egain("explain", "m.eml", "--profile", "test", "--max-size", "10", "--json")
    found = fields(done.events)
    assert found["department"]["value"] == "other"
    assert "L025" in [each["id"] for each in found["attachments"]["changes"]]


def test_a_terminal_shows_tables_and_a_tree(place: Path) -> None:
    """Long values are cut, and say so."""
    (place / "m.eml").write_bytes(MESSAGE.replace(b"Hello", b"Hello " * 100))
    code, screen = at_terminal("explain", "m.eml", COLUMNS="160")
    screen = re.sub(r"\x1b\[[0-9;]*m", "", screen)
    assert code == 0
    assert "(600 characters; --json shows all)" in screen
    assert "the newest Received" in screen
    assert "└── 0 multipart/mixed" in screen
    assert "    ├── 1 text/plain" in screen
    assert "a_b.pdf, 5 bytes · attachment 1" in screen
    assert "Header fields that do not travel" in screen
    assert "L111 name-changed" in screen


def test_a_terminal_shows_only_fields_of_yaml(place: Path) -> None:
    """There are no parts and no header fields."""
    code, screen = at_terminal("explain", str(SAMPLES / "plain.yaml"), COLUMNS="160")
    assert code == 0
    assert "plain.yaml:" in screen
    assert "What became of each part" not in screen
    assert "do not travel" not in screen


def test_a_finding_stands_with_the_field_that_it_is_about() -> None:
    """`to[2]` with to, `attachments[1].name` with the attachment, anything else by itself."""
    from egain_cli.findings import finding

    places = ("to[2]", "attributes.x", "attachments[9].name", "headers", "html")
    found = tuple(finding("bad-address", place, "x") for place in places)
    activity = Activity(to=("a@b.c",), attributes=(("x", ("1",)),))
    rows = {
        row.name: len(row.changes) for row in explain_fields(Item("m", "", activity, found), {})
    }
    assert rows == {"to": 1, "attributes.x": 1, "attachments[9].name": 1, "headers": 1, "html": 1}


@given(st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_header_field_is_either_carried_or_named(tail: bytes) -> None:
    """No message makes the list fail, and every value of it is text."""
    message = tree.parse(b"X-A: 1\n" + tail)
    assert all(isinstance(each.value, str) for each in left_behind(message))
