"""Owns reading back what became of items, and settling unknown ones; knows no run that lives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from egain_cli.journal.file import Journal
    from egain_cli.journal.verdict import Earlier
    from egain_cli.model import Status


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


@dataclass(frozen=True, slots=True)
class Known:
    """What the journal knows of a message: its last acceptance, and what is still unknown."""

    accepted: Earlier | None
    unknown: Earlier | None


def items(
    journal: Journal, run: int, statuses: Collection[Status] | None = None
) -> Iterator[ItemRow]:
    """The items of a run in the order of their numbers, one at a time."""
    raise NotImplementedError


def reasons(
    journal: Journal, run: int
) -> list[tuple[Status, int | None, str | None, str | None, int]]:
    """Why items came to what they did: (status, http_status, code, message, how many).

    The most frequent first; messages that differ in numbers and ids alone are one group, shown
    as the first of them.
    """
    raise NotImplementedError


def open_unknown(journal: Journal, run: int) -> Iterator[ItemRow]:
    """The items of a run whose message is still unknown."""
    raise NotImplementedError


def identities(journal: Journal, run: int, statuses: Collection[Status]) -> set[str]:
    """The identities of a run's items in these statuses."""
    raise NotImplementedError


def settle_unknown(  # noqa: PLR0913 - what a person or a server says of one message
    journal: Journal,
    run: int,
    identity: str,
    *,
    accepted: bool,
    activity_id: str | None = None,
    how: str,
) -> None:
    """Settle an unknown item: it was accepted, or nothing of it arrived and it may be sent again.

    `how` says who knows, in words, and is kept as the item's message. Raises JournalError where
    there is nothing unknown of that identity in the run.
    """
    raise NotImplementedError


def known(journal: Journal, identity: str) -> Known | None:
    """What is known of a message; None where it was never met."""
    raise NotImplementedError


def states(journal: Journal, identities: Collection[str]) -> dict[str, Known]:
    """What is known of each of these messages; those never met are left out."""
    raise NotImplementedError
