"""Owns runs, past and present: what was asked, when, what came of it; knows no single item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from egain_cli.journal.file import Journal
    from egain_cli.journal.ledger import Ledger
    from egain_cli.model import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """What a run was asked for; holds no secret.

    `options` can be written as JSON: the content options and connection choices as written, for
    `retry`; `sources` are the arguments as given, relative to `folder`.
    """

    verb: str
    target: str
    options: Mapping[str, Any]
    sources: tuple[str, ...]
    folder: str
    sends_always: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """A run as the journal knows it; times are ISO 8601 in UTC."""

    number: int
    record: RunRecord
    started: str
    ended: str | None
    state: Literal["running", "done", "interrupted"]
    counts: Mapping[Status, int]
    discovered: int
    exit_code: int | None
    pid: int
    host: str


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was forgotten: runs, their items; and how many old runs stayed, being still unknown."""

    runs: int
    messages: int
    kept_unknown: int


def begin_run(journal: Journal, record: RunRecord) -> Ledger:
    """Begin a run, after what dead runs left was settled. Raises JournalError."""
    raise NotImplementedError


def join_run(journal: Journal, number: int) -> Ledger:
    """Write to a run that another process began and will close. Raises JournalError."""
    raise NotImplementedError


def list_runs(journal: Journal) -> list[PastRun]:
    """All runs, oldest first, after what dead ones left was settled. Raises JournalError."""
    raise NotImplementedError


def find_run(journal: Journal, name: str) -> PastRun:
    """The run of this number, or the `last`. Raises JournalError for one that is not there."""
    raise NotImplementedError


def prune(journal: Journal, older_than_seconds: float) -> Pruned:
    """Forget runs that ended longer ago than this, but not what keeps messages from doubling."""
    raise NotImplementedError
