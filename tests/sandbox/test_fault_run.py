"""Which fault befalls which request: counts, chances, buckets."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.sandbox.buckets import Bucket
from egain_cli.sandbox.fault_run import Run
from egain_cli.sandbox.faults import Fault, Limit, Script

from .documents import FULL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from egain_cli.sandbox.faults import Plan


class Clock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """The time, in seconds."""
        return self.now


def started(*faults: Fault, seed: int = 0, clock: Callable[[], float] | None = None) -> Run:
    """A run of named faults, by a clock that stands still."""
    named = tuple(
        replace(fault, name=fault.name or str(place)) for place, fault in enumerate(faults)
    )
    return Run(Script(named, seed), clock or Clock())


def call(run: Run, route: str = "create", **headers: str) -> Plan:
    """One more request."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return run.decide(run.arrive(route, named))


def hit(run: Run, count: int = 20) -> list[int]:
    """The numbers of those of the next requests that something befalls."""
    return [number for number in range(1, count + 1) if call(run).names]


NUMBERED: list[tuple[Fault, list[int]]] = [
    (Fault(on=(3, 5)), [3, 5]),
    (Fault(every=7), [7, 14]),
    (Fault(first=18), [18, 19, 20]),
    (Fault(last=2), [1, 2]),
    (Fault(first=4, last=4), [4]),
    (Fault(every=2, first=5, last=9), [6, 8]),
    (Fault(every=4, times=2), [4, 8]),
    (Fault(chance=0.0), []),
    (Fault(chance=1.0, times=3), [1, 2, 3]),
]


@pytest.mark.parametrize(("fault", "numbers"), NUMBERED)
def test_numbers_choose_requests(fault: Fault, numbers: list[int]) -> None:
    """All conditions must hold; every, from, until and on count from one."""
    assert hit(started(replace(fault, status=503))) == numbers


@given(seed=st.integers(0, 10**6), share=st.floats(0.1, 0.9))
def test_a_chance_falls_by_seed_and_number_alone(seed: int, share: float) -> None:
    """Two runs hit the same requests, in about the share that was asked for."""
    fault = Fault(chance=share, delay=1)
    first, again = (hit(started(fault, seed=seed), 200) for _ in range(2))
    assert first == again
    assert abs(len(first) - 200 * share) < 60


def test_connections_at_once_do_not_change_who_is_hit() -> None:
    """Eight threads together meet as many faults as one alone, at the same numbers."""
    faults = (Fault(every=13, drop="after-commit"), Fault(chance=0.1, status=500))
    alone, together = started(*faults), started(*faults)
    assert hit(alone, 400)
    seen: list[int] = []

    def work() -> None:
        for _ in range(50):
            visit = together.arrive("create", {})
            if together.decide(visit).names:
                seen.append(visit.numbers["create"])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together.report() == alone.report()
    assert sorted(seen) == hit(started(*faults), 400)


def test_each_route_counts_its_own_requests() -> None:
    """The second login, the first read, and every third of any, logouts too."""
    run = started(
        Fault("login", "login", on=(2,), status=500),
        Fault("read", "read", on=(1,), status=500),
        Fault("third", "any", every=3, delay=1),
    )
    routes = ("login", "create", "login", "read", "create", "logout")
    assert [call(run, route).names for route in routes] == [
        (),
        (),
        ("login", "third"),
        ("read",),
        (),
        ("third",),
    ]
    counted = {"create": 2, "login": 2, "read": 1, "logout": 1, "any": 6}
    assert run.report()["requests"] == counted
    assert [each["fired"] for each in run.report()["faults"]] == [1, 1, 2]


def test_seconds_count_from_the_scripts_begin() -> None:
    """`after` is included, `before` is not."""
    clock = Clock()
    run = started(Fault(after=2.0, before=5.0, status=503), clock=clock)
    for seconds, names in ((1.9, ()), (0.1, ("0",)), (2.9, ("0",)), (0.1, ())):
        clock.now += seconds
        assert call(run).names == names
    assert run.report()["seconds"] == 5.0


SIZES: list[tuple[Mapping[str, str], bool, tuple[str, ...]]] = [
    ({"content_length": "101"}, False, ("0",)),
    ({"content_length": "100"}, False, ()),
    ({}, False, ()),
    ({"transfer_encoding": "chunked"}, True, ()),
    ({"content_length": "x"}, True, ()),
]


@pytest.mark.parametrize(("headers", "inside", "names"), SIZES)
def test_a_size_is_known_by_the_header_or_by_reading(
    headers: Mapping[str, str], inside: bool, names: tuple[str, ...]
) -> None:
    """Where the header does not tell it, the request must be read before anything is decided."""
    run = started(Fault(over=100, status=413))
    visit = run.arrive("create", {name.replace("_", "-"): text for name, text in headers.items()})
    assert run.looks_inside(visit) is inside
    assert run.decide(visit).names == names
    assert run.decide(visit.read(101, {})).names == ("0",)


MATCHES = [
    (("subject", "MOBILE"), True),
    (("from", "@customer.com"), True),
    (("cc", "boss@"), True),
    (("to", "boss@"), False),
    (("content", "größe"), True),
    (("file_name", ".png"), True),
    (("case", "1060"), True),
    (("x-trace", "b"), True),
    (("x-other", "b"), False),
]


@pytest.mark.parametrize(("pair", "holds"), MATCHES)
def test_match_looks_into_headers_and_fields(pair: tuple[str, str], holds: bool) -> None:
    """Any one of several values will do, and case does not count."""
    run = started(Fault(match=(pair,), delay=1))
    visit = run.arrive("create", {"x-trace": "aBc"})
    assert bool(run.decide(visit.read(1, FULL)).names) is holds


def test_the_first_answer_wins_and_delays_add_up() -> None:
    """A later fault that would answer too is passed over whole; its token is not taken either."""
    run = started(
        Fault("slow", delay=1.5, slow=100),
        Fault("first", status=503, delay=1),
        Fault("second", status=500, delay=9),
        Fault("limit", limit=Limit(1, 1)),
        Fault("late", delay=0.5, slow=50, cut="body", expire="sessions"),
    )
    plan = call(run)
    assert plan.names == ("slow", "first", "late")
    assert (plan.delay, plan.slow, plan.cut, plan.expire) == (3.0, 50, "body", True)
    assert plan.answer
    assert plan.answer.name == "first"
    assert [each["fired"] for each in run.report()["faults"]] == [1, 1, 0, 0, 1]


def test_a_request_that_is_not_read_meets_that_fault_alone() -> None:
    """It is asked before all others, and they are not asked about it."""
    run = started(Fault(status=500, on=(2,)), Fault(drop="before-reading", on=(1,)))
    first, second = (run.arrive("create", {}) for _ in range(2))
    assert run.decide(first, unread=True).names == ("1",)
    assert run.decide(second, unread=True).names == ()
    assert run.decide(second).names == ("0",)


def test_a_limit_is_a_bucket_that_fills_with_time() -> None:
    """Burst at once, then as many as the rate lets in; the wait for the next is told."""
    clock = Clock()
    run = started(Fault(limit=Limit(rate=2.0, burst=3)), clock=clock)
    assert [bool(call(run).names) for _ in range(5)] == [False] * 3 + [True] * 2
    assert call(run).wait == 0.5
    clock.now += 1.0
    assert [bool(call(run).names) for _ in range(3)] == [False, False, True]
    clock.now += 1000
    assert hit(run, 4) == [4]


@given(
    rate=st.floats(0.1, 100),
    burst=st.integers(1, 20),
    steps=st.lists(st.floats(0, 2), min_size=1, max_size=60),
)
def test_a_bucket_never_gives_more_than_rate_and_burst(
    rate: float, burst: int, steps: list[float]
) -> None:
    """In any span of time, from its begin on; after the wait that it tells there is a token."""
    bucket, now, given_out = Bucket(Limit(rate, burst)), 0.0, 0
    for step in steps:
        now += step
        wait = bucket.take(now)
        given_out += not wait
        assert given_out <= burst + rate * now + 1e-6
    wait = bucket.take(now)
    if wait:
        assert bucket.take(now + wait + 1e-9) == 0.0
