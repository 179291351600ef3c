"""Owns runs, past and present: what was asked, when, what came of it; knows no single item."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

from egain_cli.errors import ExitCode
from egain_cli.frozen import dataclass
from egain_cli.journal import books, locks
from egain_cli.journal.cells import moment, now
from egain_cli.journal.failures import JournalError
from egain_cli.journal.ledger import Ledger
from egain_cli.journal.pruning import Pruned, prune
from egain_cli.journal.soundness import cannot
from egain_cli.model import Status

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from pathlib import Path

    from egain_cli.journal.file import Journal

__all__ = [
    "PastRun", "Pruned", "RunRecord", "begin_run", "bury_dead", "find_run", "join_run",
    "list_runs", "prune",
]  # fmt: skip

_NO_RUN = "`egain runs` lists those that there are."
_SELECT = (
    "SELECT number, state, record, started, ended, exit_code, pid, host, accepted, rejected, "
    "invalid, unknown, skipped, not_attempted FROM runs"  # the last six in the order of Status
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """What a run was asked for; holds no secret.

    `options` can be written as JSON: the content options and connection choices as written, for
    `retry`; `sources` are the arguments as given, relative to `folder`.
    """

    verb: str
    target: str
    options: Mapping[str, Any]
    sources: tuple[str, ...]
    folder: str
    sends_always: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """A run as the journal knows it; times are ISO 8601 in UTC."""

    number: int
    record: RunRecord
    started: str
    ended: str | None
    state: Literal["running", "done", "interrupted"]
    counts: Mapping[Status, int]
    discovered: int
    exit_code: int | None
    pid: int
    host: str


def begin_run(journal: Journal, record: RunRecord) -> Ledger:
    """Begin a run, after what dead runs left was settled. Raises JournalError."""
    bury_dead(journal)

    def opening(connection: sqlite3.Connection) -> tuple[int, int]:
        return _enter(connection, journal.path, record)

    return Ledger(journal, opening=opening, lone=record.sends_always)


def join_run(journal: Journal, number: int) -> Ledger:
    """Write to a run that another process began, and which that one closes."""
    return Ledger(journal, number)


def bury_dead(journal: Journal) -> None:
    """Settle what runs left whose process is gone; writes nothing where there is none."""
    if journal.look(books.open_runs):
        journal.write(lambda connection: books.bury_all(connection, journal.path))


def list_runs(journal: Journal) -> list[PastRun]:
    """All runs, oldest first, after what dead ones left was settled. Raises JournalError."""
    bury_dead(journal)
    return journal.look(
        lambda connection: [
            _past(connection, row)
            for row in connection.execute(f"{_SELECT} ORDER BY number").fetchall()
        ]
    )


def find_run(journal: Journal, name: str) -> PastRun:
    """The run of this number, or the `last`. Raises JournalError for one that is not there."""
    bury_dead(journal)
    wanted = "(SELECT max(number) FROM runs)" if name == "last" else "?"
    values = () if name == "last" else (_number(name),)
    row = journal.look(
        lambda connection: connection.execute(
            f"{_SELECT} WHERE number = {wanted}", values
        ).fetchone()
    )
    if row is None:
        raise JournalError(f"{journal.path}: there is no run {name}", _NO_RUN, ExitCode.USAGE)
    return journal.look(lambda connection: _past(connection, row))


def _number(name: str) -> int:
    return int(name) if name.isdecimal() and len(name) < 10 else 0


def _enter(connection: sqlite3.Connection, path: Path, record: RunRecord) -> tuple[int, int]:
    """Make the row of a run whose lock is held: its number, and the lock."""
    found = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'runs'").fetchone()
    number = (found[0] if found else 0) + 1
    try:
        while (lock := locks.hold(path, number)) is None:
            number += 1  # that of a process whose own beginning has just failed
    except OSError as error:
        raise cannot(path, "locked", error) from None
    connection.execute(
        "INSERT INTO runs (number, state, record, started, pid, host) VALUES (?, ?, ?, ?, ?, ?)",
        (number, books.RUNNING, json.dumps(asdict(record)), now(), os.getpid(), _host()),
    )
    return number, lock


def _host() -> str:
    """This machine's name; the library's way to it would cost 2 ms."""
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")


def _past(connection: sqlite3.Connection, row: tuple[Any, ...]) -> PastRun:
    number, state, record, started, ended, exit_code, pid, host, *kept = row
    counts = Counter({str(status): count for status, count in zip(Status, kept, strict=True)})
    found = counts if state != books.RUNNING else books.count(connection, number)
    return PastRun(
        number=number,
        record=_record(json.loads(record)),
        started=moment(started),
        ended=None if ended is None else moment(ended),
        state=state,
        counts={status: found[status] for status in Status},
        discovered=sum(found.values()),
        exit_code=exit_code,
        pid=pid,
        host=host,
    )


def _record(members: dict[str, Any]) -> RunRecord:
    return RunRecord(**{**members, "sources": tuple(members["sources"])})
