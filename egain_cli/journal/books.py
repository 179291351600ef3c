"""Owns the end of a run: what is left open is settled, counted, judged; knows not why it ended."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from egain_cli.books import Books
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
# Where no exit code was recorded for an item: what its status alone says.
_EXIT_CODES = {
    Status.ACCEPTED: ExitCode.OK,
    Status.REJECTED: ExitCode.FAILED,
    Status.INVALID: ExitCode.INVALID,
    Status.UNKNOWN: ExitCode.UNKNOWN,
    Status.SKIPPED: ExitCode.OK,
    Status.NOT_ATTEMPTED: ExitCode.CANCELLED,
}
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
    connection: sqlite3.Connection, run: int, exit_code: int | None, *, stopped: bool = False
) -> Mapping[Status, int]:
    """Settle what a run left open, and write its books: how many items came to what.

    It was interrupted where a stop left something out, and where it died, without exit code.
    """
    stopped = stopped or exit_code in {None, ExitCode.CANCELLED}
    _unsend(connection, run)
    for left, (status, why, code) in _LEFT.items():
        connection.execute(
            "UPDATE items SET status = ?, words = ?, exit_code = ?, ended = ?, "
            "attempts = max(attempts, ?) WHERE id BETWEEN ? AND ? AND status = ?",
            (status, why, code, now(), int(left == SENDING), *span(run), left),
        )
    connection.execute(
        "UPDATE runs SET state = ?, exit_code = ?, ended = ? WHERE number = ?",
        (INTERRUPTED if stopped else DONE, exit_code, now(), run),
    )
    return write(connection, run)


def write(connection: sqlite3.Connection, run: int) -> Mapping[Status, int]:
    """Write into a run's row what its items say."""
    found = count(connection, run)
    counts = {status: found[status] for status in Status}
    connection.execute(_WRITE, (*counts.values(), run))
    return counts


def mend(connection: sqlite3.Connection, run: int) -> None:
    """Write the books of a run anew, and the exit code that it would have had with them."""
    books = _audit(connection, run)
    connection.execute(_WRITE, (*(books.statuses[status] for status in Status), run))
    connection.execute(
        "UPDATE runs SET exit_code = ? WHERE number = ? AND exit_code IS NOT NULL",
        (books.exit_code, run),
    )


def code_of(status: Status, recorded: int | None) -> ExitCode:
    """The exit code of an item; that of its status where another version recorded it."""
    try:
        return _EXIT_CODES[status] if recorded is None else ExitCode(recorded)
    except ValueError:  # one that this version does not know
        return _EXIT_CODES[status]


def is_cut(state: str, exit_code: int | None) -> bool:
    """Whether a stop left something out of a run that is over, which its items need not show."""
    return state == INTERRUPTED and exit_code is not None


def _audit(connection: sqlite3.Connection, run: int) -> Books:
    """The books that follow from a run's items, as `report` has them."""
    books = Books()
    kept = connection.execute("SELECT state, exit_code FROM runs WHERE number = ?", (run,))
    if is_cut(*kept.fetchone()):
        books.fail(ExitCode.CANCELLED)
    found = connection.execute(
        "SELECT status, exit_code, count(*) FROM items WHERE id BETWEEN ? AND ? GROUP BY 1, 2",
        span(run),
    )
    for status, code, number in found:
        if status in _EXIT_CODES:
            books.discovered += number
            books.statuses[Status(status)] += number
            books.exit_codes[code_of(Status(status), code)] += number
    return books


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
            end(connection, run, None)
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
