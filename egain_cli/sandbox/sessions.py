"""Owns who is logged in: ids, the limit for each user, idle time; knows neither HTTP nor rights."""

from __future__ import annotations

import threading
import time
import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Sessions:
    """Sessions in memory, safe to share between threads; a restart ends them all."""

    def __init__(
        self, limit: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._users: dict[str, str] = {}  # by session id, the oldest login first
        self._used: dict[str, float] = {}

    def open(self, user: str, *, force: bool = False) -> str | None:
        """A new id (a GUID); None when the user holds all sessions and `force` is not given.

        With `force` the oldest one ends, and only when there is no room [documented].
        """
        with self._lock:
            self._expire()
            held = [session for session, owner in self._users.items() if owner == user]
            if len(held) >= self._limit:
                if not force:
                    return None
                self._end(held[0])
            session = str(uuid.uuid4())
            self._users[session] = user
            self._used[session] = self._clock()
            return session

    def user_of(self, session: str) -> str | None:
        """The user's name, and the idle time starts anew; None for an unknown or expired id."""
        with self._lock:
            self._expire()
            if session in self._users:
                self._used[session] = self._clock()
            return self._users.get(session)

    def close(self, session: str) -> bool:
        """End a session; False when there was none."""
        with self._lock:
            self._expire()
            return self._end(session)

    def end_all(self) -> None:
        """Every session ends, as when its time is over."""
        with self._lock:
            self._users.clear()
            self._used.clear()

    def _expire(self) -> None:
        oldest = self._clock() - self._seconds
        for session in [session for session, used in self._used.items() if used <= oldest]:
            self._end(session)

    def _end(self, session: str) -> bool:
        self._used.pop(session, None)
        return self._users.pop(session, None) is not None
