"""Owns whether a run is watched while it goes on, and how often it is looked at; draws nothing."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from egain_cli.cli.jobs import Run
    from egain_cli.cli.progress import Watcher
    from egain_cli.model import Outcome
    from egain_cli.replay.pace import PaceState

_EVERY = 0.1  # seconds between two looks at what is under way


class Watch:
    """Counts what is done, and looks at what is under way, where anybody sees it."""

    def __init__(
        self, watcher: Watcher | None = None, state: Callable[[], PaceState] | None = None
    ) -> None:
        self._watcher = watcher
        self._state = state
        self._next = 0.0

    def step(self, outcome: Outcome) -> None:
        """One more is done."""
        if self._watcher:
            self._watcher.step(outcome)

    def tick(self) -> None:
        """The run goes on."""
        if self._watcher and self._state and monotonic() >= self._next:
            self._next = monotonic() + _EVERY
            state = self._state()
            self._watcher.state(state.in_flight, state.waiting, state.why)


@contextmanager
def watching(run: Run, state: Callable[[], PaceState] | None) -> Iterator[Watch]:
    """What shows how far the run is, where it sends several emails."""
    settings = run.settings
    if not (run.sends and run.several) or settings.truth("quiet"):
        yield Watch()
        return
    from egain_cli.cli.progress import watch

    mixed = sys.stdout.isatty() and settings.truth("json")
    with watch(run.count, run.at_least, quiet=False, mixed=mixed) as watcher:
        yield Watch(watcher, state)
