"""Owns that what was left for the next commit does not wait long for it; knows not what it is."""

from __future__ import annotations

from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_WAIT = 0.05  # seconds; a busy run has committed long before


class Late:
    """Commits, from a thread of its own, what nobody has come for meanwhile."""

    def __init__(self, commit: Callable[[], None]) -> None:
        self._commit = commit
        self._expected = Event()
        self._stopped = Event()
        self._thread: Thread | None = None
        self._begins = Lock()

    def expect(self) -> None:
        """Something was left: commit it soon. The caller may come from any thread."""
        with self._begins:  # whoever stops it meanwhile cannot join what has not begun
            if self._thread is None and not self._stopped.is_set():
                thread = Thread(target=self._run, name="journal", daemon=True)
                thread.start()
                self._thread = thread
        self._expected.set()

    def stop(self) -> None:
        """End the thread; what is left is the caller's."""
        with self._begins:
            self._stopped.set()
        self._expected.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._expected.wait()
            self._expected.clear()
            if not self._stopped.wait(_WAIT):
                self._commit()
