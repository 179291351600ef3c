"""Owns when the next message may go: rate, pauses, how many at a time; knows not what is sent."""

from __future__ import annotations

import math
import random
import threading
import time
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING

from egain_cli.replay.bucket import Bucket
from egain_cli.replay.gate import Gate
from egain_cli.replay.latency import Latency
from egain_cli.replay.limit import Limit
from egain_cli.replay.pauses import Pauses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from egain_cli.replay.gate import Nap


@dataclass(frozen=True, slots=True)
class PaceState:
    """How a run goes just now; `waiting` is the rest of a pause in seconds, 0 without one.

    `why` tells of the pause, or of answers that take long; it is empty while all is well.
    """

    limit: int
    in_flight: int
    waiting: float
    why: str


class _Mine(threading.local):
    """What a thread knows of the message it has in hand."""

    round: int | None = None  # the round it was let in with; None before the first
    again: bool = False  # it was pushed back and comes again


@dataclass(slots=True, eq=False)
class Pace:
    """The pace of a run, shared by its threads; each takes a turn and says how it went.

    A turn and what is said of it belong to one thread. `rate` is in messages a second; `tell`
    gets a line for each pause. `longest` is in seconds. `clock`, `nap` and `chance` are for tests.
    """

    workers: int
    rate: float | None
    stopped: Callable[[], bool]
    tell: Callable[[str], None]
    _: KW_ONLY
    retries: int = 4
    longest: float = 120.0
    clock: Callable[[], float] = time.monotonic
    nap: Nap = threading.Condition.wait
    chance: Callable[[], float] = random.random
    _gate: Gate = field(init=False)
    _limit: Limit = field(init=False)
    _pauses: Pauses = field(init=False)
    _bucket: Bucket | None = field(init=False)
    _latency: Latency = field(default_factory=Latency, init=False)
    _mine: _Mine = field(default_factory=_Mine, init=False)
    _in_flight: int = field(default=0, init=False)
    _round: int = field(default=0, init=False)  # a cut begins a new round

    def __post_init__(self) -> None:
        self._gate = Gate(self.nap)
        self._limit = Limit(self.workers)
        self._pauses = Pauses(self.retries, self.longest, self.chance)
        self._bucket = Bucket(self.rate) if self.rate else None

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Wait for the rate, a pause and a place, and keep the place; False once stopped.

        What was pushed back goes before what comes for the first time: just after a pause it is
        likeliest to be taken, and its retries are few.
        """
        admitted = self._gate.enter(self._admit, self.stopped, first=self._mine.again)
        self._mine.again = False
        try:
            yield admitted
        finally:
            if admitted:
                with self._gate.changed:
                    self._wake_one()
                    self._in_flight -= 1

    def went_well(self, seconds: float) -> None:
        """A definite answer that is no push-back came after so many seconds."""
        with self._gate.changed:
            self._pauses.went_well()
            if self._is_late():
                return
            self._wake_one()
            if self._latency.note(seconds, self.clock(), self._limit.size):
                self._limit.lower()
            elif not self._latency.slow:
                self._limit.grow()

    def pushed_back(self, attempt: int, wait: float | None, why: str) -> bool:
        """429, 503 or no connection to this attempt, counted from 1: whether to try once more.

        `wait` is what the server asks for, in seconds. Everybody pauses, once for all that were
        in flight. False when the retries are used up, when the server asks for more than
        `longest`, and at once, without a pause, while the patience of the run is over.
        """
        with self._gate.changed:
            now = self.clock()
            if self._is_late():
                line = self._pauses.extend(now, wait, why)
            else:
                line = self._pauses.begin(now, wait, why)
                self._limit.cut()
                self._latency.forget()
                self._round += 1
            again = attempt <= self.retries and not self._pauses.given_up
        self._mine.again = again
        if line:
            self.tell(line)
        return again

    def state(self) -> PaceState:
        """How the run goes just now, for whoever watches it."""
        with self._gate.changed:
            waiting = max(0.0, self._pauses.until - self.clock())
            why = self._pauses.why if waiting else self._latency.words()
            return PaceState(self._limit.size, self._in_flight, waiting, why)

    def _is_late(self) -> bool:
        """Whether this thread's message was let in before the last cut, and so adds no news."""
        return self._mine.round is not None and self._mine.round < self._round

    def _wake_one(self) -> None:
        # Called before there is more room. One who waits for the rate is not woken by it.
        if self._in_flight >= self._limit.size:
            self._gate.changed.notify()

    def _admit(self) -> float:
        if self._in_flight >= self._limit.size:
            return math.inf
        now = self.clock()
        if (pause := self._pauses.until - now) > 0:
            return pause
        if self._bucket and (wait := self._bucket.take(now)) > 0:
            return wait
        self._in_flight += 1
        self._mine.round = self._round
        return 0.0
