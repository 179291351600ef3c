"""Owns what a leaf becomes: a text, or an attachment; knows no header of the message itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from egain_cli.content import BytesContent
from egain_cli.findings import Finding, finding, shorten
from egain_cli.inputs.content_type import PREFIX, content_type, extension
from egain_cli.inputs.mime import charset, headers, transfer
from egain_cli.model import Attachment

if TYPE_CHECKING:
    from egain_cli.inputs.mime.part import Part

_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')


def join_texts(parts: list[Part], field: str, found: list[Finding]) -> str | None:
    """The texts of some parts, joined by a newline; None where there is no such part."""
    texts = [_text(part, field, found) for part in parts]
    return "\n".join(texts) if texts else None


def _text(part: Part, field: str, found: list[Finding]) -> str:
    content, damage = transfer.decode(part)
    if damage:
        found.append(finding("encoding-damaged", field, damage))
    label = part.parameter("content-type", "charset")
    label = label[2] if isinstance(label, tuple) else label
    text, doubt = charset.decode(content, label)
    if doubt:
        found.append(finding("charset-replaced", field, doubt))
    return text


def attachment(part: Part, position: int, inline: set[str], found: list[Finding]) -> Attachment:
    """A leaf as an attachment, byte for byte; `inline` are the Content-IDs the HTML refers to."""
    field = f"attachments[{position}]"
    content, damage = transfer.decode(part)
    if damage:
        found.append(finding("encoding-damaged", field, damage))
    declared = part.content_type if part.first("content-type") else None
    name = _name(part, position, field, found)
    identifier = headers.content_id(part)
    shown = identifier is not None and identifier in inline
    if shown and identifier:
        inline.discard(identifier)  # a Content-ID that two parts share means the first of them
    return Attachment(
        name=name,
        content_type=content_type(declared, content[:PREFIX], name),
        content=BytesContent(content),
        inline=shown,
        content_id=identifier if shown else None,
    )


def _name(part: Part, position: int, field: str, found: list[Finding]) -> str:
    given = headers.file_name(part)
    if given is None:
        name = f"part-{position}{extension(part.content_type)}"
        found.append(finding("name-made", f"{field}.name", f"has no name, called {name}"))
        return name
    name = _IN_NAMES.sub("_", given)
    if name != given:
        words = f"{shorten(given)} became {shorten(name)}"
        found.append(finding("name-changed", f"{field}.name", words))
    return name
