"""Reading a list of addresses."""

from __future__ import annotations

from time import process_time

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


AS_WRITTEN = [
    ("alice@x.com <bob@x.com>", ["bob@x.com"]),
    ("<<a@b.c>>", ["a@b.c"]),
    ("Jane <a@b.c, Bob <d@e.f>", ["a@b.c", "d@e.f"]),
    ("Jane <a@b.c", ["a@b.c"]),
    ("Jane Doe a@b.c", ["a@b.c"]),
    ("a@b.c d@e.f", ["a@b.c", "d@e.f"]),
    ("a@b.c; d@e.f", ["a@b.c", "d@e.f"]),
    ("<a@b.c,d@e.f>", ["a@b.c", "d@e.f"]),
    ("<a@b.c> <d@e.f>", ["a@b.c", "d@e.f"]),
    ("Pete(A \\) chap) <pete(his)@silly.test(his host)>", ["pete@silly.test"]),
    ("c@(Chris's host.)public.example", ["c@public.example"]),
    ("jane @ x . com (Jane)", ["jane@x.com"]),
    ('"jane.doe"@x.com', ["jane.doe@x.com"]),
    ('<"jane.doe"@x.com>', ["jane.doe@x.com"]),
    ('"a b"@x.com', ['"a b"@x.com']),
    ('"jane@x.com"', ["jane@x.com"]),
    ('"jane@x.com" <>', ["jane@x.com"]),
    ('Jane "Doe <a@b.c>', ["a@b.c"]),
    ("Jane (Doe <a@b.c>", ["a@b.c"]),
    ("<@relay.x,@other.y:a@b.c>", ["a@b.c"]),
    ("mailto:a@b.c", ["a@b.c"]),
    ("<MAILTO:a@b.c>", ["a@b.c"]),
    ("a@[IPv6:::1]", ["a@[IPv6:::1]"]),
    ("a@[open, d@e.f", ["a@[open", "d@e.f"]),
    ("Jane [Sales] <a@b.c>", ["a@b.c"]),
    ("jane, a@b.c", ["jane", "a@b.c"]),
    ("Jane Doe", ["Jane Doe"]),
    ("(only a comment)", []),
    ('"only a name"', []),
    ("((nested) a) d@e.f", ["d@e.f"]),
]  # fmt: skip


@pytest.mark.parametrize(("plain", "addresses"), AS_WRITTEN)
def test_what_mailers_write_is_read_as_mail_programs_do(plain: str, addresses: list[str]) -> None:
    """Brackets decide; without them it is the word with an @, and what is none is given as it is."""
    assert read_addresses(plain) == addresses


LOCAL = st.text(st.sampled_from("abcé1.+-'"), min_size=1, max_size=8).filter(
    lambda text: not text.startswith(".") and not text.endswith(".")
)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@given(st.lists(st.tuples(NAMES, LOCAL), max_size=6))
def test_any_display_name_that_is_quoted_is_no_address(people: list[tuple[str, str]]) -> None:
    """Whatever a quoted name or a comment holds, the addresses are those in brackets."""
    written = []
    for name, local in people:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        comment = "".join(each for each in name if each not in "()\\")
        written.append(f'"{quoted}" ({comment}) <{local}@x.com>')
    assert read_addresses(", ".join(written)) == [f"{local}@x.com" for _, local in people]


@given(st.text(st.sampled_from('a@.,:;<>()"\\[] '), max_size=40))
def test_any_list_is_read(plain: str) -> None:
    """Whatever is written, reading ends, and no address is empty."""
    assert all(read_addresses(plain))


HUGE = [
    "a@b.c, ",
    "g: a@b.c, ",
    "(x)",
    "@>",
    "a",
    '"',
    "<",
    "[",
    "[,",
    "(",
    ")",
    '\\"',
    "<(",
    "(x) a@b.c (y), ",
    '"x"@y ',
]
# Each of 200 KB; a search that begins anew at every quote or bracket takes minutes.
QUADRATIC = [
    '"' + '\\"' * 100_000 + '"@',
    '<"' + '\\"' * 100_000 + ">",
    '<"' + '\\"' * 100_000 + '"@>',
    "<(" + "\\(" * 100_000 + ">",
    '<"' + '" "' * 66_000 + ">",
]


@pytest.mark.parametrize("plain", QUADRATIC, ids=range(len(QUADRATIC)))
def test_quotes_without_an_address_take_time_by_their_length(plain: str) -> None:
    """What only looks like a quoted name before an @ is looked at once."""
    started = process_time()
    assert len(read_addresses(plain)) <= 1
    assert process_time() - started < 5


def test_the_quoted_name_that_an_at_sign_follows_is_the_address() -> None:
    """Other quoted texts in the same brackets are none of it."""
    assert read_addresses('<"Jane" "a b"@x.com>') == ['"a b"@x.com']
    assert read_addresses(r"<(a \) b) c@x.com>") == ["c@x.com"]


@pytest.mark.parametrize("repeated", HUGE)
def test_lists_without_end_are_read(repeated: str) -> None:
    """Members of a group, and what never becomes an address, take time by their number."""
    for before in ("", "group: "):
        assert len(read_addresses(before + repeated * 100_000)) <= 200_000
