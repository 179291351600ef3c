"""Owns the way from a winmail.dat to its files and bodies; knows no mail and no eGain.

Source: Microsoft's open specification [MS-OXTNEF].
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from egain_cli.inputs.codepages import charset_of
from egain_cli.inputs.rtf import decompress
from egain_cli.inputs.tnef import attachment, attributes, properties
from egain_cli.inputs.tnef.attributes import read_attributes
from egain_cli.inputs.tnef.properties import (
    STRING8,
    UNICODE,
    Property,
    first_text,
    read_properties,
)
from egain_cli.inputs.tnef.unpacked import Unpacked

if TYPE_CHECKING:
    from egain_cli.inputs.tnef.properties import Known

_DEPTH = 10  # messages in messages, the outermost among them; a mail program shows one or two
# How much may come out beside the files themselves: messages in messages come out once whole and
# once opened, and rich text grows. Rich text alone stays below eight times.
_ROOM, _LEAST_ROOM = 8, 1 << 20
MAX_FILES = 5000  # an empty one takes eleven octets of a stream, and some hundred as a value
_ANSI = 1252
_BETWEEN = "; "  # words for damage
_KEPT = frozenset(attributes.Id)
_LISTS = (attributes.Id.PROPERTIES, attributes.Id.ATTACH_PROPERTIES)
# What an attachment has once.
_OF_ATTACHMENTS = (
    attributes.Id.ATTACH_BEGIN,
    attributes.Id.ATTACH_TITLE,
    attributes.Id.ATTACH_CONTENT,
    attributes.Id.ATTACH_PROPERTIES,
    attributes.Id.ATTACH_TRANSPORT_NAME,
)


@dataclass(slots=True)
class _Room:
    """How much may still come out, in octets and in files: a small stream can say much."""

    left: int
    files: int = MAX_FILES


def unpack(content: bytes) -> Unpacked:
    """The files and bodies of a winmail.dat; what is damaged is read as far as it goes.

    Raises ValueError for what is no TNEF.
    """
    return _unpack(memoryview(content), _DEPTH, _Room(max(_LEAST_ROOM, _ROOM * len(content))))


def _unpack(stream: memoryview, depth: int, room: _Room) -> Unpacked:
    damage: list[str] = []
    message, attachments = _gather(stream, room, damage)
    codepage = _number(message, attributes.Id.CODEPAGE) or _ANSI
    opened = partial(_open, depth=depth - 1, room=room, damage=damage)
    rtf = _rtf(message, room, damage)  # before the messages in this one take up the room
    files = [
        file for each in attachments for file in attachment.files(each, codepage, damage, opened)
    ]
    html, charset = _html(message, codepage)
    return Unpacked(
        files=tuple(files),
        subject=first_text(message, (properties.Id.SUBJECT, attributes.Id.SUBJECT), codepage)
        or None,
        text=first_text(message, (properties.Id.BODY, attributes.Id.BODY), codepage) or None,
        html=html,
        html_charset=charset,
        rtf=rtf,
        damaged=_BETWEEN.join(dict.fromkeys(damage)),
    )


def _gather(stream: memoryview, room: _Room, damage: list[str]) -> tuple[Known, list[Known]]:
    """What is known of the message, and of each attachment."""
    message: Known = {}
    attachments: list[Known] = []
    for each in read_attributes(stream, damage):
        if _begins(each.id, attachments):
            room.files -= 1
            if room.files < 0:
                damage.append(f"it has more than {MAX_FILES} attachments")
                break
            attachments.append({})
        known = attachments[-1] if each.id in _OF_ATTACHMENTS else message
        if each.id in _KEPT:
            known.setdefault(each.id, Property(STRING8, each.content))
        if each.id in _LISTS:
            known.update(read_properties(each.content, damage))
    return message, attachments


def _begins(each: int, attachments: list[Known]) -> bool:
    """Whether an attribute is the first of another attachment; not everybody marks where it is."""
    if each == attributes.Id.ATTACH_BEGIN:
        return True
    return each in _OF_ATTACHMENTS and (not attachments or each in attachments[-1])


def _open(stream: memoryview, *, depth: int, room: _Room, damage: list[str]) -> Unpacked | None:
    """What a message in a message holds."""
    if depth and len(stream) <= room.left:
        room.left -= len(stream)
        message = _unpack(stream, depth, room)
        damage += filter(None, message.damaged.split(_BETWEEN))
        return message
    damage.append("a message in it was not opened, as it lies too deep or holds too much")
    return None


def _html(message: Known, codepage: int) -> tuple[bytes | None, str | None]:
    """The HTML, and the label of its charset where that is said."""
    html = message.get(properties.Id.HTML)
    if not html or not html.value:
        return None, None
    if html.kind == UNICODE:
        return html.text(codepage).encode("utf-8", "replace"), "utf-8"
    if html.kind != STRING8:
        codepage = _number(message, properties.Id.HTML_CODEPAGE)
    return bytes(html.value).rstrip(b"\0"), charset_of(codepage)


def _rtf(message: Known, room: _Room, damage: list[str]) -> bytes | None:
    compressed = message.get(properties.Id.RTF)
    if not compressed:
        return None
    text = decompress(bytes(compressed.value), room.left, damage)
    room.left -= len(text)
    return text or None


def _number(known: Known, each: int) -> int:
    return int.from_bytes(known[each].value[:4], "little") if each in known else 0
