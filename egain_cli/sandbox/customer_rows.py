"""Owns customers in the store: who is one, and how one is found; knows no route and no answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from egain_cli.sandbox.database import next_number

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_FIND = "SELECT id, address, department, document FROM customers WHERE"


@dataclass(frozen=True, slots=True)
class KeptCustomer:
    """A customer; `document` is the `customer` element that made it, or empty."""

    id: int
    address: str
    department: str
    document: dict[str, Any]


def find_by_ids(connection: sqlite3.Connection, ids: Iterable[int]) -> list[KeptCustomer]:
    """The customers of those ids that there are."""
    return [each for number in ids for each in _find(connection, "id = ?", number)]


def find_by_address(
    connection: sqlite3.Connection, address: str, department: str | None = None
) -> list[KeptCustomer]:
    """The customers of an address, the oldest first; case does not count (inferred)."""
    if department is None:
        return _find(connection, "address = ? ORDER BY id", address.lower())
    return _find(connection, "address = ? AND department = ?", address.lower(), department)


def add_customer(
    connection: sqlite3.Connection,
    address: str,
    department: str,
    document: dict[str, Any],
    *,
    of_world: bool = False,
) -> int:
    """A new customer; returns the id. Call it inside a transaction."""
    number = next_number(connection, "customer")
    text = json.dumps(document, ensure_ascii=False)
    row = (number, address.lower(), department, text, of_world)
    connection.execute("INSERT INTO customers VALUES (?, ?, ?, ?, ?)", row)
    return number


def _find(connection: sqlite3.Connection, condition: str, *values: object) -> list[KeptCustomer]:
    rows = connection.execute(f"{_FIND} {condition}", values)
    return [
        KeptCustomer(number, kept, department, json.loads(document))
        for number, kept, department, document in rows
    ]
