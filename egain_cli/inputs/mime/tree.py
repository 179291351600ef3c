"""Owns the structure of a message: parts as slices of its bytes; knows no part's meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from email.message import Message
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 60  # deeper than any mail program nests; below it a multipart stays one attachment
_BLANK_LINE = re.compile(rb"(?>\r\n|\n|\r)(?>\r\n|\n|\r)")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:[ \t]*")
_CONTINUED = re.compile(rb";\s*\w+\*\d+\*?\s*=", re.ASCII)
_ENVELOPE = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:>?From [^\r\n]*(?:\r\n|\n|\r))?")


@dataclass(frozen=True, slots=True)
class Part:
    """A part: header fields as written (names in lower case), the raw body, the parts in it.

    `damaged` counts lines of the header block that are no field.
    """

    fields: tuple[tuple[str, bytes], ...]
    body: bytes
    parts: tuple[Part, ...] = ()
    damaged: int = 0
    default_type: str = field(default="text/plain")

    def first(self, name: str) -> bytes | None:
        """The raw value of the first field with this name, unfolded."""
        return next((value for known, value in self.fields if known == name), None)

    def every(self, name: str) -> list[bytes]:
        """The raw values of all fields with this name."""
        return [value for known, value in self.fields if known == name]

    @property
    def content_type(self) -> str:
        """The media type in lower case; what is no type is the default, text/plain (RFC 2045)."""
        raw = (self.first("content-type") or b"").split(b";")[0].strip().lower()
        if not re.fullmatch(rb"[!-.0-~]+/[!-.0-~]+", raw):
            return self.default_type
        return raw.decode("ascii")

    @property
    def disposition(self) -> str:
        """The kind of Content-Disposition in lower case, empty without one."""
        raw = (self.first("content-disposition") or b"").split(b";")[0]
        return raw.strip().lower().decode("ascii", "replace")

    def parameter(self, header: str, name: str) -> str | tuple[str | None, str | None, str] | None:
        """A parameter of a header, as `email` gives it: a text, or a triple by RFC 2231.

        Its characters are the bytes as they stand (Latin-1): what they mean is for others to say.
        """
        raw = self.first(header)
        if raw is None:
            return None
        try:
            return _parameter(header, raw, name)
        except (TypeError, ValueError):  # `name*` beside `name*0`, or a number of 5000 digits
            return _parameter(header, _CONTINUED.sub(b";x-left-out=", raw), name)

    def leaves(self) -> Iterator[Part]:
        """The parts that hold something, in order."""
        if self.parts:
            for part in self.parts:
                yield from part.leaves()
        else:
            yield self


def _parameter(
    header: str, raw: bytes, name: str
) -> str | tuple[str | None, str | None, str] | None:
    holder = Message()
    holder[header] = raw.decode("latin-1")
    return holder.get_param(name, None, header)


def parse(message: bytes) -> Part:
    """The parts of a message; a byte-order mark or an mbox `From ` line before it is left out."""
    start = _ENVELOPE.match(message)
    return _parse(message[start.end() if start else 0 :], 0, "text/plain")


def _parse(content: bytes, depth: int, default_type: str) -> Part:
    fields, damaged, body = _split(content)
    part = Part(fields, body, (), damaged, default_type)
    if not part.content_type.startswith("multipart/") or depth >= MAX_DEPTH:
        return part
    boundary = part.parameter("content-type", "boundary")
    boundary = boundary[2] if isinstance(boundary, tuple) else boundary
    if not boundary or not boundary.strip(" \t"):
        return part
    delimiter = b"--" + boundary.rstrip(" \t").encode("latin-1")
    inner = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    children = tuple(_parse(child, depth + 1, inner) for child in _children(body, delimiter))
    return replace(part, parts=children)


def _split(content: bytes) -> tuple[tuple[tuple[str, bytes], ...], int, bytes]:
    if first := _LINE_END.match(content):
        return (), 0, content[first.end() :]
    blank = _BLANK_LINE.search(content)
    block, body = (content[: blank.start()], content[blank.end() :]) if blank else (content, b"")
    fields: list[tuple[str, bytes]] = []
    damaged = 0
    for line in _LINE_END.split(block):
        if line[:1] in (b" ", b"\t") and fields:
            name, value = fields[-1]
            fields[-1] = (name, value + line)
        elif match := _FIELD.match(line):
            fields.append((match.group(1).decode("ascii").lower(), line[match.end() :]))
        elif line:
            damaged += 1
    return tuple(fields), damaged, body


def _children(body: bytes, delimiter: bytes) -> Iterator[bytes]:
    start: int | None = None
    position = 0
    while (position := body.find(delimiter, position)) >= 0:
        at_line_start = position == 0 or body[position - 1] in b"\r\n"
        after = position + len(delimiter)
        end = _LINE_END.search(body, after)
        rest = body[after : end.start() if end else len(body)]
        closing = rest.rstrip() == b"--"  # `--a--b` is another boundary, which begins like `a`
        if at_line_start and (closing or not rest.strip()):
            if start is not None:
                yield body[start : _before_line_end(body, position, start)]
            start = None if closing else (end.end() if end else len(body))
            if closing:
                return
        position = after
    if start is not None and body[start:].strip():
        yield body[start:]


def _before_line_end(body: bytes, position: int, start: int) -> int:
    """Where a part ends: the line end before its delimiter belongs to the delimiter."""
    end = position
    if end > start and body[end - 1 : end] == b"\n":
        end -= 1
    if end > start and body[end - 1 : end] == b"\r":
        end -= 1
    return end
