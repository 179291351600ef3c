"""The structure of a message: header fields, parts and what lies between them."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from egain_cli.inputs.mime.tree import MAX_DEPTH, Part, parse

LINE_ENDS = [b"\n", b"\r\n", b"\r"]


def with_boundary(boundary: bytes, body: bytes) -> Part:
    return parse(b"Content-Type: multipart/mixed; boundary=" + boundary + b"\n\n" + body)


def bodies(part: Part) -> list[bytes]:
    return [leaf.body for leaf in part.leaves()]


@pytest.mark.parametrize("end", LINE_ENDS)
def test_fields_and_body_with_any_line_end(end: bytes) -> None:
    """A message is read alike with LF, CRLF and CR; the first blank line ends its header."""
    part = parse(b"A: 1\nsub-ject : two\n\nbody\n\nmore".replace(b"\n", end))
    assert part.fields == (("a", b"1"), ("sub-ject", b"two"))
    assert part.body == b"body\n\nmore".replace(b"\n", end)
    assert part.damaged == 0


@pytest.mark.parametrize("end", LINE_ENDS)
def test_folded_fields_are_unfolded(end: bytes) -> None:
    """A line that begins with white space goes on with the field before it."""
    part = parse(b"Subject: one\n two\n\tthree\nTo: a@b.c\n\n".replace(b"\n", end))
    assert part.fields == (("subject", b"one two\tthree"), ("to", b"a@b.c"))


BEFORE = [
    b"",
    b"\xef\xbb\xbf",
    b"From jane@x.com Mon Mar  2 08:14:05 2026\n",
    b">From jane@x.com Mon Mar  2 08:14:05 2026\r\n",
    b"\xef\xbb\xbfFrom jane Mon Mar 2\r",
]


@pytest.mark.parametrize("before", BEFORE)
def test_what_stands_before_the_header_is_left_out(before: bytes) -> None:
    """A byte-order mark and an mbox From line are no header field, and no damage."""
    part = parse(before + b"From: a@b.c\n\nx")
    assert part.fields == (("from", b"a@b.c"),)
    assert (part.damaged, part.body) == (0, b"x")


@pytest.mark.parametrize("field", [b"From : a@b.c", b"From \t : a@b.c"])
def test_a_from_field_with_blanks_is_no_mbox_line(field: bytes) -> None:
    """Old mailers write blanks before the colon; the first field of a message may be so too."""
    assert parse(field + b"\nTo: d@e.f\n\nx").fields == (("from", b"a@b.c"), ("to", b"d@e.f"))


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"From jane Mon Mar 2\n"])
@pytest.mark.parametrize("blank", [b"\n", b"\r\n\r\n", b"\r\r\r"])
def test_blank_lines_before_the_header_are_damage(before: bytes, blank: bytes) -> None:
    """A message that begins with blank lines is read as it was meant, and they are counted."""
    part = parse(before + blank + b"Received: x\nFrom : a@b.c\n\nx")
    assert part.fields == (("received", b"x"), ("from", b"a@b.c"))
    assert part.body == b"x"
    assert part.damaged == len(blank.replace(b"\r\n", b"\n"))


def test_a_body_behind_a_blank_line_is_no_header() -> None:
    """Where no field of a message begins, the blank line ended a header without fields."""
    assert parse(b"\nHello: you\n").fields == ()
    assert parse(b"\n" * 2_000_000 + b"Hello").damaged == 0


def test_damaged_lines_are_counted() -> None:
    """Lines that are no field are left out and counted; the fields around them stay."""
    part = parse(b" stray\nA: 1\nno field here\n: nameless\nB: 2\n\nx")
    assert part.fields == (("a", b"1"), ("b", b"2"))
    assert part.damaged == 3


def test_a_message_without_a_blank_line_is_all_header() -> None:
    """A header that nothing ends has no body; a body that begins at once has no header."""
    assert parse(b"A: 1\nB: 2").body == b""
    assert parse(b"\nA: 1").fields == ()
    assert parse(b"\nA: 1").body == b"A: 1"


def test_a_repeated_field_is_kept_each_time() -> None:
    """All fields of a name can be asked for, the first of them alone too."""
    part = parse(b"To: a\nCc: b\nTo: c\n\n")
    assert part.every("to") == [b"a", b"c"]
    assert part.first("to") == b"a"
    assert part.first("from") is None
    assert part.every("from") == []


@pytest.mark.parametrize("end", LINE_ENDS)
def test_the_line_end_before_a_delimiter_is_the_delimiters(end: bytes) -> None:
    """A part ends before the line end of its delimiter, and keeps every other line end."""
    body = b"preamble\n--b\n\none\n\n--b\n\ntwo\n--b--\nepilogue\n--b\n\nno part\n--b--"
    part = with_boundary(b"b", body.replace(b"\n", end))
    assert bodies(part) == [b"one\n".replace(b"\n", end), b"two"]


BOUNDARIES = [
    (b"a", b"--a\n\none\n--ab\n\n--a\n\ntwo\n--a--", [b"one\n--ab\n", b"two"]),
    (b"a", b"--a\n\none\n--a--b\n--a--", [b"one\n--a--b"]),
    (b"a", b"--a\n\none\n --a\n--a--", [b"one\n --a"]),
    (b"a", b"--a\n\none x--a\n--a--", [b"one x--a"]),
    (b"a", b"--a  \n\none\n--a-- \t\n", [b"one"]),
    (b"a", b"--a\n\none", [b"one"]),
    (b"a", b"--a\n\none\n--a", [b"one"]),
    (b"a", b"--a\n\none\n--a\n  \n", [b"one"]),
    (b"a", b"--a\n\none\n--a--\n--a\n\nepilogue", [b"one"]),
    (b"a", b"--a\n--a\n\ntwo\n--a--", [b"", b"two"]),
    (b'"a b"', b"--a b\n\none\n--a b--", [b"one"]),
    (b'"a "', b"--a\n\none\n--a--", [b"one"]),
    (b'"\xfc"', b"--\xfc\n\none\n--\xfc--", [b"one"]),
    (b"a; boundary*0=x", b"--a\n\none\n--a--", [b"one"]),
]


@pytest.mark.parametrize(("boundary", "body", "expected"), BOUNDARIES)
def test_a_delimiter_is_a_line_of_its_own(
    boundary: bytes, body: bytes, expected: list[bytes]
) -> None:
    """Only a whole line is a delimiter, one that is missing or begins like another loses nothing."""
    assert bodies(with_boundary(boundary, body)) == expected


@pytest.mark.parametrize("parameter", [b"boundary*0=on; boundary*1=e", b"boundary*=us-ascii''one"])
def test_a_boundary_by_rfc_2231(parameter: bytes) -> None:
    """A boundary may be continued or encoded as any parameter may."""
    message = b"Content-Type: multipart/mixed; " + parameter + b"\n\n--one\n\nx\n--one--"
    assert bodies(parse(message)) == [b"x"]


def test_one_boundary_begins_like_the_other() -> None:
    """An inner boundary that begins with the outer one is no delimiter of the outer parts."""
    inner = (
        b"Content-Type: multipart/alternative; boundary=a-inner\n\n--a-inner\n\none\n--a-inner--\n"
    )
    part = with_boundary(b"a", b"--a\n" + inner + b"--a\n\ntwo\n--a--\n")
    assert [child.content_type for child in part.parts] == ["multipart/alternative", "text/plain"]
    assert bodies(part) == [b"one", b"two"]


def test_an_inner_part_that_is_not_closed_ends_with_the_outer() -> None:
    """A missing closing boundary within costs nothing of what follows it."""
    inner = b"Content-Type: multipart/alternative; boundary=i\n\n--i\n\none\n"
    assert bodies(with_boundary(b"o", b"--o\n" + inner + b"--o\n\ntwo\n--o--\n")) == [
        b"one",
        b"two",
    ]


WHOLE = [b"", b'; boundary=""', b"; boundary=' '"[:11], b"; boundary=x"]


@pytest.mark.parametrize("parameter", WHOLE)
def test_a_multipart_without_parts_stays_whole(parameter: bytes) -> None:
    """A multipart without a boundary, or that never uses it, is one leaf with its bytes."""
    part = parse(b"Content-Type: multipart/mixed" + parameter + b"\n\nno parts\n")
    assert part.parts == ()
    assert bodies(part) == [b"no parts\n"]


TYPES = [
    (b"", "text/plain"),
    (b"Content-Type: TEXT/Html; charset=x", "text/html"),
    (b"Content-Type: text / html", "text/plain"),
    (b"Content-Type: pdf", "text/plain"),
    (b"Content-Type: text/html charset=utf-8", "text/html"),
    (b"Content-Type: text/html(a comment); charset=utf-8", "text/html"),
    (b"Content-Type: text/html, text/plain", "text/html"),
    (b"Content-Type: a/" + b"b" * 253, "a/" + "b" * 253),
    (b"Content-Type: a/" + b"b" * 254, "text/plain"),
    (b"Content-Type: ;charset=x", "text/plain"),
    (b"Content-Type: application/\xff", "text/plain"),
    (b"Content-Type: application/vnd.a+json", "application/vnd.a+json"),
]


@pytest.mark.parametrize(("header", "kind"), TYPES)
def test_what_is_no_type_is_plain_text(header: bytes, kind: str) -> None:
    """A missing or broken Content-Type means text/plain, as RFC 2045 has it."""
    assert parse(b"X: y\n" + header + b"\n\n").content_type == kind


def test_a_digest_holds_messages() -> None:
    """In a multipart/digest what has no type is a message."""
    part = parse(b"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n--b--")
    assert [leaf.content_type for leaf in part.leaves()] == ["message/rfc822"]


def test_a_message_within_is_one_leaf() -> None:
    """The parts of an attached message are its own, and its bytes stay together."""
    inside = b"Subject: x\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\none\n--i--\n"
    body = b"--b\nContent-Type: message/rfc822\n\n" + inside + b"\n--b--"
    assert bodies(with_boundary(b"b", body)) == [inside]


def test_nesting_has_an_end() -> None:
    """Below MAX_DEPTH levels a multipart is one leaf, and no message overflows the stack."""
    message = b"x"
    for level in range(MAX_DEPTH + 200):
        boundary = b"b%d" % level
        message = (
            b"Content-Type: multipart/mixed; boundary=" + boundary + b"\n\n--" + boundary + b"\n"
            + message + b"\n--" + boundary + b"--"
        )  # fmt: skip
    (leaf,) = parse(message).leaves()
    assert leaf.content_type == "multipart/mixed"


def test_the_disposition_and_parameters_of_a_part() -> None:
    """A disposition is in lower case; a parameter that is missing is None."""
    part = parse(b"Content-Disposition: ATTACHMENT; FileName=a.txt\n\n")
    assert part.disposition == "attachment"
    assert part.parameter("content-disposition", "filename") == "a.txt"
    assert part.parameter("content-disposition", "name") is None
    assert part.parameter("content-type", "name") is None
    assert parse(b"A: b\n\n").disposition == ""


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=4), st.sampled_from([b"\n", b"\r\n"]))
def test_parts_are_the_bytes_that_were_put_in(contents: list[bytes], end: bytes) -> None:
    """Whatever bytes the parts hold, they come back as they were and in their order."""
    assume(end != b"\n" or not any(content.endswith(b"\r") for content in contents))
    boundary = b"=_no-part-holds-this_="
    pieces = [b"--" + boundary + end + b"X: y" + end + end + content for content in contents]
    header = b'Content-Type: multipart/mixed; boundary="' + boundary + b'"'
    message = end.join([header, b"", *pieces, b"--" + boundary + b"--", b""])
    assert bodies(parse(message)) == contents


@given(st.binary(max_size=300))
def test_any_bytes_have_a_structure(message: bytes) -> None:
    """Whatever the bytes, parsing them ends, and no leaf is longer than the message."""
    assert all(len(leaf.body) <= len(message) for leaf in parse(message).leaves())


MEGABYTE = 1 << 20
HUGE = [
    (b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a" * MEGABYTE, 1),
    (b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n" * 100_000, 99_999),
    (b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 100_000 + b"--a--", 100_000),
    (b"Content-Type: multipart/mixed;" + b";" * MEGABYTE + b"; boundary=a\n\n--a\n\nx", 1),
    (b'Content-Type: multipart/mixed; x="' + b";" * MEGABYTE + b'"; boundary=a\n\n--a\n\nx', 1),
    (b"Subject: x\n" + b" \n" * MEGABYTE + b"\nx", 1),
    (b"A: b\n" * 100_000 + b"\nx", 1),
]  # fmt: skip


@pytest.mark.parametrize(("message", "leaves"), HUGE, ids=range(len(HUGE)))
def test_hostile_messages_take_time_by_their_length(message: bytes, leaves: int) -> None:
    """Boundaries, parameters, folded lines and parts without end are read all the same."""
    part = parse(message)
    assert len(list(part.leaves())) == leaves
    for leaf in part.leaves():
        leaf.parameter("content-type", "charset")


def test_no_level_of_nesting_holds_a_copy() -> None:
    """However deep an attachment lies, finding the parts copies it nowhere."""
    message = b"\n" + b"x" * (4 * MEGABYTE)
    for level in range(MAX_DEPTH - 1):
        header = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
        message = header + message
    tracemalloc.start()
    (leaf,) = parse(message).leaves()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MEGABYTE
    assert leaf.source is message
