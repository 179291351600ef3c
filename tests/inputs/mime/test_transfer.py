"""Undoing a part's transfer encoding."""

from __future__ import annotations

import base64
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli import content as content_module
from egain_cli.content import Base64Content
from egain_cli.inputs.mime import transfer
from egain_cli.inputs.mime.transfer import decode
from egain_cli.inputs.mime.tree import parse


def part(encoding: bytes, body: bytes) -> tuple[bytes, str | None]:
    return decode(parse(b"Content-Transfer-Encoding: " + encoding + b"\n\n" + body))


WHOLE = [
    (b"base64", b"aGVs\r\nbG8=\r\n", b"hello"),
    (b"BASE64 ; x", b" aGVsbG8= ", b"hello"),
    (b"base64", b"", b""),
    (b"quoted-printable", b"a=3Db=\r\nc=C3=BC\r\n", b"a=bc\xc3\xbc\r\n"),
    (b"Quoted-Printable", b"=5A =", b"Z "),
    (b"7bit", b"a=3D", b"a=3D"),
    (b"8bit", b"\xff\r\n\0", b"\xff\r\n\0"),
    (b"binary", b"\0\1\2", b"\0\1\2"),
    (b"", b"a=3D", b"a=3D"),
]


@pytest.mark.parametrize(("encoding", "body", "content"), WHOLE)
def test_the_encodings_of_rfc_2045(encoding: bytes, body: bytes, content: bytes) -> None:
    """Base64 and quoted-printable are undone in any case; anything else stands for itself."""
    assert part(encoding, body) == (content, None)


DAMAGED = [
    (b"aGVsbG8", b"hello"),
    (b"aGVs!bG8=", b"hello"),
    (b"aGVsbG8=\n-- \n", b"hello"),
    (b"aGk=aGVsbG8=", b"hihello"),
    (b"aGVsb", b"hel"),
    (b"=", b""),
    (b"\xff\xfe", b""),
]


@pytest.mark.parametrize(("body", "content"), DAMAGED)
def test_damaged_base64_gives_what_is_left(body: bytes, content: bytes) -> None:
    """What can be read is kept, nothing is made up, and the damage is told with its size."""
    words = f"its base64 is damaged; {len(content)} bytes could be read"
    assert part(b"base64", body) == (content, words)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_base64_is_judged_alike_wherever_pieces_meet(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long text is undone piece by piece; no damage hides where one ends, no line end makes one."""
    monkeypatch.setattr(content_module, "CHUNK", size)
    assert part(b"base64", b"aGVs\r\nbG8=\r\n\r\n") == (b"hello", None)
    for body, content in [*DAMAGED, (b"aGk=\r\n\r\n\r\naGVsbG8=", b"hihello")]:
        found, damage = part(b"base64", body)
        assert (found, bool(damage)) == (content, True)


@pytest.mark.parametrize(("body", "size"), [(b"aGVs\r\nbG8=", 5), (b"aGk=\naGVsbG8=", None)])
def test_large_base64_is_judged_alike_wherever_pieces_meet(
    body: bytes, size: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is passed on as it stands has its padding at the end, and nowhere before."""
    monkeypatch.setattr(transfer, "_SMALL", 0)
    monkeypatch.setattr(content_module, "CHUNK", 4)
    held, damage = transfer.content(parse(b"Content-Transfer-Encoding: base64\n\n" + body))
    assert isinstance(held, Base64Content) is (size is not None)
    assert held.size == (size or 7)
    assert bool(damage) is (size is None)


FOOTERS = [b"\n-- \nSent with care\n", b"\nto leave the list", b"\n_______\nlist"]


@pytest.mark.parametrize("footer", FOOTERS)
def test_a_footer_behind_the_padding_is_no_base64(footer: bytes) -> None:
    """What a list or a scanner wrote below is left out, and the damage is told."""
    assert part(b"base64", b"aGVsbG8=" + footer) == (
        b"hello",
        "its base64 is damaged; 5 bytes could be read",
    )


SOFT_BREAKS = [b"a=\nb", b"a=\r\nb", b"a=\rb", b"a= \t\r\nb", b"a= \nb", b"a= \rb"]


@pytest.mark.parametrize("body", SOFT_BREAKS)
def test_a_soft_line_break_ends_in_any_way(body: bytes) -> None:
    """With any line end, and with blanks that a mail server added: nothing after it is lost."""
    assert part(b"quoted-printable", body + b"\nc") == (b"ab\nc", None)


@given(st.binary())
def test_base64_comes_back_exactly(content: bytes) -> None:
    """Any bytes that were encoded as a mail program does come back, undamaged."""
    assert part(b"base64", base64.encodebytes(content)) == (content, None)


@given(st.binary())
def test_quoted_printable_comes_back_exactly(content: bytes) -> None:
    """Any bytes survive quoted-printable, carriage returns told apart from line ends."""
    encoded = quopri.encodestring(content.replace(b"\r", b""), quotetabs=True)
    assert part(b"quoted-printable", encoded) == (content.replace(b"\r", b""), None)


@given(st.binary())
def test_any_bytes_as_base64_give_something(body: bytes) -> None:
    """Whatever stands under that label, reading it ends, and is never longer than what stood."""
    content, _ = part(b"base64", body)
    assert len(content) <= len(body)


def test_an_encoding_that_nobody_knows_is_told() -> None:
    """What stands there is carried as it is."""
    content, damage = part(b"x-uuencode", b"begin 644 a\n")
    assert (content, damage) == (
        b"begin 644 a\n",
        "its transfer encoding 'x-uuencode' is not known, so it is as it stands there",
    )
