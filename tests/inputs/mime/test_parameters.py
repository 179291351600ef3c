"""The parameters of a header field."""

from __future__ import annotations

import pytest

from egain_cli.inputs.mime.parameters import find_parameter

GIVEN = [
    ("a/b; name=x", "x"),
    ("a/b; NAME = x ", "x"),
    ("name=x", "x"),
    ('a/b; name="x; y"; z=1', "x; y"),
    ('a/b; other="; name=no"; name=yes', "yes"),
    ('a/b; name="x \\" ; y"', 'x " ; y'),
    ('a/b; name="open; to the end', '"open; to the end'),
    ('a/b; name=x"; y', 'x"; y'),
    ("a/b; name", ""),
    ("a/b; name=x; name=y", "x"),
    ("a/b; rename=x; names=y", None),
    ("a/b;;; ;name=x;", "x"),
    ("a/b name=x", None),
    ("a/b; name*0=one; name*1=two", "onetwo"),
    ("a/b; name*1=two; name*0=one", "onetwo"),
    ("a/b; name*=utf-8'en'%C3%BC", ("utf-8", "en", "\xc3\xbc")),
    ("a/b; name*0*=utf-8''%C3; name*1=x", ("utf-8", "", "\xc3x")),
    ("a/b; name*0=one; name=plain", "plain"),
    ("a/b; name=plain; name*=utf-8''real", ("utf-8", "", "real")),
    ("a/b; name=plain; name*0*=utf-8''re; name*1=al", ("utf-8", "", "real")),
    ("a/b; name*0=%41; name*1*=%41", (None, None, "%41A")),
    ("a/b; name*=no%20quotes", (None, None, "no quotes")),
    ("a/b; name*=\"utf-8''x%20y\"", ("utf-8", "", "x y")),
    ("a/b; name*0=a; name*0=b; name*2=c", "a"),
    ('a/b; name="\\a\\\\b"', "a\\b"),
    ("a/b; name*1=b", None),
]


@pytest.mark.parametrize(("raw", "value"), GIVEN)
def test_a_parameter_is_read_as_the_rfcs_have_it(raw: str, value: object) -> None:
    """Quoted, continued and encoded values are read, and what is missing is None."""
    assert find_parameter(raw, "name") == value


BROKEN = [
    ("a/b; name*=us-ascii''one; name*0=x", ("us-ascii", "", "one")),
    (f"a/b; name*{'9' * 5000}=x; name=plain", "plain"),
    (f"a/b; x*{'9' * 5000}=x; name*0=on; name*1=e", "one"),
    ("a/b; x*=1; x*0=2; name*0=on; name*1=e", "one"),
]


@pytest.mark.parametrize(("raw", "value"), BROKEN)
def test_what_cannot_be_continued_spoils_nothing_else(raw: str, value: object) -> None:
    """Numbers that nobody can count to, and two ways at once, cost only what they stand in."""
    assert find_parameter(raw, "name") == value
