"""Owns the decompression of a body in rich text; knows not what is written in it.

Source: Microsoft's open specification [MS-OXRTFCP].
"""

from __future__ import annotations

import struct
from io import BytesIO
from zlib import crc32

_HEAD = struct.Struct("<I I 4s I")  # length behind itself, length when expanded, kind, checksum
_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_WINDOW = 4096  # how far back a reference reaches
_AT_ONCE = 16 * _WINDOW  # what is expanded before it leaves the window, in whole windows
# What a reference may reach before anything is written, as the specification has it.
_PRESET = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def decompress(content: bytes, limit: int, damage: list[str]) -> bytes:
    """The rich text of a compressed one, of `limit` bytes at most; words for what is wrong.

    It ends where it is damaged, and is empty where it is of no known kind.
    """
    if len(content) < _HEAD.size:
        damage.append("the rich text is cut off")
        return b""
    length, size, kind, checksum = _HEAD.unpack_from(content)
    body = content[_HEAD.size : length + 4]
    if kind not in (_COMPRESSED, _PLAIN):
        damage.append("the rich text is compressed in an unknown way")
        return b""
    if kind == _COMPRESSED and crc32(body, 0xFFFFFFFF) ^ 0xFFFFFFFF != checksum:
        damage.append("the checksum of the rich text is wrong")
    text = body[: min(size, limit)] if kind == _PLAIN else _expand(body, min(size, limit))
    if len(text) < size:
        damage.append("the rich text is shorter than it says")
    return text


def _expand(body: bytes, limit: int) -> bytes:
    """What the tokens of a body spell: characters, and references to what was before."""
    out = BytesIO()
    window = bytearray(_WINDOW - len(_PRESET)) + _PRESET
    at = 0
    while at < len(body) and out.tell() + len(window) - _WINDOW < limit:
        flags = body[at]
        at += 1
        if flags:
            at = _run(body, at, flags, window)
        else:
            window += body[at : at + 8]
            at += 8
        if len(window) > _WINDOW + _AT_ONCE:
            out.write(window[_WINDOW : _WINDOW + _AT_ONCE])
            # Whole windows leave, so that the length of the rest still tells where in it we are.
            del window[:_AT_ONCE]
    out.write(window[_WINDOW:])
    out.truncate(limit)
    return out.getvalue()


def _run(body: bytes, at: int, flags: int, window: bytearray) -> int:
    """Eight tokens written to the window; where the next ones begin, the end at the last one."""
    for bit in range(8):
        if not flags >> bit & 1:
            window += body[at : at + 1]
            at += 1
            continue
        reference = int.from_bytes(body[at : at + 2], "big")
        at += 2
        distance = (len(window) + len(_PRESET) - (reference >> 4)) % _WINDOW
        if not distance or at > len(body):
            return len(body)
        begin, length = len(window) - distance, (reference & 15) + 2
        piece = window[begin : begin + length]
        # A reference may reach into what it writes, and so repeat it.
        window += piece if distance >= length else (piece * length)[:length]
    return at
