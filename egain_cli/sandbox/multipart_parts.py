"""Owns how the bytes of multipart/form-data split into parts; knows not what the parts mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from egain_cli.sandbox.parameters import split_value, unescaped
from egain_cli.sandbox.refusals import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

# Split by hand: nothing that is installed does it, and the usual library reads leniently where
# parsers disagree. Every byte is looked at a few times at most, and no content is copied here.
MAX_PARTS = 10_000
MAX_HEADERS = 16 * 1024  # bytes, of one part
_NEXT = re.compile(rb"[ \t]{0,1000}(?=\r\n)")  # RFC 2046 lets gateways add spaces
_LAST = re.compile(rb"--[ \t]{0,1000}(?:\r\n|\Z)")
_HEADER = re.compile(r"([A-Za-z0-9!#$%&'*+.^_`|~-]+):([^\0\r\n]*)")  # browsers escape no others


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its headers by lower-case name, and its bytes, which stay where they are."""

    name: str
    headers: dict[str, str]
    disposition: str  # what Content-Disposition says before its parameters
    parameters: dict[str, str]  # of Content-Disposition
    content: memoryview


def split_parts(body: bytes, boundary: str) -> list[Part]:
    """All parts (RFC 7578), in order; raises ValueError with what is wrong, and in which part.

    What stands before the first boundary and after the last is ignored, as RFC 2046 says. A line
    that begins with the boundary and goes on is refused: some parsers end the part there.
    """
    parts: list[Part] = []
    for start, end in _sections(body, f"\r\n--{boundary}".encode()):
        if len(parts) == MAX_PARTS:
            raise ValueError(f"beyond the sandbox's bounds: more than {MAX_PARTS} parts")
        try:
            parts.append(_part(body, start, end))
        except ValueError as error:
            raise ValueError(f"part {len(parts) + 1}: {error}") from error
    return parts


def _sections(body: bytes, mark: bytes) -> Iterator[tuple[int, int]]:
    """Where each part begins, with the line end before its headers, and where it ends."""
    if body.startswith(mark[2:]):
        after = len(mark) - 2
    else:
        after = body.find(mark) + len(mark)
        if after < len(mark):
            raise ValueError("the boundary begins no line; lines end in CR LF")
    while not _LAST.match(body, after):
        padding = _NEXT.match(body, after)
        if not padding:
            fault = f"what stands at byte {after + 1} begins with the boundary and goes on"
            raise ValueError(f"{fault}; lines end in CR LF")
        end = body.find(mark, padding.end())
        if end < 0:
            raise ValueError("the closing boundary is missing")
        yield padding.end(), end
        after = end + len(mark)


def _part(body: bytes, start: int, end: int) -> Part:
    head = body.find(b"\r\n\r\n", start, min(end + 2, start + MAX_HEADERS))
    if head < 0:
        raise ValueError(f"no empty line ends the headers within {MAX_HEADERS} bytes")
    headers = _headers(body[start + 2 : head])
    if "content-disposition" not in headers:
        raise ValueError("no Content-Disposition")
    disposition, parameters = split_value(headers["content-disposition"])
    name = unescaped(parameters.get("name", ""))
    return Part(name, headers, disposition, parameters, memoryview(body)[head + 4 : end])


def _headers(block: bytes) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in filter(None, block.decode("utf-8").split("\r\n")):
        header = _HEADER.fullmatch(line)
        if not header:
            raise ValueError(f"not a header: {shorten(line)!r}")
        name = header[1].lower()
        if name in headers:
            raise ValueError(f"{name} is given twice")
        headers[name] = header[2].strip(" \t")
    return headers
