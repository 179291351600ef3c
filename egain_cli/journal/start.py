"""Owns that a run is made, and locked, with what it records first; knows not what becomes of it."""

from __future__ import annotations

import os
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from egain_cli.journal import entries, locks

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from egain_cli.journal.file import Journal

T = TypeVar("T")


class Start:
    """The start of a run: its number, None before it began; how many items it `found`.

    `opening` makes the run's row: it gives the run's number, and the lock on it. One that starts
    `late` keeps back what it found until something else is to be written.
    """

    def __init__(
        self,
        journal: Journal,
        number: int | None,
        opening: Callable[[sqlite3.Connection], tuple[int, int]] | None,
        *,
        late: bool,
    ) -> None:
        self.number = number
        self.found = 0
        self.lock: int | None = None
        self._journal = journal
        self._opening = opening
        self._late = late
        self._early: list[str] = []
        self._mutex = Lock()

    def keep_back(self, origins: Sequence[str]) -> int | None:
        """Count what was found; the first of its numbers where it is kept back, else None."""
        with self._mutex:
            self.found += len(origins)
            if not self._late or self.number is not None:
                return None
            self._early += origins
            return self.found - len(origins) + 1

    def write(self, request: Callable[[sqlite3.Connection, int], T]) -> T:
        """What a request returns, given the run's number, once it is durable; see `Commits.run`."""
        if self.number is None:
            with self._mutex:
                if self.number is None:
                    return self._begin(request)
        run = self.number
        return self._journal.write(lambda connection: request(connection, run))

    def give_back(self) -> None:
        """Give the run's lock back: it is no longer alive."""
        if self.lock is not None and self.number is not None:
            locks.give_back(self._journal.path, self.number, self.lock)
            self.lock = None

    def _begin(self, request: Callable[[sqlite3.Connection, int], T]) -> T:
        taken: list[tuple[int, int]] = []

        def enter(connection: sqlite3.Connection) -> T:
            assert self._opening is not None  # noqa: S101 - one that joined has its number
            taken.append(self._opening(connection))
            if self._early:
                entries.discover(connection, taken[-1][0], self._early)
            return request(connection, taken[-1][0])

        self._journal.check_sound()
        try:
            result = self._journal.write(enter)
            self.number, self.lock = taken.pop()
        finally:
            for _, lock in taken:  # of a number that did not become this run's
                os.close(lock)
        return result
