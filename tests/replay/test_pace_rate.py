"""The rate of a run: never above what was asked for, and hardly below."""

from __future__ import annotations

import threading
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egain_cli.replay.pace import Pace
from tests.replay.fakes import Clock

if TYPE_CHECKING:
    from collections.abc import Callable


@settings(deadline=None)
@given(
    rate=st.floats(0.01, 5000),
    gaps=st.lists(st.one_of(st.just(0.0), st.floats(0, 3)), min_size=2, max_size=40),
)
def test_no_window_has_more_than_its_rate_and_one_burst(rate: float, gaps: list[float]) -> None:
    """However messages come in, no window of s seconds has more than rate * s + burst of them."""
    clock = Clock()
    pace = clock.pace(rate=rate)
    went = []
    for gap in gaps:
        clock.now += gap
        with pace.turn() as go:
            assert go
            went.append(clock.now)
    burst = max(1.0, rate / 10)
    for first, start in enumerate(went):
        for last, end in enumerate(went[first:], first):
            assert last - first + 1 <= rate * (end - start) + burst + 1e-3


@settings(deadline=None)
@given(rate=st.floats(1, 2000), count=st.integers(2, 200))
def test_whoever_always_has_a_message_gets_the_whole_rate(rate: float, count: int) -> None:
    """Messages that are always at hand leave at the rate, not slower."""
    clock = Clock()
    pace = clock.pace(rate=rate)
    start = clock.now
    for _ in range(count):
        with pace.turn():
            pass
    assert clock.now - start <= (count - 1) / rate + count * 2e-6


def test_low_rates_are_evenly_spaced() -> None:
    """At two a second each message waits half a second for its turn, without a burst."""
    clock = Clock()
    pace = clock.pace(rate=2)
    went = []
    for _ in range(5):
        with pace.turn():
            went.append(clock.now)
    assert [later - earlier for earlier, later in pairwise(went)] == pytest.approx(
        [0.5] * 4, abs=1e-4
    )


def test_a_clock_that_stands_still_or_goes_back_gives_no_tokens() -> None:
    """A clock that goes back is neither a reason for a burst nor for an error."""
    clock = Clock()
    pace = clock.pace(rate=1)
    with pace.turn():
        clock.now -= 500
    with pace.turn():
        assert clock.now == pytest.approx(1001)


def test_threads_share_one_rate() -> None:
    """Eight threads together send at the rate, by the clock on the wall."""
    pace = Pace(8, 200.0, lambda: False, print)
    went = []

    def work() -> None:
        for _ in range(10):
            with pace.turn():
                went.append(time.monotonic())

    run_threads(work, 8)
    passed = max(went) - min(went)
    assert len(went) == 80
    assert passed >= (80 - 20) / 200 - 0.001  # a burst of a tenth of a second's worth
    assert passed < 3


def run_threads(work: Callable[[], None], count: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)
