"""Owns cases in the store, the world's and new ones; knows no route and no answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from egain_cli.sandbox.database import next_number

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_FIND = """SELECT id, department, status, subject, created, customer_id
    FROM cases WHERE id = ?"""


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A case; one of the world belongs to no customer until a mail joins it."""

    id: str
    department: str
    status: str
    subject: str
    created: str
    customer_id: int | None


def find_cases(connection: sqlite3.Connection, ids: Iterable[str]) -> list[KeptCase]:
    """The cases of those ids that there are."""
    return [KeptCase(*row) for name in ids for row in connection.execute(_FIND, (name,))]


def has_case(connection: sqlite3.Connection, case_id: str) -> bool:
    """Whether there is a case of that id."""
    return bool(find_cases(connection, (case_id,)))


def open_case(connection: sqlite3.Connection, case: KeptCase) -> str:
    """A new case with the members of `case` and an id of its own. Inside a transaction."""
    number = str(next_number(connection, "case"))
    row = (number, case.department, case.status, case.subject, case.created, case.customer_id)
    connection.execute("INSERT INTO cases VALUES (?, ?, ?, ?, ?, ?, 0)", row)
    return number


def join_case(connection: sqlite3.Connection, case: KeptCase) -> None:
    """A mail came into an existing case: it gives what the case does not have yet."""
    sql = """UPDATE cases SET customer_id = coalesce(customer_id, ?),
        subject = CASE subject WHEN '' THEN ? ELSE subject END WHERE id = ?"""
    connection.execute(sql, (case.customer_id, case.subject, case.id))
