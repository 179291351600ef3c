"""Owns what one run writes down, item by item; knows not how a message is read or sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.journal.verdict import Decision, Earlier, Rule, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from egain_cli.model import Outcome, Status

__all__ = ["Decision", "Earlier", "Ledger", "Rule", "Verdict"]


class Ledger:
    """The record of one run, which any thread may write to.

    All but `look` are durable when they return, and raise JournalError when they could not be
    made so; after one such failure every later claim raises it too.
    """

    @property
    def run(self) -> int:
        """The run's number; asking makes the run durable, which it else is with its first item."""
        raise NotImplementedError

    def discover(self, origins: Sequence[str]) -> int:
        """Record items that were found; the first of their consecutive numbers (from 1)."""
        raise NotImplementedError

    def look(self, number: int, base: str, rule: Rule) -> Verdict | None:
        """Whether it is known already that this item is not to be sent; cheap where it is not.

        None: claim it. Else a verdict other than SEND, its identity recorded.
        """
        raise NotImplementedError

    def claim(self, number: int, base: str, rule: Rule) -> Verdict:
        """Give the item its identity and, where the verdict is SEND, mark it as being sent."""
        raise NotImplementedError

    def identify(self, number: int, base: str) -> str:
        """Give an item that is never claimed its identity."""
        raise NotImplementedError

    def settle(self, number: int, outcome: Outcome) -> None:
        """Record what became of an item, and what is known of its message from now on."""
        raise NotImplementedError

    def close(
        self, exit_code: int | None, counts: Mapping[Status, int] | None = None
    ) -> Mapping[Status, int]:
        """End the run and give its lock back; what the items say, which is what is kept.

        What is still discovered becomes not_attempted, what is still being sent unknown.
        """
        raise NotImplementedError
