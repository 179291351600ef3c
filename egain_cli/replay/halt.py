"""Owns whether a run goes on: why it stops, how many it may still send; knows no signal."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from egain_cli.client.settle import Settled
from egain_cli.errors import ExitCode
from egain_cli.model import Status
from egain_cli.replay.delivery import STOPPED

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from egain_cli.model import Outcome


class Why(IntEnum):
    """Why what is left of a run is not sent any more."""

    GOING_ON = 0
    ASKED = 1  # by a signal: what is under way is finished
    AT_ONCE = 2  # by a second one
    LIMIT = 3
    ERRORS = 4
    DURATION = 5
    UNREACHABLE = 6
    UNRECORDED = 7
    REFUSED = 8
    PUT_OFF = 9  # for longer than a run waits
    LOST = 10  # a process of it: the others finish what is under way


def _left(words: str, exit_code: ExitCode) -> Settled:
    return Settled(status=Status.NOT_ATTEMPTED, message=words, exit_code=exit_code)


_LEFT = MappingProxyType({
    Why.ASKED: STOPPED,
    Why.AT_ONCE: STOPPED,
    Why.LIMIT: _left("not sent: --limit was reached before", ExitCode.OK),
    Why.ERRORS: _left("not sent: --max-errors was reached before", ExitCode.FAILED),
    Why.DURATION: _left("not sent: --max-duration was over before", ExitCode.TEMPORARY),
    Why.UNREACHABLE: _left("not sent: the server took none of those before", ExitCode.TEMPORARY),
    Why.UNRECORDED: _left("not sent: it could not be recorded", ExitCode.FAILED),
    Why.REFUSED: _left("not sent: the server refused all of those before", ExitCode.REFUSED),
    Why.PUT_OFF: _left("not sent: the server asks for a longer wait", ExitCode.TEMPORARY),
    Why.LOST: _left("not sent: a process of the run was lost before", ExitCode.FAILED),
})  # fmt: skip
_WORDS = frozenset(left.message for left in _LEFT.values())


def left_by(why: Why) -> Settled:
    """What becomes of an email that is not sent for this reason."""
    return _LEFT[why]


def is_left(outcome: Outcome) -> bool:
    """Whether an email was not sent because the run had stopped: one reason for all of those."""
    return outcome.status is Status.NOT_ATTEMPTED and outcome.message in _WORDS


class Number(Protocol):
    """A number that several threads, or several processes, share: as multiprocessing.Value is."""

    value: int

    def get_lock(self) -> AbstractContextManager[object]:
        """Nobody else changes the number while it is held."""
        ...


@dataclass(slots=True)
class ThreadNumber:
    """A number that the threads of one process share."""

    value: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get_lock(self) -> threading.Lock:
        """Nobody else changes the number while it is held."""
        return self.lock


@dataclass(slots=True)
class Halt:
    """Whether, and why, a run stops; `quota` is how many may still be sent, None for all."""

    reason: Number = field(default_factory=ThreadNumber)
    quota: Number | None = None

    @classmethod
    def of(cls, limit: int | None, *, shared: bool) -> Halt:
        """For a run that may send so many; `shared` with other processes, which inherit it."""
        if not shared:
            return cls(quota=None if limit is None else ThreadNumber(limit))
        from multiprocessing import get_context  # noqa: PLC0415 - hardly ever needed

        spawn = get_context("spawn")
        quota = None if limit is None else spawn.Value("q", limit)
        return cls(spawn.RawValue("i", 0), quota)  # which is looked at all the time

    def __call__(self) -> bool:
        """Whether nothing more is to be sent."""
        return self.reason.value != Why.GOING_ON

    @property
    def why(self) -> Why:
        """Why the run stops."""
        return Why(self.reason.value)

    def stop(self, why: Why) -> None:
        """Stop for this reason, unless there is one already.

        A process that is lost counts all the same, and more than that the second signal.
        """
        weighs = why is Why.AT_ONCE or (why is Why.LOST and self.why is not Why.AT_ONCE)
        if weighs or not self():
            self.reason.value = why

    def take(self) -> bool:
        """Take one of those that may still be sent; without one left, that stops the run."""
        if self.quota is None:
            return True
        with self.quota.get_lock():
            self.quota.value -= 1
            left = self.quota.value
        if left < 0:
            self.stop(Why.LIMIT)
        return left >= 0

    def give_back(self) -> None:
        """Give one back that was not sent after all."""
        if self.quota is not None:
            with self.quota.get_lock():
                self.quota.value += 1

    @property
    def left(self) -> Settled:
        """What becomes of an email that is not sent for it."""
        return left_by(self.why)
