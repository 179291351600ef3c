"""Owns undoing a part's transfer encoding (RFC 2045); knows no charset and no header but one."""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING

import pybase64

if TYPE_CHECKING:
    from egain_cli.inputs.mime.tree import Part

_IDENTITIES = (b"", b"7bit", b"8bit", b"binary")
_BLANKS = b"\r\n \t"
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_FOREIGN = bytes(set(range(256)) - set(_ALPHABET))


def decode(part: Part) -> tuple[bytes, str | None]:
    """The bytes that a part holds, and what was wrong with their encoding (None where nothing)."""
    raw = (part.first("content-transfer-encoding") or b"").split(b";")[0].strip().lower()
    if raw == b"base64":
        return _base64(part.body)
    if raw == b"quoted-printable":
        return binascii.a2b_qp(part.body), None
    if raw in _IDENTITIES:
        return part.body, None
    named = raw.decode("ascii", "replace")
    return part.body, f"its transfer encoding {named!r} is not known, so it is as it stands there"


def _base64(body: bytes) -> tuple[bytes, str | None]:
    stripped = body.translate(None, _BLANKS)
    try:
        return pybase64.b64decode(stripped, validate=True), None
    except (ValueError, binascii.Error):
        return _damaged_base64(stripped)


def _damaged_base64(stripped: bytes) -> tuple[bytes, str]:
    """What is left of damaged base64: strict decoders refuse it, lenient ones make things up.

    Padding in the middle ends a piece and begins another; foreign characters are left out; a
    single character that is left over says nothing.
    """
    content = bytearray()
    for piece in stripped.split(b"="):
        clean = piece.translate(None, _FOREIGN)
        if len(clean) % 4 == 1:
            clean = clean[:-1]
        content += pybase64.b64decode(clean + b"=" * (-len(clean) % 4))
    return bytes(content), f"its base64 is damaged; {len(content)} bytes could be read"
