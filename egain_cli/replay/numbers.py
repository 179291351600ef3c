"""Owns numbers that several threads, or several processes, share; knows not what they count."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


class Figure(Protocol):
    """A number that several may look at and set: as multiprocessing.RawValue is."""

    value: int


class Number(Figure, Protocol):
    """One that is changed by one of them at a time: as multiprocessing.Value is."""

    def get_lock(self) -> AbstractContextManager[object]:
        """Nobody else changes the number while it is held."""
        ...


@dataclass(slots=True)
class ThreadNumber:
    """A number that the threads of one process share."""

    value: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get_lock(self) -> threading.Lock:
        """Nobody else changes the number while it is held."""
        return self.lock
