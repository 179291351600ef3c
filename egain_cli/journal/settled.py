"""Owns what is written down of what became of an item and its message; knows no claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.journal import books, known
from egain_cli.journal.cells import cell, now, number_of, run_of
from egain_cli.journal.failures import no_item
from egain_cli.model import Status

if TYPE_CHECKING:
    import sqlite3

    from egain_cli.model import Outcome

_SETTLE = """
UPDATE items SET status = ?, http_status = ?, activity_id = ?, location = ?, code = ?, words = ?,
  exit_code = ?, attempts = ?, ms = ?, attachments = ?, inline = ?, findings = ?, ended = ?
WHERE id = ?
"""
_ACCEPT = """
UPDATE messages SET sending = CASE WHEN sending = ? THEN NULL ELSE sending END, unknown = NULL,
  accepted = ?, accepted_at = ?, activity_id = ?
WHERE id = (SELECT message FROM items WHERE id = ?)
"""


def settle(connection: sqlite3.Connection, item: int, outcome: Outcome) -> None:
    """Enter what became of an item and, where this run sent it, of its message.

    It is late where the run was taken for dead meanwhile: its books are then written again.
    """
    if outcome.status is Status.ACCEPTED and _settle_accepted(connection, item, outcome):
        return
    status, started, row = _settled(connection, item)
    connection.execute(_SETTLE, (*_cells(outcome), now(), item))
    if started is not None:
        _remember(connection, item, known.by_id(connection, row), outcome)
    if status not in {books.DISCOVERED, books.SENDING}:
        books.mend(connection, run_of(item))


def _settle_accepted(connection: sqlite3.Connection, item: int, outcome: Outcome) -> bool:
    """Enter what was being sent and was accepted, as most is, in two statements."""
    at = now()
    values = (*_cells(outcome), at, item, books.SENDING)
    if connection.execute(f"{_SETTLE} AND status = ?", values).rowcount != 1:
        return False
    connection.execute(_ACCEPT, (item, item, at, cell(outcome.activity_id), item))
    return True


def _settled(connection: sqlite3.Connection, item: int) -> tuple[str, int | None, int]:
    found = connection.execute("SELECT status, started, message FROM items WHERE id = ?", (item,))
    row: tuple[str, int | None, int] | None = found.fetchone()
    if row is None:
        raise no_item(run_of(item), number_of(item))
    return row


def _cells(outcome: Outcome) -> tuple[object, ...]:
    ids = " ".join(found.rule.id for found in outcome.findings) or None
    words = (outcome.activity_id, outcome.location, outcome.code, outcome.message)
    numbers = (outcome.exit_code, outcome.attempts, outcome.ms, outcome.attachments, outcome.inline)
    return (outcome.status, outcome.http_status, *map(cell, words), *numbers, ids)


def _remember(
    connection: sqlite3.Connection, item: int, message: known.Message, outcome: Outcome
) -> None:
    sending = None if message.sending == item else message.sending
    unknown = None if message.unknown == item else message.unknown
    accepted = message.accepted, message.accepted_at, message.activity_id
    if outcome.status is Status.ACCEPTED:
        unknown, accepted = None, (item, now(), outcome.activity_id)
    elif outcome.status is Status.UNKNOWN and (
        message.sending == item or item > (message.accepted or 0)
    ):  # told late, it may be settled by a later run already
        unknown = item
    connection.execute(
        "UPDATE messages SET sending = ?, unknown = ?, accepted = ?, accepted_at = ?, "
        "activity_id = ? WHERE id = ?",
        (sending, unknown, *accepted, message.id),
    )
