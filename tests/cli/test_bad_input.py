"""Inputs that cannot be sent: one clear error each, the right exit code, nothing half done."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.servers import CREATED, scripted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Egain
    from tests.servers import Scripted

RUBBISH = bytes(range(256)) * 8


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    """A server that would take anything, to see that it is asked for nothing."""
    with scripted([CREATED]) as server:
        monkeypatch.setenv("EGAIN_URL", server.url)
        monkeypatch.setenv("EGAIN_SESSION", "s")
        monkeypatch.setenv("EGAIN_DEPARTMENT", "d")
        monkeypatch.setenv("EGAIN_RECEIVER", "r@s.de")
        yield server


CASES = [
    ("send-email", None, "no such file"),
    ("send-eml", None, "no such file"),
    ("send-email", b"", "the file is empty"),
    ("send-eml", b"", "the file is empty"),
    ("send-email", RUBBISH, "not readable as YAML"),
    ("send-eml", RUBBISH, "does not look like an email message"),
    ("send-eml", b"Hello, no header here", "does not look like an email message"),
    ("send-eml", b"\n\nonly a body", "does not look like an email message"),
    ("send-email", b"- a\n- b\n", "not a mapping"),
    ("send-email", b"just words", "not a mapping"),
    ("send-email", b"# nothing\n", "no email in it"),
    ("send-email", b"from: a@b.de\nsubjekt: x\n", "input:2:1: unknown key 'subjekt'"),
    ("send-email", b"from: a@b.de\nfrom: c@d.de\n", "input:2:1: the key 'from' is given twice"),
    ("send-email", b"from: [a@b.de]\n", "input:1:1: from must be one value"),
    ("send-email", b"from: a@b.de\nattachments: gone.pdf\n", "input:2:14: gone.pdf: no such file"),
    ("send-email", b"from: a@b.de\nattachments: .\n", "is a directory"),
    ("send-email", b"from: a@b.de\nhtml_file: gone.html\n", "gone.html: no such file"),
    ("send-email", b"from: a@b.de\nsubject: x\ndate: yesterday\n", "must be a date like"),
    ("send-email", b"from: a@b.de\nsubject: x\nsecure: perhaps\n", "must be true or false"),
    ("send-email", b"from: a@b.de\n", "one of subject, attachments or content"),
    ("send-email", b"from: a@b.de, c@d.de\nsubject: x\n", "must be a single email address"),
    ("send-eml", b"From: a@b.de\n\n", "one of subject, attachments or content"),
    ("send-eml", b"Subject: nobody\n\ntext\n", "from: is required"),
]


@pytest.mark.parametrize(("verb", "content", "words"), CASES)
def test_a_bad_input_is_invalid_and_says_why(
    egain: Egain, place: Path, server: Scripted, verb: str, content: bytes | None, words: str
) -> None:
    """Exit code 6, one outcome, no request, no traceback, and a word on what to do."""
    if content is not None:
        (place / "input").write_bytes(content)
    done = egain(verb, "input", "--json")
    outcome = done.outcomes[0]
    assert (done.code, outcome["status"], done.last["invalid"]) == (6, "invalid", 1)
    assert words in outcome["message"]
    assert words in done.err
    assert "Traceback" not in done.err
    assert not server.requests


def test_a_directory_is_no_file(egain: Egain, place: Path) -> None:
    """To send-email it is invalid, with a hint; send-eml walks it."""
    done = egain("send-email", str(place), "--json")
    assert (done.code, "is a directory" in done.outcomes[0]["message"]) == (6, True)
    assert "hint:" in done.err


@pytest.mark.parametrize("verb", ["send-email", "send-eml"])
def test_a_file_that_must_not_be_read_says_so(
    egain: Egain, place: Path, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the system says it."""
    (place / "input").write_text("x")

    def refuse(*args: object, **more: object) -> bytes:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    monkeypatch.setattr("pathlib.Path.open", refuse)
    monkeypatch.setattr("egain_cli.config.layers.read_layer", lambda *args: {})
    done = egain(verb, "input", "--json")
    assert (done.code, "Permission denied" in done.outcomes[0]["message"]) == (6, True)


def test_empty_standard_input_is_invalid(
    egain: Egain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe that brought nothing is not a message."""
    (tmp_path / "nothing").write_bytes(b"")
    with (tmp_path / "nothing").open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        done = egain("send-eml", "-", "--json")
    assert (done.code, done.outcomes[0]["origin"]) == (6, "-")
    assert "standard input is empty" in done.err


def test_one_bad_file_among_good_ones_stops_nothing(
    egain: Egain, place: Path, server: Scripted
) -> None:
    """Exit code 3, and the good ones are sent."""
    (place / "a.eml").write_bytes(b"From: a@b.de\nSubject: a\n\n")
    (place / "c.eml").write_bytes(b"From: a@b.de\nSubject: c\n\n")
    done = egain("send-eml", "a.eml", "gone.eml", "c.eml", "--json")
    assert [each["status"] for each in done.outcomes] == ["accepted", "invalid", "accepted"]
    assert (done.code, len(server.requests)) == (3, 2)


USAGE = [
    (("send-eml",), "Missing argument"),
    (("send-emai",), "No such command"),
    (("send-email", "--subjekt", "x"), "No such option"),
    (("send-email", "--attr", "x"), "is not NAME=VALUE"),
    (("send-eml", "x", "--date", "tomorrow"), "--date 'tomorrow' must be"),
    (("send-email", "--format", "yaml"), "--format: 'yaml' must be json"),
    (("completions", "tcsh"), "no completions for 'tcsh'"),
]


@pytest.mark.parametrize(("args", "words"), USAGE)
def test_a_wrong_call_is_exit_code_2(
    egain: Egain, server: Scripted, args: tuple[str, ...], words: str
) -> None:
    """One line says what is wrong, one what to do; a script that asked for JSON gets an event."""
    done = egain(*args)
    assert (done.code, words in done.err, done.out) == (2, True, ""), done.err
    assert "hint:" in done.err
    if args[0] != "completions":
        done = egain(*args, "--json")
        assert (done.last["event"], done.last["exit_code"]) == ("error", 2)
    assert not server.requests


def test_a_mistake_of_the_program_shows_no_traceback_without_verbose(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 1; with --verbose the traceback is there for the report."""

    def fail(*args: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("egain_cli.lint.check", fail)
    done = egain("send-email", "--from", "a@b.de", "--subject", "x")
    assert (done.code, "Traceback" in done.err) == (1, False)
    assert "unexpected RuntimeError: unforeseen" in done.err
    done = egain("send-email", "--from", "a@b.de", "--subject", "x", "--verbose")
    assert "Traceback" in done.err
    monkeypatch.setenv("EGAIN_VERBOSE", "1")
    assert "Traceback" in egain("send-email", "--from", "a@b.de", "--subject", "x").err
    assert "errors.UsageError" in egain("send-email", "--bogus").err


def test_a_bad_date_is_one_error(egain: Egain) -> None:
    """That there is then no date need not be said."""
    done = egain("send-email", "--from", "a@b.de", "--subject", "x", "--date", "soon", "--json")
    assert [each["name"] for each in done.outcomes[0]["errors"]] == ["bad-date"]


def test_a_device_is_not_attached(egain: Egain) -> None:
    """One that never ends would never be read."""
    done = egain("send-email", "--from", "a@b.de", "--subject", "x", "--attach", os.devnull)
    assert (done.code, "neither a file nor a pipe" in done.err) == (6, True)


@pytest.mark.parametrize("flag", ["--case", "--date", "--reply-to"])
def test_what_is_given_and_empty_is_refused(egain: Egain, flag: str) -> None:
    """An unset variable in a script must not make a new case, or another date."""
    done = egain("send-email", "--from", "a@b.de", "--subject", "x", flag, "", "--json")
    assert (done.code, [each["name"] for each in done.outcomes[0]["errors"]]) == (
        6,
        ["empty-value"],
    )


def test_a_text_that_is_given_twice_is_refused(egain: Egain, place: Path) -> None:
    """One of them would be lost in silence."""
    (place / "b.txt").write_text("from a file")
    (place / "m.yaml").write_text("from: a@b.de\ntext: here\ntext_file: b.txt\n")
    done = egain("send-email", "m.yaml", "--json")
    assert (done.code, "text is given twice" in done.outcomes[0]["message"]) == (6, True)


def test_one_content_id_for_two_images_is_refused(egain: Egain, place: Path) -> None:
    """Nobody could say which of them the HTML shows."""
    (place / "p.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    done = egain("send-email", "--from", "a@b.de", "--html", "<img src=cid:a>", "--json",
                 "--inline", "p.png;cid=a", "--inline", "p.png;cid=a")  # fmt: skip
    assert done.code == 6
    assert "content-id-shared" in [each["name"] for each in done.outcomes[0]["errors"]]
