"""The table of open questions, and how another answer is chosen."""

from __future__ import annotations

from dataclasses import fields

import pytest

from egain_cli.dialect import CHOICES, DEFAULT_DIALECT, Dialect, parse_dialect


def test_every_choice_has_its_field_and_its_first_value_is_the_default() -> None:
    """The table and the dialect name the same choices and the same defaults."""
    assert {choice.field: choice.values[0] for choice in CHOICES} == {
        field.name: field.default for field in fields(Dialect)
    }


def test_choices_are_written_as_key_value_pairs() -> None:
    """Some choices are changed, the others stay; blanks do not count."""
    chosen = parse_dialect("date=string, addresses=emailAddress")
    assert chosen == Dialect(date="string", addresses="emailAddress")


def test_nothing_chosen_is_the_default() -> None:
    """An empty text changes nothing."""
    assert parse_dialect("") == DEFAULT_DIALECT


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("datum=string", "no choice 'datum'"),
        ("date=text", "date must be object or string, not 'text'"),
        ("date", "must be KEY=VALUE, not 'date'"),
        ("date=string,date=object", "date is given twice"),
    ],
)
def test_what_cannot_be_chosen_is_refused_with_what_can(text: str, words: str) -> None:
    """An unknown key, an unknown value, no value and two values are named."""
    with pytest.raises(ValueError, match=words):
        parse_dialect(text)
