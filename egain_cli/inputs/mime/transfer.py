"""Owns undoing a part's transfer encoding (RFC 2045); knows no charset and no header but one."""

from __future__ import annotations

import binascii
import io
import re
from typing import TYPE_CHECKING

from egain_cli.content import Base64Content, BytesContent
from egain_cli.inputs.mime import base64_body
from egain_cli.inputs.mime.uuencode import find_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.content import Content
    from egain_cli.inputs.mime.part import Part
    from egain_cli.inputs.mime.uuencode import Encoded

_IDENTITIES = (b"", b"7bit", b"8bit", b"binary", b"7-bit", b"8-bit")
_UUENCODE = (b"x-uuencode", b"uuencode", b"x-uue", b"uue")
_UUENCODED = "it is uuencoded, and stays so; --extract-uuencode undoes that"
_NO_FILES = "it is labelled as uuencoded, and is not, or not only; it is as it stands there"
_SMALL = 64 * 1024  # bytes of base64; below it there is nothing to gain by leaving it as it is
# A soft line break with blanks before the line end, or with a bare CR, which a2b_qp goes on from
# to the next LF, wherever that is.
_SOFT_BREAK = re.compile(rb"=(?:[ \t]++(?:\r\n|\n|\r)|\r(?!\n))")

_NO_CODE = re.compile(rb"(?:=(?![0-9A-Fa-f]{2}|[ \t]*+(?:\r?\n|\r|\Z)))++")


def decode(part: Part) -> tuple[bytes, str | None]:
    """The bytes that a part holds, and what was wrong with their encoding (None where nothing)."""
    encoding = _encoding(part)
    if encoding == b"base64":
        return base64_body.decode(part)
    if encoding == b"quoted-printable":
        return _quoted_printable(part.body)
    if encoding in _IDENTITIES:
        return part.body, None
    named = encoding.decode("ascii", "replace")
    return part.body, f"its transfer encoding {named!r} is not known, so it is as it stands there"


def _quoted_printable(body: bytes) -> tuple[bytes, str | None]:
    """What is no code of the encoding stays as it stands there (RFC 2045, 6.7)."""
    joined, _ = _take_out(_SOFT_BREAK, body, bytes)
    whole, kept = _take_out(_NO_CODE, joined, binascii.a2b_qp, b"=")
    damage = f"{kept} signs of its quoted-printable mean nothing, and stay" if kept else None
    return whole, damage


def _take_out(
    pattern: re.Pattern[bytes], body: bytes, undo: Callable[[bytes], bytes], stay: bytes = b""
) -> tuple[bytes, int]:
    """What lies between a pattern's matches undone, `stay` for each byte of a match; their number.

    A pattern's own `subn` would hold each piece as an object.
    """
    pieces, end, count = io.BytesIO(), 0, 0
    for match in pattern.finditer(body):
        size = match.end() - match.start()
        pieces.write(undo(body[end : match.start()]))
        pieces.write(stay * size)
        end, count = match.end(), count + size
    if not end:
        return undo(body), 0
    pieces.write(undo(body[end:]))
    return pieces.getvalue(), count


def content(part: Part, *, uudecode: bool = False) -> tuple[Content, str | None]:
    """What a part holds as content, and what was wrong; a large one in good base64 stays so.

    With `uudecode` also x-uuencode is undone, which no RFC defines: else it stays as it is.
    """
    if uudecode and len(files := uuencoded_files(part)) == 1:
        return BytesContent(files[0].content), None
    if part.end - part.start >= _SMALL and _encoding(part) == b"base64":
        size = base64_body.measure(part)
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
