"""Owns what stands above an attachment in a form: its name and headers; checks nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from egain_cli.dialect import Dialect
    from egain_cli.model import Attachment

RESERVED = ("data", "data-type")  # the names of the parts that every request has
# As browsers write names in forms (WHATWG, "multipart/form-data encoding algorithm").
_QUOTED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
_CONTROL = re.compile("[\x00-\x1f\x7f]")


def name_parts(attachments: Sequence[Attachment], dialect: Dialect) -> list[str]:
    """The name of each attachment's part: the Content-ID of an inline one, else `attachmentN`.

    No two are the same, and none is a name that the request has for itself.
    """
    unused = {each.content_id for each in attachments if is_named_by_id(each, dialect)}
    taken = {*RESERVED, *unused}
    names: list[str] = []
    for position, attachment in enumerate(attachments, 1):
        name = attachment.content_id
        if name and name in unused and is_named_by_id(attachment, dialect):
            unused.remove(name)
        else:
            name = _free_name(f"attachment{position}", taken)
            taken.add(name)
        names.append(name)
    return names


def is_named_by_id(attachment: Attachment, dialect: Dialect) -> bool:
    """Whether the Content-ID is the part's name; not where the request uses that name itself."""
    content_id = attachment.content_id if attachment.inline else None
    wanted = dialect.inline_part != "content-id"
    return bool(content_id) and wanted and content_id not in RESERVED


def _free_name(name: str, taken: Container[str | None]) -> str:
    while name in taken:
        name += "-"
    return name


def headers(name: str, attachment: Attachment, dialect: Dialect) -> Iterator[str]:
    """The header lines of the part of that name; what is beyond ASCII is to be sent as UTF-8."""
    for line in _lines(name, attachment, dialect):
        yield _CONTROL.sub("?", line)  # which was refused before; no text ever ends a header


def _lines(name: str, attachment: Attachment, dialect: Dialect) -> Iterator[str]:
    disposition = f'Content-Disposition: form-data; name="{name.translate(_QUOTED)}"'
    file_name = (attachment.name or "").translate(_QUOTED)
    yield disposition + (f'; filename="{file_name}"' if file_name else "")
    if attachment.content_type:
        yield f"Content-Type: {attachment.content_type}"
    if has_id_header(attachment, dialect):
        yield f"Content-ID: <{attachment.content_id}>"


def has_id_header(attachment: Attachment, dialect: Dialect) -> bool:
    """Whether a header Content-ID says how the HTML calls the attachment."""
    return bool(attachment.inline and attachment.content_id and dialect.inline_part != "name")
