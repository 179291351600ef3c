"""How many messages are in flight: down at a push-back, up again quickly, untouched by noise."""

from __future__ import annotations

import random
from contextlib import ExitStack
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.replay.fakes import Clock, one_goes_well, one_is_pushed_back

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.replay.pace import Pace


def rounds(pace: Pace, clock: Clock, count: int, seconds: float = 0.05) -> list[int]:
    """The limit after each of so many rounds of answers that go well."""
    limits = []
    for _ in range(count):
        for _ in range(pace.state().limit):
            one_goes_well(pace, seconds)
        clock.now += seconds
        limits.append(pace.state().limit)
    return limits


def in_a_thread(work: Callable[[], object]) -> None:
    """Run it in a thread of its own, since what is said of a turn belongs to its thread."""
    thread = Thread(target=work)
    thread.start()
    thread.join()


def test_a_run_begins_with_all_its_workers() -> None:
    """Nothing is slowed down before there is a reason."""
    assert Clock().pace(workers=64).state().limit == 64


def test_the_limit_doubles_up_to_half_of_what_it_was_and_then_grows_by_one_a_round() -> None:
    """One at first, then a doubling with each round, and one more with each from half on."""
    clock = Clock()
    pace = clock.pace(workers=64)
    one_is_pushed_back(pace)
    assert rounds(pace, clock, 8) == [2, 4, 8, 16, 32, 32, 33, 34]
    assert rounds(pace, clock, 80)[-1] == 64


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_limit_is_never_below_one(workers: int) -> None:
    """However often a server pushes back, one message may go, and all of them again later."""
    clock = Clock()
    pace = clock.pace(workers=workers)
    for _ in range(10):
        one_is_pushed_back(pace)
    assert pace.state().limit == 1
    assert rounds(pace, clock, 10)[-1] == workers


def test_a_long_outage_is_left_as_quickly_as_a_short_one() -> None:
    """Push-backs with nothing going well between them halve only once."""
    clock = Clock()
    pace = clock.pace(workers=64)
    for attempt in (1, 2, 3, 4):
        one_is_pushed_back(pace, attempt)
    assert rounds(pace, clock, 5) == [2, 4, 8, 16, 32]


def a_round_pushed_back(pace: Pace, waits: list[float | None]) -> list[bool]:
    """As many messages as `waits` are in flight at a time, and then all are pushed back."""
    with ExitStack() as ends:
        turns = [ends.enter_context(pace.turn()) for _ in waits]
        assert all(turns)
        return [pace.pushed_back(1, wait, "429 Too Many Requests") for wait in waits]


def test_a_round_of_push_backs_is_one_push_back() -> None:
    """Sixty-four messages that are pushed back together make one pause, one line and one cut."""
    clock = Clock()
    pace = clock.pace(workers=64)
    assert all(a_round_pushed_back(pace, [None] * 64))
    assert clock.lines == ["429 Too Many Requests: waiting 0.5 s (attempt 2 of 5)"]
    assert rounds(pace, clock, 5) == [2, 4, 8, 16, 32]


def test_a_longer_wait_named_by_a_later_answer_counts_and_is_told() -> None:
    """A pause lasts until the latest moment that was named, told again where it matters."""
    clock = Clock()
    pace = clock.pace()
    a_round_pushed_back(pace, [None, 0.75, 9.0, 3.0])
    assert pace.state().waiting == 9
    assert [line.split(": ")[1] for line in clock.lines] == [
        "waiting 0.5 s (attempt 2 of 5)",
        "waiting 9 s (attempt 2 of 5)",
    ]


def test_a_later_answer_that_asks_for_an_hour_ends_the_patience() -> None:
    """Of answers to one round, one that asks for too long counts for all that follow."""
    pace = Clock().pace()
    assert a_round_pushed_back(pace, [None, 3600.0, 1.0]) == [True, False, False]


def test_an_answer_from_before_the_cut_does_not_raise_the_limit() -> None:
    """What had begun before a pause says nothing of what the server bears after it."""
    pace = Clock().pace(workers=64)
    with ExitStack() as ends:
        for _ in range(10):
            ends.enter_context(pace.turn())
        in_a_thread(lambda: pace.pushed_back(1, None, "no connection"))
        for _ in range(10):
            pace.went_well(0.05)
    assert pace.state().limit == 1


@settings(deadline=None)
@given(st.lists(st.sampled_from(["well", "slow", "back", "late"]), max_size=200))
def test_the_limit_stays_between_one_and_the_workers(events: list[str]) -> None:
    """Whatever comes, at least one message and at most as many as there are workers may go."""
    clock = Clock()
    pace = clock.pace(workers=5, retries=10_000)
    for event in events:
        if event == "back":
            one_is_pushed_back(pace)
        elif event == "late":
            pace.pushed_back(1, 0.1, "429")
        else:
            one_goes_well(pace, 30.0 if event == "slow" else 0.01)
        assert 1 <= pace.state().limit <= 5
        assert pace.state().in_flight == 0


@settings(deadline=None)
@given(
    usual=st.floats(0.0, 5.0),
    shares=st.lists(st.floats(0, 1), min_size=1, max_size=50),
    workers=st.integers(1, 64),
)
def test_noise_slows_nothing_down(usual: float, shares: list[float], workers: int) -> None:
    """Answers within three times the quickest, or a quarter of a second more, change nothing."""
    clock = Clock()
    pace = clock.pace(workers=workers)
    most = max(3 * usual, usual + 0.25)
    for share in shares * 10:
        one_goes_well(pace, usual + share * (most - usual))
        clock.now += 0.01
        assert pace.state().limit == workers


@pytest.mark.parametrize(
    ("usual", "later", "slows"),
    [(0.05, 0.29, False), (0.05, 0.31, True), (1.0, 2.95, False), (1.0, 3.05, True)],
)
def test_where_noise_ends(usual: float, later: float, *, slows: bool) -> None:
    """Slow is above three times the usual, and above a quarter of a second more than it."""
    pace = Clock().pace(workers=8)
    for seconds in (usual, later):
        for _ in range(20):
            one_goes_well(pace, seconds)
    assert (pace.state().limit < 8) is slows


def test_a_server_of_fifty_milliseconds_is_never_slowed_down() -> None:
    """Sixty-four workers on a server that takes 50 ms, give or take, stay sixty-four."""
    clock, dice = Clock(), random.Random(5)
    pace = clock.pace(workers=64)
    for _ in range(20_000):
        one_goes_well(pace, max(0.03, dice.gauss(0.05, 0.03)))
        clock.now += 0.05 / 64
        assert pace.state().limit == 64


@pytest.mark.parametrize("service", [0.0005, 0.003, 0.02, 0.1])
def test_a_saturated_server_is_never_slowed_down(service: float) -> None:
    """Answers that queue at a server from the beginning are its usual time, however long."""
    clock = Clock()
    pace = clock.pace(workers=64)
    for number in range(1, 5000):
        clock.now += service
        one_goes_well(pace, min(number, 64) * service)
        assert pace.state().limit == 64


def test_answers_that_take_far_longer_slow_the_run_down_and_say_so() -> None:
    """From 50 ms to 2 s: a quarter less with each window, with words for whoever watches."""
    clock = Clock()
    pace = clock.pace(workers=16)
    rounds(pace, clock, 20)
    for _ in range(60):
        one_goes_well(pace, 2.0)
    state = pace.state()
    assert state.limit == 6  # 16, 12, 9, 6
    assert (state.waiting, state.why) == (0, "answers take 2.0 s, 0.1 s is usual")
    assert clock.lines == []


def test_the_limit_comes_back_when_answers_are_quick_again() -> None:
    """After a slow spell the workers are all there again within some rounds."""
    clock = Clock()
    pace = clock.pace(workers=16)
    rounds(pace, clock, 20)
    rounds(pace, clock, 4, 2.0)
    assert pace.state().limit < 16
    assert rounds(pace, clock, 30)[-1] == 16
    assert pace.state().why == ""


@pytest.mark.parametrize("slower", [0.5, 2.0, 20.0])
def test_a_server_that_became_slower_for_good_is_taken_as_it_is(slower: float) -> None:
    """After a while the slow answers are the usual ones, and all the workers are back."""
    clock = Clock()
    pace = clock.pace(workers=16)
    rounds(pace, clock, 20)
    start = clock.now
    limits = rounds(pace, clock, 2000, slower)
    assert min(limits) < 16
    assert limits[-1] == 16
    taken = next(n for n in range(len(limits)) if limits[n] == 16 and n > limits.index(min(limits)))
    assert taken * slower <= 120 + 40 * slower
    assert clock.now > start


def test_a_pause_ends_a_slow_spell() -> None:
    """After a pause the limit grows with the first answer, however slow it was before."""
    clock = Clock()
    pace = clock.pace(workers=16)
    rounds(pace, clock, 20)
    rounds(pace, clock, 3, 2.0)
    one_is_pushed_back(pace)
    assert rounds(pace, clock, 2) == [2, 4]
