"""What header fields say."""

from __future__ import annotations

from datetime import UTC, datetime
from email.header import Header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.inputs.mime import headers
from egain_cli.inputs.mime.tree import parse

TEXTS = [
    (b"plain", "plain"),
    (b" a\t b ", "a  b"),
    (b"=?utf-8?q?Gr=C3=BC=C3=9Fe_an_alle?=", "Grüße an alle"),
    (b"=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"),
    (b"=?utf-8?b?R3LDvMOfZQ?=", "Grüße"),
    (b"Re: =?utf-8?q?a?= b =?utf-8?q?c?= d", "Re: a b c d"),
    (b"=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
    (b"=?utf-8?q?a?=\t =?iso-8859-1?q?=E9?=", "aé"),
    (b"=?utf-8?q?a_?= =?utf-8?q?b?=", "a b"),
    (b"=?utf-8?q?=C3?= =?utf-8?q?=BC?=", "ü"),
    (b"=?utf-8?b?w7w=?= =?utf-8?b?w7w=?=", "üü"),
    (b"=?gb2312?q?=96?= =?gb2312?q?=F4?=", "桇"),
    (b"=?utf-8*de?q?=C3=BC?=", "ü"),
    (b"a=?utf-8?q?b?=c", "abc"),
    (b"=?iso-8859-1?q?100_=80?=", "100 €"),
    (b"=?x-unknown?q?=FC?=", "ü"),
    (b"=?utf-8?b?!!!?=", "=?utf-8?b?!!!?="),
    (b"=?utf-8?b?!!!?= =?utf-8?q?x?=", "=?utf-8?b?!!!?=x"),
    (b"=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
    (b"=?utf-8?q?open", "=?utf-8?q?open"),
    (b"=?utf-8?q?a b?=", "a b"),
    (b"=?utf-8?q??=", ""),
    ("raw Grüße".encode(), "raw Grüße"),
    (b"raw Gr\xfc\xdfe", "raw Grüße"),
    ("raw ü ".encode() + b"=?utf-8?q?=C3=BC?=", "raw ü ü"),
    (b"", ""),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "text"), TEXTS)
def test_the_text_of_a_field(raw: bytes, text: str) -> None:
    """Encoded words are decoded and joined where they are split; what is no such word stays."""
    assert headers.text(raw) == text


@pytest.mark.parametrize(
    ("raw", "declared", "text", "doubts"),
    [
        (b"\xc1", "koi8-r", "а", ["8-bit characters, read as koi8-r"]),  # noqa: RUF001
        ("ü".encode(), "koi8-r", "ü", []),
        (b"\xfc", "us-ascii", "ü", ["labelled with no charset, read as windows-1252"]),
        (b"\xfc", "x-unknown", "ü", ["labelled with no charset, read as windows-1252"]),
        (b"\xfc", None, "ü", ["labelled with no charset, read as windows-1252"]),
        (b"=?x-no?q?=FC?=", None, "ü", ["labelled x-no, read as windows-1252"]),
    ],
)
def test_raw_8_bit_is_utf_8_then_as_declared(
    raw: bytes, declared: str | None, text: str, doubts: list[str]
) -> None:
    """What is neither is windows-1252; each is told by the charset that was taken."""
    found: list[str] = []
    assert headers.text(raw, declared, found) == text
    assert found == doubts


def test_words_over_folded_lines() -> None:
    """Encoded words on several lines are one text, a character split between them included."""
    part = parse(
        b"Subject: =?utf-8?q?Gr=C3=BC=C3?=\r\n =?utf-8?q?=9Fe_an?=\r\n\t=?utf-8?q?_alle?=\r\n\r\n"
    )
    assert headers.text(part.first("subject") or b"") == "Grüße an alle"


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff")),
    st.sampled_from(["utf-8", "gb18030", "utf-7"]),
)  # fmt: skip
def test_what_the_standard_library_encodes_is_decoded(text: str, charset: str) -> None:
    """Any subject that Python's email package folds and encodes is read back."""
    text = text.strip()
    folded = Header(text, charset=charset, maxlinelen=60).encode()
    part = parse(b"Subject: " + folded.encode() + b"\n\n")
    assert headers.text(part.first("subject") or b"") == text


ADDRESSES = [
    (b"a@b.c", ["a@b.c"]),
    (b"Jane <a@b.c>, d@e.f", ["a@b.c", "d@e.f"]),
    (b'"Doe, Jane" <a@b.c>', ["a@b.c"]),
    (b"a@b.c (Jane Doe)", ["a@b.c"]),
    (b"Team: a@b.c, Jane <d@e.f>;, g@h.i", ["a@b.c", "d@e.f", "g@h.i"]),
    (b"undisclosed-recipients:;", []),
    (b"=?utf-8?q?M=C3=BCller=2C_J?= <a@b.c>", ["a@b.c"]),
    (b'"=?utf-8?q?=2C?=" <a@b.c>', ["a@b.c"]),
    ("Müller <müller@b.c>".encode(), ["müller@b.c"]),
    (b"M\xfcller <a@b.c>", ["a@b.c"]),
    (b"jane, a@b.c", ["jane", "a@b.c"]),
    (b"", []),
    (b"<>", []),
]


@pytest.mark.parametrize(("raw", "expected"), ADDRESSES)
def test_the_addresses_of_a_field(raw: bytes, expected: list[str]) -> None:
    """Display names, comments and group names are left out, and the addresses stay in order."""
    assert headers.addresses(parse(b"To: " + raw + b"\n\n"), "to") == expected


def test_the_addresses_of_several_fields() -> None:
    """A field that stands twice gives the addresses of both, and one bad field spoils no other."""
    part = parse(b"To: a@b.c\nTo: <<(broken\nTo: d@e.f\n\n")
    found = headers.addresses(part, "to")
    assert found[0] == "a@b.c"
    assert found[-1] == "d@e.f"


def test_comments_nested_without_end_are_read() -> None:
    """What nothing closes is no comment: the address after it is found."""
    part = parse(
        b"Cc: " + b"(" * 20_000 + b" <a@b.c>\nTo: " + b"(" * 9_000 + b")" * 9_000 + b"d@e.f\n\n"
    )
    assert headers.addresses(part, "cc") == ["a@b.c"]
    assert headers.addresses(part, "to") == ["d@e.f"]


@pytest.mark.parametrize(
    "field",
    [
        "=?utf-8?q?M=C3=BCller_=3Ca=40b.c=3E?=",
        "=?utf-8?q?M=C3=BCller_<a@b.c>?=",
        "=?utf-8?b?YUBiLmM=?=",
    ],
)
def test_an_address_that_is_encoded_whole_is_found(field: str) -> None:
    """Some mailers encode a mailbox with its address; no other is there, so it is decoded."""
    assert headers.addresses(parse(b"To: " + field.encode() + b"\n\n"), "to") == ["a@b.c"]


DATES = [
    (b"Mon, 2 Mar 2026 08:14:05 +0100", datetime(2026, 3, 2, 7, 14, 5, tzinfo=UTC)),
    (b"2 Mar 2026 08:14 -0530", datetime(2026, 3, 2, 13, 44, tzinfo=UTC)),
    (b"Mon, 02 Mar 26 08:14:05 GMT", datetime(2026, 3, 2, 8, 14, 5, tzinfo=UTC)),
    (b"Mon, 2 Mar 2026 08:14:05 EST", datetime(2026, 3, 2, 13, 14, 5, tzinfo=UTC)),
    (b"Mon, 2 Mar 2026 08:14:05", datetime(2026, 3, 2, 8, 14, 5, tzinfo=UTC)),
    (b"Fri, 17 Apr 2026 16:40:00 +0000 (GMT)", datetime(2026, 4, 17, 16, 40, tzinfo=UTC)),
    (b"Mon, 2 Mar 2026 08:14:05 -0000", datetime(2026, 3, 2, 8, 14, 5, tzinfo=UTC)),
    (b"Wed, 20 Sep 1995 00:19:00 (EDT) -0400", datetime(1995, 9, 20, 4, 19, tzinfo=UTC)),
    (b"Mon, 2 Mar 2026 08:14:05 (in the (nested) morning) +0100", datetime(2026, 3, 2, 7, 14, 5, tzinfo=UTC)),
    (b"", None),
    (b"yesterday", None),
    (b"Mon, 31 Feb 2026 08:14:05 +0100", None),
    (b"Mon, 2 Mar 2026 25:14:05 +0100", None),
    (b"Mon, 2 Mar 2026 08:14:05 +9999", None),
    (b"Fri, 31 Dec 9999 23:59:59 -1200", None),
    (b"Mon, 2 Mar 99999 08:14:05 +0100", None),
    (b"Mon, 2 Mar " + b"9" * 5000 + b" 08:14:05 +0100", None),
    (b"\xff\xfe", None),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "moment"), DATES)
def test_the_moment_of_a_date(raw: bytes, moment: datetime | None) -> None:
    """A date is a moment in UTC, and what names none is None."""
    assert headers.date(raw) == moment


@given(st.binary(max_size=40) | st.lists(st.sampled_from(
    [b"Mon,", b" ", b"2", b"-", b"Mar", b"2026", b":", b"08:14", b",", b"+0100", b".", b"("]
)).map(b"".join))  # fmt: skip
def test_any_bytes_are_a_date_or_none(raw: bytes) -> None:
    """Whatever the bytes, reading them as a date ends in a moment in UTC or in None."""
    moment = headers.date(raw)
    assert moment is None or moment.tzinfo is UTC


def test_the_newest_received_field_counts() -> None:
    """The first Received field with a date names when the message came in."""
    part = parse(
        b"Received: by mx; no date\nReceived: from a (b; c) by d; Mon, 2 Mar 2026 08:00:00 +0000\n"
        b"Received: from e; Mon, 2 Mar 2026 07:00:00 +0000\n\n"
    )
    assert headers.received(part) == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert headers.received(parse(b"A: b\n\n")) is None


CONTENT_IDS = [
    (b"<a@b>", "a@b"),
    (b" < a@b > ", "a@b"),
    (b"a@b", "a@b"),
    (b"<a@b> (note)", "a@b"),
    ("<bild-ü>".encode(), "bild-ü"),
    (b"<>", None),
    (b"", None),
]


@pytest.mark.parametrize(("raw", "content_id"), CONTENT_IDS)
def test_a_content_id_is_what_stands_in_its_brackets(raw: bytes, content_id: str | None) -> None:
    """The angle brackets and what lies around them are no part of a Content-ID."""
    assert headers.content_id(parse(b"Content-ID: " + raw + b"\n\n")) == content_id
    assert headers.content_id(parse(b"A: b\n\n")) is None


NAMES = [
    (b"Content-Disposition: attachment; filename=a.txt", "a.txt"),
    (b'Content-Disposition: attachment; filename="a b.txt"', "a b.txt"),
    (b'Content-Disposition: attachment; filename="a\\"b.txt"', 'a"b.txt'),
    (b'Content-Type: a/b; name="n.txt"\nContent-Disposition: inline; filename="f.txt"', "f.txt"),
    (b'Content-Type: a/b; name="n.txt"\nContent-Disposition: inline', "n.txt"),
    (b'Content-Type: a/b; name="n.txt"\nContent-Disposition: inline; filename=" "', "n.txt"),
    (b"Content-Disposition: attachment; filename*=utf-8''M%C3%A4rz%20%E2%82%AC.pdf", "März €.pdf"),
    (b"Content-Disposition: attachment; filename*=iso-8859-1'de'M%E4rz.pdf", "März.pdf"),
    (b"Content-Disposition: attachment; filename*=''M%C3%A4rz.pdf", "März.pdf"),
    (b"Content-Disposition: attachment; filename*=x-no''M%C3%A4rz.pdf", "März.pdf"),
    (b"Content-Disposition: attachment;\n filename*0*=utf-8''M%C3;\n filename*1*=%A4rz;\n filename*2=.pdf", "März.pdf"),
    (b'Content-Disposition: attachment; filename*1="b.txt"; filename*0="a"', "ab.txt"),
    ("Content-Disposition: attachment; filename*=utf-8''€.pdf".encode(), "€.pdf"),
    (b'Content-Disposition: attachment; filename="=?utf-8?q?M=C3=A4rz?=.pdf"', "März.pdf"),
    (b'Content-Type: a/b; name="=?utf-8?b?TcOk?=\n =?utf-8?b?cnou?= pdf"', "März. pdf"),
    (b"Content-Type: a/b; name==?utf-8?q?a?=", "a"),
    ('Content-Disposition: attachment; filename="Résumé €.pdf"'.encode(), "Résumé €.pdf"),
    (b'Content-Disposition: attachment; filename="R\xe9sum\xe9 \x80.pdf"', "Résumé €.pdf"),
    (b'Content-Disposition: attachment; filename="\xc3\xa9\xe9"', "Ã©é"),
    ('Content-Disposition: attachment; filename="voilà"'.encode(), "voilà"),
    (b"Content-Type: a/b; name*=utf-8''x.png; name*0=y.png", "x.png"),
    (b"Content-Type: a/b; name*" + b"1" * 5000 + b"=y; name=x.png", "x.png"),
    (b"Content-Type: a/b; name*" + b"1" * 5000 + b"=y", None),
    (b"Content-Type: a/b; name=", None),
    (b'Content-Type: a/b; name="one\n\t two.pdf"', "one two.pdf"),
    (b"Content-Disposition: attachment; filename=plain.pdf; filename*=utf-8''real.pdf", "real.pdf"),
    (b'Content-Disposition: inline; filename="C:\\TEMP\\a.png"', "C:TEMPa.png"),
    (b"Content-Disposition: attachment", None),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "name"), NAMES)
def test_the_name_of_a_part(fields: bytes, name: str | None) -> None:
    """A name by RFC 2183, RFC 2231, RFC 2047 or in raw 8 bit is read; filename comes first."""
    assert headers.file_name(parse(fields + b"\n\n")) == name


def test_a_comma_in_an_encoded_name_ends_no_address() -> None:
    """As Outlook writes "Müller, Hans": one address, and nothing left over."""
    part = parse(b"To: =?iso-8859-1?Q?M=FCller,_Hans?= <h@x.de>, =?utf-8?Q?b?= <b@x.de>\n\n")
    assert headers.addresses(part, "to") == ["h@x.de", "b@x.de"]


def test_a_leap_second_is_a_date() -> None:
    """RFC 5322 allows it; clocks here do not."""
    found = headers.date(b"Sat, 31 Dec 2016 23:59:60 +0000")
    assert found is not None
    assert found.isoformat() == "2016-12-31T23:59:59+00:00"
