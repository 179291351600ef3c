"""Owns why items of a run came to what they did, in groups; knows no person's table."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from egain_cli.journal.cells import span, words
from egain_cli.model import Status

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from egain_cli.journal.file import Journal

Reason = tuple[Status, int | None, str | None, str | None]
# What differs from message to message: an address, an id in hexadecimal, a number.
_OWN = re.compile(r"\S+@\S+|\b(?=[a-f-]*\d)[0-9a-f]{4,}(?:-[0-9a-f]+)*\b|\d+", re.IGNORECASE)
_SETTLED = frozenset(Status)


def reasons(
    journal: Journal, run: int
) -> list[tuple[Status, int | None, str | None, str | None, int]]:
    """Why items came to what they did: (status, http_status, code, message, how many).

    The most frequent first; messages that differ in numbers, ids and addresses alone are one
    group, shown as the first of them. Raises JournalError.
    """
    counts: Counter[Reason] = Counter()
    first: dict[Reason, Reason] = {}
    with journal.reading() as connection:
        for reason in _each(connection, run):
            counts[first.setdefault(_kind(reason), reason)] += 1
    return [(*reason, count) for reason, count in counts.most_common()]


def _each(connection: sqlite3.Connection, run: int) -> Iterator[Reason]:
    found = connection.execute(
        "SELECT status, http_status, code, words FROM items WHERE id BETWEEN ? AND ? ORDER BY id",
        span(run),
    )
    for status, http_status, code, message in found:
        if status in _SETTLED:
            yield Status(status), http_status, words(code), words(message)


def _kind(reason: Reason) -> Reason:
    status, http_status, code, message = reason
    return status, http_status, code, _OWN.sub("#", message) if message else message
