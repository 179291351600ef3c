"""Owns undoing base64, good or damaged, in pieces; knows no other encoding and no header."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pybase64

from egain_cli.content import BLANKS, groups

if TYPE_CHECKING:
    from egain_cli.inputs.mime.part import Part

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_SAMPLE = 4096  # bytes in which a line of base64 is looked for
_LINE = re.compile(rb"[A-Za-z0-9+/]{16,}={0,2}|[A-Za-z0-9+/]{2,}={1,2}")
_BLANK_LINE = re.compile(rb"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)")
_MAX_PIECES = 10_000  # of damaged base64, between padding
_FOREIGN = bytes(set(range(256)) - set(_ALPHABET))


def measure(part: Part) -> int | None:
    """How many bytes the base64 of a part stands for; None unless it is good to its last bit."""
    size, last = 0, b""
    try:
        for letters in groups(part.source, part.start, part.end):
            if last.endswith(b"="):
                return None
            size += len(pybase64.b64decode(letters, validate=True))
            last = letters[-4:]
        # Bits that stand for nothing may be set by bad encoders, and refused by strict readers.
        return size if pybase64.b64encode(pybase64.b64decode(last)) == last else None
    except ValueError:
        return None


def decode(part: Part) -> tuple[bytes, str | None]:
    """The bytes that a part in base64 holds, and what was wrong (None where nothing)."""
    decoded, padded = io.BytesIO(), False
    try:
        for letters in groups(part.source, part.start, part.end):
            if padded:
                return _decode_damaged(part.body)
            decoded.write(pybase64.b64decode(letters, validate=True))
            padded = letters.endswith(b"=")
    except ValueError:
        return _decode_damaged(part.body)
    return decoded.getvalue(), None


def _decode_damaged(body: bytes) -> tuple[bytes, str]:
    """What is left of damaged base64: strict decoders refuse it, lenient ones make things up.

    Padding in the middle ends a piece and begins another; foreign characters are left out; a
    single character that is left over says nothing. What follows the padding and is no base64 is
    a footer that a list or a scanner wrote. What has blanks within its lines, and no line that is
    base64, is none at all, whatever its label says.
    """
    lines = [line.strip() for line in body[:_SAMPLE].splitlines()]
    letters = (line.translate(None, BLANKS + b" ") for line in lines)
    if any(b" " in line for line in lines) and not any(map(_LINE.fullmatch, letters)):
        return body, "it is labelled as base64 and is none, so it is as it stands there"
    whole = _before_footer(body)
    if whole is not None:
        words = f"behind its base64 stands what is none, left out; {len(whole)} bytes could be read"
        return whole, words
    decoded = bytearray()
    for number, piece in enumerate(body.split(b"=", _MAX_PIECES)):
        clean = piece.translate(None, _FOREIGN)
        if number and len(clean) != len(piece.translate(None, BLANKS + b"=")):
            continue
        if number and b" " in piece.strip(BLANKS):
            continue
        if len(clean) % 4 == 1:
            clean = clean[:-1]
        decoded += pybase64.b64decode(clean + b"=" * (-len(clean) % 4))
    return bytes(decoded), f"its base64 is damaged; {len(decoded)} bytes could be read"


def _before_footer(body: bytes) -> bytes | None:
    """What good base64 before the first blank line says, where what follows is none at all."""
    blank = _BLANK_LINE.search(body.strip(BLANKS))
    if blank is None:
        return None
    lines = blank.string[blank.end() :].splitlines()
    if any(_LINE.fullmatch(line.strip()) for line in lines):
        return None  # more of it, and some of that is damaged
    letters = blank.string[: blank.start()].translate(None, BLANKS)
    try:
        return pybase64.b64decode(letters, validate=True)
    except ValueError:
        return None
