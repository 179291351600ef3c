"""Owns the order in which outcomes are shown: that of the messages, as far as nobody waits long."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.model import Outcome

_WAITING = 1000  # outcomes that wait for one before them, at most; then it is passed over


@dataclass(slots=True)
class InOrder:
    """Shows outcomes by their numbers, from 1, although they are done in another order.

    One that takes very long is shown later than its turn, so that memory stays flat.
    """

    show: Callable[[Outcome], None]
    waiting: int = _WAITING
    _next: int = 1
    _held: dict[int, Outcome] = field(default_factory=dict)

    def take(self, outcome: Outcome) -> None:
        """Show an outcome, now or in its turn."""
        if outcome.number < self._next:
            self.show(outcome)
            return
        self._held[outcome.number] = outcome
        self._show_what_follows()
        if len(self._held) > self.waiting:
            self._next = min(self._held)
            self._show_what_follows()

    def flush(self) -> None:
        """Show what still waits."""
        for number in sorted(self._held):
            self.show(self._held.pop(number))

    def _show_what_follows(self) -> None:
        while (outcome := self._held.pop(self._next, None)) is not None:
            self._next += 1
            self.show(outcome)
