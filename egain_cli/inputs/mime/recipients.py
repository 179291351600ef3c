"""Owns who is named in the address fields of a header, up to a limit; judges no address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from egain_cli.inputs.mime import charset
from egain_cli.inputs.mime.address_list import read_addresses, read_mailboxes
from egain_cli.inputs.mime.words import WORD, decode_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.inputs.mime.address_list import Mailbox
    from egain_cli.inputs.mime.part import Part

MAX_ADDRESSES = 10_000  # of one name of field; a mailing to more people names none of them
MAX_TEXT = 1024 * 1024  # characters of one name of field: a hundred for each of those
# What nearly every field is: addresses with commas between them, each with a name before it or not.
_PLAIN = re.compile(
    r"""[ \t]*+(?:(?:"[^"\\<>@]*+"[ \t]*+|[^"(),:;<>@\[\]\\]*+)<([\w.+'-]++@[\w.-]++)>"""
    r"""|([\w.+'-]++@[\w.-]++))[ \t]*+(?:,|\Z)"""
)
_IN_LISTS = re.compile(r'[,;:<>()"]')


@dataclass(frozen=True, slots=True)
class Named:
    """What all fields of one name give, without display names.

    `lost` is what names somebody and gives no address, as it is written; `cut` says that a limit
    left something out.
    """

    addresses: tuple[str, ...]
    lost: tuple[str, ...] = ()
    cut: bool = False


def read(part: Part, name: str) -> Named:
    """Whom the fields of this name give, at most MAX_ADDRESSES of them."""
    addresses: list[str] = []
    lost: list[str] = []
    fields, cut = _fields(part, name)
    # One field after another: what is wrong in the one must not swallow the next.
    for value in fields:
        hidden = WORD.sub(_hide, value) if "=?" in value else value
        plain = plain_addresses(hidden)
        if plain is not None and len(plain) + len(addresses) + len(lost) <= MAX_ADDRESSES:
            addresses += plain
            continue
        for mailbox in _mailboxes(value, hidden):
            given = mailbox.addresses()
            if not given and mailbox.names_somebody():
                lost.append(decode_words(mailbox.written))
            addresses += given
            if len(addresses) + len(lost) > MAX_ADDRESSES:
                return Named(tuple(addresses[:MAX_ADDRESSES]), tuple(lost), cut=True)
    return Named(tuple(addresses), tuple(lost), cut)


def _fields(part: Part, name: str) -> tuple[list[str], bool]:
    """The texts of the fields, up to the last comma that lies within MAX_TEXT characters."""
    fields: list[str] = []
    room = MAX_TEXT
    for raw in part.every(name):
        value = charset.decode(raw, None)[0]
        if len(value) > room:
            return [*fields, value[:room].rpartition(",")[0]], True
        fields.append(value)
        room -= len(value)
    return fields, False


def plain_addresses(value: str) -> list[str] | None:
    """The addresses of a list in which nothing needs thought, as a full reading gives them.

    None where something does.
    """
    found = []
    position = 0
    while position < len(value):
        mailbox = _PLAIN.match(value, position)
        if mailbox is None:
            return None
        found.append(mailbox.group(1) or mailbox.group(2))
        position = mailbox.end()
    return found


def _mailboxes(value: str, hidden: str) -> Iterator[Mailbox]:
    # As some mailers do, all of it may be encoded; where an @ stands in the open it is not.
    if "=?" in value and not any("@" in each for each in read_addresses(hidden)):
        return read_mailboxes(decode_words(value))
    return read_mailboxes(hidden)


def _hide(word: re.Match[str]) -> str:
    """An encoded word without what would end an address; names do not travel, so `x` will do."""
    return "x" if _IN_LISTS.search(word.group(3)) else word.group()
