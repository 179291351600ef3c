"""The pace among threads: how many go at a time, in which order, and how soon all stop."""

from __future__ import annotations

import threading
import time
from collections import Counter
from itertools import count
from typing import TYPE_CHECKING

import pytest

from egain_cli.replay.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Callable


def start(work: Callable[[], None], number: int) -> list[threading.Thread]:
    threads = [threading.Thread(target=work) for _ in range(number)]
    for thread in threads:
        thread.start()
    return threads


def join(threads: list[threading.Thread], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    assert not any(thread.is_alive() for thread in threads)


def test_no_more_than_the_limit_go_at_a_time() -> None:
    """Threads beyond the workers wait for a place, and all get one."""
    pace = Pace(3, None, lambda: False, print)
    seen = Counter[str]()
    lock = threading.Lock()

    def work() -> None:
        for _ in range(50):
            with pace.turn() as go:
                assert go
                with lock:
                    seen["now"] += 1
                    seen["most"] = max(seen["most"], seen["now"])
                assert pace.state().in_flight <= 3
                time.sleep(0.0005)
                with lock:
                    seen["now"] -= 1
                    seen["all"] += 1
                pace.went_well(0.0005)

    join(start(work, 12))
    assert seen["most"] == 3
    assert seen["all"] == 600
    assert pace.state().in_flight == 0


def patient(workers: int) -> Pace:
    """A pace whose threads wait for a change alone, and whose pauses are over at once."""
    hours = count(step=3600)
    return Pace(
        workers,
        None,
        lambda: False,
        lambda line: None,
        nap=lambda changed, seconds: changed.wait(30),
        clock=lambda: float(next(hours)),
    )


def test_a_place_that_becomes_free_is_taken_at_once() -> None:
    """Who waits for a place is woken by the turn that ends, not by looking around."""
    pace = patient(workers=1)

    def work() -> None:
        for _ in range(20):
            with pace.turn():
                time.sleep(0.001)

    join(start(work, 4))


def test_a_limit_that_grows_lets_the_next_one_in_at_once() -> None:
    """Who waits for a place is woken by an answer that makes room for one more."""
    pace = patient(workers=2)
    with pace.turn():
        pace.pushed_back(1, None, "503")
    held, others = pace.turn(), []

    def other() -> None:
        with pace.turn() as go:
            others.append(go)

    with held:
        threads = start(other, 1)
        time.sleep(0.1)
        assert others == []
        pace.went_well(0.05)
        join(threads)
    assert others == [True]


@pytest.mark.parametrize("why", ["rate", "pause", "place"])
def test_a_stop_ends_every_wait_at_once(why: str) -> None:
    """Sixty-four threads that wait for anything are all free within a tenth of a second."""
    stop = threading.Event()
    pace = Pace(1 if why == "place" else 64, 0.01 if why == "rate" else None, stop.is_set, print)
    got: list[bool] = []

    def work() -> None:
        with pace.turn() as go:
            got.append(go)

    if why == "pause":
        assert pace.pushed_back(1, 100, "503")
    with pace.turn() if why != "pause" else threading.Lock():
        threads = start(work, 64)
        time.sleep(0.2)
        assert got == []
        stopped = time.monotonic()
        stop.set()
        join(threads)
        assert time.monotonic() - stopped < 0.1 + 0.2  # the rest is for a busy machine
    assert got == [False] * 64
    assert pace.state().in_flight == 0


def test_after_a_stop_no_turn_is_given() -> None:
    """A turn that is asked for after the stop is refused though there is room."""
    pace = Pace(4, None, lambda: True, print)
    with pace.turn() as go:
        assert not go
    assert pace.state().in_flight == 0


def test_a_message_that_fails_gives_its_place_back() -> None:
    """An exception during a turn does not take a place for ever."""
    pace = Pace(1, None, lambda: False, print)
    for _ in range(3):
        with pytest.raises(KeyError), pace.turn():
            raise KeyError
    assert pace.state().in_flight == 0


def test_what_was_pushed_back_goes_before_what_is_new() -> None:
    """After a pause a message that comes again is let in before those that were never sent."""
    now = [0.0]  # seconds; the pause is over when all wait for its end, however busy the machine
    pace = Pace(2, None, lambda: False, lambda line: None, clock=lambda: now[0])
    order: list[str] = []
    both_failed = threading.Barrier(2)

    def again() -> None:
        with pace.turn():
            both_failed.wait()  # both are in flight when the first is pushed back: one may go now
            assert pace.pushed_back(1, 0.5, "429")
        with pace.turn():
            order.append("again")

    def new() -> None:
        with pace.turn():
            order.append("new")

    threads = start(again, 2)
    while not pace.state().waiting:
        time.sleep(0.005)
    threads += start(new, 12)
    until = time.monotonic() + 20
    while pace._gate.queue < 13 and time.monotonic() < until:
        time.sleep(0.005)
    now[0] = 100.0
    join(threads)
    assert order.index("again") <= 1  # one that is new may have stood at the gate
    assert order[1:3].count("again") + order[:1].count("again") == 2
    assert order.count("new") == 12


def test_a_server_with_a_limit_of_its_own_gets_every_message() -> None:
    """A server that takes 100 a second and answers 429 to more costs no message its retries."""
    pace = Pace(16, None, lambda: False, lambda line: None)
    server = threading.Lock()
    tokens = {"left": 10.0, "at": time.monotonic()}
    lost: list[int] = []
    sent: list[int] = []
    numbers = iter(range(200))

    def takes() -> bool:
        with server:
            now = time.monotonic()
            tokens["left"] = min(10.0, tokens["left"] + (now - tokens["at"]) * 100)
            tokens["at"] = now
            tokens["left"] -= (taken := tokens["left"] >= 1)
            return taken

    def work() -> None:
        for number in numbers:
            attempt = 0
            while True:
                attempt += 1
                with pace.turn():
                    time.sleep(0.005)
                    if takes():
                        pace.went_well(0.005)
                        sent.append(number)
                        break
                    if not pace.pushed_back(attempt, 0.1, "429"):
                        lost.append(number)
                        break

    join(start(work, 16))
    assert lost == []
    assert sorted(sent) == list(range(200))
