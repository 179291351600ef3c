"""Owns how a member of an archive becomes an entry, whatever the archive; opens nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from egain_cli.errors import InputError
from egain_cli.inputs.sources.entries import HIDDEN, Entry, Search, shown
from egain_cli.inputs.sources.maildir import place_of, reason_to_leave_out
from egain_cli.inputs.sources.names import judge_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from egain_cli.inputs.sources.streams import Stream


LINK = "links in archives"


@dataclass(slots=True)
class Members:
    """The members of an archive as they come: their names, which may recur, and their number."""

    archive: Entry
    search: Search
    names: Counter[str] = field(default_factory=Counter)
    count: int = 0

    def origin(self, path: str) -> str:
        """The origin of the next member; that of a name that recurs says the how-manieth it is."""
        self.count += 1
        path = path.removeprefix("./")
        if self.count > self.search.limits.members:
            words = f"{self.archive.origin}: has more than {self.search.limits.members} members"
            raise InputError(words, "Unpack it yourself if you trust it, and name the folder.")
        self.names[path] += 1
        again = f"({self.names[path]})" if self.names[path] > 1 else ""
        return f"{self.archive.origin}!{shown(path)}{again}"

    def leave_out_link(self, path: str) -> None:
        """Count a link: what it leads to is in the archive by its own name, or not to be read."""
        origin = f"{self.archive.origin}!{shown(path.removeprefix('./'))}"
        if not self.search.ignores(origin, judge_path(path)):
            self.search.left_out.add(origin, LINK)

    def entry(
        self, path: str, origin: str, time: datetime | None, open_it: Callable[[], Stream]
    ) -> Entry | None:
        """The member as an entry, or None where its path says that it is not to be read."""
        left_out = self.search.left_out
        place = place_of(path)
        if place == "tmp":
            left_out.add(origin, HIDDEN, count=False)
            return None
        if not place and self.search.ignores(origin, judge_path(path)):
            return None
        name = path.rpartition("/")[2]
        if place and (reason := reason_to_leave_out(name)):
            left_out.add(origin, reason)
            return None
        return Entry(origin, name, open_it, time, self.archive.depth + 1, certain=bool(place))
