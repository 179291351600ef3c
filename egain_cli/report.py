"""Owns the lines for machines: events in JSON, tab-separated values; pure, prints nothing."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING

from egain_cli.findings import Finding, Severity
from egain_cli.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.books import Books
    from egain_cli.errors import EgainError
    from egain_cli.model import Outcome

SCHEMA = 1
COLUMNS = (
    "status", "http_status", "activity_id", "code", "message", "attachments", "inline", "ms",
    "origin", "location",
)  # fmt: skip
# Control characters, and what has no width or turns the direction of what follows.
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
_NAMED = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}


def summary_event(books: Books, seconds: float) -> dict[str, object]:
    """The summary event of the JSON lines."""
    counts = {str(status): books.statuses[status] for status in Status}
    return {
        "event": "summary",
        "schema": SCHEMA,
        "discovered": books.discovered,
        **counts,
        **({} if books.run is None else {"run": books.run}),
        "seconds": round(seconds, 3),
        "exit_code": books.exits.number(books.exit_code),
    }


def outcome_event(outcome: Outcome) -> dict[str, object]:
    """The outcome event of the JSON lines, without a payload."""
    return {
        "event": "outcome",
        "schema": SCHEMA,
        "origin": outcome.origin,
        "key": outcome.key or None,
        "status": str(outcome.status),
        "http_status": outcome.http_status,
        "activity_id": outcome.activity_id,
        "location": outcome.location,
        "code": outcome.code,
        "message": outcome.message,
        "attempts": outcome.attempts,
        "ms": outcome.ms,
        "attachments": outcome.attachments,
        "inline": outcome.inline,
        "warnings": _findings(outcome, Severity.WARNING),
        "errors": _findings(outcome, Severity.ERROR),
        "notes": _findings(outcome, Severity.NOTE),
        "verified": outcome.verified,
        "sent_before": _before(outcome),
    }


def finding_event(origin: str, found: Finding) -> dict[str, object]:
    """The event of a finding."""
    return {
        "event": "finding",
        "schema": SCHEMA,
        "origin": origin,
        **change(found),
    }


def change(found: Finding) -> dict[str, str]:
    """A finding with its severity; `fix` is what is done about it."""
    severity = str(found.rule.severity)
    return {"severity": severity, **_finding(found), "fix": found.rule.done}


def error_event(error: EgainError) -> dict[str, object]:
    """The event of an error that came before any item."""
    return {
        "event": "error",
        "schema": SCHEMA,
        "message": error.message,
        "hint": error.hint,
        "exit_code": int(error.exit_code),
    }


def json_line(event: dict[str, object]) -> str:
    """An event as a line of JSON in ASCII, so that no terminal and no pipe can mangle it."""
    return json.dumps(event)


def json_pieces(outcome: Outcome) -> Iterator[str]:
    """The outcome event with its payload, in pieces: the payload is never in memory whole."""
    line = json_line(outcome_event(outcome))
    if outcome.preview is None:
        yield line
        return
    yield line[:-1] + ', "payload": '
    for chunk in outcome.preview:
        yield chunk.decode("utf-8")
    yield "}"


def tsv_line(outcome: Outcome) -> str:
    """An outcome as tab-separated values in the order of COLUMNS; absent ones are empty."""
    values = (getattr(outcome, column) for column in COLUMNS)
    return "\t".join("" if value is None else printable(str(value)) for value in values)


def printable(text: str) -> str:
    """A text without control characters: those of a message must not reach a terminal."""
    return text if text.isprintable() else _UNPRINTABLE.sub(_name, text)


def _name(match: re.Match[str]) -> str:
    number = ord(match.group())
    plain = f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"
    return _NAMED.get(match.group(), plain)


def _before(outcome: Outcome) -> dict[str, object] | None:
    over = outcome.before and outcome.before.status is not Status.SKIPPED
    return asdict(outcome.before) if outcome.before and over else None


def _findings(outcome: Outcome, severity: Severity) -> list[dict[str, str]]:
    return [_finding(found) for found in outcome.findings if found.rule.severity is severity]


def _finding(found: Finding) -> dict[str, str]:
    return {
        "id": found.rule.id,
        "name": found.rule.name,
        "field": found.field,
        "message": found.message,
        "hint": found.hint,
    }
