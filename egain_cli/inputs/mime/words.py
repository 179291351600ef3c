"""Owns what the words of a header field say: encoded (RFC 2047) or raw 8-bit; knows no field."""

from __future__ import annotations

import binascii
import re
from itertools import groupby

import pybase64

from egain_cli.inputs.mime import charset

# Some mailers leave a question mark within a word as it is; a few of them, so that no search for an
# end is long.
WORD = re.compile(
    r"=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*+(?:(?<!=)\?(?!=)[^?]*+){0,20}+)\?="
)
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]+\?[bBqQ]\?)")


def read_raw(raw: bytes, *declared: str | None) -> tuple[str, str | None]:
    """The text of bytes that no field may have: UTF-8, then as declared, then windows-1252.

    `declared` are charsets that texts of the message are labelled with, the likeliest first.
    Second, what was done where it is not UTF-8.
    """
    if not charset.fits(raw, "utf-8"):
        for label in filter(None, declared):
            if _keeps_ascii(label) and charset.fits(raw, label):
                return charset.decode(raw, label)[0], f"8-bit characters, read as {label}"
    return charset.decode(raw, None)


def _keeps_ascii(label: str) -> bool:
    """Whether a charset has ASCII's letters as they are: a field cannot be in one of two bytes."""
    return charset.decode(b"A=Z.", label)[0] == "A=Z."


def decode_words(plain: str, doubts: list[str] | None = None) -> str:
    """A text with its encoded words decoded (RFC 2047); what is no such word stays as it is.

    White space between two of them is dropped, and bytes of one character that were split over
    two are joined. What did not fit a word's charset is added to `doubts`.
    """
    joined = _BETWEEN_WORDS.sub(r"\1", plain)
    pieces: list[str] = []
    end = 0
    run: list[tuple[str, bytes]] = []
    for match in WORD.finditer(joined):
        content = _word_bytes(match.group(2), match.group(3))
        if content is None:
            continue
        if match.start() > end:
            pieces += [_decode_run(run, doubts), joined[end : match.start()]]
            run = []
        run.append((match.group(1).lower(), content))
        end = match.end()
    return "".join([*pieces, _decode_run(run, doubts), joined[end:]])


def _decode_run(run: list[tuple[str, bytes]], doubts: list[str] | None) -> str:
    pieces = []
    for label, words in groupby(run, key=lambda word: word[0]):
        text, doubt = charset.decode(b"".join(content for _, content in words), label)
        pieces.append(text)
        if doubt and doubts is not None:
            doubts.append(doubt)
    return "".join(pieces)


def _word_bytes(encoding: str, content: str) -> bytes | None:
    raw = content.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return binascii.a2b_qp(raw, header=True)
    letters = raw.translate(None, b" \t\r\n")  # some mailers fold a word that is too long
    try:
        return pybase64.b64decode(letters + b"=" * (-len(letters) % 4), validate=True)
    except (ValueError, binascii.Error):
        return None
