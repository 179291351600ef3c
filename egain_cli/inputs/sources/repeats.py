"""Owns whether a message was found before, by another argument for the same file; reads none."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from egain_cli.inputs.files import STDIN
from egain_cli.inputs.sources.entries import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from egain_cli.inputs.sources.messages import RawMessage


class Repeats:
    """Marks messages that lie where one was found already.

    Only where arguments lie in each other are places remembered, so that else memory stays flat.
    """

    def __init__(self, names: Sequence[str]) -> None:
        places = [_real(name) for name in names if name != STDIN]
        known = set(places)
        self._overlap = len(known) < len(places) or any(
            str(above) in known for place in known for above in Path(place).parents
        )
        self._seen: set[str] = set()

    def mark(self, name: str, message: RawMessage) -> RawMessage:
        """The message that an argument led to, marked where it was met before."""
        if not self._overlap or name == STDIN:
            return message
        place = _real(name) + message.origin.removeprefix(shown(name))
        if place in self._seen:
            return replace(message, repeated=True)
        self._seen.add(place)
        return message


def _real(name: str) -> str:
    """Where a path leads, through all links; itself where it leads nowhere."""
    try:
        return os.path.realpath(name)
    except (OSError, ValueError):
        return name
