"""Owns the rows of messages: which one an item is, and what is known of it; knows no run's end."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from egain_cli.journal.cells import moment, run_of, span, words
from egain_cli.journal.verdict import Decision, Earlier, Rule, Verdict
from egain_cli.model import Status

if TYPE_CHECKING:
    import sqlite3

_SELECT = "SELECT id, identity, sending, unknown, accepted, accepted_at, activity_id FROM messages"


class Message(NamedTuple):
    """A row of messages; `sending`, `unknown` and `accepted` are the items that made it so."""

    id: int
    identity: str
    sending: int | None
    unknown: int | None
    accepted: int | None
    accepted_at: int | None
    activity_id: str | None


def by_identity(connection: sqlite3.Connection, identity: str) -> Message | None:
    """The message of this identity, or None where it was never met."""
    found = connection.execute(f"{_SELECT} WHERE identity = ?", (identity,))
    row = found.fetchone()
    return Message(*row) if row else None


def is_any_before(connection: sqlite3.Connection, item: int) -> bool:
    """Whether anything is known of any message by an item before this one."""
    found = connection.execute(
        "SELECT 1 FROM messages WHERE min(ifnull(accepted, ?1), ifnull(unknown, ?1),"
        " ifnull(sending, ?1)) < ?1 LIMIT 1",
        (item,),
    )
    return found.fetchone() is not None


def by_id(connection: sqlite3.Connection, message: int) -> Message:
    """The message of this row."""
    found = connection.execute(f"{_SELECT} WHERE id = ?", (message,))
    return Message(*found.fetchone())


def is_kept(message: Message) -> bool:
    """Whether anything is known that may keep a message from being sent."""
    return any(each is not None for each in (message.sending, message.unknown, message.accepted))


def assign(connection: sqlite3.Connection, run: int, base: str) -> Message:
    """The first copy of this content that the run has not met yet; its row is made when missing."""
    message = by_identity(connection, base)
    if message is None:
        return _insert(connection, base, 1)
    if not _is_met(connection, run, message):
        return message
    ordinal = _next(connection, run, base)
    return by_identity(connection, _identity(base, ordinal)) or _insert(connection, base, ordinal)


def _next(connection: sqlite3.Connection, run: int, base: str) -> int:
    """The ordinal of the next copy of a content that the run met.

    Those that it met have the ordinals from 1 on without a gap, so that the first free one is
    found in a few steps among however many.
    """
    low, high = 1, 2
    while _is_met(connection, run, by_identity(connection, _identity(base, high))):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        met = _is_met(connection, run, by_identity(connection, _identity(base, middle)))
        low, high = (middle, high) if met else (low, middle)
    return high


def _is_met(connection: sqlite3.Connection, run: int, message: Message | None) -> bool:
    return message is not None and bool(
        connection.execute(
            "SELECT 1 FROM items WHERE message = ? AND id BETWEEN ? AND ?",
            (message.id, *span(run)),
        ).fetchone()
    )


def _identity(base: str, ordinal: int) -> str:
    return base if ordinal == 1 else f"{base}-{ordinal}"


def _insert(connection: sqlite3.Connection, base: str, ordinal: int) -> Message:
    identity = _identity(base, ordinal)
    row = connection.execute(
        "INSERT INTO messages (identity, base) VALUES (?, ?)",
        (identity, None if ordinal == 1 else base),
    ).lastrowid
    return Message(row or 0, identity, None, None, None, None, None)


def accepted(connection: sqlite3.Connection, message: Message) -> Earlier | None:
    """The last acceptance of a message."""
    if message.accepted is None:
        return None
    origin, http_status, _ = _item(connection, message.accepted)
    at = moment(message.accepted_at or 0)
    activity = words(message.activity_id)
    return Earlier(run_of(message.accepted), at, activity, origin, http_status)


def unknown(connection: sqlite3.Connection, message: Message) -> Earlier | None:
    """The sending of a message whose outcome is still unknown."""
    if message.unknown is None:
        return None
    return _attempt(connection, message.unknown, Status.UNKNOWN)


def _attempt(connection: sqlite3.Connection, item: int, status: Status) -> Earlier:
    origin, http_status, at = _item(connection, item)
    return Earlier(run_of(item), moment(at), None, origin, http_status, status)


def _item(connection: sqlite3.Connection, item: int) -> tuple[str, int | None, int]:
    found = connection.execute(
        "SELECT origin, http_status, coalesce(ended, started, 0) FROM items WHERE id = ?", (item,)
    ).fetchone()
    return (words(found[0]) or "", found[1], found[2]) if found else ("", None, 0)


def judge(connection: sqlite3.Connection, message: Message, rule: Rule) -> Verdict:
    """What to do with a message that nobody is sending, or that a live run is."""
    identity = message.identity
    if message.sending is not None:
        earlier = _attempt(connection, message.sending, Status.SKIPPED)
        return Verdict(identity, Decision.BUSY, earlier)
    before = accepted(connection, message)
    doubt = unknown(connection, message)
    if rule.again:
        return Verdict(identity, Decision.SEND, before or doubt)
    if doubt:
        decision = Decision.SEND if rule.retry_unknown else Decision.HELD
        return Verdict(identity, decision, doubt)
    return Verdict(identity, Decision.ACCEPTED if before else Decision.SEND, before)
