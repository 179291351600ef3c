"""Owns the structure of a message: where parts begin and end; knows no part's meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from egain_cli.inputs.mime.header_block import read_block
from egain_cli.inputs.mime.part import Part

if TYPE_CHECKING:
    from egain_cli.inputs.mime.header_block import Block

__all__ = ["MAX_DEPTH", "Part", "parse"]
MAX_DEPTH = 60  # deeper than any mail program nests; below it a multipart stays one attachment
_MAX_BLANKS = 1000  # after a delimiter, on its line
_NEAR = 16 * 1024  # bytes in which a delimiter that ends in blanks is looked for
_BLANKS = b" \t\v\f"
_LINE_END = re.compile(rb"\r\n|\n|\r")
_ENVELOPE = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:>?From [^\r\n]*(?:\r\n|\n|\r))?")
_SOLID = re.compile(rb"\S")


def parse(message: bytes) -> Part:
    """The parts of a message; a byte-order mark or an mbox `From ` line before it is left out."""
    envelope = _ENVELOPE.match(message)
    return _Reader(message).read(envelope.end() if envelope else 0)


@dataclass(slots=True)
class _Open:
    """A part whose end is not reached yet; `delimiter` is that of the parts in it, if any."""

    block: Block
    begin: int
    default_type: str
    content_type: str = ""
    too_deep: bool = False
    delimiter: bytes = b""
    parts: list[Part] = field(default_factory=list)

    def close(self, source: bytes, end: int) -> Part:
        """The part, once it is known where it ends."""
        block, parts = self.block, tuple(self.parts)
        return Part(
            block.fields, source, block.body, max(end, block.body), parts, block.damaged,
            self.default_type, block.cut, self.too_deep,
        )  # fmt: skip


class _Reader:
    """One walk over the bytes, from delimiter line to delimiter line, with the parts that are open.

    A line that could be the delimiter of two of them, since some mailers give a multipart the
    boundary of the one around it, belongs to the innermost.
    """

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._open: list[_Open] = []
        self._levels: dict[bytes, list[int]] = {}  # of what is open, by delimiter
        self._starts: tuple[bytes, ...] = ()  # the delimiters, for a quick look at a line
        self._longest = 0

    def read(self, start: int) -> Part:
        """The message from this place to the end of the bytes."""
        source, position = self._source, self._begin(start, "text/plain")
        while self._levels and (position := _dashes(source, position)) >= 0:
            line_end = _LINE_END.search(source, position)
            following = line_end.end() if line_end else len(source)
            if source.startswith(self._starts, position) and (found := self._match(position)):
                level, closes = found
                self._end_above(level, position)
                if closes:
                    self._forget(level)
                else:
                    digest = self._open[level].content_type == "multipart/digest"
                    following = self._begin(following, "message/rfc822" if digest else "text/plain")
            position = following
        return self._finish()

    def _begin(self, begin: int, default_type: str) -> int:
        """Open the part that begins here, and go to its body."""
        block = read_block(self._source, begin, len(self._source), self._ends_header)
        part = _Open(block, begin, default_type)
        self._open.append(part)
        alone = part.close(self._source, 0)
        part.content_type = alone.content_type
        if part.content_type.startswith("multipart/"):
            part.too_deep = len(self._open) > MAX_DEPTH
            part.delimiter = b"" if part.too_deep else self._delimiter(alone)
        if part.delimiter:
            self._levels.setdefault(part.delimiter, []).append(len(self._open) - 1)
            self._starts = tuple(self._levels)
            self._longest = max(self._longest, len(part.delimiter))
        return block.body

    def _delimiter(self, part: Part) -> bytes:
        boundary = part.parameter("content-type", "boundary")
        boundary = boundary[2] if isinstance(boundary, tuple) else boundary
        if not boundary or not boundary.strip(" \t"):
            return b""
        delimiter = b"--" + boundary.encode("latin-1")
        bare = delimiter.rstrip(b" \t")
        # A boundary ends in no blank by RFC 2046; where its blanks are there, they are meant.
        near = (
            bare == delimiter or self._source.find(delimiter, part.start, part.start + _NEAR) >= 0
        )
        return delimiter if near else bare

    def _ends_header(self, position: int) -> bool:
        return self._match(position) is not None

    def _match(self, position: int) -> tuple[int, bool] | None:
        """The level whose delimiter this line is, and whether it is the closing one."""
        source = self._source
        if position and source[position - 1] not in b"\r\n" and not self._begins_body(position):
            return None
        line_end = _LINE_END.search(source, position, position + self._longest + _MAX_BLANKS)
        end = line_end.start() if line_end else len(source)
        if end - position > self._longest + _MAX_BLANKS:
            return None
        line = source[position:end]
        bare = line.rstrip(_BLANKS)
        opens = self._level(line, bare)
        closes = self._level(bare[:-2], bare[:-2]) if bare.endswith(b"--") else -1
        return (max(opens, closes), closes > opens) if max(opens, closes) >= 0 else None

    def _begins_body(self, position: int) -> bool:
        return bool(self._open) and self._open[-1].block.body == position

    def _level(self, line: bytes, bare: bytes) -> int:
        """The innermost level with this delimiter, or one that ends in blanks, or -1."""
        levels = self._levels.get(bare)
        if not levels and line != bare:
            levels = next((self._levels[key] for key in self._spaced() if line.startswith(key)), [])
        return levels[-1] if levels else -1

    def _spaced(self) -> list[bytes]:
        return [key for key in self._levels if key[-1:] in (b" ", b"\t")]

    def _end_above(self, level: int, place: int) -> None:
        """End the parts that are open within this level; the line end there is the delimiter's."""
        while len(self._open) > level + 1:
            self._forget(len(self._open) - 1)
            part = self._open.pop()
            end = _before_line_end(self._source, place, part.block.body)
            self._open[-1].parts.append(part.close(self._source, end))

    def _forget(self, level: int) -> None:
        """What follows the closing delimiter belongs to no part."""
        part = self._open[level]
        if part.delimiter:
            levels = self._levels[part.delimiter]
            levels.pop()
            if not levels:
                del self._levels[part.delimiter]
                self._starts = tuple(self._levels)
            part.delimiter = b""

    def _finish(self) -> Part:
        end = len(self._source)
        last = self._open[-1]
        if len(self._open) > 1 and not _SOLID.search(self._source, last.begin):
            self._forget(len(self._open) - 1)
            self._open.pop()  # a delimiter with nothing behind it
        while len(self._open) > 1:
            part = self._open.pop()
            self._open[-1].parts.append(part.close(self._source, end))
        return self._open[0].close(self._source, end)


def _dashes(source: bytes, position: int) -> int:
    # One byte is found ten times as fast as two, and base64 has none of it.
    first = source.find(b"-", position)
    return source.find(b"--", first) if first >= 0 else -1


def _before_line_end(source: bytes, end: int, start: int) -> int:
    """Where a part ends: the line end before its delimiter belongs to the delimiter."""
    if end > start and source[end - 1 : end] == b"\n":
        end -= 1
    if end > start and source[end - 1 : end] == b"\r":
        end -= 1
    return end
