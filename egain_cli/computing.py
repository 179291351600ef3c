"""Owns which thread computes, one at a time; knows not what it computes.

Threads of one interpreter take turns anyway, but at every call of the system: of many threads,
whoever makes one call after another, as a transaction does, waits each time until others had their
turn. With 64 workers a claim took 35 ms so, and takes 8 since they queue here (2026-11). Nobody
waits for the network, the disk or a lock of somebody else's while it has its turn.
"""

from __future__ import annotations

from threading import Lock

AT_ONCE = Lock()  # held while a thread computes; taken as it is by what others wait for
_queue = Lock()


class _InTurn:
    """A turn to compute, behind those who came before; not for a thread that signals interrupt."""

    def __enter__(self) -> None:
        if not AT_ONCE.acquire(blocking=False):
            with _queue:  # so that one alone competes with whoever takes it at once
                AT_ONCE.acquire()

    def __exit__(self, *_: object) -> None:
        AT_ONCE.release()


IN_TURN = _InTurn()
