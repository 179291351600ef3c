"""What HTML comes out of Outlook's RTF."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.inputs import rtf_html
from egain_cli.inputs.mime.message import Wanted, to_activity
from egain_cli.inputs.rtf_html import html_of, html_within
from egain_cli.inputs.sources.mapi import Id
from egain_cli.inputs.sources.outlook import to_message
from tests.inputs.sources.compound import compound
from tests.inputs.sources.test_outlook import message
from tests.inputs.tnef_builder import rich

BEGIN = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}{\*\generator x;}\uc1 "
)


@given(content=st.binary(max_size=200))
def test_damaged_rtf_raises_nothing(content: bytes) -> None:
    """What is there is taken, and it has an end."""
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
    body = BEGIN.replace(b"1252", b"1251") + rb"{\*\htmltag64 <p>}\'e4\'e0}"
    rtf = rich(body, len(body), b"MELA")
    raw = to_message(compound(message({Id.BODY: "text", Id.RTF: rtf})), "m")
    activity = to_activity(raw, Wanted())[0]
    assert (activity.text, activity.html) == ("text", "<p>\u0434\u0430")


@pytest.mark.parametrize(("text", "html"), [("text", None), ("", "<p>whole")])
def test_a_damaged_rtf_counts_only_where_there_is_no_text(text: str, html: str | None) -> None:
    """It may have lost its end; the text beside it has not."""
    body = BEGIN + rb"{\*\htmltag64 <p>}whole}"
    rtf = rich(body, len(body) + 9, b"MELA")
    raw = to_message(compound(message({Id.BODY: text, Id.RTF: rtf})), "m")
    activity = to_activity(raw, Wanted())[0]
    assert (activity.text or None, activity.html) == (text or None, html)


def test_the_code_page_that_an_rtf_names() -> None:
    """Without one it is that of the western Windows."""
    assert html_within(rb"{\rtf1\ansi\ansicpg1251\fromhtml1 \'e4}") == "\u0434"
    assert html_within(rb"{\rtf1\ansi\fromhtml1 \'e4}") == "\u00e4"


def test_a_long_rtf_is_left_to_what_stands_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading it would take minutes."""
    rtf = BEGIN + rb"{\*\htmltag64 <p>}}"
    monkeypatch.setattr(rtf_html, "LONGEST", len(rtf))
    assert html_within(rtf) == "<p>"
    assert html_within(rtf + b" ") is None


def test_the_time_that_an_rtf_takes_is_linear() -> None:
    """Characters that wait for the rest of theirs are not copied for each that joins them."""
    took = []
    for count in (100_000, 400_000):
        started = process_time()
        html_of(BEGIN + rb"\'e4" * count, "cp1252")
        took.append(process_time() - started)
    assert took[1] < 8 * took[0]
