"""Reading a list of addresses."""

from __future__ import annotations

from email import utils
from email.utils import getaddresses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.inputs.mime.address_list import read_addresses

LISTS = [
    ("a@b.c", ["a@b.c"]),
    ("Jane <a@b.c>, d@e.f (John)", ["a@b.c", "d@e.f"]),
    ('"Doe, Jane" <a@b.c>', ["a@b.c"]),
    ("friends: a@b.c, Jane <d@e.f>;", ["a@b.c", "d@e.f"]),
    ("x@y.z, one: a@b.c; , two: d@e.f, g@h.i;, j@k.l", ["x@y.z", "a@b.c", "d@e.f", "g@h.i", "j@k.l"]),
    ("outer: a@b.c, inner: d@e.f;, g@h.i;", ["a@b.c", "d@e.f", "g@h.i"]),
    ("nobody:;", []),
    ("", []),
    ("<>", []),
]  # fmt: skip


@pytest.mark.parametrize(("plain", "addresses"), LISTS)
def test_a_list_gives_its_addresses_in_order(plain: str, addresses: list[str]) -> None:
    """Names and comments are left out, and groups give their members where they stand."""
    assert read_addresses(plain) == addresses


LENIENT: dict[str, Any] = {"strict": False} if hasattr(utils, "supports_strict_parsing") else {}


@given(st.text(st.sampled_from('a@.,:;<>()"\\\\[] '), max_size=40))
def test_what_email_reads_is_read(plain: str) -> None:
    """Whatever is written, the addresses are those that `email` finds when it is lenient."""
    assert read_addresses(plain) == [each for _, each in getaddresses([plain], **LENIENT) if each]


HUGE = ["a@b.c, ", "g: a@b.c, ", "(x)", "@>", "a", '"', "<", "[,", "(x) a@b.c (y), "]


@pytest.mark.parametrize("repeated", HUGE)
def test_lists_without_end_are_read(repeated: str) -> None:
    """Members of a group, and what never becomes an address, take time by their number."""
    for before in ("", "group: "):
        try:
            read_addresses(before + repeated * 100_000)
        except RecursionError:
            assert ":" in repeated
