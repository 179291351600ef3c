"""Owns what a run asks of whoever records it, and the one that records nothing; knows no file."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING, Protocol

from egain_cli.journal.ledger import Decision, Rule, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from egain_cli.journal.history import Known
    from egain_cli.model import Outcome


class Recorder(Protocol):
    """What a run writes down, and what it is told of earlier ones; as journal.ledger.Ledger is."""

    def discover(self, origins: Sequence[str]) -> int:
        """Write down that there are these; the first of their numbers."""
        ...

    def look(self, number: int, base: str, rule: Rule) -> Verdict | None:
        """What is known of an email that speaks against sending it; None where nothing does."""
        ...

    def claim(self, number: int, base: str, rule: Rule) -> Verdict:
        """Write down that it is being sent, unless what is known speaks against that."""
        ...

    def identify(self, number: int, base: str) -> str:
        """The identity of an email that is not going to be sent."""
        ...

    def settle(self, number: int, outcome: Outcome) -> None:
        """Write down what became of it."""
        ...


class Unrecorded:
    """Records nothing; `known` is what a journal knows of an identity, for those that only look."""

    def __init__(self, known: Callable[[str], Known | None] = lambda _: None) -> None:
        self._known = known
        self._copies: Counter[str] = Counter()
        self._number = 0
        self._identities: dict[int, str] = {}
        self._lock = threading.Lock()

    def discover(self, origins: Sequence[str]) -> int:
        """The first of as many numbers."""
        first, self._number = self._number + 1, self._number + len(origins)
        return first

    def look(self, number: int, base: str, rule: Rule) -> Verdict | None:
        """What the journal knows, and nothing else."""
        identity = self.identify(number, base)
        known = None if rule.again else self._known(identity)
        if known and known.unknown and not rule.retry_unknown:
            return Verdict(identity, Decision.HELD, known.unknown)
        if known and known.accepted and not known.unknown:
            return Verdict(identity, Decision.ACCEPTED, known.accepted)
        return None

    def claim(self, number: int, base: str, rule: Rule) -> Verdict:  # noqa: ARG002
        """Nothing speaks against it."""
        return Verdict(self.identify(number, base), Decision.SEND, None)

    def identify(self, number: int, base: str) -> str:
        """The key, with the number of the copy from the second on."""
        with self._lock:
            known = self._identities.get(number)
            if known is None:
                self._copies[base] += 1
                copy = self._copies[base]
                known = self._identities[number] = base if copy == 1 else f"{base}-{copy}"
            return known

    def settle(self, number: int, outcome: Outcome) -> None:  # noqa: ARG002
        """Forget it."""
        self._identities.pop(number, None)
