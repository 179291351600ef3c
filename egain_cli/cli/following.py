"""Owns how far a run is: its books, what is shown of it, when it stops by itself; sends nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from egain_cli.cli.ordering import InOrder
from egain_cli.cli.telling import tell
from egain_cli.cli.watching import Watch
from egain_cli.errors import ExitCode
from egain_cli.model import Status
from egain_cli.replay.halt import Why

if TYPE_CHECKING:
    from egain_cli.books import Books
    from egain_cli.cli.jobs import Run
    from egain_cli.cli.results import Results
    from egain_cli.model import Outcome
    from egain_cli.replay.halt import Halt

# Outcomes in a row with one exit code, at least so many, after which the rest will fare no better:
# a retry might have mended these, and the server is down; or it refuses whoever asks.
_GIVING_UP = MappingProxyType(
    {
        ExitCode.TEMPORARY: (21, Why.UNREACHABLE),
        ExitCode.REFUSED: (5, Why.REFUSED),
    }
)


@dataclass(slots=True)
class Followed:
    """A run as far as it went: its books, how it is shown, and when it stops by itself."""

    run: Run
    halt: Halt
    results: Results
    watch: Watch = field(default_factory=Watch)
    started: float = field(default_factory=perf_counter)
    failed: int = 0
    in_a_row: int = 0  # outcomes with the last exit code, none of them a success
    last_code: ExitCode = ExitCode.OK
    last: int = 0  # the number of the last one that was entered
    whole: bool = False  # whether all that is to be sent was found
    in_order: InOrder = field(init=False)

    def __post_init__(self) -> None:
        self.in_order = InOrder(self._show)

    @property
    def books(self) -> Books:
        """What the run comes to."""
        return self.run.books

    def take(self, outcome: Outcome) -> None:
        """Enter what became of an email, and show it in its turn; stop where it is one too many."""
        self.books.enter(outcome)
        self.last = outcome.number
        self.in_order.take(outcome)
        self.watch.step(outcome)
        if outcome.exit_code is ExitCode.OK or self.halt():
            self.in_a_row = 0
            return
        self.failed += outcome.status is not Status.UNKNOWN or outcome.attempts > 0
        self.in_a_row = self.in_a_row + 1 if outcome.exit_code is self.last_code else 1
        self.last_code = outcome.exit_code
        if self.failed == self.run.bulk.max_errors:
            self.halt.stop(Why.ERRORS)
        elif self.last_code in _GIVING_UP:
            least, why = _GIVING_UP[self.last_code]
            if self.in_a_row >= max(least, 2 * self.run.workers):
                self.halt.stop(why)

    def _show(self, outcome: Outcome) -> None:
        self.results.show(outcome)
        tell(outcome, self.run.settings.truth("verbose"), self.run.always)

    def found(self, number: int) -> None:
        """So many more were found, and recorded."""
        self.books.discovered += number
