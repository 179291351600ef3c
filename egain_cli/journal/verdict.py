"""Owns what may be done with a message, by what is known of it; knows not where that is kept."""

from __future__ import annotations

from enum import StrEnum

from egain_cli.frozen import dataclass
from egain_cli.model import Status


class Decision(StrEnum):
    """What to do with a message."""

    SEND = "send"
    ACCEPTED = "accepted"  # it was accepted before
    HELD = "held"  # it was left unknown before
    BUSY = "busy"  # another live run is sending it, or this very item is being sent


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is known of an earlier sending: its run, when (ISO 8601, UTC), and what it came to.

    `status` is ACCEPTED or UNKNOWN, or SKIPPED where another run is sending it now; `origin` is
    empty and `http_status` None once the run was pruned.
    """

    run: int
    at: str
    activity_id: str | None
    origin: str
    http_status: int | None
    status: Status = Status.ACCEPTED


@dataclass(frozen=True, slots=True)
class Verdict:
    """The identity that an item has in its run, what to do with it, and why."""

    identity: str
    decision: Decision
    earlier: Earlier | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What the user asked for: to send whatever is known, or to send what was left unknown."""

    again: bool = False
    retry_unknown: bool = False
