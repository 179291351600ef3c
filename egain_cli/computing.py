"""Owns which thread computes, one at a time; knows not what it computes.

Threads of one interpreter take turns anyway, but at every call of the system: of many threads,
whoever makes one call after another, as a transaction does, waits each time until others had their
turn. With 64 workers a claim took 35 ms so, and takes 8 since they queue here (2026-11). Nobody
waits for the network, the disk or a lock of somebody else's while it has its turn.
"""

from __future__ import annotations

from threading import Lock

TURN = Lock()  # held while a thread computes
AHEAD = Lock()  # held, and taken first, by a thread that others wait for: with AHEAD, TURN
_queue = Lock()


class _InTurn:
    """A turn to compute, after whoever goes ahead; not for a thread that signals interrupt."""

    def __enter__(self) -> None:
        with _queue:  # so that one alone competes with whoever goes ahead
            while True:
                TURN.acquire()
                if not AHEAD.locked():
                    return
                TURN.release()
                with AHEAD:  # a lock that is let go may go to anybody: this one waits for them
                    pass

    def __exit__(self, *_: object) -> None:
        TURN.release()


IN_TURN = _InTurn()
