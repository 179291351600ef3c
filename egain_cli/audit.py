"""Owns what a journal knows of the messages that lie somewhere now; reads none by itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING

from egain_cli.errors import ExitCode
from egain_cli.journal import history
from egain_cli.model import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from egain_cli.inputs.sources.messages import RawMessage
    from egain_cli.journal.file import Journal
    from egain_cli.journal.history import ItemRow, Known
    from egain_cli.model import Draft

_AT_ONCE = 256  # messages that the journal is asked for together
_FAILED = (Status.REJECTED, Status.INVALID, Status.NOT_ATTEMPTED)


class State(StrEnum):
    """What is known of a message that lies there."""

    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    FAILED = "failed"  # in this run: rejected, invalid, not attempted
    MISSING = "missing"  # nothing is known of it
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Audited:
    """A message that lies there, and what is known of it: by which run, and in whose words."""

    origin: str
    key: str
    state: State
    run: int | None = None
    activity_id: str | None = None
    status: Status | None = None
    message: str | None = None


def audit(
    messages: Iterable[RawMessage],
    open_message: Callable[[RawMessage], Draft],
    journal: Journal,
    run: int,
) -> Iterator[Audited]:
    """What the journal knows of each message, read with the options of a run, one after another.

    The second of two identical messages is looked up as the second, as when it was sent. Raises
    JournalError.
    """
    failed = {
        row.identity: row
        for row in history.items(journal, run, _FAILED)
        if row.identity is not None
    }
    found = _identified(messages, open_message)
    while chunk := list(islice(found, _AT_ONCE)):
        known = history.states(journal, [key for _, key, readable in chunk if readable])
        for origin, key, readable in chunk:
            yield (
                _judge(origin, key, known.get(key), failed)
                if readable
                else Audited(origin, key, State.UNREADABLE)
            )


def judge_all(states: Collection[State]) -> ExitCode:
    """What it all comes to: 0 when every message was accepted, 7 when one is unknown.

    3 when some were accepted and some were not; 6 when there is none, or none can be read; else 1.
    """
    if State.UNKNOWN in states:
        return ExitCode.UNKNOWN
    if State.ACCEPTED in states:
        return ExitCode.OK if set(states) == {State.ACCEPTED} else ExitCode.PARTIAL
    return ExitCode.INVALID if set(states) <= {State.UNREADABLE} else ExitCode.FAILED


def _identified(
    messages: Iterable[RawMessage], open_message: Callable[[RawMessage], Draft]
) -> Iterator[tuple[str, str, bool]]:
    """Origin and identity of each message, and whether it can be read; its bytes are let go."""
    copies: Counter[str] = Counter()
    for message in messages:
        draft = open_message(message)
        copies[draft.key] += 1
        number = copies[draft.key]
        key = draft.key if number == 1 else f"{draft.key}-{number}"
        yield draft.origin, key, bool(draft.content)


def _judge(origin: str, key: str, known: Known | None, failed: Mapping[str, ItemRow]) -> Audited:
    if known and (earlier := known.unknown):
        return Audited(origin, key, State.UNKNOWN, earlier.run, status=Status.UNKNOWN)
    if known and (earlier := known.accepted):
        accepted = Status.ACCEPTED
        return Audited(origin, key, State.ACCEPTED, earlier.run, earlier.activity_id, accepted)
    if row := failed.get(key):
        said = (row.http_status, row.code, row.message)
        words = " ".join(str(part) for part in said if part)
        return Audited(origin, key, State.FAILED, status=row.status, message=words)
    return Audited(origin, key, State.MISSING)
