"""What eGain calls a valid address, against the rule written a second time."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.address import fault


def is_valid(address: str) -> bool:
    """The vendor's definition page, sentence by sentence, and no control character.

    Its `space` is any white space.
    """
    if address.count("@") != 1:
        return False
    local, domain = address.split("@")
    first_dot = domain.find(".")
    return (
        local != ""
        and first_dot >= 1  # at least one dot after the @, and a character between them
        and not domain.endswith(".")
        and len(address) <= 255
        and not any(char in '()[]:;<>"' or char.isspace() for char in address)
        and "\\\\" not in address
        and not any(unicodedata.category(char) == "Cc" for char in address)
    )


VALID = [
    "a@b.c", "jane+tag@customer.com", "o'neil@kunde.example.de", "jürgen@müller.de", "a,b@c.d",
    "a\\b@c.d", ".a.@b..c", "😀@x.y", "a" * 251 + "@b.c", "a@b.c,", "{x}@y.z", "a@-.-",
]  # fmt: skip
BROKEN = [
    ("", "exactly one @"),
    ("jane", "exactly one @"),
    ("a@b@c.d", "exactly one @"),
    ("Jane <a@b.c>", "white space"),
    ("a@b.c ", "white space"),
    ("a@b\t.c", "white space"),
    ("a\u00a0@b.c", "white space"),
    ('"a"@b.c', 'must not contain ( ) [ ] : ; < > "'),
    ("a@[1.2]", "must not contain"),
    ("a:b@c.d", "must not contain"),
    ("a\\\\b@c.d", "two backslashes"),
    ("a\0@b.c", "control character"),
    ("a@b.c\x7f", "control character"),
    ("a\x9f@b.c", "control character"),
    ("@b.c", "something before the @"),
    ("a@bc", "a dot after the @"),
    ("a.b@c", "a dot after the @"),
    ("a@.b.c", "not right after it"),
    ("a@b.", "end with a dot"),
    ("a@b.c.", "end with a dot"),
    ("a" * 252 + "@b.c", "255"),
]


@pytest.mark.parametrize("address", VALID)
def test_what_is_not_forbidden_passes(address: str) -> None:
    """Nothing but the documented rule is asked, RFC 5322 least of all."""
    assert is_valid(address)
    assert fault(address) is None


@pytest.mark.parametrize(("address", "words"), BROKEN)
def test_a_broken_rule_is_named(address: str, words: str) -> None:
    """An address that breaks the rule is told which part of it."""
    assert not is_valid(address)
    assert words in (fault(address) or "")


PIECES = st.sampled_from(
    ["@", ".", "\\", "a", "é", "😀", " ", "\n", "\0", "\x9f", *'()[]:;<>"+', "b" * 120]
)


@given(st.text(max_size=20) | st.lists(PIECES, max_size=8).map("".join))
def test_exactly_the_documented_rule(address: str) -> None:
    """Whatever the text, it passes when the rule lets it pass, and only then."""
    assert (fault(address) is None) == is_valid(address)
