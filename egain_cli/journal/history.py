"""Owns reading back what became of items, and what is known of messages; writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from egain_cli.journal import known as messages
from egain_cli.journal.cells import moment, number_of, span, words
from egain_cli.journal.reasons import reasons
from egain_cli.journal.reconciling import settle_unknown
from egain_cli.model import Status

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator

    from egain_cli.journal.file import Journal
    from egain_cli.journal.verdict import Earlier

__all__ = [
    "ItemRow", "Known", "identities", "items", "known", "open_unknown", "reasons",
    "settle_unknown", "states",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """What is recorded of one item; times are ISO 8601 in UTC.

    `status` is None while nothing is settled yet; `started` is when its sending began, None for
    one that this run did not send; `findings` are the ids of its rules.
    """

    number: int
    origin: str
    identity: str | None
    base: str | None
    status: Status | None
    http_status: int | None
    activity_id: str | None
    location: str | None
    code: str | None
    message: str | None
    exit_code: int | None
    attempts: int
    ms: int
    attachments: int
    inline: int
    findings: tuple[str, ...]
    started: str | None
    ended: str | None


_SETTLED = frozenset(Status)
_TEXTS = ("origin", "identity", "base", "activity_id", "location", "code", "message")
_TIMES = ("started", "ended")
_COLUMNS = tuple(each.name for each in fields(ItemRow))
# The columns in the order of ItemRow's members.
_SELECT = """
SELECT items.id, origin, identity, base, status, http_status, items.activity_id, location, code,
  words, exit_code, attempts, ms, attachments, inline, findings, started, ended
FROM items LEFT JOIN messages ON messages.id = items.message WHERE items.id BETWEEN ? AND ?
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What the journal knows of a message: its last acceptance, and what is still unknown."""

    accepted: Earlier | None
    unknown: Earlier | None


def items(
    journal: Journal, run: int, statuses: Collection[Status] | None = None
) -> Iterator[ItemRow]:
    """The items of a run in the order of their numbers, one at a time. Raises JournalError."""
    return _rows(journal, run, _among(statuses), tuple(statuses or ()))


def open_unknown(journal: Journal, run: int) -> Iterator[ItemRow]:
    """The items of a run whose message is still unknown. Raises JournalError."""
    return _rows(journal, run, "AND items.status = 'unknown' AND messages.unknown IS NOT NULL")


def identities(journal: Journal, run: int, statuses: Collection[Status]) -> set[str]:
    """The identities of a run's items in these statuses. Raises JournalError."""
    return {row.identity for row in items(journal, run, statuses) if row.identity is not None}


def known(journal: Journal, identity: str) -> Known | None:
    """What is known of a message; None where it was never met. Raises JournalError."""
    return journal.look(lambda connection: _known(connection, identity))


def states(journal: Journal, identities: Collection[str]) -> dict[str, Known]:
    """What is known of each of these messages; those never met are left out."""
    with journal.reading() as connection:
        found = ((identity, _known(connection, identity)) for identity in identities)
        return {identity: each for identity, each in found if each is not None}


def _known(connection: sqlite3.Connection, identity: str) -> Known | None:
    message = messages.by_identity(connection, identity)
    if message is None:
        return None
    return Known(messages.accepted(connection, message), messages.unknown(connection, message))


def _among(statuses: Collection[Status] | None) -> str:
    if statuses is None:
        return ""
    return f"AND items.status IN ({', '.join('?' * len(statuses))})"


def _rows(
    journal: Journal, run: int, condition: str, values: tuple[str, ...] = ()
) -> Iterator[ItemRow]:
    select = f"{_SELECT} {condition} ORDER BY items.id"
    with journal.reading() as connection:
        for row in connection.execute(select, (*span(run), *values)):
            yield _row(dict(zip(_COLUMNS, row, strict=True)))


def _row(cells: dict[str, Any]) -> ItemRow:
    cells |= {name: words(cells[name]) for name in _TEXTS}
    cells |= {name: moment(cells[name]) for name in _TIMES if cells[name] is not None}
    cells["number"] = number_of(cells["number"])
    cells["base"] = cells["base"] or cells["identity"]
    cells["status"] = Status(cells["status"]) if cells["status"] in _SETTLED else None
    cells["findings"] = tuple((cells["findings"] or "").split())
    return ItemRow(**cells)
