"""Owns what the sandbox remembers of activities; knows no rule and nothing of HTTP answers."""

from __future__ import annotations

import shutil
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from egain_cli.sandbox import activity_rows, case_rows, saving, seeding
from egain_cli.sandbox.database import open_database, transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping

    from egain_cli.sandbox.accepted import Accepted
    from egain_cli.sandbox.activity_rows import Received, Stored
    from egain_cli.sandbox.saving import Request
    from egain_cli.sandbox.world import World

P = ParamSpec("P")
T = TypeVar("T")

_FORGET = (
    "DELETE FROM activities",
    "DELETE FROM attachments",
    "DELETE FROM attribute_values",
    "DELETE FROM customers WHERE NOT of_world",
    "DELETE FROM cases WHERE NOT of_world",
    # What a mail gave to a case of the world goes with the mail.
    "UPDATE cases SET customer_id = NULL, subject = ''",
)


class Store:
    """Activities in a file that survives a restart, or, without a path, in one that goes at close.

    Safe to share between threads: one connection, one lock. Every change is committed when the
    method returns. Raises EgainError when the file cannot be opened or is something else.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._folder = None if path else Path(tempfile.mkdtemp(prefix="egain-sandbox-"))
        self._by_department = False
        self._lock = threading.Lock()
        self._watchers: list[Callable[[], object]] = []
        self._connection = open_database(
            path or Path(f"{self._folder}/activities.sqlite"), passing=not path
        )

    def seed(self, world: World) -> None:
        """Take in the cases and customers of `world`, and how it tells customers apart."""
        self._by_department = world.customers_by_department
        with self._lock, transaction(self._connection):
            seeding.seed(self._connection, world, saving.now())

    def save(self, accepted: Accepted, request: Request) -> int:
        """Keep an accepted request; returns the activity's id. Ids only ever grow."""
        apart = self._by_department
        with self._lock, transaction(self._connection):
            number = saving.save(self._connection, accepted, request, by_department=apart)
        for tell in tuple(self._watchers):
            tell()
        return number

    @contextmanager
    def watched(self, tell: Callable[[], object]) -> Iterator[None]:
        """Call `tell` after each save, in whichever thread that is, while the block lasts."""
        self._watchers.append(tell)
        try:
            yield
        finally:
            self._watchers.remove(tell)

    def ask(
        self,
        question: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """What `question` finds in the database, while nobody else is at it."""
        with self._lock:
            return question(self._connection, *args, **kwargs)

    def newest(self, wanted: Mapping[str, str], limit: int = 50, offset: int = 0) -> list[Stored]:
        """The newest first of those that contain what is wanted: see `activity_rows.FILTERS`."""
        return self.ask(activity_rows.newest, wanted, limit, offset)

    def count(self, wanted: Mapping[str, str] | None = None) -> int:
        """How many activities `newest` would find without a limit."""
        return self.ask(activity_rows.count, wanted or {})

    def get(self, number: int) -> tuple[Stored, Received] | None:
        """One activity and its bulk; None when there is none of that id."""
        return self.ask(activity_rows.received, number)

    def has_case(self, case_id: str) -> bool:
        """Whether there is a case of that id, the world's or a new one."""
        return self.ask(case_rows.has_case, case_id)

    def clear(self) -> None:
        """Forget activities and the customers and cases they made; ids go on as they would have."""
        with self._lock, transaction(self._connection):
            for sql in _FORGET:
                self._connection.execute(sql)

    def close(self) -> None:
        """Let the file go; a temporary one is deleted. Twice is no harm."""
        with self._lock:
            self._connection.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
