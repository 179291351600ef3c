"""That one thread computes at a time, and what others wait for goes first."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from egain_cli.computing import AHEAD, IN_TURN, TURN

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_one_thread_computes_at_a_time() -> None:
    """Of many threads, whether they queue or go ahead, no two have the turn together."""
    having: list[int] = []

    def compute(number: int) -> int:
        with IN_TURN if number % 3 else _ahead():
            having.append(number)
            time.sleep(0.001)
            together = len(having)
            having.remove(number)
        return together

    with ThreadPoolExecutor(16) as threads:
        assert set(threads.map(compute, range(60))) == {1}


@pytest.mark.parametrize("place", [0, 1, 5, 10])
def test_what_others_wait_for_goes_ahead_of_all_that_queue(place: int) -> None:
    """Of ten that wait, none goes before a thread that others wait for, whenever that one came."""
    order: list[str] = []
    names = [f"message {number}" for number in range(10)]
    names.insert(place, "commit")

    def compute(name: str) -> None:
        with _ahead() if name == "commit" else IN_TURN:
            order.append(name)

    threads = [threading.Thread(target=compute, args=(name,)) for name in names]
    with TURN:
        for thread in threads:
            thread.start()
        until = time.monotonic() + 10
        while not AHEAD.locked() and time.monotonic() < until:
            time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert len(order) == 11
    assert order[0] == "commit"


def test_who_goes_ahead_again_and_again_does_not_shut_out_the_queue() -> None:
    """While commits follow each other, those that queue have their turns in between."""
    done = threading.Event()

    def commit() -> None:
        while not done.is_set():
            with _ahead():
                pass

    committing = threading.Thread(target=commit)
    committing.start()
    try:
        for _ in range(100):
            with IN_TURN:
                pass
    finally:
        done.set()
        committing.join()


@contextmanager
def _ahead() -> Iterator[None]:
    with AHEAD, TURN:
        yield


def test_a_turn_ends_with_an_error() -> None:
    """Whoever fails while it computes holds up nobody."""
    with pytest.raises(ValueError, match="no number"), IN_TURN:
        int("no number")
    assert TURN.acquire(timeout=1)
    TURN.release()
