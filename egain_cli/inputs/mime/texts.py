"""Owns the text and the html of an activity, made of the parts that are bodies; knows no file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from egain_cli.findings import finding
from egain_cli.inputs.mime import charset, transfer
from egain_cli.inputs.mime.calendar import read_invitation
from egain_cli.inputs.mime.flowed import unfold

if TYPE_CHECKING:
    from egain_cli.findings import Finding
    from egain_cli.inputs.mime.part import Part

_META = re.compile(rb"<meta\b[^<>]{0,500}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page says its charset


def join_texts(parts: list[Part], field: str, found: list[Finding]) -> str | None:
    """The texts of some parts, joined by a newline; None where there is no such part."""
    texts = [read_text(part, field, found) for part in parts]
    if len(texts) > 1:
        words = f"{len(texts)} parts were joined, each beginning a line"
        found.append(finding("texts-joined", field, words))
    return "\n".join(texts) if texts else None


def invitation(leaves: list[Part], found: list[Finding]) -> str | None:
    """What the first invitation that is attached says, for a message without other texts."""
    part = next((leaf for leaf in leaves if leaf.content_type == "text/calendar"), None)
    if part is None:
        return None
    words = "taken from the invitation, which is attached: there is no other text"
    found.append(finding("calendar-as-text", "text", words))
    return read_invitation(read_text(part, "text", found))


def read_text(part: Part, field: str, found: list[Finding]) -> str:
    """The text of a part; what did not fit its encoding or its charset is a finding."""
    content, damage = transfer.decode(part)
    if damage:
        found.append(finding("encoding-damaged", field, damage))
    label = _label(part, content, field, found)
    text, doubt = charset.decode(content, label)
    if doubt:
        found.append(finding("charset-replaced", field, doubt))
    elif label and charset.looks_like_utf_8(content, label):
        words = f"labelled {label}, and would be good UTF-8 too"
        found.append(finding("charset-doubted", field, words))
    if _plain_parameter(part, "format") != "flowed" or part.content_type != "text/plain":
        return text
    unfolded = unfold(text, delsp=_plain_parameter(part, "delsp") == "yes")
    if unfolded != text:
        found.append(finding("lines-joined", field, "is in format=flowed; its lines were joined"))
    return unfolded


def _label(part: Part, content: bytes, field: str, found: list[Finding]) -> str | None:
    """The charset by the header, else by the page's own meta where it is not UTF-8 anyway."""
    label = part.declared_charset
    meta = _META.search(content[:_HEAD]) if part.content_type == "text/html" else None
    if meta is None or content.isascii():
        return label
    said = meta.group(1).decode()
    if label and charset.name(label) != charset.name(said):
        words = f"labelled {label}, and its own meta element says {said}"
        if charset.fits(content, label) or not charset.fits(content, said):
            found.append(finding("charset-doubted", field, words))
            return label
        found.append(finding("charset-replaced", field, f"{words}, which fits"))
        return said
    return label or (None if charset.fits(content, "utf-8") else said)


def _plain_parameter(part: Part, name: str) -> str:
    value = part.parameter("content-type", name) or ""
    return (value[2] if isinstance(value, tuple) else value).strip().lower()
