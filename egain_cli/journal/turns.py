"""Owns the wait for another process's transaction; knows not what is written."""

from __future__ import annotations

import sqlite3
from random import uniform
from time import monotonic, sleep

PATIENCE = 60.0  # seconds
_PAUSE = 0.0002, 0.001  # seconds; SQLite's own pauses grow to 100 ms: one process starved another


def take_turn(connection: sqlite3.Connection) -> None:
    """Begin a transaction that writes, as soon as no other process has one.

    The connection itself must not wait. Raises sqlite3.OperationalError when patience is over.
    """
    until = monotonic() + PATIENCE
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
        sleep(uniform(*_PAUSE))  # noqa: S311 - so that two processes do not keep step
