"""Owns the structure of a message: where parts begin and end; knows no part's meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from egain_cli.inputs.mime.delimiters import Delimiters
from egain_cli.inputs.mime.header_block import read_block
from egain_cli.inputs.mime.part import Part

if TYPE_CHECKING:
    from egain_cli.inputs.mime.header_block import Block

__all__ = ["MAX_DEPTH", "Part", "parse"]
MAX_DEPTH = 60  # deeper than any mail program nests; below it a multipart stays one attachment
_ENVELOPE = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:>?From (?![ \t]*:)[^\r\n]*(?:\r\n|\n|\r))?")
# Blank lines before a header block, for which a whole line that messages begin with is taken:
# elsewhere a blank line first means that there are no fields.
_BLANK_LINES = re.compile(
    rb"(?:\r\n|\n|\r)++(?=(?:from|sender|to|cc|subject|date|received|return-path|delivered-to"
    rb"|reply-to|message-id|mime-version|content-type|x-[!-9;-~]{1,80}|arc-[a-z-]{1,80}"
    rb"|dkim-signature)[ \t]*+:[^\r\n]*+[\r\n])",
    re.IGNORECASE,
)
_LINE_END = re.compile(rb"\r\n|\n|\r")
_SOLID = re.compile(rb"\S")


def parse(message: bytes) -> Part:
    """The parts of a message; a byte-order mark or an mbox `From ` line before it is left out.

    Blank lines there are left out too, and count as damage.
    """
    envelope = _ENVELOPE.match(message)
    start = envelope.end() if envelope else 0
    blank = _BLANK_LINES.match(message, start)
    if blank is None:
        return _Reader(message).read(start)
    part = _Reader(message).read(blank.end())
    return replace(part, damaged=part.damaged + len(_LINE_END.findall(blank.group())))


@dataclass(slots=True)
class _Open:
    """A part whose end is not reached yet; `delimiter` is that of the parts in it, if any."""

    block: Block
    begin: int
    default_type: str
    type_within: str = "text/plain"
    too_deep: bool = False
    delimiter: bytes = b""
    preamble: int = -1
    epilogue: int = -1
    parts: list[Part] = field(default_factory=list)

    def close(self, source: bytes, end: int) -> Part:
        """The part, once it is known where it ends."""
        block, parts = self.block, tuple(self.parts)
        return Part(
            block.fields, source, block.body, max(end, block.body), parts, block.damaged,
            self.default_type, block.cut, self.too_deep, self.preamble, self.epilogue,
            block.unended,
        )  # fmt: skip


class _Reader:
    """One walk over the bytes, delimiter line by delimiter line, and the parts that are open."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._open: list[_Open] = []
        self._delimiters = Delimiters(source)

    def read(self, start: int) -> Part:
        """The message from this place to the end of the bytes."""
        position = self._begin(start, "text/plain")
        while line := self._delimiters.next_line(position):
            place, position = line
            if found := self._delimiters.match(place, self._open[-1].block.body):
                level, closes = found
                self._end_above(level, place)
                part = self._open[level]
                part.preamble = place if part.preamble < 0 else part.preamble
                if closes:
                    part.epilogue = position
                    self._forget(level)
                else:
                    position = self._begin(position, part.type_within)
        return self._finish()

    def _begin(self, begin: int, default_type: str) -> int:
        """Open the part that begins here, and go to its body."""
        block = read_block(self._source, begin, len(self._source), self._ends_header)
        part = _Open(block, begin, default_type)
        self._open.append(part)
        alone = part.close(self._source, 0)
        if alone.content_type.startswith("multipart/"):
            part.too_deep = len(self._open) > MAX_DEPTH
            boundary = None if part.too_deep else _boundary(alone)
            if boundary:
                part.block = self._ended_by(boundary, begin, block)
                level = len(self._open) - 1
                part.delimiter = self._delimiters.open(level, boundary, part.block.body)
            if alone.content_type == "multipart/digest":
                part.type_within = "message/rfc822"
        return part.block.body

    def _ended_by(self, boundary: str, begin: int, block: Block) -> Block:
        """The block, up to the part's own first delimiter where no blank line stands before it."""
        if not block.damaged:
            return block
        written = re.escape(b"--" + boundary.encode("latin-1").rstrip(b" \t"))
        line = re.compile(rb"(?<=[\r\n])" + written + rb"[ \t]*+[\r\n]")
        found = line.search(self._source, begin, block.body)
        if found is None:
            return block
        return read_block(self._source, begin, found.start(), self._ends_header)

    def _ends_header(self, position: int) -> bool | None:
        found = self._delimiters.match(position, position)
        return found[0] == len(self._open) - 1 if found else None

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
            self._delimiters.close(part.delimiter)
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


def _boundary(part: Part) -> str | None:
    boundary = part.parameter("content-type", "boundary")
    boundary = boundary[2] if isinstance(boundary, tuple) else boundary
    return boundary if boundary and boundary.strip(" \t") else None


def _before_line_end(source: bytes, end: int, start: int) -> int:
    """Where a part ends: the line end before its delimiter belongs to the delimiter."""
    if end > start and source[end - 1 : end] == b"\n":
        end -= 1
    if end > start and source[end - 1 : end] == b"\r":
        end -= 1
    return end
