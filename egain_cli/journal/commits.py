"""Owns that what is recorded is durable, and that many share one commit; knows no table.

Whoever comes first leads: it takes what has gathered meanwhile into one transaction, and wakes
the others once that is on the disk. A lone thread commits by itself, without any waiting.
"""

from __future__ import annotations

import sqlite3
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast

from egain_cli.journal.failures import unrecorded

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

T = TypeVar("T")


class _Ticket:
    """A request and what came of it; its lock is opened when it is done, or is to lead."""

    __slots__ = ("error", "leads", "request", "result", "woken")

    def __init__(self, request: Callable[[sqlite3.Connection], Any]) -> None:
        self.request = request
        self.result: Any = None
        self.error: BaseException | None = None
        self.leads = False
        self.woken = Lock()
        self.woken.acquire()


class Commits:
    """The writing side of a journal; `turn` keeps other processes out during a transaction.

    `failure` is the error of the first commit that failed.
    """

    def __init__(
        self, connection: sqlite3.Connection, path: Path, turn: AbstractContextManager[object]
    ) -> None:
        self.failure: Exception | None = None
        self._connection = connection
        self._path = path
        self._turn = turn
        self._mutex = Lock()
        self._waiting: list[_Ticket] = []
        self._led = False

    def run(self, request: Callable[[sqlite3.Connection], T]) -> T:
        """What a request returns, once what it wrote is durable.

        A request that fails undoes nobody else's; it may be run twice, so it changes nothing but
        the file. Raises what it raises, and JournalError when the commit failed.
        """
        ticket = _Ticket(request)
        with self._mutex:
            self._waiting.append(ticket)
            ticket.leads, self._led = not self._led, True
        if not ticket.leads:
            self._wait(ticket)
        if ticket.leads:
            self._lead()
        if ticket.error is not None:
            raise ticket.error
        return cast("T", ticket.result)

    def _wait(self, ticket: _Ticket) -> None:
        try:
            ticket.woken.acquire()
        except BaseException:  # a signal: nobody must wait for one that has gone
            with self._mutex:
                if ticket in self._waiting:
                    self._waiting.remove(ticket)
                    if ticket.leads:
                        self._hand_on()
            raise

    def _lead(self) -> None:
        with self._mutex:
            group, self._waiting = self._waiting, []
        try:
            self._settle(group)
        finally:
            with self._mutex:
                self._hand_on()
            for ticket in group:
                if not ticket.leads:
                    ticket.woken.release()

    def _hand_on(self) -> None:
        self._led = bool(self._waiting)
        if self._waiting:
            self._waiting[0].leads = True
            self._waiting[0].woken.release()

    def _settle(self, group: list[_Ticket]) -> None:
        """Run a group in one transaction; where one of them fails, each in one of its own."""
        try:
            self._transact(group)
        except BaseException as error:  # it is raised where it belongs
            if not isinstance(error, Exception):
                self._fail(group, error)
                raise
            if _is_of_the_file(error):
                self._fail(group, error)
            elif len(group) == 1:
                group[0].error = error
            else:
                for ticket in group:
                    self._settle([ticket])

    def _transact(self, group: list[_Ticket]) -> None:
        connection = self._connection
        with self._turn:
            connection.execute("BEGIN IMMEDIATE")
            try:
                for ticket in group:
                    ticket.result = ticket.request(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # a full disk may have undone it already
                    connection.execute("ROLLBACK")
                raise

    def _fail(self, group: list[_Ticket], error: BaseException) -> None:
        self.failure = self.failure or unrecorded(self._path, error)
        for ticket in group:
            ticket.error = unrecorded(self._path, error)


def _is_of_the_file(error: Exception) -> bool:
    """Whether the file failed (full, broken, held), and not what was to be written."""
    return isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError
