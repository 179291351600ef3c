"""Owns how a world's cases and customers come into a store, which may have known another world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.sandbox.customer_rows import add_customer

if TYPE_CHECKING:
    import sqlite3

    from egain_cli.sandbox.world import Customer, World

_KNOWN = "UPDATE customers SET of_world = 1 WHERE address = ? AND department = ?"
_CASE = """INSERT INTO cases VALUES (?, ?, ?, '', ?, NULL, 1)
    ON CONFLICT (id) DO UPDATE SET department = excluded.department, status = excluded.status,
    of_world = 1"""
# What another world left behind, and no activity needs.
_STALE = (
    "DELETE FROM cases WHERE NOT of_world AND id NOT IN (SELECT case_id FROM activities)",
    "DELETE FROM customers WHERE NOT of_world AND id NOT IN (SELECT customer_id FROM activities)",
)


def seed(connection: sqlite3.Connection, world: World, now: str) -> None:
    """Make the store's cases and customers those of `world` and of what arrived.

    Ids stay what they were; new cases count on from beyond the world's. Inside a transaction.
    """
    connection.execute("UPDATE cases SET of_world = 0")
    connection.execute("UPDATE customers SET of_world = 0")
    for case in world.cases:
        connection.execute(_CASE, (case.id, case.department, case.status, now))
    for customer in world.customers:
        _seed_customer(connection, customer)
    for sql in _STALE:
        connection.execute(sql)
    highest = "UPDATE counters SET last = max(last, ?) WHERE name = 'case'"
    connection.execute(highest, (world.first_case - 1,))


def _seed_customer(connection: sqlite3.Connection, customer: Customer) -> None:
    found = connection.execute(_KNOWN, (customer.address.lower(), customer.department))
    if not found.rowcount:
        add_customer(connection, customer.address, customer.department, {}, of_world=True)
