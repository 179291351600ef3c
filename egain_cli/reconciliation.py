"""Owns looking up on the server what became of unknown emails, by their marker; settles nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from egain_cli.client.reading import find_by_attribute, read_activities
from egain_cli.errors import EgainError
from egain_cli.readback import READERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from egain_cli.client.connection import Connection


@dataclass(frozen=True, slots=True)
class Traces:
    """What the server has of an email: the activities that carry its marker, and what is in doubt.

    `doubt` says why what was answered proves nothing; it is empty where the answer is clear.
    """

    ids: tuple[str, ...] = ()
    doubt: str = ""


def look_up(connection: Connection, attribute: str, key: str) -> Traces:
    """The activities that carry an email's key in this custom attribute.

    What the search finds is read, and counts only where it says so itself: a server or a gateway
    that overlooks the filter answers with activities of all kinds, and an email that is taken for
    one of them would be lost. Raises EgainError where nothing can be asked.
    """
    found = find_by_attribute(connection, attribute, key)
    if not found:
        return Traces()
    ids = []
    words = ""
    for activity_id, read in read_activities(connection, found):
        if isinstance(read, EgainError):
            words = read.message
        elif _carries(read, attribute, key):
            ids.append(activity_id)
    if ids:
        return Traces(tuple(ids))
    doubt = f"{len(found)} activities were answered, and none of them says that it is this email"
    return Traces(doubt=f"{doubt}: {words}" if words else doubt)


def _carries(document: Mapping[str, object], attribute: str, key: str) -> bool:
    for pair in (READERS["attributes"](document) or "").split("; "):
        name, _, values = pair.partition("=")
        if name == attribute and key in values.split(", "):
            return True
    return False
