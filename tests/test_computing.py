"""That one thread computes at a time, and what others wait for goes first."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from egain_cli.computing import AT_ONCE, IN_TURN


def test_one_thread_computes_at_a_time() -> None:
    """Of many threads, whether they queue or go at once, no two have the turn together."""
    having: list[int] = []

    def compute(number: int) -> int:
        with IN_TURN if number % 3 else AT_ONCE:
            having.append(number)
            time.sleep(0.001)
            together = len(having)
            having.remove(number)
        return together

    with ThreadPoolExecutor(16) as threads:
        assert set(threads.map(compute, range(60))) == {1}


def test_what_others_wait_for_stands_in_no_queue() -> None:
    """Of ten that queue, one at most goes before a thread that takes its turn at once."""
    order: list[str] = []

    def compute(name: str) -> None:
        with AT_ONCE if name == "commit" else IN_TURN:
            order.append(name)

    names = [*(f"message {number}" for number in range(10)), "commit"]
    threads = [threading.Thread(target=compute, args=(name,)) for name in names]
    with AT_ONCE:
        for thread in threads:
            thread.start()
            time.sleep(0.02)  # so that each waits before the next one comes
    for thread in threads:
        thread.join()
    assert len(order) == 11
    assert order.index("commit") <= 1


def test_a_turn_ends_with_an_error() -> None:
    """Whoever fails while it computes holds up nobody."""
    with pytest.raises(ValueError, match="no number"), IN_TURN:
        int("no number")
    assert AT_ONCE.acquire(timeout=1)
    AT_ONCE.release()
