"""Owns settling what was left unknown, once somebody knows; knows not how they found out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.errors import ExitCode
from egain_cli.journal import books, known
from egain_cli.journal.cells import cell, now, run_of, span
from egain_cli.journal.failures import JournalError
from egain_cli.model import Status

if TYPE_CHECKING:
    import sqlite3

    from egain_cli.journal.file import Journal


def settle_unknown(  # noqa: PLR0913 - what a person or a server says of one message
    journal: Journal,
    run: int,
    identity: str,
    *,
    accepted: bool,
    activity_id: str | None = None,
    how: str,
) -> None:
    """Settle an unknown item: it was accepted, or nothing of it arrived and it may be sent again.

    What the run only held, since an earlier one had left it unknown, is settled for that one too.
    `how` says who knows, in words, and is kept as the item's message. Raises JournalError where
    nothing of that identity is unknown in the run.
    """
    status = Status.ACCEPTED if accepted else Status.NOT_ATTEMPTED
    code = ExitCode.OK if accepted else ExitCode.TEMPORARY
    entered = (status, code, cell(activity_id), cell(how))
    journal.write(lambda connection: _settle(connection, run, identity, entered))


def _settle(
    connection: sqlite3.Connection, run: int, identity: str, entered: tuple[object, ...]
) -> None:
    message = known.by_identity(connection, identity)
    attempt = message and _attempt(connection, run, message)
    if message is None or attempt is None:
        hint = "`egain reconcile RUN` lists what is unknown."
        raise JournalError(f"run {run}: {identity} is not unknown there", hint, ExitCode.USAGE)
    told = connection.execute(
        "SELECT id FROM items WHERE message = ? AND status = ? AND (id = ? OR started IS NULL)",
        (message.id, Status.UNKNOWN, attempt),
    ).fetchall()
    connection.executemany(
        "UPDATE items SET status = ?, exit_code = ?, activity_id = ?, words = ? WHERE id = ?",
        [(*entered, item) for (item,) in told],
    )
    if entered[0] is Status.ACCEPTED and attempt > (message.accepted or 0):
        _accept(connection, message, attempt, entered[2])
    _doubt(connection, message)
    for each in {run_of(item) for (item,) in told}:
        books.mend(connection, each)


def _attempt(connection: sqlite3.Connection, run: int, message: known.Message) -> int | None:
    """The sending that a run's item stands for: its own, or the earlier one it was held for."""
    found = connection.execute(
        "SELECT id, started FROM items WHERE message = ? AND id BETWEEN ? AND ? AND status = ?",
        (message.id, *span(run), Status.UNKNOWN),
    ).fetchone()
    if found is None or message.unknown is None:
        return None
    item, started = found
    return message.unknown if started is None else int(item)


def _accept(
    connection: sqlite3.Connection, message: known.Message, attempt: int, activity_id: object
) -> None:
    connection.execute(
        "UPDATE messages SET accepted = ?, accepted_at = ?, activity_id = ? WHERE id = ?",
        (attempt, now(), activity_id, message.id),
    )


def _doubt(connection: sqlite3.Connection, message: known.Message) -> None:
    """What is still unknown of a message: its last sending that is, if none was accepted since."""
    connection.execute(
        "UPDATE messages SET unknown = (SELECT max(id) FROM items WHERE message = ?1 "
        "AND status = ?2 AND started IS NOT NULL AND id > coalesce(messages.accepted, 0)) "
        "WHERE id = ?1",
        (message.id, Status.UNKNOWN),
    )
