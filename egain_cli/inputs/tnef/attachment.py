"""Owns what an attachment in TNEF becomes: name, content, kind; knows no body of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.inputs.tnef import attributes, properties
from egain_cli.inputs.tnef.properties import OBJECT, first_text
from egain_cli.inputs.tnef.unpacked import File

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.inputs.tnef.properties import Known
    from egain_cli.inputs.tnef.unpacked import Unpacked

MEDIA_TYPE = "application/ms-tnef"
_INTERFACE = 16  # the octets ahead of an object: which interface it has
# By whose name an attachment goes, the surest first. What stands below its icon comes last: it is
# the subject of a message, or what an object shows.
_NAMES = (
    properties.Id.FILE_NAME,
    attributes.Id.ATTACH_TRANSPORT_NAME,
    attributes.Id.ATTACH_TITLE,
    properties.Id.SHORT_FILE_NAME,
    properties.Id.NAME,
)


def files(
    known: Known, codepage: int, damage: list[str], opened: Callable[[memoryview], Unpacked | None]
) -> list[File]:
    """The files that an attachment is; `opened` gives what a message in it holds.

    Mostly one. Two where Outlook put a stand-in ahead of a message, for who cannot read that.
    """
    name = first_text(known, _NAMES, codepage).partition("\0")[0]
    content, more = known.get(attributes.Id.ATTACH_CONTENT), known.get(properties.Id.CONTENT)
    if not content and not more:
        damage.append("an attachment has no content")
        return [File(name, b"")] if name else []
    found = []
    if more and more.kind == OBJECT:
        found.append(_object(name, more.value, known, codepage, opened))
        more = None
    plain = next((each.value for each in (content, more) if each and each.value), None)
    if plain is not None or not found:
        found.insert(0, _file(name, plain or memoryview(b""), known, codepage))
    return found


def _object(
    name: str,
    value: memoryview,
    known: Known,
    codepage: int,
    opened: Callable[[memoryview], Unpacked | None],
) -> File:
    """A message as a stream of its own; any other object as it lies, its interface ahead of it."""
    stream = value[_INTERFACE:]
    if stream[: len(attributes.SIGNATURE)] != attributes.SIGNATURE:
        return _file(name, value, known, codepage)
    return File(name, bytes(stream), MEDIA_TYPE, message=opened(stream))


def _file(name: str, content: memoryview, known: Known, codepage: int) -> File:
    media_type, content_id, location = (
        first_text(known, (each,), codepage).strip() or None
        for each in (properties.Id.MEDIA_TYPE, properties.Id.CONTENT_ID, properties.Id.LOCATION)
    )
    content_id = (content_id or "").strip("<> ") or None
    return File(name, bytes(content), media_type, content_id, location)
