"""In which order outcomes are shown that are done in another one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from egain_cli.cli.ordering import InOrder
from egain_cli.model import Outcome, Status


def outcome(number: int) -> Outcome:
    """What became of the message with that number."""
    return Outcome(origin=f"{number}.eml", key="", status=Status.ACCEPTED, number=number)


def shown(numbers: list[int], waiting: int = 1000, *, flushed: bool = True) -> list[int]:
    """The numbers as they are shown that are done in this order."""
    found: list[int] = []
    in_order = InOrder(lambda each: found.append(each.number), waiting)
    for number in numbers:
        in_order.take(outcome(number))
    if flushed:
        in_order.flush()
    return found


@given(st.permutations(range(1, 40)))
def test_whatever_is_done_first_is_shown_in_its_turn(numbers: list[int]) -> None:
    """All of them, once, in the order of the messages."""
    assert shown(numbers) == sorted(numbers)


def test_what_waits_for_nobody_is_shown_at_once() -> None:
    """And what waits is shown as soon as the one before it is done."""
    assert shown([1, 2, 4, 5], flushed=False) == [1, 2]
    assert shown([1, 2, 4, 5, 3], flushed=False) == [1, 2, 3, 4, 5]


def test_one_that_takes_very_long_is_passed_over_and_shown_late() -> None:
    """So that no more than so many wait, however long a run is."""
    assert shown([2, 3, 4], waiting=2, flushed=False) == [2, 3, 4]
    assert shown([2, 3, 4, 6, 1, 5], waiting=2, flushed=False) == [2, 3, 4, 1, 5, 6]


@given(st.permutations(range(1, 30)), st.integers(0, 8))
def test_none_is_lost_or_shown_twice_however_few_may_wait(numbers: list[int], waiting: int) -> None:
    """Each is shown once; those that are passed over come in any order."""
    assert sorted(shown(numbers, waiting)) == sorted(numbers)


def test_what_a_flush_finds_keeps_its_order() -> None:
    """Although the one that they waited for never comes."""
    assert shown([5, 3, 4]) == [3, 4, 5]
