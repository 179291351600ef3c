"""What HTML comes out of Outlook's RTF."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.inputs.mime.message import Wanted, to_activity
from egain_cli.inputs.sources.mapi import Id
from egain_cli.inputs.sources.outlook import to_message
from egain_cli.inputs.sources.rtf import decompress, html_of
from tests.inputs.sources.compound import compound
from tests.inputs.sources.test_outlook import message

# The two examples of the specification: plain, and one that repeats what it is writing.
HELLO = bytes.fromhex(
    "2d000000 2b000000 4c5a4675 f1c5c7a7 03000a00 72637067 31323542 320af320 68656c09 00206277 05b06c64"
    "7d0a800f a0"
)
CROSSING = bytes.fromhex("1a000000 1c000000 4c5a4675 e2d44b51 41000420 5758595a 0d6e7d01 0eb0")
BEGIN = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}{\*\generator x;}\uc1 "
)


def test_compressed_rtf() -> None:
    """As the specification's examples have it."""
    assert decompress(HELLO) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert decompress(CROSSING) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    assert decompress(b"\0" * 8 + b"MELA" + b"\0" * 4 + b"{plain}") == b"{plain}"
    assert decompress(b"\0" * 16) == decompress(b"") == b""


@given(content=st.binary(max_size=200))
def test_damaged_rtf_raises_nothing(content: bytes) -> None:
    """What is there is taken, and it has an end."""
    decompress(bytes(8) + b"LZFu" + bytes(4) + content)
    html_of(b"{\\fromhtml1" + content, "cp1252")


@pytest.mark.parametrize(
    ("rtf", "html"),
    [
        (rb"{\*\htmltag64 <p>}\htmlrtf {\b \htmlrtf0 bold\htmlrtf }\htmlrtf0{\*\htmltag72 </p>}}", "<p>bold</p>"),
        (rb"{\*\htmltag84 <a href='x'>}{\*\mhtmltag84 <a href='y'>}x\par y\tab z\line}", "<a href='x'>x\r\ny\tz\r\n"),
        (rb"caf\'e9 \{\}\\ \~\_ \lquote x\rquote \emdash}", "caf\u00e9 {}\\ &nbsp;&shy; \u2018x\u2019\u2014"),
        (rb"\u8211? \u8211\'96 \uc0\u-10179\u-8704 end}", "\u2013 \u2013 \U0001f600end"),
        (rb"\uc2\u8211\{-x {\colortbl;\red0;}a" + b"\r\n" + rb"b}}}}", "\u2013x ab"),
        (rb"{\*\other {\*\htmltag1 no}}{\*\htmltag1 " + b"\\'e9\\par }" + rb"\htmlrtf \par \u65?\'41 x\htmlrtf0 y}", "\u00e9\r\ny"),
    ],
)  # fmt: skip
def test_html_in_rtf(rtf: bytes, html: str) -> None:
    """Tags as they were, text in its code page or in Unicode, and nothing that RTF says again."""
    assert html_of(BEGIN + rtf, "cp1252") == html


def test_characters_of_two_bytes() -> None:
    """They come together although each byte stands for itself."""
    assert html_of(BEGIN + rb"\'93\'fa}", "shift_jis") == "\u65e5"


def test_rtf_that_was_no_html() -> None:
    """Is none."""
    assert html_of(rb"{\rtf1\ansi\fromtext hello}", "cp1252") is None


def test_a_message_whose_html_is_in_its_rtf_only() -> None:
    """It arrives with it, and with its text."""
    rtf = (
        bytes(8)
        + b"MELA"
        + bytes(4)
        + BEGIN.replace(b"1252", b"1251")
        + rb"{\*\htmltag64 <p>}\'e4\'e0}"
    )
    raw = to_message(compound(message({Id.BODY: "text", Id.RTF: rtf})), "m")
    activity = to_activity(raw, Wanted())[0]
    assert (activity.text, activity.html) == ("text", "<p>\u0434\u0430")
