"""Owns undoing a part's transfer encoding (RFC 2045); knows no charset and no header but one."""

from __future__ import annotations

import binascii
import io
from typing import TYPE_CHECKING

import pybase64

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.inputs.mime.part import Part

_IDENTITIES = (b"", b"7bit", b"8bit", b"binary")
_BLANKS = b"\r\n \t"
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_CHUNK = 1024 * 1024  # bytes of base64 that are undone at a time
_FOREIGN = bytes(set(range(256)) - set(_ALPHABET))


def decode(part: Part) -> tuple[bytes, str | None]:
    """The bytes that a part holds, and what was wrong with their encoding (None where nothing)."""
    raw = (part.first("content-transfer-encoding") or b"").split(b";")[0].strip().lower()
    if raw == b"base64":
        return _base64(part)
    if raw == b"quoted-printable":
        return binascii.a2b_qp(memoryview(part.source)[part.start : part.end]), None
    if raw in _IDENTITIES:
        return part.body, None
    named = raw.decode("ascii", "replace")
    return part.body, f"its transfer encoding {named!r} is not known, so it is as it stands there"


def _base64(part: Part) -> tuple[bytes, str | None]:
    content, padded = io.BytesIO(), False
    try:
        for text in _groups(part):
            if padded and text:
                return _damaged_base64(part.body)
            content.write(pybase64.b64decode(text, validate=True))
            padded = padded or text.endswith(b"=")
    except ValueError:
        return _damaged_base64(part.body)
    return content.getvalue(), None


def _groups(part: Part) -> Iterator[bytes]:
    """Base64 without its line ends, in pieces of whole groups of four; last, what is left over.

    In pieces, since the whole of it would be one more copy of a large attachment.
    """
    rest = b""
    for start in range(part.start, part.end, _CHUNK):
        piece = part.source[start : min(start + _CHUNK, part.end)]
        text = rest + piece.translate(None, _BLANKS)
        whole = len(text) // 4 * 4
        yield text[:whole]
        rest = text[whole:]
    yield rest


def _damaged_base64(body: bytes) -> tuple[bytes, str]:
    """What is left of damaged base64: strict decoders refuse it, lenient ones make things up.

    Padding in the middle ends a piece and begins another; foreign characters are left out; a
    single character that is left over says nothing.
    """
    content = bytearray()
    for piece in body.split(b"="):
        clean = piece.translate(None, _FOREIGN)
        if len(clean) % 4 == 1:
            clean = clean[:-1]
        content += pybase64.b64decode(clean + b"=" * (-len(clean) % 4))
    return bytes(content), f"its base64 is damaged; {len(content)} bytes could be read"
