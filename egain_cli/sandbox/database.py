"""Owns the SQLite file: schema, opening, transactions, counters; knows nothing of what is kept."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from egain_cli.errors import EgainError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APPLICATION_ID = 0x65474149  # "eGAI": tells a store from any other SQLite file
VERSION = 3
_LASTING = ("journal_mode = WAL", "synchronous = NORMAL")
# Nobody opens it again after a crash, so nothing need be written twice or waited for.
_PASSING = ("journal_mode = MEMORY", "synchronous = OFF")
# The two marks at its end are the two constants above.
_SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE counters (name TEXT PRIMARY KEY, last INTEGER NOT NULL);
INSERT INTO counters VALUES
  ('activity', 2794), ('case', 9999), ('customer', 1000), ('attachment', 1010);
CREATE TABLE customers (
  id INTEGER PRIMARY KEY, address TEXT NOT NULL, department TEXT NOT NULL,
  document TEXT NOT NULL, of_world INTEGER NOT NULL);
CREATE INDEX customers_by_address ON customers (address, department);
CREATE TABLE cases (
  id TEXT PRIMARY KEY, department TEXT NOT NULL, status TEXT NOT NULL, subject TEXT NOT NULL,
  created TEXT NOT NULL, customer_id INTEGER, of_world INTEGER NOT NULL);
CREATE TABLE activities (
  id INTEGER PRIMARY KEY, case_id TEXT NOT NULL, customer_id INTEGER NOT NULL,
  received TEXT NOT NULL, department TEXT NOT NULL, sender TEXT NOT NULL, receiver TEXT NOT NULL,
  subject TEXT NOT NULL, attachments INTEGER NOT NULL, warnings TEXT NOT NULL,
  notes TEXT NOT NULL, request INTEGER NOT NULL, faults TEXT NOT NULL,
  headers TEXT NOT NULL, words TEXT NOT NULL, document TEXT NOT NULL,
  canonical TEXT, body BLOB NOT NULL);
CREATE INDEX activities_by_case ON activities (case_id);
CREATE INDEX activities_by_customer ON activities (customer_id);
CREATE INDEX activities_by_date ON activities (received);
CREATE TABLE attachments (
  id INTEGER PRIMARY KEY, activity_id INTEGER NOT NULL, members TEXT NOT NULL,
  content BLOB NOT NULL);
CREATE INDEX attachments_by_activity ON attachments (activity_id);
CREATE TABLE attribute_values (
  name TEXT NOT NULL, value TEXT NOT NULL, activity_id INTEGER NOT NULL,
  PRIMARY KEY (name, value, activity_id)) WITHOUT ROWID;
PRAGMA application_id = 1699168585;
PRAGMA user_version = 3;
COMMIT;
"""


def open_database(path: Path, *, passing: bool = False) -> sqlite3.Connection:
    """The store in `path`, made when there is none; without isolation, see `transaction`.

    A `passing` one, which ends with the program, never waits for the disk.

    Raises EgainError when the file cannot be opened or is not this version's store.
    """
    try:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise _unusable(path, str(error)) from error
    try:
        _prepare(connection)
        for pragma in _PASSING if passing else _LASTING:
            connection.execute(f"PRAGMA {pragma}")
    except (sqlite3.Error, ValueError) as error:
        connection.close()
        raise _unusable(path, str(error)) from error
    connection.create_function("folded", 1, str.casefold, deterministic=True)
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if not tables:
        connection.executescript(_SCHEMA)
    marks = [
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("application_id", "user_version")
    ]
    if marks != [APPLICATION_ID, VERSION]:
        raise ValueError("not a store of this version of the sandbox")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything inside is committed together, or, after an exception, nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def next_number(connection: sqlite3.Connection, name: str, at_least: int = 0) -> int:
    """The next of a series of numbers that never repeat; call it inside a transaction."""
    update = "UPDATE counters SET last = max(last + 1, ?) WHERE name = ?"
    connection.execute(update, (at_least, name))
    found = connection.execute("SELECT last FROM counters WHERE name = ?", (name,)).fetchone()
    return int(found[0])


def _unusable(path: Path, reason: str) -> EgainError:
    hint = "Name another file, or remove that one to begin with an empty store."
    return EgainError(f"{path}: cannot be used as the sandbox's store: {reason}", hint)
