"""Owns how a document is written as XML; knows no HTTP and no namespace by name."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from egain_cli.dialect import DEFAULT_DIALECT
from egain_cli.encode.characters import UNSAFE
from egain_cli.encode.document import to_document
from egain_cli.encode.namespaces import NAMESPACES, is_attribute, to_tag
from egain_cli.encode.pieces import Base64, gather, to_payload
from egain_cli.encode.places import name_texts
from egain_cli.findings import Finding, finding, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from egain_cli.content import Content
    from egain_cli.dialect import Dialect
    from egain_cli.encode.document import Document, Value
    from egain_cli.encode.namespaces import Path
    from egain_cli.encode.pieces import Piece
    from egain_cli.model import Activity, Payload

MEDIA_TYPE = "application/xml"
# What XML 1.0 cannot carry, not even as a reference (production 2, "Char"): most control
# characters, halves of surrogate pairs, and two that are no characters.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MAX_NAMED = 5  # characters that one finding lists
# What names somebody or something names another without one of its characters.
_WHO = ("department", "from", "receiver", "to[", "cc[", "reply_to", "case")
_HINT = "Send it as JSON, which can carry them: --format json."
# What the official example leaves out comes after what it shows. The order counts where a server
# binds by a sequence, which is not known.
_LAST = ("attachments", "customAttributes", "customer")
# Always the same declarations, needed or not, as in the official example.
_OPENING = "".join(
    f' xmlns{":" if prefix else ""}{prefix}="{name}"' for prefix, name in NAMESPACES.values()
)
# `>` too, so that no text holds `]]>`. A parser turns a bare CR into LF, and in attributes TAB and
# LF into blanks, unless they are references: CDATA has no references, so there is none.
_TEXT = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;"))
_ATTRIBUTE = (*_TEXT, ('"', "&quot;"), ("\t", "&#9;"), ("\n", "&#10;"))


def encode(activity: Activity, dialect: Dialect = DEFAULT_DIALECT) -> Payload:
    """The activity as an XML body; `check` names the characters that are left out of it.

    Attachments are read and turned into base64 while the body is being read, chunk by chunk.
    """
    return to_payload(MEDIA_TYPE, to_pieces(activity, dialect))


def check(activity: Activity, dialect: Dialect = DEFAULT_DIALECT) -> list[Finding]:  # noqa: ARG001
    """A finding for each text with characters that XML 1.0 cannot carry, in any dialect."""
    return [found for field, text in name_texts(activity) for found in _lost(field, text)]


def carried(text: str, dialect: Dialect = DEFAULT_DIALECT) -> str:  # noqa: ARG001
    """A text without the characters that XML 1.0 cannot carry."""
    return _NOT_XML.sub("", text)


def to_pieces(activity: Activity, dialect: Dialect, *, ascii_only: bool = False) -> list[Piece]:
    """The body in pieces: text, and the contents between; `ascii_only` escapes all beyond it."""
    # XML knows a single form of these two: the date is an attribute, as seen, and all is words.
    document = to_document(activity, replace(dialect, date="object", booleans="string"))
    ordered = {name: document[name] for name in document if name not in _LAST}
    ordered |= {name: document[name] for name in _LAST if name in document}
    charset = "ascii" if ascii_only else "utf-8"
    return gather(_write_root(ordered, dialect), charset, "xmlcharrefreplace")


def _write_root(document: Document, dialect: Dialect) -> Iterator[str | Content]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<activity{_OPENING}>'
    for name, value in document.items():
        yield from _write((name,), value, dialect)
    yield "</activity>"


def _write(path: Path, value: Value, dialect: Dialect) -> Iterator[str | Content]:
    """The element at a path, or one for each of a list."""
    if isinstance(value, list):
        for each in value:
            yield from _write(path, each, dialect)
        return
    tag = to_tag(path, dialect)
    if isinstance(value, dict):
        yield from _write_members(tag, path, value, dialect)
        return
    yield f"<{tag}>"
    yield _escape(value) if isinstance(value, str | bool) else Base64(value)
    yield f"</{tag}>"


def _write_members(
    tag: str, path: Path, members: Document, dialect: Dialect
) -> Iterator[str | Content]:
    inner = {(*path, name): value for name, value in members.items()}
    yield f"<{tag}"
    for place in [place for place in inner if is_attribute(place)]:
        yield f' {place[-1]}="{_escape(inner.pop(place), _ATTRIBUTE)}"'
    yield ">" if inner else "/>"
    for place, value in inner.items():
        yield from _write(place, value, dialect)
    if inner:
        yield f"</{tag}>"


def _escape(value: Value, references: Iterable[tuple[str, str]] = _TEXT) -> str:
    text = _NOT_XML.sub("", str(value))
    for character, reference in references:
        text = text.replace(character, reference)
    return UNSAFE.sub(lambda match: f"&#{ord(match.group())};", text)


def _lost(field: str, text: str) -> Iterator[Finding]:
    lost = _NOT_XML.findall(text)
    if not lost:
        return
    which = [f"U+{ord(each):04X}" for each in dict.fromkeys(lost)]
    named = ", ".join(which[:_MAX_NAMED]) + (", …" if len(which) > _MAX_NAMED else "")
    if field.startswith(_WHO):
        words = f"{shorten(text)} holds {named}, which XML cannot carry: it would name another"
        yield finding("not-in-xml", field, words, _HINT)
    elif len(lost) == len(text):
        words = f"holds nothing but characters that XML cannot carry: {named}"
        yield finding("empty-value", field, words, _HINT)
    else:
        words = f"loses {len(lost)} of its {len(text)} characters, which XML cannot carry: {named}"
        yield finding("characters-left-out", field, words, _HINT)
