"""Why a run stops, how many it may still send, and what that makes of the rest."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from egain_cli.errors import ExitCode
from egain_cli.model import Outcome, Status
from egain_cli.replay.halt import Halt
from egain_cli.replay.why import Why, is_left, left_by

STOPS = [why for why in Why if why is not Why.GOING_ON]


def outcome(message: str, status: Status = Status.NOT_ATTEMPTED) -> Outcome:
    """An outcome with these words."""
    return Outcome(origin="m.eml", key="", status=status, message=message)


def test_a_run_goes_on_until_it_is_stopped() -> None:
    """It has no reason to stop, and takes as many as there are."""
    halt = Halt.of(None, shared=False)
    assert not halt()
    assert halt.why is Why.GOING_ON
    assert all(halt.take() for _ in range(1000))


@pytest.mark.parametrize("why", STOPS)
def test_the_first_reason_counts_but_for_a_lost_process_and_the_second_signal(why: Why) -> None:
    """What the rest is told of stays the same, unless there is nobody to send it, or no time."""
    halt = Halt.of(None, shared=False)
    halt.stop(why)
    halt.stop(Why.ERRORS)
    assert halt()
    assert halt.why is why
    halt.stop(Why.LOST)
    assert halt.why is (why if why is Why.AT_ONCE else Why.LOST)
    halt.stop(Why.AT_ONCE)
    assert halt.why is Why.AT_ONCE


@pytest.mark.parametrize("why", STOPS)
def test_what_is_left_was_not_attempted_and_says_why(why: Why) -> None:
    """With the exit code that the reason stands for; it is told as one of many."""
    halt = Halt.of(None, shared=False)
    halt.stop(why)
    left = halt.left
    assert left == left_by(why)
    assert left.status is Status.NOT_ATTEMPTED
    codes = {Why.LIMIT: ExitCode.OK, Why.ERRORS: ExitCode.FAILED, Why.UNRECORDED: ExitCode.FAILED,
             Why.DURATION: ExitCode.TEMPORARY, Why.UNREACHABLE: ExitCode.TEMPORARY,
             Why.REFUSED: ExitCode.REFUSED, Why.PUT_OFF: ExitCode.TEMPORARY,
             Why.LOST: ExitCode.FAILED}  # fmt: skip
    assert left.exit_code is codes.get(why, ExitCode.CANCELLED)
    assert is_left(outcome(left.message or ""))
    assert not is_left(outcome(left.message or "", Status.UNKNOWN))
    assert not is_left(outcome("no connection to 127.0.0.1"))


@pytest.mark.parametrize("shared", [False, True])
def test_no_more_are_taken_than_a_limit_allows_however_many_ask(shared: bool) -> None:
    """Among threads; the one that asks in vain stops the run."""
    halt = Halt.of(100, shared=shared)
    barrier = threading.Barrier(8)

    def take(_: int) -> int:
        barrier.wait()
        return sum(halt.take() for _ in range(50))

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(take, range(8))) == 100
    assert halt.why is Why.LIMIT


def test_what_was_not_sent_after_all_may_be_another_one() -> None:
    """One that is given back can be taken again; without a limit there is nothing to give."""
    halt = Halt.of(1, shared=False)
    assert halt.take()
    halt.give_back()
    assert halt.take()
    assert not halt.take()
    free = Halt.of(None, shared=False)
    free.give_back()
    assert free.take()
