"""Owns forgetting runs that ended long ago, but not what keeps messages from doubling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.frozen import dataclass
from egain_cli.journal import books
from egain_cli.journal.cells import now, span

if TYPE_CHECKING:
    import sqlite3

    from egain_cli.journal.file import Journal


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was forgotten: runs, their items; and how many old runs stayed, being still unknown."""

    runs: int
    messages: int
    kept_unknown: int


def prune(journal: Journal, older_than_seconds: float) -> Pruned:
    """Forget runs that ended longer ago than this, but not what keeps messages from doubling.

    What is known of a message stays: that it was accepted, by which run, as which activity. Runs
    with messages that are still unknown stay whole. Raises JournalError.
    """
    limit = now() - older_than_seconds * 1000
    return journal.write(lambda connection: _prune(connection, limit))


def _prune(connection: sqlite3.Connection, limit: float) -> Pruned:
    old = connection.execute(
        "SELECT number FROM runs WHERE state != ? AND ended < ?", (books.RUNNING, limit)
    ).fetchall()
    forgotten = [run for (run,) in old if not _is_unknown(connection, run)]
    messages = 0
    for run in forgotten:
        messages += connection.execute(
            "DELETE FROM items WHERE id BETWEEN ? AND ?", span(run)
        ).rowcount
        connection.execute("DELETE FROM runs WHERE number = ?", (run,))
    if forgotten:
        connection.execute(
            "DELETE FROM messages WHERE sending IS NULL AND unknown IS NULL AND accepted IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM items WHERE items.message = messages.id)"
        )
    return Pruned(len(forgotten), messages, len(old) - len(forgotten))


def _is_unknown(connection: sqlite3.Connection, run: int) -> bool:
    """Whether a message of this run is still unknown, so that its items are needed."""
    found = connection.execute(
        "SELECT 1 FROM items JOIN messages ON messages.id = items.message "
        "WHERE items.id BETWEEN ? AND ? AND items.status = 'unknown' "
        "AND messages.unknown IS NOT NULL LIMIT 1",
        span(run),
    )
    return found.fetchone() is not None
