"""Joining the lines of a text in format=flowed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.inputs.mime.flowed import unfold

TEXTS = [
    ("one \ntwo\nthree", "one two\nthree"),
    ("one \r\ntwo\r\n", "one two\r\n"),
    ("one \rtwo", "one two"),
    ("one \n\ntwo", "one \ntwo"),
    ("> one \n> two\nthree", "> one two\nthree"),
    ("> one \n>> two\n", "> one \n>> two\n"),
    (">one \n> two", "> one two"),
    ("one \n> two", "one \n> two"),
    (" >one\n From here", ">one\nFrom here"),
    ("one \n-- \nJane \nDoe", "one \n-- \nJane Doe"),
    (">\n> one", ">\n> one"),
    ("one ", "one "),
    ("", ""),
]


@pytest.mark.parametrize(("text", "unfolded"), TEXTS)
def test_paragraphs_are_joined(text: str, unfolded: str) -> None:
    """Lines that end in a blank go on, unless the quoting changes or a signature begins."""
    assert unfold(text, delsp=False) == unfolded


def test_delsp_takes_the_blank_away() -> None:
    """Where the blank is no part of the text, as in Japanese, words are not torn apart."""
    assert unfold("日本 \n語\nx \n", delsp=True) == "日本語\nx"


def test_delsp_tears_long_words_only() -> None:
    """The second blank that a writer forgot is not missed; a cut address is joined all the same."""
    assert unfold("there is \na line", delsp=True) == "there is a line"
    assert unfold("there is  \na line", delsp=True) == "there is a line"
    assert unfold("see https://x.y/pages/ \none", delsp=True) == "see https://x.y/pages/one"


@given(st.text(st.sampled_from("ab> -\n\r"), max_size=60), st.booleans())
def test_no_letter_is_lost(text: str, delsp: bool) -> None:
    """Whatever the text, only white space and the marks of quoting change."""
    kept = [each for each in unfold(text, delsp=delsp) if each in "ab-"]
    assert kept == [each for each in text if each in "ab-"]
