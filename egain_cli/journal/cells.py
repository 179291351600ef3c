"""Owns how values stand in the file: texts, times, numbers of items; knows no table."""

from __future__ import annotations

import time
from datetime import UTC, datetime

_NUMBER_BITS = 32
_LAST = (1 << _NUMBER_BITS) - 1


def item_id(run: int, number: int) -> int:
    """The key of an item: later runs, and later items of a run, have greater ones."""
    return run << _NUMBER_BITS | number


def run_of(item: int) -> int:
    """The run that an item belongs to."""
    return item >> _NUMBER_BITS


def number_of(item: int) -> int:
    """The number of an item in its run."""
    return item & _LAST


def span(run: int) -> tuple[int, int]:
    """The first and the last key that items of a run can have."""
    return item_id(run, 0), item_id(run, _LAST)


def now() -> int:
    """The time in milliseconds; a note for people: what came first is told by numbers."""
    return time.time_ns() // 1_000_000


def moment(milliseconds: int) -> str:
    """A time as ISO 8601 in UTC."""
    then = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return then.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def cell(text: str | None) -> str | bytes | None:
    """A text as the file can hold it: half a surrogate pair makes it bytes."""
    if text is None or text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def words(kept: str | bytes | None) -> str | None:
    """The text that a cell holds, as it was."""
    return kept.decode("utf-8", "surrogatepass") if isinstance(kept, bytes) else kept
