"""What failed in a run, and when that is enough to end it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from egain_cli.errors import ExitCode
from egain_cli.model import Outcome, Status
from egain_cli.replay.setbacks import Setbacks
from egain_cli.replay.why import Why


def outcome(code: ExitCode, status: Status = Status.REJECTED, attempts: int = 1) -> Outcome:
    """An outcome that has this exit code."""
    return Outcome(origin="m.eml", key="", status=status, exit_code=code, attempts=attempts)


ACCEPTED = outcome(ExitCode.OK, Status.ACCEPTED)
REFUSED = outcome(ExitCode.REFUSED)
TEMPORARY = outcome(ExitCode.TEMPORARY)


@pytest.mark.parametrize(
    ("each", "workers", "enough", "why"),
    [
        (REFUSED, 1, 5, Why.REFUSED),
        (REFUSED, 4, 8, Why.REFUSED),
        (TEMPORARY, 4, 21, Why.UNREACHABLE),
        (TEMPORARY, 16, 32, Why.UNREACHABLE),
    ],
)
def test_so_many_in_a_row_are_enough(each: Outcome, workers: int, enough: int, why: Why) -> None:
    """Twice as many as the workers, and not fewer than a few; a success breaks the row."""
    setbacks = Setbacks(workers=workers)
    for row in (enough - 1, enough - 1):
        assert [setbacks.enter(each) for _ in range(row)] == [None] * row
        assert setbacks.enter(ACCEPTED) is None
    assert [setbacks.enter(each) for _ in range(enough)] == [*[None] * (enough - 1), why]


def test_another_failure_begins_a_row_of_its_own() -> None:
    """What the server says of a message is no sign that it refuses all, or is away."""
    setbacks = Setbacks()
    mixed = [*[REFUSED] * 4, outcome(ExitCode.FAILED)] * 20
    assert [setbacks.enter(each) for each in mixed] == [None] * 100


def test_the_failures_that_are_allowed_are_counted_in_all() -> None:
    """Successes in between change nothing; what an earlier run left unknown is no failure."""
    setbacks = Setbacks(most=3)
    held = outcome(ExitCode.FAILED, Status.UNKNOWN, attempts=0)
    lost = outcome(ExitCode.FAILED, Status.UNKNOWN)
    invalid = outcome(ExitCode.INVALID, Status.INVALID, attempts=0)
    course = [held, invalid, ACCEPTED, held, lost, ACCEPTED, held, outcome(ExitCode.FAILED)]
    assert [setbacks.enter(each) for each in course] == [*[None] * 7, Why.ERRORS]


def test_threads_count_each_failure_once() -> None:
    """However many count at once, the last one that is allowed, and no other before it, says so."""
    setbacks = Setbacks(most=4000)
    with ThreadPoolExecutor(16) as threads:
        whys = list(threads.map(setbacks.enter, [outcome(ExitCode.FAILED)] * 4000))
    assert setbacks.failed.value == 4000
    assert [why for why in whys if why] == [Why.ERRORS]
