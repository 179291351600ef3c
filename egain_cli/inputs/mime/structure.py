"""Owns what is doubted about a message's structure, part by part; changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.findings import finding, shorten
from egain_cli.inputs.mime import headers
from egain_cli.inputs.mime.fates import walk
from egain_cli.inputs.mime.header_block import MAX_FIELDS, MAX_VALUE
from egain_cli.inputs.mime.margins import find_margins, is_usual
from egain_cli.inputs.mime.tree import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.findings import Finding
    from egain_cli.inputs.mime.bodies import Bodies
    from egain_cli.inputs.mime.part import Part

_MESSAGE = "headers"
# What counts once. Other fields may be repeated, and of From all addresses are looked at.
_ONCE = {
    "subject": "Subject", "date": "Date", "content-type": "Content-Type",
    "content-transfer-encoding": "Content-Transfer-Encoding",
    "content-disposition": "Content-Disposition",
}  # fmt: skip


def check_structure(message: Part, chosen: Bodies) -> Iterator[Finding]:
    """Findings about header blocks, types and containers, in the order of the parts."""
    texts = {id(part) for part in chosen.text}
    for path, part in walk(message):
        field = _MESSAGE if part is message else f"part {path}"
        yield from _header(part, field)
        yield from _type(part, field)
        if part.too_deep:
            words = f"lies deeper than {MAX_DEPTH} levels of parts; it was attached whole"
            yield finding("nested-too-deep", field, words)
        if part.hollow and part.end > part.start:
            became = "became the text" if id(part) in texts else "were left out"
            words = (
                f"{part.content_type} in which no part begins; its {part.end - part.start} bytes"
            )
            yield finding("multipart-without-parts", field, f"is a {words} {became}")
        yield from _margins(part, path)


def _header(part: Part, field: str) -> Iterator[Finding]:
    if part.damaged:
        words = f"{part.damaged} lines of the header block are no header field, left out"
        if part.unended:
            words = "no blank line ends the header block; its first line that is no field begins"
            words += " the content"
        yield finding("header-damaged", field, words)
    if part.cut:
        words = f"more than {MAX_FIELDS} fields, or {MAX_VALUE} bytes of one; the rest was left out"
        yield finding("header-too-large", field, words)
    names = [name for name, _ in part.fields]
    for name, title in _ONCE.items():
        if names.count(name) < 2:
            continue
        values = [value.strip() for value in part.every(name)]
        if len(set(values)) > 1:
            words = f"{title} stands {len(values)} times; taken: {_taken(part, name, values)}"
            yield finding("field-repeated", field, words)


def _taken(part: Part, name: str, values: list[bytes]) -> str:
    """Which of several values counts: the first; of dates, the first that can be read."""
    position = 0
    if name == "date":
        first = headers.first_date(part)
        if first is None:
            return "none, since none can be read"
        position = first[0]
    return shorten(values[position].decode("utf-8", "replace"))


def _margins(part: Part, path: str) -> Iterator[Finding]:
    for margin in find_margins(part):
        if is_usual(part.source, margin):
            continue
        place, start, end = margin
        said = shorten(part.source[start : min(end, start + 200)].decode("utf-8", "replace"))
        where = "before its first" if place == "preamble" else "behind its last"
        words = f"{end - start} bytes stand {where} part, left out: {said}"
        yield finding("text-around-parts", f"part {path}.{place}", words)


def _type(part: Part, field: str) -> Iterator[Finding]:
    raw = part.first("content-type")
    if raw and raw.strip() and not part.has_type:
        said = shorten(raw.decode("utf-8", "replace"))
        yield finding("type-broken", field, f"Content-Type {said} names no media type")
