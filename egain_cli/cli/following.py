"""Owns how far a run is: its books, what is shown of it, when it stops by itself; sends nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter
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

_GIVING_UP = 20  # outcomes in a row that a retry might have mended; then the server is down


@dataclass(slots=True)
class Followed:
    """A run as far as it went: its books, how it is shown, and when it stops by itself."""

    run: Run
    halt: Halt
    results: Results
    watch: Watch = field(default_factory=Watch)
    started: float = field(default_factory=perf_counter)
    failed: int = 0
    in_a_row: int = 0
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
        self.in_a_row = self.in_a_row + 1 if outcome.exit_code is ExitCode.TEMPORARY else 0
        if self.failed == self.run.bulk.max_errors:
            self.halt.stop(Why.ERRORS)
        elif self.in_a_row > max(_GIVING_UP, 2 * self.run.workers):
            self.halt.stop(Why.UNREACHABLE)

    def _show(self, outcome: Outcome) -> None:
        self.results.show(outcome)
        tell(outcome, self.run.settings.truth("verbose"), self.run.always)

    def found(self, number: int) -> None:
        """So many more were found, and recorded."""
        self.books.discovered += number
