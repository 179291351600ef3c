"""Owns which Content-ID an inline part goes by: fit for HTML, and no other's; knows no part."""

from __future__ import annotations

import re
from itertools import chain, count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CONTENT_ID = 255
_MAX_MADE = 200  # characters of one that is made, with room for its number
# What stands in HTML's attributes, CSS and JSON without being written otherwise there.
_FIT = re.compile(r"[\w.@+$!*/:=?^`{|}~#-]+", re.ASCII)
_UNFIT = re.compile(r"[^\w.@+-]+", re.ASCII)


class ContentIds:
    """The Content-IDs that were given, no two of them the same."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        # One count for each id that is made, so that a thousand of one kind are no million steps.
        self._made: dict[str, Iterator[str]] = {}

    def give(self, wanted: str) -> str:
        """The id that is wanted where it is fit and free, else one made of it."""
        given = wanted
        if fit(wanted) != wanted or wanted in self._taken:
            made = _make(wanted)
            numbered = (f"{number}-{made}" for number in count(2))
            names = self._made.setdefault(made, chain([made], numbered))
            given = next(name for name in names if name not in self._taken)
        self.keep(given)
        return given

    def keep(self, content_id: str) -> None:
        """Let somebody have this id, fit or not."""
        self._taken.add(content_id)


def fit(wanted: str) -> str:
    """An id that HTML can refer to as it stands: the one that is wanted, or what is left of it."""
    if _FIT.fullmatch(wanted) and len(wanted) <= MAX_CONTENT_ID:
        return wanted
    return _make(wanted)


def _make(wanted: str) -> str:
    return _UNFIT.sub("-", wanted).strip("-")[:_MAX_MADE] or "inline"
