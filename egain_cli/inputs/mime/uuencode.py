"""Owns files that were written into a text before there was MIME (uuencode); knows no part."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Each line but the last begins with M, 45 bytes; the last says how many there are. `end` closes.
_FILE = re.compile(
    r"^begin (?:[0-7]{3,4}) ([^\r\n]+)(?:\r\n|\n|\r)"
    r"((?:[ -`][ -`]*+(?:\r\n|\n|\r))++)end[ \t]*+(?:\r\n|\n|\r|\Z)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A file in a text: where it stands, from `begin` to the line after `end`, and what it is."""

    start: int
    end: int
    name: str
    content: bytes


def find_files(text: str) -> Iterator[Encoded]:
    """The files written into a text; what only looks like one is none."""
    if "begin " not in text:
        return
    for match in _FILE.finditer(text):
        try:
            content = b"".join(map(_line, match.group(2).splitlines()))
        except binascii.Error:
            continue
        yield Encoded(match.start(), match.end(), match.group(1).strip(), content)


def _line(line: str) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:  # some write more letters than the line's own count
        size = (ord(line[0]) - 32) & 63
        return binascii.a2b_uu(line[: 1 + (size + 2) // 3 * 4])
