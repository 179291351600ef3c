"""Owns the value that is doubted: an item with its raw message, if it has one; finds nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from egain_cli.inputs.mime.tree import Part
    from egain_cli.model import Activity, Item


@dataclass(frozen=True, slots=True)
class Suspect:
    """An item, and what is known besides.

    `message` is the raw message's outermost part, None where an email was made from fields;
    `aliases` are the addresses that eGain answers for; `now` is aware of its zone.
    """

    item: Item
    now: datetime
    message: Part | None = None
    aliases: tuple[str, ...] = ()

    @property
    def activity(self) -> Activity:
        """The activity of the item."""
        return self.item.activity

    def every(self, name: str) -> list[str]:
        """The values of all header fields of this name, in lower case."""
        values = self.message.every(name) if self.message else []
        return [value.decode("ascii", "replace").strip().lower() for value in values]
