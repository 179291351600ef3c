"""Owns the session that several processes share, in memory alone; knows no login."""

from __future__ import annotations

from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_SESSION = 256  # characters of ASCII; a longer one no answer brings
_PATIENCE = 60.0  # seconds; whoever keeps the turn for longer may have been killed with it


class Shared:
    """What the processes of a run know of each other's logins.

    It can be handed to a process that is being started, and is gone with the last of them.
    """

    def __init__(self, patience: float = _PATIENCE) -> None:
        """Nobody has logged in; `patience` is how many seconds a turn is waited for."""
        context = get_context("spawn")
        self._turn = context.Lock()
        self._letters = context.RawArray("c", _MAX_SESSION + 1)
        self._refused = context.RawValue("b", 0)
        self._patience = patience

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Keep other processes from logging in; False where one of them has not come to an end."""
        ours = self._turn.acquire(timeout=self._patience)
        try:
            yield ours
        finally:
            if ours:
                self._turn.release()

    @property
    def latest(self) -> str | None:
        """The session that one of the processes opened last."""
        return self._letters.value.decode("ascii") or None

    def enter(self, session: str) -> None:
        """A session was opened; for whoever has the turn."""
        self._letters.value = session.encode("ascii")

    @property
    def refused(self) -> bool:
        """Whether one of the processes was refused a login, which none tries again then."""
        return bool(self._refused.value)

    def refuse(self) -> None:
        """A login was refused."""
        self._refused.value = 1
