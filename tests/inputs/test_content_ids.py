"""Which Content-ID an inline part goes by."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.inputs.content_ids import MAX_CONTENT_ID, ContentIds, fit

GIVEN = [
    (["logo", "a$b@c#1"], ["logo", "a$b@c#1"]),
    (["a b", "a b", "a-b", "a%b"], ["a-b", "2-a-b", "3-a-b", "4-a-b"]),
    (["2-a", "a", "a", "a"], ["2-a", "a", "3-a", "4-a"]),
    (["\u00fc", "<>", ""], ["inline", "2-inline", "3-inline"]),
    (["x" * 255, "x" * 255, "y" * 256], ["x" * 255, "x" * 200, "y" * 200]),
]


@pytest.mark.parametrize(("wanted", "given_"), GIVEN)
def test_an_id_is_kept_where_it_is_fit_and_free(wanted: list[str], given_: list[str]) -> None:
    """Else one is made of it, with a number where that one is taken too."""
    ids = ContentIds()
    assert [ids.give(each) for each in wanted] == given_


def test_an_id_that_somebody_has_is_not_given_again() -> None:
    """Whether it is fit or not."""
    ids = ContentIds()
    ids.keep("a")
    assert ids.give("a") == "2-a"


@given(st.lists(st.text(max_size=300) | st.sampled_from(["a", "a b", "2-a"]), max_size=30))
def test_whatever_is_wanted_the_ids_are_fit_and_differ(wanted: list[str]) -> None:
    """No two are the same, each fits where the API takes it, and HTML can refer to it."""
    ids = ContentIds()
    got = [ids.give(each) for each in wanted]
    assert len(set(got)) == len(got)
    assert all(fit(each) == each and len(each) <= MAX_CONTENT_ID for each in got)


def test_ten_thousand_of_one_kind_are_no_million_steps() -> None:
    """A hostile message may want the same one for every part."""
    ids, started = ContentIds(), time.perf_counter()
    for _ in range(20_000):
        ids.give("a b")
    assert time.perf_counter() - started < 2
