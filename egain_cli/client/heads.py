"""Owns what the head of an answer says, and how its body will end; reads no body."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STATUS = re.compile(rb"HTTP/([0-9]\.[0-9]) ([1-9][0-9]{2})(?: [^\x00\r\n\v\f]*)?")
_FIELD = re.compile(rb"([-!#$%&'*+.^_`|~0-9a-zA-Z]+):[ \t]*([^\x00\r\n\v\f]*)")
_DIGITS = re.compile(rb"[0-9]{1,20}")


class BadAnswerError(Exception):
    """What came is no answer, or one whose end cannot be told."""


@dataclass(frozen=True, slots=True)
class Head:
    """The status and the headers of an answer, and how its body ends.

    `length` counts bytes; without it the body comes in chunks, or lasts until the connection ends.
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    length: int | None
    chunked: bool
    keeps: bool  # whether the connection may be used again


def parse_head(raw: bytes) -> Head:
    """The head that these lines are, without the empty one; BadAnswerError for what is none."""
    first, *lines = raw.split(b"\n")
    status_line = _STATUS.fullmatch(first.removesuffix(b"\r"))
    if not status_line:
        raise BadAnswerError("it does not begin like HTTP")
    status = int(status_line.group(2))
    headers = [_parse_field(line) for line in _unfold(lines)]
    named = _Named(headers)
    chunked = named.is_chunked()
    length = None if chunked else named.length()
    if status in (204, 304) or status < 200:
        length, chunked = 0, False
    ends = chunked or length is not None
    return Head(status, headers, length, chunked, ends and named.keeps(status_line.group(1)))


def _unfold(lines: list[bytes]) -> list[bytes]:
    """The lines, each with those that go on with it, which begin with a blank."""
    found: list[bytes] = []
    for line in lines:
        text = line.removesuffix(b"\r")
        if text[:1] in (b" ", b"\t") and found:
            found[-1] += b" " + text.strip(b" \t")
        else:
            found.append(text)
    return found


def _parse_field(line: bytes) -> tuple[bytes, bytes]:
    found = _FIELD.fullmatch(line)
    if not found:
        raise BadAnswerError("a header is not what HTTP allows")
    return found.group(1), found.group(2).rstrip(b" \t")


class _Named:
    """The few headers that say how an answer ends."""

    def __init__(self, headers: list[tuple[bytes, bytes]]) -> None:
        self._lengths: set[bytes] = set()
        self._codings: list[bytes] = []
        self._options: set[bytes] = set()
        for name, value in headers:
            lower = name.lower()
            if lower == b"content-length":
                self._lengths |= {each.strip() for each in value.split(b",")}
            elif lower == b"transfer-encoding":
                self._codings.append(value.lower())
            elif lower == b"connection":
                self._options |= {each.strip().lower() for each in value.split(b",")}

    def is_chunked(self) -> bool:
        if self._codings in ([], [b"chunked"]):
            return bool(self._codings)
        raise BadAnswerError("a transfer encoding that nobody asked for")

    def length(self) -> int | None:
        if not self._lengths:
            return None
        (length, *more) = self._lengths
        if more or not _DIGITS.fullmatch(length):
            raise BadAnswerError("its length cannot be told")
        return int(length)

    def keeps(self, version: bytes) -> bool:
        return version == b"1.1" and b"close" not in self._options
