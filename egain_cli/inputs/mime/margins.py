"""Owns what a multipart holds before its first part and behind its last; knows no finding."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.inputs.mime.part import Part

_SOLID = re.compile(rb"\S")
_MAX_USUAL = 600  # bytes; longer is no sentence for old mail programs
_MAX_BLANKS = 64 * 1024  # bytes at the end in which blanks are looked for
# What mail programs write there for programs that know no MIME.
_USUAL = re.compile(
    rb"\W*(?:this|if you|your)\b.*?\b(?:mime|multi-?part|s/mime|openpgp)\b",
    re.IGNORECASE | re.DOTALL,
)


class Margin(NamedTuple):
    """A text around the parts: "preamble" or "epilogue", and where it stands in the source."""

    place: str
    start: int
    end: int


def find_margins(part: Part) -> Iterator[Margin]:
    """What stands around the parts of a multipart and is not blank, the blanks around it left."""
    if not part.parts:
        return
    around = [("preamble", part.start, max(part.preamble, part.start))]
    if part.epilogue >= 0:
        around.append(("epilogue", part.epilogue, part.end))
    for place, begin, end in around:
        if first := _SOLID.search(part.source, begin, end):
            tail = part.source[max(first.start(), end - _MAX_BLANKS) : end]
            yield Margin(place, first.start(), end - len(tail) + len(tail.rstrip()))


def is_usual(source: bytes, margin: Margin) -> bool:
    """Whether it is a sentence for old mail programs: nobody who reads the message misses it."""
    _, start, end = margin
    return end - start <= _MAX_USUAL and bool(_USUAL.match(source, start, end))
