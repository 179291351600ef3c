"""Owns what a run comes down to: counts, exit code, lines for machines; pure, prints nothing."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from egain_cli.errors import EgainError, ExitCode
from egain_cli.findings import Finding, Severity
from egain_cli.model import Outcome, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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


@dataclass(frozen=True, slots=True)
class Exits:
    """How a run ends that found nothing, and what each exit code is where another is asked for."""

    empty: ExitCode = ExitCode.OK
    codes: Mapping[ExitCode, int] = field(default_factory=dict)

    def number(self, code: ExitCode) -> int:
        """The number that the program ends with."""
        return self.codes.get(code, code)


@dataclass(slots=True)
class Books:
    """The count of a run's outcomes; `discovered` is counted apart, so that a leak shows.

    `run` is the number that the journal has for it, None where nobody asks for that.
    """

    discovered: int = 0
    statuses: Counter[Status] = field(default_factory=Counter)
    exit_codes: Counter[ExitCode] = field(default_factory=Counter)
    verified: int = 0
    exits: Exits = field(default_factory=Exits)
    run: int | None = None

    def enter(self, outcome: Outcome) -> None:
        """Count an outcome."""
        self.statuses[outcome.status] += 1
        self.exit_codes[outcome.exit_code] += 1
        self.verified += outcome.verified is True

    def fail(self, code: ExitCode) -> None:
        """Count what failed for the run itself, as one more that did."""
        self.exit_codes[code] += 1

    @property
    def balance(self) -> bool:
        """Whether every item that was discovered has an outcome."""
        return self.discovered == sum(self.statuses.values())

    @property
    def whole(self) -> bool:
        """Whether nothing was left out by a stop."""
        return self.balance and not self.exit_codes[ExitCode.CANCELLED]

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the run, by the contract's order."""
        codes = set(self.exit_codes)
        if not codes and not self.discovered:
            return self.exits.empty
        for code in (ExitCode.UNKNOWN, ExitCode.CANCELLED, ExitCode.REFUSED):
            if code in codes:
                return code
        if not self.balance:
            return ExitCode.FAILED
        if ExitCode.OK in codes and len(codes) > 1:
            return ExitCode.PARTIAL
        return codes.pop() if len(codes) == 1 else ExitCode.FAILED if codes else ExitCode.OK

    def summary(self, seconds: float) -> dict[str, object]:
        """The summary event of the JSON lines."""
        counts = {str(status): self.statuses[status] for status in Status}
        return {
            "event": "summary",
            "schema": SCHEMA,
            "discovered": self.discovered,
            **counts,
            **({} if self.run is None else {"run": self.run}),
            "seconds": round(seconds, 3),
            "exit_code": self.exits.number(self.exit_code),
        }

    def sentence(self, seconds: float) -> str:
        """The summary in words, for a person."""
        counts = [
            f"{count} {status.replace('_', ' ')}"
            for status in Status
            if (count := self.statuses[status])
        ]
        words = f"{self.discovered} found: {', '.join(counts) or 'nothing'} in {seconds:.1f} s"
        words += f"; {self.verified} read back as sent" if self.verified else ""
        return words if self.balance else f"{words}; THE BOOKS DO NOT BALANCE"


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
    return _UNPRINTABLE.sub(_name, text)


def _name(match: re.Match[str]) -> str:
    number = ord(match.group())
    plain = f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"
    return _NAMED.get(match.group(), plain)


def _before(outcome: Outcome) -> dict[str, object] | None:
    return asdict(outcome.before) if outcome.before else None


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
