"""Owns the count of a run's outcomes and the exit code that follows; knows no form of report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from egain_cli.errors import ExitCode
from egain_cli.model import Outcome, Status

if TYPE_CHECKING:
    from collections.abc import Mapping


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

    `verified` were read back as sent, and `unread` could not be read back. `skips` says what the
    skipped ones came to before: SKIPPED where another run is sending them. `run` is the number that
    the journal has for it, None where nobody asks for that.
    """

    discovered: int = 0
    statuses: Counter[Status] = field(default_factory=Counter)
    exit_codes: Counter[ExitCode] = field(default_factory=Counter)
    verified: int = 0
    unread: int = 0
    skips: Counter[Status] = field(default_factory=Counter)
    exits: Exits = field(default_factory=Exits)
    run: int | None = None

    def enter(self, outcome: Outcome) -> None:
        """Count an outcome."""
        self.statuses[outcome.status] += 1
        self.exit_codes[outcome.exit_code] += 1
        self.verified += outcome.verified is True
        self.unread += any(found.rule.name == "not-read-back" for found in outcome.findings)
        if outcome.status is Status.SKIPPED:
            self.skips[outcome.before.status if outcome.before else Status.SKIPPED] += 1

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

    def sentence(self, seconds: float) -> str:
        """The summary in words, for a person."""
        counts = [
            f"{count} {status.replace('_', ' ')}"
            for status in Status
            if (count := self.statuses[status])
        ]
        words = f"{self.discovered} found: {', '.join(counts) or 'nothing'} in {seconds:.1f} s"
        words += f"; {self.verified} read back as sent" if self.verified else ""
        words += f"; {self.unread} could not be read back" if self.unread else ""
        return words if self.balance else f"{words}; THE BOOKS DO NOT BALANCE"
