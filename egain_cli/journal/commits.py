"""Owns that what is recorded is durable, and that many share one commit; knows no table.

Whoever comes first leads: it takes what has gathered meanwhile into one transaction, and wakes
the others once that is on the disk. A lone thread commits by itself, without any waiting. What
nobody waits for goes with the next transaction, always in the order in which it came.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast

from egain_cli.journal.failures import JournalError, unrecorded
from egain_cli.journal.late import Late
from egain_cli.journal.presence import GoneError
from egain_cli.journal.turns import take_turn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")


class _Ticket:
    """A request and what came of it; its lock is opened when it is done, or is to lead."""

    __slots__ = ("error", "leads", "lost", "request", "result", "waits", "woken")

    def __init__(
        self,
        request: Callable[[sqlite3.Connection], Any],
        *,
        waits: bool,
        lost: Callable[[], None] | None = None,
    ) -> None:
        self.request = request
        self.lost = lost
        self.result: Any = None
        self.error: BaseException | None = None
        self.leads = False
        self.waits = waits
        self.woken = Lock()
        self.woken.acquire()


class Commits:
    """The writing side of a journal; `failure` is the error of the first commit that failed.

    `check` raises GoneError where what was committed just now went into a file that is gone.
    """

    def __init__(
        self, connection: sqlite3.Connection, path: Path, check: Callable[[], None] = lambda: None
    ) -> None:
        self.failure: Exception | None = None
        self._connection = connection
        self._path = path
        self._check = check
        self._mutex = Lock()
        self._waiting: list[_Ticket] = []
        self._led = False
        self._late = Late(self._commit_left)

    def run(self, request: Callable[[sqlite3.Connection], T]) -> T:
        """What a request returns, once what it wrote is durable.

        A request that fails undoes nobody else's; it may be run twice, so it changes nothing but
        the file. Raises what it raises, and JournalError when the commit failed.
        """
        ticket = _Ticket(request, waits=True)
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

    def leave(
        self,
        request: Callable[[sqlite3.Connection], object],
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        """Have a request made durable soon, before any that comes later; see `Late`.

        Where it fails, that is the `failure`, and `lost` is called; not for a file that is gone,
        with which all is lost.
        """
        with self._mutex:
            self._waiting.append(_Ticket(request, waits=False, lost=lost))
            self._late.expect()

    def close(self) -> None:
        """Make durable what was left."""
        self._late.stop()
        self._commit_left()

    def _commit_left(self) -> None:
        if self._waiting:
            with suppress(JournalError):  # it is the `failure`
                self.run(lambda _connection: None)

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
                if ticket.waits and not ticket.leads:
                    ticket.woken.release()

    def _hand_on(self) -> None:
        following = next((ticket for ticket in self._waiting if ticket.waits), None)
        self._led = following is not None
        if following is not None:
            following.leads = True
            following.woken.release()

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
                self._blame(group[0], error)
            else:
                for ticket in group:
                    self._settle([ticket])

    def _transact(self, group: list[_Ticket]) -> None:
        connection = self._connection

        def enter() -> None:
            for ticket in group:
                ticket.result = ticket.request(connection)

        try:
            take_turn(connection, enter)
            connection.execute("COMMIT")
            self._check()
        except BaseException:
            if connection.in_transaction:  # a full disk may have undone it already
                connection.execute("ROLLBACK")
            raise

    def _blame(self, ticket: _Ticket, error: Exception) -> None:
        ticket.error = error
        if ticket.lost:
            self.failure = self.failure or error
            ticket.lost()

    def _fail(self, group: list[_Ticket], error: BaseException) -> None:
        self.failure = self.failure or unrecorded(self._path, error)
        for ticket in group:
            ticket.error = unrecorded(self._path, error)
            if ticket.lost and not isinstance(error, GoneError):
                ticket.lost()


def _is_of_the_file(error: Exception) -> bool:
    """Whether the file failed (full, broken, held, gone), and not what was to be written."""
    of_the_file = (sqlite3.OperationalError, GoneError)
    return isinstance(error, of_the_file) or type(error) is sqlite3.DatabaseError
