"""Owns what one run writes down, item by item; knows not how a message is read or sent."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from egain_cli.journal import books, entries, known, settled
from egain_cli.journal.cells import item_id, span
from egain_cli.journal.failures import JournalError
from egain_cli.journal.start import Start
from egain_cli.journal.verdict import Decision, Earlier, Rule, Verdict
from egain_cli.model import Status

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence

    from egain_cli.journal.file import Journal
    from egain_cli.model import Outcome

__all__ = ["Decision", "Earlier", "Ledger", "Rule", "Verdict"]


class Ledger:
    """The record of one run, which any thread may write to.

    All but `look` and `settle` are durable when they return, and raise JournalError when they could
    not be made so; after one such failure every later claim raises it too. A run that sends always
    (`lone`) begins with its first claim, so that one message costs two commits; what it found
    before is durable from then on.
    """

    def __init__(
        self,
        journal: Journal,
        number: int | None = None,
        opening: Callable[[sqlite3.Connection], tuple[int, int]] | None = None,
        *,
        lone: bool = False,
    ) -> None:
        self._journal = journal
        self._start = Start(journal, number, opening, late=lone)
        self._lone = lone
        self._ended: tuple[int, Mapping[Status, int]] | None = None
        self._lost: list[tuple[int, Outcome]] = []
        self._first: bool | None = None

    @property
    def run(self) -> int:
        """The run's number; asking makes the run durable, which it else is with its first item."""
        return self._start.number or self._start.write(lambda _connection, run: run)

    @property
    def lost(self) -> list[Outcome]:
        """What was settled and could not be recorded; what was sent of it will pass for unknown."""
        return [outcome for _, outcome in self._lost]

    def discover(self, origins: Sequence[str]) -> int:
        """Record items that were found; the first of their consecutive numbers (from 1)."""
        early = self._start.keep_back(origins)
        if early is not None:
            return early
        return self._start.write(
            lambda connection, run: entries.discover(connection, run, origins, reopen=self._lone)
        )

    def look(self, number: int, base: str, rule: Rule) -> Verdict | None:
        """Whether it is known already that this item is not to be sent; cheap where it is not.

        None: claim it. Else a verdict other than SEND, its identity recorded. What a run that goes
        on at the same time does is for `claim` to find.
        """
        if rule.again or self._is_first():
            return None
        message = self._journal.look(lambda connection: known.by_identity(connection, base))
        if message is None or not known.is_kept(message):
            return None
        path = self._journal.path
        return self._start.write(
            lambda connection, run: entries.hold(connection, path, item_id(run, number), base, rule)
        )

    def _is_first(self) -> bool:
        """Whether no run before this one left anything that is known of a message."""
        if self._first is None:
            begins = span(self.run)[0]
            self._first = not self._journal.look(
                lambda connection: known.is_any_before(connection, begins)
            )
        return self._first

    def claim(self, number: int, base: str, rule: Rule) -> Verdict:
        """Give the item its identity and, where the verdict is SEND, mark it as being sent."""
        self._journal.check_sound()
        path = self._journal.path
        return self._start.write(
            lambda connection, run: entries.claim(
                connection, path, item_id(run, number), base, rule
            )
        )

    def identify(self, number: int, base: str) -> str:
        """Give an item that is never claimed its identity."""
        return self._start.write(
            lambda connection, run: (
                entries.identify(connection, item_id(run, number), base).identity
            )
        )

    def settle(self, number: int, outcome: Outcome) -> None:
        """Record what became of an item, and what is known of its message from now on.

        It is durable before any later record of this process is, and soon: with it a worker's
        message and its next one cost one commit, and no worker ever has two that are being sent.
        Where it cannot be recorded, it is `lost`; the next claim says so, and `close`.
        """
        if self._lone or self._start.number is None:
            self._settle_lone(number, outcome)
            return
        item = item_id(self._start.number, number)
        self._journal.leave(
            lambda connection: settled.settle(connection, item, outcome),
            lambda: self._lost.append((number, outcome)),
        )

    def _settle_lone(self, number: int, outcome: Outcome) -> None:
        """Record an outcome at once, and with the only item's the books of the run."""

        def enter(connection: sqlite3.Connection, run: int) -> Mapping[Status, int] | None:
            settled.settle(connection, item_id(run, number), outcome)
            if not (self._lone and self._start.found == entries.last(connection, run) == 1):
                return None
            return books.end(connection, run, outcome.exit_code)

        counts = self._start.write(enter)
        if counts is not None:
            self._ended = (outcome.exit_code, counts)

    def close(
        self,
        exit_code: int | None,
        counts: Mapping[Status, int] | None = None,
        *,
        stopped: bool = False,
    ) -> Mapping[Status, int]:
        """End the run and give its lock back; what the items say, which is what is kept.

        What is still discovered becomes not_attempted, what is still being sent unknown; `stopped`
        says that a stop left something out. Raises JournalError when something was not recorded,
        and when `counts` says otherwise than the items, after what the items say was written.
        """
        self._first = False  # whatever comes late is looked up, and told that the run has ended
        try:
            kept = self._end(exit_code, stopped)
        finally:
            self._start.give_back()
        self._journal.check_sound()
        if counts is not None and any(kept[status] != counts.get(status, 0) for status in Status):
            raise JournalError(
                f"run {self._start.number}: its items are {kept}, it counted {counts}"
            )
        return kept

    def _end(self, exit_code: int | None, stopped: bool) -> Mapping[Status, int]:
        only = self._ended if self._start.found == 1 and not stopped else None
        if only is not None and only[0] == exit_code:
            return only[1]  # the only item wrote it already
        if self._lost:
            self._settle_lost()
        return self._start.write(
            lambda connection, run: books.end(connection, run, exit_code, stopped=stopped)
        )

    def _settle_lost(self) -> None:
        """Try once more to record what could not be: there may be room again."""
        again = list(self._lost)

        def enter(connection: sqlite3.Connection, run: int) -> None:
            for number, outcome in again:
                settled.settle(connection, item_id(run, number), outcome)

        with suppress(Exception):  # `close` raises what it was that failed
            self._start.write(enter)
            del self._lost[: len(again)]
