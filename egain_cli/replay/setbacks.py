"""Owns how much may fail before a run stops by itself; knows no message and no screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING

from egain_cli.errors import ExitCode
from egain_cli.model import Status
from egain_cli.replay.numbers import ThreadNumber
from egain_cli.replay.why import Why

if TYPE_CHECKING:
    from egain_cli.model import Outcome
    from egain_cli.replay.numbers import Figure

# Outcomes in a row with one exit code, at least so many, after which the rest will fare no better:
# a retry might have mended these, and the server is down; or it refuses whoever asks.
_GIVING_UP = MappingProxyType(
    {
        ExitCode.TEMPORARY: (21, Why.UNREACHABLE),
        ExitCode.REFUSED: (5, Why.REFUSED),
    }
)
# Of this process alone: a lock that processes share would hold up all of them for ever where one
# is killed that has it. Two processes that count at the same instant may count one for both.
_counting = Lock()


@dataclass(frozen=True, slots=True)
class Setbacks:
    """What failed in a run, counted where it becomes known, so that no more is sent for nothing.

    `most` failures end it, None for any number; so do twice as many as its `workers` in a row of
    which the server refused each, or took none. `failed` is their number so far, `row` that of the
    last ones with the same exit code, `last`, and no success in between.
    """

    most: int | None = None
    workers: int = 1
    failed: Figure = field(default_factory=ThreadNumber)
    row: Figure = field(default_factory=ThreadNumber)
    last: Figure = field(default_factory=ThreadNumber)

    def enter(self, outcome: Outcome) -> Why | None:
        """Count what became of an email; why the run is to stop, where this is one too many."""
        with _counting:
            if outcome.exit_code is ExitCode.OK:
                self.row.value = 0
                return None
            same = outcome.exit_code == self.last.value
            self.row.value = self.row.value + 1 if same else 1
            self.last.value = outcome.exit_code
            # One that an earlier run left unknown is no failure of this one.
            self.failed.value += outcome.status is not Status.UNKNOWN or outcome.attempts > 0
            return self._judge(outcome.exit_code)

    def _judge(self, code: ExitCode) -> Why | None:
        if self.most is not None and self.failed.value >= self.most:
            return Why.ERRORS
        least, why = _GIVING_UP.get(code, (0, None))
        return why if self.row.value >= max(least, 2 * self.workers) else None
