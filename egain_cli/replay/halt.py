"""Owns whether a run goes on: why it stops, how many it may still send; knows no signal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from egain_cli.replay.numbers import ThreadNumber
from egain_cli.replay.setbacks import Setbacks
from egain_cli.replay.why import Why, left_by

if TYPE_CHECKING:
    from egain_cli.client.settle import Settled
    from egain_cli.model import Outcome
    from egain_cli.replay.numbers import Figure, Number


@dataclass(slots=True)
class Halt:
    """Whether, and why, a run stops, `setbacks` among it.

    `quota` is how many may still be sent, None for all.
    """

    reason: Figure = field(default_factory=ThreadNumber)
    quota: Number | None = None
    setbacks: Setbacks = field(default_factory=Setbacks)

    @classmethod
    def of(
        cls, limit: int | None, *, shared: bool, max_errors: int | None = None, workers: int = 1
    ) -> Halt:
        """For a run that may send so many; `shared` with other processes, which inherit it."""
        if not shared:
            quota = None if limit is None else ThreadNumber(limit)
            return cls(quota=quota, setbacks=Setbacks(max_errors, workers))
        from multiprocessing import get_context  # noqa: PLC0415 - hardly ever needed

        spawn = get_context("spawn")
        shared_quota = None if limit is None else spawn.Value("q", limit)
        reason, *counts = (spawn.RawValue("q", 0) for _ in range(4))  # looked at all the time
        return cls(reason, shared_quota, Setbacks(max_errors, workers, *counts))

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

    def heed(self, outcome: Outcome) -> None:
        """Stop where what became of an email is one setback too many."""
        if not self() and (why := self.setbacks.enter(outcome)):
            self.stop(why)

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
