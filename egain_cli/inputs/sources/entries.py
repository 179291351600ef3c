"""Owns what stands in a folder or an archive, and what was left out of it; opens nothing."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from egain_cli.inputs.sources.limits import Limits
from egain_cli.inputs.sources.names import PASSED_OVER, Verdict, judge, suffix_of, uncompressed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from egain_cli.inputs.sources.streams import Stream


HIDDEN = "hidden or a lock"  # a reason to leave a file out that nobody has to hear
TEMPORARY = "with a temporary ending"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file somewhere: its origin, the name that may say what it is, and how it is opened.

    `depth` counts the archives around it. `listed`: it was found in a folder or an archive, where
    the user did not name it. `certain`: it is one message, whatever it looks like. `size` is that
    of a file of the file system, in bytes; what lies in an archive or came through a pipe has none.
    `whole` gives all of its bytes at once, where that takes less than opening it.
    """

    origin: str
    name: str
    open: Callable[[], Stream]
    time: datetime | None = None
    depth: int = 0
    listed: bool = True
    certain: bool = False
    size: int | None = None
    whole: Callable[[], bytes] | None = None


@dataclass(slots=True)
class LeftOut:
    """What a search passed over, counted by reason, beside how many messages it found.

    `silent`: it is not told one by one.
    """

    found: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    silent: bool = False

    def add(self, origin: str, reason: str, *, count: bool = True) -> None:
        """Leave something out; what nobody takes for mail (locks, hidden files) is not counted."""
        self.counts[reason] += count
        if not self.silent:
            logging.getLogger("egain_cli").debug("left out %s: %s", origin, reason)

    def sentence(self) -> str:
        """What was left out, in words; empty where nothing was."""
        counts = [f"{count} {reason}" for reason, count in self.counts.most_common() if count]
        return f"left out: {', '.join(counts)}" if counts else ""


@dataclass(frozen=True, slots=True)
class Search:
    """What goes along with a search for messages: its limits, and what it passes over."""

    left_out: LeftOut = field(default_factory=LeftOut)
    limits: Limits = field(default_factory=Limits)

    def passes_over(self, entry: Entry) -> bool:
        """Whether the name of something that nobody named keeps it from being opened."""
        if not entry.listed or entry.certain:
            return False
        verdict = judge(entry.name)
        if verdict is Verdict.NOT_MAIL:
            self.left_out.add(entry.origin, f".{suffix_of(uncompressed(entry.name))}")
        return verdict is Verdict.NOT_MAIL or self.ignores(entry.origin, verdict)

    def ignores(self, origin: str, verdict: Verdict) -> bool:
        """Whether the name of a file or a folder says that nothing in it is meant to be read."""
        if verdict in PASSED_OVER:
            hidden = verdict is Verdict.IGNORED
            self.left_out.add(origin, HIDDEN if hidden else TEMPORARY, count=not hidden)
        return verdict in PASSED_OVER


def shown(name: str) -> str:
    r"""A name as an origin shows it: bytes that are no UTF-8 as `\xe9`."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
