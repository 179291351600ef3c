"""Owns where header fields begin and end among bytes; knows not what a field says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_FIELDS = 10_000  # fields of one block; real messages have a few hundred at most
MAX_VALUE = 8 * 1024 * 1024  # bytes of one field's value: 100,000 recipients take half of it
# A field with the lines that it goes on in. Bytes are walked once, and in one call a field.
_FIELD = re.compile(
    rb"([!-9;-~]+)[ \t]*+:[ \t]*+([^\r\n]*+)((?:(?:\r\n|\n|\r)[ \t][^\r\n]*+)*+)(?:\r\n|\n|\r|\Z)"
)
_LINE = re.compile(rb"([^\r\n]*+)(?:\r\n|\n|\r|\Z)")
_DASH = ord("-")
_END = re.compile(rb"\r\n\r\n|\n\n|\r\r|\n\r\n")


@dataclass(frozen=True, slots=True)
class Block:
    """The fields of a part, names in lower case and values unfolded, and where its body begins.

    `damaged` counts lines that are no field, `cut` says that a limit left something out, `unended`
    that no blank line stands before the body, which begins with the first of those lines.
    """

    fields: tuple[tuple[str, bytes], ...]
    body: int
    damaged: int = 0
    cut: bool = False
    unended: bool = False


def read_block(source: bytes, start: int, end: int, ends: Callable[[int], bool | None]) -> Block:
    """The header fields from one place on; `ends` says whether a delimiter stands at a place.

    It says True for one of the multipart that the part lies in, False for one further out, None for
    none. A blank line ends the fields. Without any, the first line that is no field begins the
    body: who forgot the blank line still wrote something.
    """
    own = True
    fields: list[tuple[str, bytes]] = []
    position, damaged, first_damaged, cut = start, 0, end, False
    while position < end:
        if source[position] == _DASH and source.startswith(b"--", position):
            found = ends(position)
            if found is not None:
                own = found
                break
        if len(fields) + damaged >= MAX_FIELDS:
            blank = _END.search(source, position, end)
            body = blank.end() if blank else first_damaged
            return Block(tuple(fields), body, damaged, cut=True)
        if match := _FIELD.match(source, position, end):
            cut = cut or match.end(3) - match.start(2) > MAX_VALUE
            fields.append((match.group(1).decode("ascii").lower(), _value(source, match)))
        else:
            match = _LINE.match(source, position, end)
            assert match  # noqa: S101 - it matches anywhere
            if match.end(1) == position:
                return Block(tuple(fields), match.end(), damaged, cut)
            damaged += 1
            first_damaged = min(first_damaged, position)
        position = match.end()
    # Lines without a field, between delimiters of two levels, are a text that speaks of delimiters.
    if damaged and (fields or own):
        return Block(tuple(fields), first_damaged, damaged, cut, unended=True)
    return Block(tuple(fields), position, damaged, cut)


def _value(source: bytes, match: re.Match[bytes]) -> bytes:
    """A field's value, unfolded, up to the limit; cut before it is copied, for it may be all."""
    start, end = match.start(2), match.end(3)
    if end == match.end(2) and end - start <= MAX_VALUE:
        return match.group(2)
    return source[start : min(end, start + MAX_VALUE)].translate(None, b"\r\n")
