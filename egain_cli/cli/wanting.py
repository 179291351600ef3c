"""Owns which messages are those of a past run that did not arrive; sends nothing, says nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from egain_cli.journal import history
from egain_cli.journal.runs import list_runs
from egain_cli.model import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from egain_cli.inputs.messages import RawMessage, Reading
    from egain_cli.inputs.sources.arguments import Sources
    from egain_cli.journal.file import Journal
    from egain_cli.journal.runs import PastRun

AGAIN = "again"  # among a run's options: it sent whatever was sent before
_LEFT = (Status.REJECTED, Status.INVALID, Status.NOT_ATTEMPTED)
_IN_DOUBT = (Status.ACCEPTED, Status.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Copies:
    """What a run left that sent whatever was sent before: each of identical copies by itself.

    `left` are the identities to be sent, `given` all that the run gave out, `settled` those that it
    or a later run accepted or left unknown.
    """

    left: frozenset[str]
    given: frozenset[str]
    settled: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be sent again: by keys; and by places, what was never read.

    A key is that of the first of several identical messages: each of them gets its own number
    only where all are met, and those that arrived are skipped; with `copies`, where an earlier
    arrival counts for nothing, just those are sent that are meant. A place is an origin without
    the argument that it was found by, so that it is the same where a folder was moved.
    """

    keys: frozenset[str]
    places: frozenset[str]
    copies: Copies | None = None

    def __bool__(self) -> bool:
        return bool(self.keys or self.places)


def find_wanted(journal: Journal, past: PastRun) -> Wanted:
    """What of a past run surely did not arrive, by it or by any since. Raises JournalError."""
    left = history.identities(journal, past.number, _LEFT)
    places = frozenset(
        place_of(row.origin, past.record.sources)
        for row in history.items(journal, past.number, (Status.NOT_ATTEMPTED,))
        if row.identity is None
    )
    if not (past.record.sends_always or past.record.options.get(AGAIN)):
        known = history.states(journal, left)
        left -= {key for key, each in known.items() if each.accepted or each.unknown}
        return Wanted(_keys(left), places)
    settled = _settled_since(journal, past.number)
    given = history.identities(journal, past.number, tuple(Status))
    left -= settled
    return Wanted(_keys(left), places, Copies(frozenset(left), frozenset(given), settled))


def place_of(origin: str, names: Sequence[str]) -> str:
    """An origin without the argument that it was found by."""
    found = [name for name in names if origin.startswith(name)]
    return origin.removeprefix(max(found, key=len, default="")).lstrip("/\\")


def _settled_since(journal: Journal, run: int) -> frozenset[str]:
    runs = [past.number for past in list_runs(journal) if past.number >= run]
    return frozenset().union(*(history.identities(journal, each, _IN_DOUBT) for each in runs))


def _keys(identities: Collection[str]) -> frozenset[str]:
    return frozenset(identity.partition("-")[0] for identity in identities)


@dataclass(slots=True)
class Search:
    """One walk over messages, which looks for those that are wanted."""

    wanted: Wanted
    reading: Reading
    names: Sequence[str]
    met: set[str] = field(default_factory=set)
    _left: dict[str, list[str]] = field(init=False)  # identities by their keys
    _ordinals: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._left = defaultdict(list)
        for identity in sorted(self.wanted.copies.left if self.wanted.copies else ()):
            self._left[identity.partition("-")[0]].append(identity)

    @property
    def missing(self) -> int:
        """How many are wanted that it did not meet."""
        if self.wanted.copies is None:
            return len(self.wanted.keys) + len(self.wanted.places) - len(self.met)
        unmet = len(self.wanted.places) - sum(each.startswith("at ") for each in self.met)
        return unmet + sum(map(len, self._left.values()))

    def count(self, sources: Sources) -> int:
        """How many there are to be sent."""
        return sum(self.choose(message) is not None for message in sources.messages())

    def choose(self, message: RawMessage) -> str | None:
        """None where it is not to be sent, else the identity that it has to have; empty: any.

        What cannot be read may be one that is wanted.
        """
        draft, place = self.reading.open(message), place_of(message.origin, self.names)
        met = {draft.key} & self.wanted.keys
        unread = {f"at {each}" for each in {place} & self.wanted.places}
        self.met |= met | unread
        if not (met or unread):
            return None if draft.content else ""
        if self.wanted.copies is None:
            return ""
        if unread:
            return self._next(draft.key, self.wanted.copies)
        return self._left[draft.key].pop(0) if self._left[draft.key] else None

    def _next(self, key: str, copies: Copies) -> str | None:
        """The identity of one that the run never read: the first that it gave to no copy."""
        while True:
            self._ordinals[key] += 1
            ordinal = self._ordinals[key]
            identity = key if ordinal == 1 else f"{key}-{ordinal}"
            if identity not in copies.given:
                return None if identity in copies.settled else identity
