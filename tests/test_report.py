"""What a run comes down to: its books, its exit code and its lines."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.books import Books
from egain_cli.errors import EgainError, ExitCode, UsageError
from egain_cli.findings import finding
from egain_cli.model import Outcome, Payload, Status
from egain_cli.report import (
    COLUMNS,
    error_event,
    json_line,
    json_pieces,
    outcome_event,
    printable,
    summary_event,
    tsv_line,
)


def outcome(status: Status = Status.ACCEPTED, code: ExitCode = ExitCode.OK, **more: Any) -> Outcome:
    return Outcome(origin="a.eml", key="k", status=status, exit_code=code, **more)


def books(*codes: ExitCode, discovered: int | None = None) -> Books:
    """The books of a run whose items alone would have exited with these codes."""
    kept = Books(len(codes) if discovered is None else discovered)
    for code in codes:
        kept.enter(outcome(code=code))
    return kept


OK, FAILED, REFUSED = ExitCode.OK, ExitCode.FAILED, ExitCode.REFUSED
TEMPORARY, INVALID, UNKNOWN = ExitCode.TEMPORARY, ExitCode.INVALID, ExitCode.UNKNOWN
CANCELLED, PARTIAL = ExitCode.CANCELLED, ExitCode.PARTIAL
RUNS = [
    ((), OK),
    ((OK, OK), OK),
    ((FAILED,), FAILED),
    ((FAILED, FAILED), FAILED),
    ((OK, FAILED), PARTIAL),
    ((OK, TEMPORARY), PARTIAL),
    ((OK, INVALID, FAILED), PARTIAL),
    ((TEMPORARY, TEMPORARY), TEMPORARY),
    ((INVALID, INVALID), INVALID),
    ((INVALID, TEMPORARY), FAILED),
    ((INVALID, FAILED), FAILED),
    ((OK, REFUSED, INVALID), REFUSED),
    ((OK, REFUSED, UNKNOWN), UNKNOWN),
    ((OK, UNKNOWN, CANCELLED), UNKNOWN),
    ((OK, CANCELLED), CANCELLED),
    ((FAILED, CANCELLED), CANCELLED),
    ((UNKNOWN,), UNKNOWN),
]


@pytest.mark.parametrize(("codes", "expected"), RUNS)
def test_the_exit_code_of_a_run(codes: tuple[ExitCode, ...], expected: ExitCode) -> None:
    """Unknown before all, then refused, then some of each, then what all have in common."""
    assert books(*codes).exit_code is expected
    assert books(*reversed(codes)).exit_code is expected


@pytest.mark.parametrize("codes", [(), (OK,), (OK, OK)])
def test_books_that_do_not_balance_never_exit_zero(codes: tuple[ExitCode, ...]) -> None:
    """An item that was found and has no outcome fails the run, and its last sentence says so."""
    leaking = books(*codes, discovered=len(codes) + 1)
    assert not leaking.balance
    assert leaking.exit_code is FAILED
    assert "THE BOOKS DO NOT BALANCE" in leaking.sentence(0)
    assert "BALANCE" not in books(*codes).sentence(0)
    assert books(UNKNOWN, discovered=3).exit_code is UNKNOWN


@given(st.lists(st.sampled_from(Status)), st.floats(0, 1e6))
def test_every_outcome_is_counted_once(statuses: list[Status], seconds: float) -> None:
    """The six counts of a summary add up to what was discovered, whatever the outcomes."""
    kept = Books(len(statuses))
    for status in statuses:
        kept.enter(outcome(status))
    summary: dict[str, Any] = summary_event(kept, seconds)
    assert kept.balance
    assert sum(summary[str(status)] for status in Status) == summary["discovered"]
    assert all(summary[str(status)] == statuses.count(status) for status in Status)
    assert summary["seconds"] == pytest.approx(seconds, abs=0.001)


def test_the_summary_event_is_the_contracts() -> None:
    """The members of the summary and their order are those that scripts rely on."""
    kept = Books(2)
    kept.enter(outcome())
    kept.enter(outcome(Status.NOT_ATTEMPTED, TEMPORARY))
    assert json_line(summary_event(kept, 1.23456)) == (
        '{"event": "summary", "schema": 1, "discovered": 2, "accepted": 1, "rejected": 0, '
        '"invalid": 0, "unknown": 0, "skipped": 0, "not_attempted": 1, "seconds": 1.235, '
        '"exit_code": 3}'
    )
    assert kept.sentence(1.23456) == "2 found: 1 accepted, 1 not attempted in 1.2 s"
    assert Books().sentence(0) == "0 found: nothing in 0.0 s"


FOUND = (
    finding("date-replaced", "date", "is missing"),
    finding("bad-address", "to[1]", "x"),
    finding("image-attached", "attachments", "y"),
)
FULL = Outcome(
    origin="in/a.eml",
    key="k1",
    status=Status.REJECTED,
    http_status=400,
    activity_id="12",
    location="/x/12",
    code="400-101",
    message="no\tsuch\nthing \x1b[31m",
    attempts=2,
    ms=35,
    attachments=3,
    inline=1,
    findings=FOUND,
    exit_code=FAILED,
)


def test_the_outcome_event_is_the_contracts() -> None:
    """An outcome event has every member of the contract, findings sorted by their severity."""
    event: dict[str, Any] = outcome_event(FULL)
    contract = [
        "event",
        "schema",
        "origin",
        "key",
        "status",
        "http_status",
        "activity_id",
        "location",
        "code",
        "message",
        "attempts",
        "ms",
        "attachments",
        "inline",
        "warnings",
    ]
    assert list(event)[: len(contract)] == contract
    assert event["status"] == "rejected"
    assert event["message"] == FULL.message
    (warning,) = event["warnings"]
    expected = {"id": "L104", "name": "date-replaced", "field": "date", "message": "is missing"}
    assert warning.items() >= expected.items()
    assert [each["id"] for each in event["errors"]] == ["L004"]
    assert [each["id"] for each in event["notes"]] == ["L202"]
    assert json.loads(json_line(event)) == event
    assert "payload" not in event


def test_an_absent_value_is_null_in_json() -> None:
    """What the server did not say is null, not an empty text."""
    event = outcome_event(outcome(Status.INVALID, INVALID))
    for name in ("http_status", "activity_id", "location", "code", "message"):
        assert event[name] is None


def test_an_error_event_carries_both_lines() -> None:
    """An error before any item is one event with the message, the hint and the exit code."""
    assert error_event(UsageError("wrong", "do right")) == {
        "event": "error",
        "schema": 1,
        "message": "wrong",
        "hint": "do right",
        "exit_code": 2,
    }
    assert error_event(EgainError("wrong"))["hint"] == ""


@given(st.text(), st.text())
def test_a_line_of_json_is_ascii_and_one_line(origin: str, message: str) -> None:
    """Whatever an outcome says, its event is one line of ASCII that says the same."""
    event = outcome_event(Outcome(origin=origin, key="", status=Status.INVALID, message=message))
    line = json_line(event)
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line) == event


def test_a_preview_travels_with_its_outcome_in_pieces() -> None:
    """The payload of a dry run is a member of the outcome's line, never held as a whole."""
    body = [b'{"subject":"Gr\xc3\xbc\xc3\x9fe",', b'"x":', b'["}"]}']
    payload = Payload("application/json", sum(map(len, body)), lambda: iter(body))
    pieces = list(json_pieces(outcome(preview=payload)))
    assert len(pieces) == len(body) + 2
    event = json.loads("".join(pieces))
    assert event.pop("payload") == {"subject": "Grüße", "x": ["}"]}
    assert event == outcome_event(outcome())
    assert list(json_pieces(outcome())) == [json_line(outcome_event(outcome()))]


def test_a_line_of_tabs_has_a_value_for_each_column() -> None:
    """A tab-separated line has the columns of its header, absent values empty, no raw control."""
    line = tsv_line(FULL)
    assert (
        line == "rejected\t400\t12\t400-101\tno\\tsuch\\nthing \\x1b[31m\t3\t1\t35\tin/a.eml\t/x/12"
    )
    assert tsv_line(outcome()).split("\t") == [
        "accepted",
        "",
        "",
        "",
        "",
        "0",
        "0",
        "0",
        "a.eml",
        "",
    ]
    assert len(line.split("\t")) == len(COLUMNS)


PRINTABLE = [
    ("plain Grüße 😀", "plain Grüße 😀"),
    ("a\tb\nc\rd", "a\\tb\\nc\\rd"),
    ("\x00\x1b[2J\x7f\x9b", "\\x00\\x1b[2J\\x7f\\x9b"),
    ("a\u2028b\u202ec\u2066d", "a\\u2028b\\u202ec\\u2066d"),
]


@pytest.mark.parametrize(("text", "shown"), PRINTABLE)
def test_control_characters_are_shown_and_not_obeyed(text: str, shown: str) -> None:
    """Tabs, escapes and marks that turn the writing around become visible."""
    assert printable(text) == shown


@given(st.text())
def test_a_printable_text_is_one_line(text: str) -> None:
    """No text can break a line or a column, and one without control characters stays as it is."""
    shown = printable(text)
    assert not set(shown) & set("\t\n\r\x0b\x0c\x1b\x85\u2028\u2029")
    assert len(shown.splitlines()) <= 1
    assert printable(shown) == shown
