"""Owns how parts become one document: `data`, `data-type`, attachments; knows no bytes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from egain_cli.sandbox.multipart_parts import Part, split_parts
from egain_cli.sandbox.parameters import split_value
from egain_cli.sandbox.parsed import Parsed
from egain_cli.sandbox.part_attachment import attachment, decoded
from egain_cli.sandbox.references import references
from egain_cli.sandbox.refusals import Refusal, refuse, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Formats = Mapping[str, Callable[[bytes], Parsed | Refusal]]

_DATA, _TYPE = "data", "data-type"  # these names, and the values of the second: documented


def parse_multipart(body: bytes, content_type: str, formats: Formats) -> Parsed | Refusal:
    """The document that JSON would give for the same activity, or why there is none.

    `formats` says which values `data-type` may have, and how each reads `data`. Broken multipart
    is 400-90001 (no published code is known for this).
    """
    try:
        parts = split_parts(body, _boundary(content_type))
        form = _form(parts)
        parsed = _document(form, formats)
        if isinstance(parsed, Refusal):
            return parsed
        files = [part for part in parts if part.name not in (_DATA, _TYPE)]
        document, doubts = _with_attachments(parsed.document, files)
    except ValueError as error:
        return refuse("400-90001", rule=f"not valid multipart/form-data: {error}")
    return Parsed(document, (*parsed.warnings, *_doubts(form), *doubts))


def _boundary(content_type: str) -> str:
    _, parameters = split_value(content_type)
    boundary = parameters.get("boundary", "")
    if not boundary:
        raise ValueError("Content-Type names no boundary")
    if len(boundary) > 70 or not boundary.isascii() or not boundary.isprintable():
        raise ValueError("the boundary is not up to 70 printable characters of ASCII")
    return boundary


def _form(parts: list[Part]) -> dict[str, Part]:
    """The two parts that are no attachments, as far as they are there."""
    form: dict[str, Part] = {}
    for part in parts:
        if part.name in form:
            raise ValueError(f"the part {part.name!r} is given twice")
        if part.name in (_DATA, _TYPE):
            form[part.name] = part
    return form


def _document(form: dict[str, Part], formats: Formats) -> Parsed | Refusal:
    for name in (_DATA, _TYPE):
        if name not in form:
            return refuse("400-146", name, rule="multipart/form-data has a part of that name")
        if not form[name].content:
            return refuse("400-387", name)
    media = bytes(decoded(form[_TYPE])[0][:100]).decode("utf-8", "replace")
    if media not in formats:
        return refuse("400-152", _TYPE, rule=f"must be {' or '.join(formats)}")
    parsed = formats[media](bytes(decoded(form[_DATA])[0]))
    if isinstance(parsed, Parsed) and "attachments" in parsed.document:
        rule = "multipart/form-data does not allow it; each attachment is a part of its own"
        return refuse("400-147", "attachments", rule=rule)
    return parsed


def _doubts(form: dict[str, Part]) -> Iterator[str]:
    for name, part in form.items():
        where = f"the part {name!r}"
        if "filename" in part.parameters:
            yield f"{where}: has a filename; a server may take it for an attachment"
        if decoded(part)[1]:
            yield f"{where}: has a Content-Transfer-Encoding, which RFC 7578 has given up"
    said = form[_DATA].headers.get("content-type", "").partition(";")[0].strip().lower()
    if said and said != bytes(form[_TYPE].content).decode("utf-8", "replace"):
        yield f"the part 'data': its Content-Type is {shorten(said)}, not the data-type"


def _with_attachments(
    document: dict[str, Any], files: list[Part]
) -> tuple[dict[str, Any], list[str]]:
    """The document with one attachment for each part, and what is doubtful about them."""
    written = references(document)
    referred = frozenset().union(*written.values())
    items, warnings = [], []
    for index, part in enumerate(files):
        try:
            item, doubts = attachment(part, referred)
        except ValueError as error:
            raise ValueError(f"the part {shorten(part.name)!r}: {error}") from error
        items.append(item)
        warnings += [f"attachments.attachment[{index}]: {doubt}" for doubt in doubts]
    both = document | {"attachments": {"attachment": items}} if items else document
    return both, warnings
