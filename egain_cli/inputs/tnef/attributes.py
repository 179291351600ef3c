"""Owns the attributes of a TNEF stream: level, id, content, checksum; knows not what they say.

Source: Microsoft's open specification [MS-OXTNEF], 2.1.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING
from zlib import adler32

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE = b"\x78\x9f\x3e\x22"
_BEGIN = 6  # the signature, and a key that nobody needs
_HEAD = struct.Struct("<BII")  # level, id, length
_TAIL = 2  # the checksum
_LEVELS = (1, 2)  # of the message, of an attachment
_PADDING = b"\0\r\n\t "
_CHUNK = 256
# What may come behind the last attribute before it is more than padding; no more is looked at.
_LONGEST_PADDING = 4096


class Id(IntEnum):
    """The attributes that are read."""

    # The first word says the type, so that no id is one of a property.
    SUBJECT = 0x00018004
    ATTACH_TITLE = 0x00018010
    BODY = 0x0002800C
    ATTACH_CONTENT = 0x0006800F
    ATTACH_TRANSPORT_NAME = 0x00069001
    ATTACH_BEGIN = 0x00069002
    PROPERTIES = 0x00069003
    ATTACH_PROPERTIES = 0x00069005
    CODEPAGE = 0x00069007


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute; its content lies in the stream and is not copied."""

    id: int
    content: memoryview


def read_attributes(stream: memoryview, damage: list[str]) -> Iterator[Attribute]:
    """The attributes in order, the last one with what there is of it; words for what is wrong.

    Raises ValueError where the stream is no TNEF.
    """
    if stream[: len(SIGNATURE)] != SIGNATURE:
        raise ValueError("is no TNEF: it does not begin with its signature")
    at = _BEGIN
    while at + _HEAD.size <= len(stream):
        level, each, length = _HEAD.unpack_from(stream, at)
        if level not in _LEVELS:
            break
        begin = at + _HEAD.size
        content = stream[begin : begin + length]
        at = begin + length + _TAIL
        if at > len(stream):
            damage.append("it is cut off")
        elif _checksum(content) != int.from_bytes(stream[at - _TAIL : at], "little"):
            damage.append("a checksum is wrong")
        yield Attribute(each, content)
    rest = stream[at : at + _LONGEST_PADDING]
    if bytes(rest).strip(_PADDING):
        damage.append("what follows the last attribute was not read")


def _checksum(content: memoryview) -> int:
    """The sum of the bytes, by its lower 16 bits.

    The lower half of Adler-32 is that sum modulo 65521, which 256 bytes cannot reach: fifteen
    times as fast as a sum in Python.
    """
    if len(content) <= _CHUNK:
        return adler32(content, 0) & 0xFFFF
    starts = range(0, len(content), _CHUNK)
    return sum(adler32(content[at : at + _CHUNK], 0) & 0xFFFF for at in starts) & 0xFFFF
