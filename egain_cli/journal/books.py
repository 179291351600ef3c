"""Owns the end of a run: what is left open is settled, and counted; knows not why it ended."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from egain_cli.errors import ExitCode
from egain_cli.journal import locks
from egain_cli.journal.cells import now, span
from egain_cli.model import Status

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from pathlib import Path

DISCOVERED = "discovered"
SENDING = "sending"
RUNNING, DONE, INTERRUPTED = "running", "done", "interrupted"
_WRITE = """
UPDATE runs SET accepted = ?, rejected = ?, invalid = ?, unknown = ?, skipped = ?,
  not_attempted = ? WHERE number = ?
"""  # in the order of Status
_LEFT = {
    DISCOVERED: (Status.NOT_ATTEMPTED, "the run ended before its turn", ExitCode.CANCELLED),
    SENDING: (Status.UNKNOWN, "the run ended while it was being sent", ExitCode.UNKNOWN),
}


def count(connection: sqlite3.Connection, run: int) -> Counter[str]:
    """How many items of a run are in which status."""
    found = connection.execute(
        "SELECT status, count(*) FROM items WHERE id BETWEEN ? AND ? GROUP BY status", span(run)
    )
    return Counter(dict(found.fetchall()))


def end(
    connection: sqlite3.Connection, run: int, state: str, exit_code: int | None
) -> Mapping[Status, int]:
    """Settle what a run left open, and write its books: how many items came to what."""
    _unsend(connection, run)
    for left, (status, why, code) in _LEFT.items():
        connection.execute(
            "UPDATE items SET status = ?, words = ?, exit_code = ?, ended = ? "
            "WHERE id BETWEEN ? AND ? AND status = ?",
            (status, why, code, now(), *span(run), left),
        )
    connection.execute(
        "UPDATE runs SET state = ?, exit_code = ?, ended = ? WHERE number = ?",
        (state, exit_code, now(), run),
    )
    return write(connection, run)


def write(connection: sqlite3.Connection, run: int) -> Mapping[Status, int]:
    """Write into a run's row what its items say."""
    found = count(connection, run)
    counts = {status: found[status] for status in Status}
    connection.execute(_WRITE, (*counts.values(), run))
    return counts


def is_running(connection: sqlite3.Connection, run: int) -> bool:
    """Whether the journal holds that a run goes on."""
    found = connection.execute("SELECT 1 FROM runs WHERE number = ? AND state = ?", (run, RUNNING))
    return found.fetchone() is not None


def reopen(connection: sqlite3.Connection, run: int) -> None:
    """Let a run go on whose books were written."""
    connection.execute(
        "UPDATE runs SET state = ?, exit_code = NULL, ended = NULL WHERE number = ?",
        (RUNNING, run),
    )


def bury(connection: sqlite3.Connection, path: Path, run: int) -> bool:
    """Write the books of a run whose process is gone; False where it is alive or has ended."""
    if not is_running(connection, run):
        return False
    with locks.dead(path, run) as dead:
        if dead:
            end(connection, run, INTERRUPTED, None)
    return dead


def open_runs(connection: sqlite3.Connection) -> list[int]:
    """The runs that have not ended, by the journal."""
    found = connection.execute("SELECT number FROM runs WHERE state = ?", (RUNNING,))
    return [run for (run,) in found]


def bury_all(connection: sqlite3.Connection, path: Path) -> None:
    """Write the books of every run whose process is gone."""
    for run in open_runs(connection):
        bury(connection, path, run)


def _unsend(connection: sqlite3.Connection, run: int) -> None:
    left = connection.execute(
        "SELECT message, id FROM items WHERE id BETWEEN ? AND ? AND status = ?",
        (*span(run), SENDING),
    ).fetchall()
    connection.executemany(
        "UPDATE messages SET sending = NULL, unknown = ?2 WHERE id = ?1 AND sending = ?2", left
    )
