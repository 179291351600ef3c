"""Owns how a document is written as JSON; knows no HTTP and checks nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from egain_cli.dialect import DEFAULT_DIALECT
from egain_cli.encode.characters import UNSAFE
from egain_cli.encode.document import to_document
from egain_cli.encode.pieces import Base64, gather, to_payload

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence

    from egain_cli.content import Content
    from egain_cli.dialect import Dialect
    from egain_cli.encode.pieces import Piece
    from egain_cli.findings import Finding
    from egain_cli.model import Activity, Payload

MEDIA_TYPE = "application/json"
# Where the content of an attachment goes. Nothing else is null in a document, and no text can look
# like it: a quotation mark within a text has a backslash before it.
_PLACE = '"content":null'


def encode(activity: Activity, dialect: Dialect = DEFAULT_DIALECT) -> Payload:
    """The activity as a JSON body; what is absent is left out.

    Attachments are read and turned into base64 while the body is being read, chunk by chunk.
    """
    return to_payload(MEDIA_TYPE, to_pieces(activity, dialect))


def check(activity: Activity, dialect: Dialect = DEFAULT_DIALECT) -> list[Finding]:  # noqa: ARG001
    """Nothing: JSON carries whatever is Unicode, and lint refuses the rest."""
    return []


def carried(text: str, dialect: Dialect = DEFAULT_DIALECT) -> str:  # noqa: ARG001
    """A text as it is: JSON carries all of it."""
    return text


def to_pieces(activity: Activity, dialect: Dialect, *, ascii_only: bool = False) -> list[Piece]:
    """The body in pieces: text, and the contents between; `ascii_only` escapes all beyond it."""
    contents: list[Content] = []
    encoder = json.JSONEncoder(
        ensure_ascii=ascii_only, separators=(",", ":"), default=contents.append
    )
    text = UNSAFE.sub(_escape, encoder.encode(to_document(activity, dialect)))
    return gather(_fill(text.split(_PLACE), contents))


def _fill(texts: Sequence[str], contents: Iterable[Content]) -> Iterator[str | Content]:
    """The texts with a content in each gap between two of them."""
    yield texts[0]
    for text, content in zip(texts[1:], contents, strict=True):
        yield from ('"content":"', Base64(content), '"', text)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"
