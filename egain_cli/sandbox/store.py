"""Owns what the sandbox remembers of activities; knows no rule and nothing of HTTP answers."""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from egain_cli.sandbox.database import next_number, open_database, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from egain_cli.sandbox.rules import Accepted

_FOUND = "FROM activities WHERE ? = '' OR instr(words, ?)"
_ONE = "FROM activities WHERE id = ?"
_INSERT = "INSERT INTO activities VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
LARGEST = 2**63 - 1  # what SQLite calls an integer


@dataclass(frozen=True, slots=True)
class Stored:
    """An activity without its bulk: what a list or a summary shows."""

    id: int
    case_id: str
    customer_id: int
    received: str
    department: str
    sender: str
    receiver: str
    subject: str
    attachments: int
    warnings: tuple[str, ...]


_COLUMNS = tuple(field.name for field in fields(Stored))
_LISTED = ", ".join(_COLUMNS)


@dataclass(frozen=True, slots=True)
class Received:
    """The bulk of an activity: headers and body as received, and the document that was accepted."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    document: dict[str, Any]


class Store:
    """Activities in a file that survives a restart, or, without a path, in one that goes at close.

    Safe to share between threads: one connection, one lock. Every change is committed when the
    method returns. New cases count from `first_case`, which should be clear of the world's own.
    Raises EgainError when the file cannot be opened or is something else.
    """

    def __init__(self, path: Path | None = None, first_case: int = 10_000) -> None:
        self._folder = None if path else Path(tempfile.mkdtemp(prefix="egain-sandbox-"))
        self._first_case = first_case
        self._lock = threading.Lock()
        self._connection = open_database(path or Path(f"{self._folder}/activities.sqlite"))

    def save(self, accepted: Accepted, body: bytes, headers: Iterable[tuple[str, str]]) -> int:
        """Keep an accepted request; returns the activity's id. Ids only ever grow."""
        warnings, pairs = json.dumps(accepted.warnings), json.dumps(list(headers))
        document = json.dumps(accepted.document, ensure_ascii=False)
        with self._lock, transaction(self._connection):
            number = next_number(self._connection, "activity")
            case_id = accepted.case_id or next_number(self._connection, "case", self._first_case)
            row = (
                *(number, str(case_id), self._customer(accepted.sender), _now()),
                *(accepted.department, accepted.sender, accepted.receiver, accepted.subject),
                *(accepted.attachments, warnings, pairs, accepted.words.casefold()),
                *(document, body),
            )
            self._connection.execute(_INSERT, row)
        return number

    def newest(self, query: str = "", limit: int = 50, offset: int = 0) -> list[Stored]:
        """The newest first; `query` is looked for in addresses, subject, file names and texts."""
        sql = f"SELECT {_LISTED} {_FOUND} ORDER BY id DESC LIMIT ? OFFSET ?"
        words = query.casefold()
        return [_stored(row) for row in self._rows(sql, words, words, limit, offset)]

    def count(self, query: str = "") -> int:
        """How many activities `newest` would find without a limit."""
        words = query.casefold()
        return int(self._rows(f"SELECT count(*) {_FOUND}", words, words)[0][0])

    def get(self, number: int) -> tuple[Stored, Received] | None:
        """One activity and its bulk; None when there is none of that id."""
        sql = f"SELECT {_LISTED}, headers, body, document {_ONE}"
        rows = self._rows(sql, min(number, LARGEST))
        if not rows:
            return None
        *summary, headers, body, document = rows[0]
        pairs = tuple((name, value) for name, value in json.loads(headers))
        return _stored(summary), Received(pairs, body, json.loads(document))

    def has_case(self, case_id: str) -> bool:
        """Whether an activity stands in that case."""
        return bool(self._rows("SELECT 1 FROM activities WHERE case_id = ? LIMIT 1", case_id))

    def clear(self) -> None:
        """Forget activities and customers; ids go on from where they were."""
        with self._lock, transaction(self._connection):
            self._connection.execute("DELETE FROM activities")
            self._connection.execute("DELETE FROM customers")

    def close(self) -> None:
        """Let the file go; a temporary one is deleted. Twice is no harm."""
        with self._lock:
            self._connection.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _rows(self, sql: str, *values: object) -> list[Any]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def _customer(self, address: str) -> int:
        """The customer of that address, made when there is none; case does not count."""
        known = "SELECT id FROM customers WHERE address = ?"
        found = self._connection.execute(known, (address.lower(),)).fetchone()
        if found:
            return int(found[0])
        number = next_number(self._connection, "customer")
        insert = "INSERT INTO customers VALUES (?, ?)"
        self._connection.execute(insert, (address.lower(), number))
        return number


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _stored(row: Any) -> Stored:
    members = dict(zip(_COLUMNS, row, strict=True))
    members["warnings"] = tuple(json.loads(members["warnings"]))
    return Stored(**members)
