"""Messages as broken mailers write them, each with what a reader would expect to see."""

from __future__ import annotations

import pytest

from egain_cli.inputs.mime.message import Wanted, to_activity
from egain_cli.inputs.mime.uuencode import find_files
from tests.inputs.mime.test_reviewed import HEAD

MIXED = b"Content-Type: multipart/mixed; boundary=b\n"


def content(message: bytes) -> tuple[str | None, str | None, list[str]]:
    """The text, the HTML and the findings' messages."""
    activity, found = to_activity(HEAD + message, Wanted())
    return activity.text, activity.html, [each.message for each in found]


UNENDED = "no blank line ends the header block; its first line that is no field begins the content"


@pytest.mark.parametrize("header", [b"", b"Content-Type: text/plain\n"])
def test_a_part_without_a_blank_line_keeps_its_text(header: bytes) -> None:
    """What stands between two delimiters and is no header field is the text, and is told."""
    message = MIXED + b"\n--b\n" + header + b"Hello,\nyours Jane\n--b--\n"
    assert content(message) == ("Hello,\nyours Jane", None, [UNENDED])


def test_a_part_that_breaks_off_in_its_header_keeps_its_text() -> None:
    """A line that looks like a delimiter and is none changes nothing of that."""
    assert content(MIXED + b"\n--b\n--c\nHello") == ("--c\nHello", None, [UNENDED])


def test_lines_between_delimiters_of_two_levels_are_left_out() -> None:
    """They are part of a text that speaks of delimiters; other programs leave them out too."""
    inner = b"--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\nspoken of\n--b\n\nx\n--b--\n"
    text, _, found = content(MIXED + b"\n" + inner)
    assert text == "\nx"
    assert "1 lines of the header block are no header field, left out" in found


@pytest.mark.parametrize("line", [b"--b\n", b"--b \t\n"])
def test_parts_begin_without_a_blank_line_before_the_first(line: bytes) -> None:
    """Where a message's own delimiter ends its header, the parts are read as if nothing lacked."""
    message = MIXED + line + b"Content-Type: text/html\n\n<p>Hello\n--b--\n"
    assert content(message) == (None, "<p>Hello", [])


def test_a_header_that_is_damaged_and_ends_needs_no_delimiter() -> None:
    """A line that is no field, and a blank line: the parts are where they always are."""
    text, _, found = content(MIXED + b"no field\n\n--b\n\nHello\n--b--\n")
    assert (text, len(found)) == ("Hello", 1)


def test_letters_that_uuencode_cannot_have_stay_in_the_text() -> None:
    """What only looks like a file is none, and keeps no message from being read."""
    damaged = "begin 644 a\n%:&5L;&\\*\n`\nend\n"
    assert list(find_files(damaged)) == []
    assert content(b"\n" + damaged.encode())[0] == damaged


TEXT = b"Content-Type: text/plain; charset="
CHARSETS = [
    (b"cp-850", b"caf\x82", "café"),
    (b"IBM-00850", b"caf\x82", "café"),
    (b"koi8r", b"\xd0\xd2\xc9", "при"),
    (b"KOI8_U", b"\xd0\xd2\xc9", "при"),
]


@pytest.mark.parametrize(("label", "body", "text"), CHARSETS)
def test_labels_in_other_spellings_are_known(label: bytes, body: bytes, text: str) -> None:
    """What DOS and older mailers write names a charset as well as the registered name."""
    assert content(TEXT + label + b"\n\n" + body) == (text, None, [])


MIXTURES = [
    ("äöü".encode() + b" caf\xe9!", "äöü café!"),
    ("äöü und ein ä".encode()[:-1], "äöü und ein \ufffd"),
    (b"caf\xe9 " + "ä".encode(), "café Ã¤"),
]


@pytest.mark.parametrize(("body", "text"), MIXTURES)
@pytest.mark.parametrize("label", [b"utf-8", b"x-unknown"])
def test_a_few_wrong_bytes_spoil_no_text(label: bytes, body: bytes, text: str) -> None:
    """What is UTF-8 for the most part is read so; the bytes between are windows-1252."""
    said, _, found = content(TEXT + label + b"\n\n" + body)
    assert said == text
    assert [each.startswith(f"labelled {label.decode()}, read as") for each in found] == [True]


MARKED = [
    (b"utf-8", "\ufeffhé there".encode("utf-16-le"), "hé there", ["utf-16"]),
    (b"iso-8859-1", "\ufeffhé there".encode("utf-16-be"), "hé there", ["utf-16"]),
    (b"iso-8859-1", "\ufeffhé".encode(), "hé", ["utf-8"]),
    (b"utf-8", "\ufeffhé".encode(), "hé", []),
    (b"utf-16", "\ufeffhé".encode("utf-16-be"), "hé", []),
    (b"iso-8859-1", b"\xff\xfe caf\xe9", "ÿþ café", []),
    (b"iso-8859-1", b"\xff\xfe\0\xd8\0", "ÿþ\0Ø\0", []),
]


@pytest.mark.parametrize(("label", "body", "text", "read_as"), MARKED)
def test_a_byte_order_mark_says_more_than_a_label(
    label: bytes, body: bytes, text: str, read_as: list[str]
) -> None:
    """As in browsers; where it says another thing than the label, that is told."""
    said, _, found = content(TEXT + label + b"\n\n" + body)
    assert said == text
    words = [
        f"labelled {label.decode()}, read as {each} by its byte-order mark" for each in read_as
    ]
    assert found == words
