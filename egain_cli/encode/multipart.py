"""Owns how an activity is written as a form of several parts; knows no HTTP and no JSON or XML."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from egain_cli.dialect import DEFAULT_DIALECT
from egain_cli.encode import json, xml
from egain_cli.encode.part_checks import check_parts
from egain_cli.encode.part_headers import headers, name_parts
from egain_cli.encode.pieces import to_payload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.dialect import Dialect
    from egain_cli.encode.pieces import Piece
    from egain_cli.findings import Finding
    from egain_cli.model import Activity, Payload

_DATA = {"json": json, "xml": xml}


def encode(
    activity: Activity, dialect: Dialect = DEFAULT_DIALECT, boundary: str | None = None
) -> Payload:
    """The activity as a part `data`, its media type as `data-type`, then a part an attachment.

    The boundary is drawn by lot: an attachment's author cannot know it, so it need not be searched
    for in what an attachment holds. Contents go out as they are, read while the body is being read.
    """
    boundary = boundary or f"egain-{secrets.token_hex(16)}"
    pieces = list(_pieces(activity, dialect, f"--{boundary}"))
    return to_payload(f"multipart/form-data; boundary={boundary}", pieces)


def check(activity: Activity, dialect: Dialect = DEFAULT_DIALECT) -> list[Finding]:
    """What a part's header cannot carry, or not so that all read the same; and what `data` loses.

    The parts of attachments are a guess in all they have: the page's sentence on them is lost.
    """
    found = _DATA[dialect.multipart_data].check(_without_files(activity), dialect)
    return [*found, *check_parts(activity.attachments, dialect)]


def carried(text: str, dialect: Dialect = DEFAULT_DIALECT) -> str:
    """A text as `data` carries it; what a header cannot carry is refused by `check`."""
    left: str = _DATA[dialect.multipart_data].carried(text, dialect)
    return left


def _without_files(activity: Activity) -> Activity:
    return replace(activity, attachments=())


def _pieces(activity: Activity, dialect: Dialect, mark: str) -> Iterator[Piece]:
    written = _DATA[dialect.multipart_data]
    yield _field_head(mark, "data")
    # These two parts say no charset, and servers take different ones for granted: ASCII is in all.
    yield from written.to_pieces(_without_files(activity), dialect, ascii_only=True)
    yield b"\r\n" + _field_head(mark, "data-type") + written.MEDIA_TYPE.encode() + b"\r\n"
    names = name_parts(activity.attachments, dialect)
    for name, attachment in zip(names, activity.attachments, strict=True):
        lines = [mark, *headers(name, attachment, dialect), "", ""]
        yield "\r\n".join(lines).encode("utf-8", "replace")
        yield attachment.content
        yield b"\r\n"
    yield f"{mark}--\r\n".encode()


def _field_head(mark: str, name: str) -> bytes:
    return f'{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
