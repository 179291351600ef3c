"""Owns undoing a part's transfer encoding (RFC 2045); knows no charset and no header but one."""

from __future__ import annotations

import binascii
import io
import re
from typing import TYPE_CHECKING

import pybase64

from egain_cli.content import BLANKS, Base64Content, BytesContent
from egain_cli.inputs.mime.uuencode import find_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.content import Content
    from egain_cli.inputs.mime.part import Part
    from egain_cli.inputs.mime.uuencode import Encoded

_IDENTITIES = (b"", b"7bit", b"8bit", b"binary", b"7-bit", b"8-bit")
_UUENCODE = (b"x-uuencode", b"uuencode", b"x-uue", b"uue")
_UUENCODED = "it is uuencoded, and stays so; --extract-uuencode undoes that"
_NO_FILES = "it is labelled as uuencoded, and is not, or not only; it is as it stands there"
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_CHUNK = 1024 * 1024  # bytes of base64 that are undone at a time
_SMALL = 64 * 1024  # bytes of base64; below it there is nothing to gain by leaving it as it is
_SAMPLE = 4096  # bytes in which a line of base64 is looked for
_LINE = re.compile(rb"[A-Za-z0-9+/]{16,}={0,2}|[A-Za-z0-9+/]{2,}={1,2}")
_MAX_PIECES = 10_000  # of damaged base64, between padding
_FOREIGN = bytes(set(range(256)) - set(_ALPHABET))
# A soft line break with blanks before the line end, or with a bare CR, which a2b_qp goes on from
# to the next LF, wherever that is.
_SOFT_BREAK = re.compile(rb"=(?:[ \t]++(?:\r\n|\n|\r)|\r(?!\n))")

_NO_CODE = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*+(?:\r?\n|\r|\Z))")


def decode(part: Part) -> tuple[bytes, str | None]:
    """The bytes that a part holds, and what was wrong with their encoding (None where nothing)."""
    encoding = _encoding(part)
    if encoding == b"base64":
        return _base64(part)
    if encoding == b"quoted-printable":
        return _quoted_printable(part.body)
    if encoding in _IDENTITIES:
        return part.body, None
    named = encoding.decode("ascii", "replace")
    return part.body, f"its transfer encoding {named!r} is not known, so it is as it stands there"


def _quoted_printable(body: bytes) -> tuple[bytes, str | None]:
    """What is no code of the encoding stays as it stands there (RFC 2045, 6.7)."""
    whole, count = _NO_CODE.subn(b"=3D", _SOFT_BREAK.sub(b"", body))
    damage = f"{count} signs of its quoted-printable mean nothing, and stay" if count else None
    return binascii.a2b_qp(whole), damage


def content(part: Part, *, uudecode: bool = False) -> tuple[Content, str | None]:
    """What a part holds as content, and what was wrong; a large one in good base64 stays so.

    With `uudecode` also x-uuencode is undone, which no RFC defines: else it stays as it is.
    """
    if uudecode and len(files := uuencoded_files(part)) == 1:
        return BytesContent(files[0].content), None
    if part.end - part.start >= _SMALL and _encoding(part) == b"base64":
        size = _good_base64(part)
        if size is not None:
            return Base64Content(part.source, part.start, part.end, size), None
    decoded, damage = decode(part)
    if _encoding(part) in _UUENCODE:
        damage = _NO_FILES if uudecode else _UUENCODED
    return BytesContent(decoded), damage


def uuencoded_files(part: Part) -> list[Encoded]:
    """The files that a part in x-uuencode is, none where it is anything else besides.

    Something of the part would go with them then.
    """
    if _encoding(part) not in _UUENCODE:
        return []
    text = part.body.decode("latin-1")
    files = list(find_files(text))
    ends = (0, *(file.end for file in files))
    starts = (*(file.start for file in files), len(text))
    between = "".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    return [] if between.strip() else files


def _encoding(part: Part) -> bytes:
    raw = part.first("content-transfer-encoding") or b""
    return raw.split(b";")[0].split(b"(")[0].strip(b" \t\"'").lower()


def _good_base64(part: Part) -> int | None:
    """How many bytes the base64 of a part stands for; None unless it is good to its last bit."""
    size, last = 0, b""
    try:
        for letters in _groups(part):
            if last.endswith(b"=") and letters:
                return None
            size += len(pybase64.b64decode(letters, validate=True))
            last = letters[-4:] or last
        # Bits that stand for nothing may be set by bad encoders, and refused by strict readers.
        return size if pybase64.b64encode(pybase64.b64decode(last)) == last else None
    except ValueError:
        return None


def _base64(part: Part) -> tuple[bytes, str | None]:
    decoded, padded = io.BytesIO(), False
    try:
        for letters in _groups(part):
            if padded and letters:
                return _damaged_base64(part.body)
            decoded.write(pybase64.b64decode(letters, validate=True))
            padded = padded or letters.endswith(b"=")
    except ValueError:
        return _damaged_base64(part.body)
    return decoded.getvalue(), None


def _groups(part: Part) -> Iterator[bytes]:
    """Base64 without its line ends, in pieces of whole groups of four; last, what is left over.

    In pieces, since the whole of it would be one more copy of a large attachment.
    """
    rest = b""
    for start in range(part.start, part.end, _CHUNK):
        piece = part.source[start : min(start + _CHUNK, part.end)]
        letters = rest + piece.translate(None, BLANKS)
        whole = len(letters) // 4 * 4
        yield letters[:whole]
        rest = letters[whole:]
    yield rest


def _damaged_base64(body: bytes) -> tuple[bytes, str]:
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
