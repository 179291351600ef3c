"""Owns waiting at a gate, one at a time and the others behind it; knows not what opens it."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Nap = Callable[[threading.Condition, float], object]

GLANCE = 0.05  # seconds between two looks at whether the run was stopped


@dataclass(slots=True, eq=False)
class Gate:
    """A gate for threads; `changed` guards whatever decides who may go.

    However many threads queue, only the foremost wakes up to look: a message that is done wakes
    one thread, not all, and the foremost one that sees a stop lets the next one see it at once.
    Each hands its place to the next one: a lock that is let go would go to whoever is quickest.
    """

    nap: Nap = threading.Condition.wait  # waits for a change, at most so many seconds
    # Condition's own choice is a reentrant lock, which is slower and not needed here.
    changed: threading.Condition = field(
        default_factory=lambda: threading.Condition(threading.Lock())
    )
    taken: bool = False  # whether somebody stands at the gate
    _first: deque[threading.Lock] = field(default_factory=deque)
    _others: deque[threading.Lock] = field(default_factory=deque)

    def enter(
        self, admit: Callable[[], float], stopped: Callable[[], bool], *, first: bool = False
    ) -> bool:
        """Wait until `admit` lets this thread in; False, and not let in, when stopped before.

        `admit` is called with `changed` held: 0 when it took what it needs, else the seconds
        until it is worth asking again (infinity: only after a change). `first` goes before all
        who are not, but for the one who stands at the gate already.
        """
        with self.changed:
            if not self.taken and not stopped() and admit() <= 0:
                return True
            place = self._queue_up(first=first)
        try:
            place.acquire()
            with self.changed:
                return self._stand(admit, stopped)
        finally:
            with self.changed:
                self._leave(place)

    @property
    def queue(self) -> int:
        """How many wait behind the one who stands at the gate."""
        return len(self._first) + len(self._others)

    def _queue_up(self, *, first: bool) -> threading.Lock:
        place = threading.Lock()  # free as soon as it is the foremost
        if self.taken:
            place.acquire()
            (self._first if first else self._others).append(place)
        self.taken = True
        return place

    def _leave(self, place: threading.Lock) -> None:
        for queue in (self._first, self._others):
            if place in queue:  # a signal: nobody must hand on to one that has gone
                queue.remove(place)
                return
        following = self._first or self._others
        if following:
            following.popleft().release()
        else:
            self.taken = False

    def _stand(self, admit: Callable[[], float], stopped: Callable[[], bool]) -> bool:
        while not stopped():
            seconds = admit()
            if seconds <= 0:
                return True
            self.nap(self.changed, min(seconds, GLANCE))
        return False
