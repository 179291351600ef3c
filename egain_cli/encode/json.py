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
    from collections.abc import Callable, Iterator

    from egain_cli.content import Content
    from egain_cli.dialect import Dialect
    from egain_cli.encode.document import Value
    from egain_cli.encode.pieces import Piece
    from egain_cli.findings import Finding
    from egain_cli.model import Activity, Payload

MEDIA_TYPE = "application/json"
# Made once, since most calls are for a few letters.
_to_text = json.JSONEncoder(ensure_ascii=False).encode
_to_ascii = json.JSONEncoder().encode


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
    to_text = _to_ascii if ascii_only else _to_text
    return gather(_write(to_document(activity, dialect), to_text))


def _write(value: Value, to_text: Callable[[str | bool], str]) -> Iterator[str | Content]:
    if isinstance(value, str | bool):
        yield UNSAFE.sub(_escape, to_text(value))
    elif isinstance(value, dict):
        yield "{"
        for position, (name, inner) in enumerate(value.items()):
            yield f'{"," if position else ""}"{name}":'
            yield from _write(inner, to_text)
        yield "}"
    elif isinstance(value, list):
        yield "["
        for position, inner in enumerate(value):
            yield "," if position else ""
            yield from _write(inner, to_text)
        yield "]"
    else:
        yield from ('"', Base64(value), '"')


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"
