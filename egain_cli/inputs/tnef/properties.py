"""Owns the list of MAPI properties in an attribute; knows not what a message makes of them.

Sources: Microsoft's open specifications [MS-OXTNEF] 2.1.3.4 (the list), [MS-OXCDATA] (the types)
and [MS-OXPROPS] (the ids).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from egain_cli.inputs.codepages import UTF_16, decode

if TYPE_CHECKING:
    from collections.abc import Iterator

STRING8, UNICODE, OBJECT, BINARY = 0x001E, 0x001F, 0x000D, 0x0102
_SERVER_ID = 0x00FB
_MANY = 0x1000
_NAMED = 0x8000  # from this id on, a property carries its name
_GUID, _BY_NUMBER, _BY_NAME = 16, 0, 1
# The octets of a value on the wire, which shorter ones are padded to; what is not here says its
# own length.
_FIXED = {
    0x0000: 0, 0x0001: 0, 0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8,
    0x000A: 4, 0x000B: 4, 0x0014: 8, 0x0040: 8, 0x0048: 16,
}  # fmt: skip
_SIZED = (STRING8, UNICODE, OBJECT, BINARY, _SERVER_ID)


class Id(IntEnum):
    """The properties that are read."""

    SUBJECT = 0x0037
    BODY = 0x1000
    RTF = 0x1009
    HTML = 0x1013
    NAME = 0x3001
    CONTENT = 0x3701
    SHORT_FILE_NAME = 0x3704
    FILE_NAME = 0x3707
    MEDIA_TYPE = 0x370E
    CONTENT_ID = 0x3712
    LOCATION = 0x3713
    HTML_CODEPAGE = 0x3FDE


_KEPT = frozenset(Id)


@dataclass(frozen=True, slots=True)
class Property:
    """A property of one value; the value lies in the stream and is not copied."""

    kind: int
    value: memoryview

    def text(self, codepage: int) -> str:
        """The text of a string, whose code page matters where it is no Unicode."""
        return decode(bytes(self.value), UTF_16 if self.kind == UNICODE else codepage)


# What is known of a message or an attachment: properties by their ids, and attributes by theirs,
# as if they were properties.
Known = dict[int, Property]


def first_text(known: Known, ids: tuple[int, ...], codepage: int) -> str:
    """The first of these that has a text; empty where none has."""
    found = (known[each].text(codepage) for each in ids if each in known)
    return next(filter(None, found), "")


class _CutOffError(Exception):
    """A list says that it goes on behind its end."""


class _UnknownError(Exception):
    """A list holds what has no known length."""


def read_properties(content: memoryview, damage: list[str]) -> dict[int, Property]:
    """The properties of a list that are read, the first of each id; words for what is wrong.

    Where the list is damaged, what came before it stands.
    """
    found: dict[int, Property] = {}
    try:
        for each, one in _properties(content):
            if each in _KEPT:
                found.setdefault(each, one)
    except _CutOffError:
        damage.append("a list of properties is cut off")
    except _UnknownError:
        damage.append("a list of properties was read up to a property of an unknown kind")
    return found


def _properties(content: memoryview) -> Iterator[tuple[int, Property]]:
    """Each property with its id; of several values the first."""
    count, at = _number(content, 0), 4
    for _ in range(count):
        head = _number(content, at)
        kind, each = head & 0xFFFF, head >> 16
        at += 4
        if each >= _NAMED:
            at = _behind_name(content, at)
        single = kind & ~_MANY
        values = 1
        if kind & _MANY or single in _SIZED:
            values, at = _number(content, at), at + 4
        value, at = _first(content, at, single, values)
        yield each, Property(single, value)
    if at > _padded(len(content)):
        raise _CutOffError


def _first(content: memoryview, at: int, kind: int, values: int) -> tuple[memoryview, int]:
    """The first value, and where the next property begins."""
    if kind in _FIXED:
        size = _FIXED[kind]
        return content[at : at + size], at + size * values
    if kind not in _SIZED:
        raise _UnknownError
    first = content[at:at]
    for index in range(values):
        size = _number(content, at)
        if not index:  # all that there is of one that is cut off
            first = content[at + 4 : at + 4 + size]
        at = _padded(at + 4 + size)
    return first, at


def _behind_name(content: memoryview, at: int) -> int:
    kind = _number(content, at + _GUID)
    at += _GUID + 4
    if kind == _BY_NUMBER:
        return at + 4
    if kind != _BY_NAME:
        raise _UnknownError
    return _padded(at + 4 + _number(content, at))


def _number(content: memoryview, at: int) -> int:
    octets = content[at : at + 4]
    if len(octets) < 4:
        raise _CutOffError
    return int.from_bytes(octets, "little")


def _padded(at: int) -> int:
    # Every value begins at a multiple of four, as the list itself does.
    return at + (-at & 3)
