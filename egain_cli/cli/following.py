"""Owns how far a run is: its books and what is shown of it; sends nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from egain_cli.cli.ordering import InOrder
from egain_cli.cli.telling import tell
from egain_cli.cli.watching import Watch

if TYPE_CHECKING:
    from egain_cli.books import Books
    from egain_cli.cli.jobs import Run
    from egain_cli.cli.results import Results
    from egain_cli.model import Outcome
    from egain_cli.replay.halt import Halt


@dataclass(slots=True)
class Followed:
    """A run as far as it went: its books, and how it is shown."""

    run: Run
    halt: Halt
    results: Results
    watch: Watch = field(default_factory=Watch)
    started: float = field(default_factory=perf_counter)
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
        """Enter what became of an email, and show it in its turn."""
        self.books.enter(outcome)
        self.last = outcome.number
        self.in_order.take(outcome)
        self.watch.step(outcome)

    def _show(self, outcome: Outcome) -> None:
        self.results.show(outcome)
        tell(outcome, self.run.settings.truth("verbose"), self.run.always)

    def found(self, number: int) -> None:
        """So many more were found, and recorded."""
        self.books.discovered += number
