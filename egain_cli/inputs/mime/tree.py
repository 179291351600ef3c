"""Owns the structure of a message: parts as slices of its bytes; knows no part's meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from egain_cli.inputs.mime.parameters import find_parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 60  # deeper than any mail program nests; below it a multipart stays one attachment
_LINE_END = re.compile(rb"\r\n|\n|\r")
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:[ \t]*")
_ENVELOPE = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:>?From [^\r\n]*(?:\r\n|\n|\r))?")
# After a boundary; with more than these on its line it is another one, which begins alike.
_AFTER_BOUNDARY = re.compile(rb"(--)?[ \t\v\f]*+(?:\r\n|\n|\r|\Z)")
_SOLID = re.compile(rb"\S")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part: header fields as written (names in lower case), its raw body, the parts in it.

    The body lies in `source` from `start` to `end`; the source is the whole message, shared by all
    parts: a copy for each level would hold a large attachment as often as it is wrapped.
    `damaged` counts lines of the header block that are no field.
    """

    fields: tuple[tuple[str, bytes], ...]
    source: bytes
    start: int
    end: int
    parts: tuple[Part, ...] = ()
    damaged: int = 0
    default_type: str = field(default="text/plain")

    @property
    def body(self) -> bytes:
        """The raw body, copied out of the source each time it is asked for."""
        return self.source[self.start : self.end]

    def first(self, name: str) -> bytes | None:
        """The raw value of the first field with this name, unfolded."""
        return next((value for known, value in self.fields if known == name), None)

    def every(self, name: str) -> list[bytes]:
        """The raw values of all fields with this name."""
        return [value for known, value in self.fields if known == name]

    @property
    def content_type(self) -> str:
        """The media type in lower case; what is no type is the default, text/plain (RFC 2045)."""
        raw = (self.first("content-type") or b"").split(b";", 1)[0].strip().lower()
        if not re.fullmatch(rb"[!-.0-~]+/[!-.0-~]+", raw):
            return self.default_type
        return raw.decode("ascii")

    @property
    def disposition(self) -> str:
        """The kind of Content-Disposition in lower case, empty without one."""
        raw = (self.first("content-disposition") or b"").split(b";", 1)[0]
        return raw.strip().lower().decode("ascii", "replace")

    def parameter(self, header: str, name: str) -> str | tuple[str | None, str | None, str] | None:
        """A parameter of a header, as `email` gives it: a text, or a triple by RFC 2231.

        Its characters are the bytes as they stand (Latin-1): what they mean is for others to say.
        """
        raw = self.first(header)
        return find_parameter(raw.decode("latin-1"), name) if raw else None

    def leaves(self) -> Iterator[Part]:
        """The parts that hold something, in order."""
        if self.parts:
            for part in self.parts:
                yield from part.leaves()
        else:
            yield self


def parse(message: bytes) -> Part:
    """The parts of a message; a byte-order mark or an mbox `From ` line before it is left out."""
    start = _ENVELOPE.match(message)
    return _parse(message, (start.end() if start else 0, len(message)), 0, "text/plain")


def _parse(source: bytes, span: tuple[int, int], depth: int, default_type: str) -> Part:
    fields, damaged, start = _read_header(source, *span)
    part = Part(fields, source, start, span[1], (), damaged, default_type)
    if not part.content_type.startswith("multipart/") or depth >= MAX_DEPTH:
        return part
    boundary = part.parameter("content-type", "boundary")
    boundary = boundary[2] if isinstance(boundary, tuple) else boundary
    if not boundary or not boundary.strip(" \t"):
        return part
    delimiter = b"--" + boundary.rstrip(" \t").encode("latin-1")
    inner = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    spans = _children(part, delimiter)
    return replace(part, parts=tuple(_parse(source, each, depth + 1, inner) for each in spans))


def _read_header(
    source: bytes, start: int, end: int
) -> tuple[tuple[tuple[str, bytes], ...], int, int]:
    """The fields between two places, the number of damaged lines, and where the body begins."""
    fields: list[tuple[str, list[bytes]]] = []
    damaged = 0
    position = start
    while position < end:
        found = _LINE_END.search(source, position, end)
        line_end, following = found.span() if found else (end, end)
        line, position = source[position:line_end], following
        if not line:
            break
        if line[0] in b" \t" and fields:
            fields[-1][1].append(line)
        elif match := _FIELD.match(line):
            fields.append((match.group(1).decode("ascii").lower(), [line[match.end() :]]))
        else:
            damaged += 1
    return tuple((name, b"".join(lines)) for name, lines in fields), damaged, position


def _children(part: Part, delimiter: bytes) -> Iterator[tuple[int, int]]:
    source, position, end = part.source, part.start, part.end
    start: int | None = None
    while (position := source.find(delimiter, position, end)) >= 0:
        at_line_start = position == part.start or source[position - 1] in b"\r\n"
        after = position + len(delimiter)
        if at_line_start and (rest := _AFTER_BOUNDARY.match(source, after, end)):
            if start is not None:
                yield start, _before_line_end(source, position, start)
            if rest.group(1):
                return
            start = rest.end()
        position = after
    if start is not None and _SOLID.search(source, start, end):
        yield start, end


def _before_line_end(source: bytes, end: int, start: int) -> int:
    """Where a part ends: the line end before its delimiter belongs to the delimiter."""
    if end > start and source[end - 1 : end] == b"\n":
        end -= 1
    if end > start and source[end - 1 : end] == b"\r":
        end -= 1
    return end
