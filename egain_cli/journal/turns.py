"""Owns the wait for another process's transaction; knows not what is written."""

from __future__ import annotations

import sqlite3
from random import uniform
from time import monotonic, sleep
from typing import TYPE_CHECKING

from egain_cli.computing import AHEAD, TURN

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 60.0  # seconds
_PAUSE = 0.0002, 0.001  # seconds; SQLite's own pauses grow to 100 ms: one process starved another


def take_turn(connection: sqlite3.Connection, enter: Callable[[], None]) -> None:
    """Begin a transaction as soon as no other process has one, and have it filled; not committed.

    No thread of this process computes between the statements, which would each wait for it. The
    connection itself must not wait. Raises sqlite3.OperationalError when patience is over.
    """
    until = monotonic() + PATIENCE
    while True:
        with AHEAD, TURN:
            if _begin(connection, until):
                enter()
                return
        sleep(uniform(*_PAUSE))  # noqa: S311 - so that two processes do not keep step


def _begin(connection: sqlite3.Connection, until: float) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > until:
            raise
        return False
    return True
