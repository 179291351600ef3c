"""Owns the rows of items that are found and claimed; knows not when they become durable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.journal import books, known
from egain_cli.journal.cells import cell, item_id, now, number_of, run_of, span
from egain_cli.journal.failures import JournalError, no_item
from egain_cli.journal.verdict import Decision, Rule, Verdict

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path


def last(connection: sqlite3.Connection, run: int) -> int:
    """The number of the last item that a run found; 0 where it found none."""
    found = connection.execute("SELECT max(id) FROM items WHERE id BETWEEN ? AND ?", span(run))
    return number_of(found.fetchone()[0] or 0)


def discover(
    connection: sqlite3.Connection, run: int, origins: Sequence[str], *, reopen: bool = False
) -> int:
    """Enter items that were found; the first of their numbers.

    `reopen`: a run whose books were written with its only item goes on.
    """
    if reopen:
        books.reopen(connection, run)
    elif not books.is_running(connection, run):
        raise _ended(run)
    first = last(connection, run) + 1
    connection.executemany(
        "INSERT INTO items (id, origin, status) VALUES (?, ?, ?)",
        [
            (item_id(run, number), cell(origin), books.DISCOVERED)
            for number, origin in enumerate(origins, first)
        ],
    )
    return first


def identify(connection: sqlite3.Connection, item: int, base: str) -> known.Message:
    """The message that an item is, decided now where it was not yet."""
    status, message = _waiting(connection, item)
    if message is not None:
        return known.by_id(connection, message)
    if status != books.DISCOVERED:
        raise _ended(run_of(item))
    assigned = known.assign(connection, run_of(item), base)
    connection.execute("UPDATE items SET message = ? WHERE id = ?", (assigned.id, item))
    return assigned


def claim(connection: sqlite3.Connection, path: Path, item: int, base: str, rule: Rule) -> Verdict:
    """Whether this item is to be sent; if so it is marked as being sent."""
    if _claim_new(connection, item, base):
        return Verdict(base, Decision.SEND)
    status, row = _waiting(connection, item)
    if status == books.SENDING:
        message = known.by_id(connection, row or 0)
        return Verdict(message.identity, Decision.BUSY)
    if status != books.DISCOVERED:
        raise _ended(run_of(item))
    if row is None:
        message = known.assign(connection, run_of(item), base)
    else:
        message = known.by_id(connection, row)
    verdict = _judge(connection, path, message, rule)
    started = None
    if verdict.decision is Decision.SEND:
        status, started = books.SENDING, now()
        connection.execute("UPDATE messages SET sending = ? WHERE id = ?", (item, message.id))
    connection.execute(
        "UPDATE items SET message = ?, status = ?, started = ? WHERE id = ?",
        (message.id, status, started, item),
    )
    return verdict


def _claim_new(connection: sqlite3.Connection, item: int, base: str) -> bool:
    """Mark an item as being sent whose content nobody ever met, as most are, in two statements."""
    made = connection.execute(
        "INSERT OR IGNORE INTO messages (identity, sending) VALUES (?, ?)", (base, item)
    )
    if made.rowcount != 1:
        return False
    marked = connection.execute(
        "UPDATE items SET message = ?, status = ?, started = ? "
        "WHERE id = ? AND status = ? AND message IS NULL",
        (made.lastrowid, books.SENDING, now(), item, books.DISCOVERED),
    )
    if marked.rowcount != 1:
        connection.execute("DELETE FROM messages WHERE id = ?", (made.lastrowid,))
    return marked.rowcount == 1


def hold(
    connection: sqlite3.Connection, path: Path, item: int, base: str, rule: Rule
) -> Verdict | None:
    """The verdict on an item that is not to be sent, entered with its identity; else None."""
    status, row = _waiting(connection, item)
    if status != books.DISCOVERED:
        raise _ended(run_of(item))
    message = known.by_id(connection, row) if row else known.assign(connection, run_of(item), base)
    verdict = _judge(connection, path, message, rule)
    if verdict.decision is Decision.SEND:
        return None
    connection.execute("UPDATE items SET message = ? WHERE id = ?", (message.id, item))
    return verdict


def _judge(
    connection: sqlite3.Connection, path: Path, message: known.Message, rule: Rule
) -> Verdict:
    if message.sending is not None and books.bury(connection, path, run_of(message.sending)):
        message = known.by_id(connection, message.id)
    return known.judge(connection, message, rule)


def _waiting(connection: sqlite3.Connection, item: int) -> tuple[str, int | None]:
    found = connection.execute("SELECT status, message FROM items WHERE id = ?", (item,))
    row: tuple[str, int | None] | None = found.fetchone()
    if row is None:
        raise no_item(run_of(item), number_of(item))
    return row


def _ended(run: int) -> JournalError:
    hint = "Run the same command again: it goes on where this run stopped."
    return JournalError(f"run {run} has ended, by another process that found it dead", hint)
