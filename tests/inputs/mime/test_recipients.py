"""Who is named in the address fields, and what is told where somebody gets lost."""

from __future__ import annotations

import tracemalloc
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.inputs.mime.address_list import read_addresses
from egain_cli.inputs.mime.message import Wanted, to_activity
from egain_cli.inputs.mime.recipients import MAX_ADDRESSES, MAX_TEXT, plain_addresses, read
from egain_cli.inputs.mime.tree import parse

HEAD = b"From: jane@x.com\nDate: Mon, 2 Mar 2026 08:14:05 +0100\n"


def told(fields: bytes) -> list[tuple[str, str, str]]:
    _, found = to_activity(HEAD + fields + b"\n\nHello", Wanted())
    return [(each.rule.name, each.field, each.message) for each in found]


PIECES = st.sampled_from([
    "jane@x.com", "<joe@y.de>", "o'neil+1@z.co.uk", "Jane Doe", '"Doe, Jane"', ",", ", ", " ", "@",
    "(a)", "<", ">", '"', ";", ":", "[1]", "\\", "\t", "é@ü.de", "=?utf-8?q?J=C3=BC?=", "\0", ".",
])  # fmt: skip


@given(st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=30))
def test_what_is_read_quickly_is_read_as_by_a_full_reading(value: str) -> None:
    """Whatever the list, its addresses are the same, or it is not for a quick look."""
    plain = plain_addresses(value)
    assert plain is None or plain == read_addresses(value)


@pytest.mark.parametrize(
    "value",
    [
        "jane@x.com",
        "Jane Doe <jane@x.com>, joe@y.de",
        '"Doe, Jane (Accounts)"  <jane@x.com> , <joe@y.de>',
        "Jürgen Müller <jürgen@müller.de>",
    ],
)
def test_what_most_fields_hold_is_read_quickly(value: str) -> None:
    """Names with and without quotation marks, and several people."""
    assert plain_addresses(value) == read_addresses(value) != []


@pytest.mark.parametrize(
    "value",
    [
        "jane@x.com<joe@y.de>", "jane@x.com joe@y.de", "jane@x.com (a)", "Team: jane@x.com;",
        '"jane@x.com" <>', "<jane@x.com> <joe@y.de>", "<@a,@b:jane@x.com>", "jane@x.com,,", "jane",
    ],
)  # fmt: skip
def test_what_needs_thought_is_not_read_quickly(value: str) -> None:
    """Groups, comments, routes, several addresses without a comma, and what is none."""
    assert plain_addresses(value) is None


@pytest.mark.parametrize(
    ("value", "lost"),
    [
        (b'"John Doe"', "'\"John Doe\"'"),
        (b'"John" <>', "'\"John\" <>'"),
        (b"(a@q.com)", "'(a@q.com)'"),
        (b'a@b.com, "=?utf-8?q?J=C3=BCrg?=" <>, c@d.com', "'\"Jürg\" <>'"),
        (b'Team: "John", a@b.com;', "'\"John\"'"),
    ],
)
def test_a_recipient_without_an_address_is_told(value: bytes, lost: str) -> None:
    """Somebody who is named and cannot be written to is left out by name."""
    words = f"{lost} names no address; it was left out"
    assert told(b"To: " + value) == [("address-left-out", "to", words)]


@pytest.mark.parametrize(
    "value",
    [b"undisclosed-recipients:;", b'"Hidden": ;', b"<>", b"", b'""', b"Cc:(nobody);", b"a@b.com,"],
)
def test_a_field_that_names_nobody_is_no_loss(value: bytes) -> None:
    """Empty groups and lists leave nobody out, so there is nothing to say."""
    assert told(b"To: " + value) == []


def test_recipients_beyond_the_limit_are_left_out_with_one_finding() -> None:
    """The first ones are kept, over all fields of the name, and one finding tells of the rest."""
    half = b", ".join(b"a%d@b.com" % number for number in range(MAX_ADDRESSES // 2 + 1))
    activity, found = to_activity(HEAD + b"To: " + half + b"\nTo: " + half + b"\n\nx", Wanted())
    assert len(activity.to) == MAX_ADDRESSES
    assert [(each.rule.name, each.field) for each in found] == [("header-too-large", "to")]
    exact = b", ".join([b"a@b.com"] * MAX_ADDRESSES)
    assert not read(parse(b"To: " + exact + b"\n\n"), "to").cut


def test_no_address_is_cut_in_two() -> None:
    """Where there is too much text, what is taken ends at a comma."""
    long = b", ".join(b'"%b" <a@b.com>' % (b"n" * 900) for _ in range(MAX_TEXT // 900))
    named = read(parse(b"Cc: " + long + b"\n\n"), "cc")
    assert set(named.addresses) == {"a@b.com"}
    assert named.cut
    assert named.lost == ()


@pytest.mark.parametrize("repeated", [b"a@b.co,", b",", b"(", b"a@b ", b'"a",', b"=?utf-8?q?a?=,"])
def test_millions_of_recipients_take_little(repeated: bytes) -> None:
    """However much is written in however many fields, time and memory stay small."""
    field = b"To: " + repeated * (8_000_000 // len(repeated)) + b"\n"
    part = parse(field * 6 + b"\n")
    started = process_time()
    tracemalloc.start()
    named = read(part, "to")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert named.cut
    assert process_time() - started < 20
    assert peak < 400_000_000
