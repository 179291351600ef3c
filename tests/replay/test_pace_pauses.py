"""Pauses, retries and the patience of a run."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.replay.fakes import Clock, one_goes_well, one_is_pushed_back

WHY = "503 Service Unavailable"


def test_pauses_double_from_half_a_second_and_are_told() -> None:
    """Each pause in a row is twice as long, and each has one line with its why and how long."""
    clock = Clock()
    pace = clock.pace()
    for attempt in (1, 2, 3, 4):
        assert one_is_pushed_back(pace, attempt)
    assert clock.lines == [
        f"{WHY}: waiting 0.5 s (attempt 2 of 5)",
        f"{WHY}: waiting 1 s (attempt 3 of 5)",
        f"{WHY}: waiting 2 s (attempt 4 of 5)",
        f"{WHY}: waiting 4 s (attempt 5 of 5)",
    ]
    with pace.turn():
        assert clock.now == pytest.approx(1007.5, abs=1e-3)


def test_a_pause_of_its_own_is_never_above_thirty_seconds() -> None:
    """The back-off ends at thirty seconds."""
    clock = Clock()
    pace = clock.pace(retries=20)
    for attempt in range(1, 19):
        one_is_pushed_back(pace, attempt)
    assert pace.state().waiting == 30


@settings(deadline=None)
@given(chance=st.floats(0, 1, exclude_max=True), before=st.integers(0, 8))
def test_jitter_is_between_half_and_whole(chance: float, before: int) -> None:
    """A pause is never below half of what it would be without jitter, nor above it."""
    clock = Clock()
    pace = clock.pace(retries=20, chance=lambda: chance)
    for attempt in range(1, before + 2):
        one_is_pushed_back(pace, attempt)
    whole = min(30, 0.5 * 2**before)
    assert whole / 2 - 1e-6 <= pace.state().waiting <= whole + 1e-6


def test_the_server_says_how_long() -> None:
    """What the server asks for is waited, in place of the pace's own guess."""
    clock = Clock()
    pace = clock.pace()
    assert one_is_pushed_back(pace, wait=7.25)
    assert clock.lines == [f"{WHY}: waiting 7.2 s (attempt 2 of 5)"]
    state = pace.state()
    assert (state.waiting, state.why, state.limit, state.in_flight) == (7.25, WHY, 1, 0)
    with pace.turn():
        assert clock.now == pytest.approx(1007.25, abs=1e-3)
    assert pace.state().why == ""


def test_a_server_that_asks_for_no_time_at_all_is_given_some() -> None:
    """`Retry-After: 0` and a date that is over are waited for like no word."""
    pace = Clock().pace()
    assert one_is_pushed_back(pace, wait=0.0)
    assert pace.state().waiting == 0.5


def test_what_goes_well_begins_the_pauses_anew() -> None:
    """After an answer the next pause is the short one again, and it is told like the first."""
    clock = Clock()
    pace = clock.pace()
    for _ in range(3):
        for attempt in (1, 2):
            one_is_pushed_back(pace, attempt)
        one_goes_well(pace)
    one_is_pushed_back(pace)
    assert pace.state().waiting == 0.5
    assert [re.findall(r"[\d.]+", line)[1] for line in clock.lines] == ["0.5", "1"] * 3 + ["0.5"]


def test_a_message_that_used_up_its_retries_is_not_tried_again() -> None:
    """The fifth push-back of one message is its last, while others go well and all still pause."""
    pace = Clock().pace()
    for attempt in (1, 2, 3, 4):
        assert one_is_pushed_back(pace, attempt)
        one_goes_well(pace)
    assert not one_is_pushed_back(pace, 5)
    assert pace.state().waiting == 0.5
    assert one_is_pushed_back(pace, 1)


def test_a_dead_server_ends_a_run_of_ten_thousand_in_seconds() -> None:
    """Once patience is over each message is tried once, without a pause, and one line says so."""
    clock = Clock()
    pace = clock.pace(workers=64)
    tried = 0
    for _ in range(10_000):
        attempt = 1
        while one_is_pushed_back(pace, attempt):
            attempt += 1
        tried += attempt
    assert clock.now - 1000 < 10
    assert tried == 10_004
    assert len(clock.lines) == 5
    assert clock.lines[-1] == f"{WHY}: 5 times in a row, no more waiting until one goes well"


def test_patience_is_the_runs_and_not_each_messages() -> None:
    """Five messages that are pushed back in a row use up the patience as five attempts of one."""
    pace = Clock().pace()
    assert [one_is_pushed_back(pace, 1) for _ in range(6)] == [True] * 4 + [False] * 2


def test_patience_comes_back_when_something_goes_well() -> None:
    """A server that answers again is waited for again."""
    pace = Clock().pace()
    for _ in range(6):
        one_is_pushed_back(pace, 1)
    one_goes_well(pace)
    assert one_is_pushed_back(pace, 1)
    assert pace.state().waiting == 0.5


def test_a_server_that_asks_for_an_hour_is_not_waited_for() -> None:
    """More than the longest wait is no wait: patience is over at once, and one line says why."""
    clock = Clock()
    pace = clock.pace(workers=8)
    assert not one_is_pushed_back(pace, wait=3600)
    assert not one_is_pushed_back(pace, wait=3600)
    assert not one_is_pushed_back(pace)
    assert clock.lines == [
        f"{WHY}: the server asks to wait 3600 s, more than the 120 s that are waited"
    ]
    assert clock.now == 1000
    assert pace.state().limit == 1


def test_without_retries_a_push_back_still_pauses_the_others() -> None:
    """With no retries nothing is tried again, and the next message waits all the same."""
    clock = Clock()
    pace = clock.pace(retries=0)
    assert not one_is_pushed_back(pace)
    assert clock.lines == [f"{WHY}: waiting 0.5 s"]
    assert not one_is_pushed_back(pace)
    assert clock.now == pytest.approx(1000.5, abs=1e-3)
    assert pace.state().waiting == 0


@settings(deadline=None)
@given(st.lists(st.sampled_from(["well", "back", "waits", "long"]), max_size=80))
def test_no_run_of_push_backs_waits_longer_than_its_patience(events: list[str]) -> None:
    """Whatever a server does, push-backs in a row pause at most four times, one line for each."""
    clock = Clock()
    pace = clock.pace()
    in_a_row: list[bool] = []
    for event in events:
        if event == "well":
            one_goes_well(pace)
            in_a_row = []
        else:
            wait = {"back": None, "waits": 3.0, "long": 121.0}[event]
            in_a_row.append(one_is_pushed_back(pace, 1, wait))
            assert sum(in_a_row) <= 4
            assert in_a_row == sorted(in_a_row, reverse=True)
    for line in clock.lines:
        assert re.match(r"503 Service Unavailable: (waiting [\d.]+ s \(|5 times|the server)", line)
