"""Owns the properties in an Outlook message (.msg); knows not what a message makes of them.

Sources: Microsoft's open specifications [MS-OXMSG] (where they lie) and [MS-OXPROPS] (their ids).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from egain_cli.errors import InputError
from egain_cli.inputs.codepages import codec_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNICODE, _STRING8, _BINARY, _OBJECT = 0x001F, 0x001E, 0x0102, 0x000D
_ENTRY = struct.Struct("<HHI8s")  # type, id, flags, value
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
# The bytes ahead of the entries: of a message in a message, of a recipient or an attachment.
INSIDE, BELOW = 24, 8
ROOT = 32


class Id(IntEnum):
    """The properties that are read."""

    SUBJECT = 0x0037
    SUBMITTED = 0x0039
    REPRESENTED_NAME = 0x0042
    REPRESENTED_ADDRESS = 0x0065
    HEADERS = 0x007D
    RECIPIENT_KIND = 0x0C15
    SENDER_NAME = 0x0C1A
    SENDER_ADDRESS = 0x0C1F
    DELIVERED = 0x0E06
    BODY = 0x1000
    RTF = 0x1009
    HTML = 0x1013
    MESSAGE_ID = 0x1035
    NAME = 0x3001
    ADDRESS = 0x3003
    CONTENT = 0x3701
    SHORT_FILE_NAME = 0x3704
    FILE_NAME = 0x3707
    MEDIA_TYPE = 0x370E
    CONTENT_ID = 0x3712
    LOCATION = 0x3713
    SMTP_ADDRESS = 0x39FE
    HTML_CODEPAGE = 0x3FDE
    CODEPAGE = 0x3FFD
    SENDER_SMTP = 0x5D01
    REPRESENTED_SMTP = 0x5D02


@dataclass(slots=True)
class Room:
    """How many bytes may still be read: entries of a hostile file may all name the same ones."""

    left: int


@dataclass(frozen=True, slots=True)
class Storage:
    """A message, a recipient or an attachment in an opened compound file; `path` leads to it."""

    file: Any  # an olefile.OleFileIO
    path: tuple[str, ...]
    fixed: dict[int, bytes]
    room: Room

    def text(self, *ids: Id) -> str:
        """The first of these properties that has a text; empty where none has."""
        for each in ids:
            if (raw := self._stream(each, _UNICODE)) is not None:
                text = raw.decode("utf-16-le", "replace")
            else:
                codepage = self.number(Id.CODEPAGE) or 1252
                text = (self._stream(each, _STRING8) or b"").decode(codec_of(codepage), "replace")
            if text := text.rstrip("\0"):
                return text
        return ""

    def binary(self, each: Id) -> bytes | None:
        """The bytes of a property, None where it is absent."""
        return self._stream(each, _BINARY)

    def number(self, each: Id) -> int:
        """An integer; 0 where it is absent."""
        return int.from_bytes(self.fixed.get(each, b"")[:4], "little")

    def time(self, *ids: Id) -> datetime | None:
        """The first of these times that is there."""
        for each in ids:
            ticks = int.from_bytes(self.fixed.get(each, b""), "little")
            if 0 < ticks < 1 << 60:  # tenths of a microsecond since 1601
                return _EPOCH + timedelta(microseconds=ticks // 10)
        return None

    def below(self, kind: str) -> Iterator[Storage]:
        """The storages of a kind (`recip`, `attach`), in order."""
        begin = f"__{kind}_version1.0_#"
        depth = len(self.path)
        names = {
            tuple(path[: depth + 1])
            for path in self.file.listdir(streams=True, storages=True)
            if len(path) > depth and tuple(path[:depth]) == self.path
        }
        for path in sorted(names):
            if path[-1].lower().startswith(begin):
                yield open_storage(self.file, path, BELOW, self.room)

    def message(self) -> Storage | None:
        """The message that an attachment is, where it is one."""
        path = (*self.path, _name(Id.CONTENT, _OBJECT))
        if not self.file.exists([*path, _PROPERTIES]):
            return None
        return open_storage(self.file, path, INSIDE, self.room)

    def _stream(self, each: int, kind: int) -> bytes | None:
        return _read(self.file, [*self.path, _name(each, kind)], self.room)


_PROPERTIES = "__properties_version1.0"


def open_storage(file: Any, path: tuple[str, ...], ahead: int, room: Room) -> Storage:
    """The storage at a path, its entries read; `ahead` bytes come before them.

    Raises InputError where it is none of a message.
    """
    raw = _read(file, [*path, _PROPERTIES], room)
    if raw is None:
        raise InputError("it is another kind of file", "Save the message as .msg or .eml.")
    count = max(len(raw) - ahead, 0) // _ENTRY.size
    entries = _ENTRY.iter_unpack(raw[ahead : ahead + count * _ENTRY.size])
    return Storage(file, path, {each: value for _, each, _, value in entries}, room)


def _read(file: Any, path: list[str], room: Room) -> bytes | None:
    if not file.exists(path):
        return None
    room.left -= file.get_size(path)
    if room.left < 0:
        raise InputError("it holds more than its size", "Save it again from Outlook.")
    content: bytes = file.openstream(path).read()
    return content


def _name(each: int, kind: int) -> str:
    return f"__substg1.0_{each:04X}{kind:04X}"
