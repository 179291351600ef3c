"""Owns the count of a run that goes on: how far, how fast, what fails; shows nothing."""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from threading import RLock
from time import monotonic
from typing import TYPE_CHECKING

from egain_cli.errors import ExitCode
from egain_cli.model import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from egain_cli.model import Outcome

_WINDOW = 10.0  # seconds over which the rate is taken
_TOP = 3  # reasons that are shown
_MOST_REASONS = 200  # that are told apart; where each message has one of its own, memory stays flat
_OTHERS = "other reasons"
_WORDS = 160  # characters of what a server said that tell reasons apart
# Ids differ from message to message, and are no reason; those of rules, such as L001, are one.
_NUMBERS = re.compile(r"(?<![A-Za-z\d])\d{3,}")
_NO_FAILURE = (ExitCode.OK, ExitCode.CANCELLED)


@dataclass(frozen=True, slots=True)
class Seen:
    """A run at one moment: `rate` a second of late, `waiting` seconds from now, and `why`.

    `total` is None where nobody counted, `in_flight` where nobody says. `at_least`: there may be
    more than the total.
    """

    done: int
    total: int | None
    at_least: bool
    seconds: float
    rate: float
    in_flight: int | None
    waiting: float
    why: str
    failed: int
    statuses: Mapping[Status, int]
    reasons: Sequence[tuple[str, int]]

    @property
    def left(self) -> float | None:
        """The seconds that are left at this rate; None where that cannot be told."""
        if not self.total or self.at_least or not self.rate:
            return None
        return (self.total - self.done) / self.rate


@dataclass(slots=True)
class Watcher:
    """Counts what is done; `step` and `state` are cheap, and may be called from any thread."""

    total: int | None = None
    at_least: bool = False
    clock: Callable[[], float] = monotonic
    _statuses: Counter[Status] = field(default_factory=Counter)
    _reasons: Counter[str] = field(default_factory=Counter)
    _firsts: dict[str, str] = field(default_factory=dict)
    _failed: int = 0
    _done: int = 0
    _start: float = 0.0
    _state: tuple[int | None, float, str] = (None, 0.0, "")
    _samples: deque[tuple[float, int]] = field(default_factory=deque)
    # Reentrant: a signal that comes in the middle of a step says something, which draws anew.
    _lock: RLock = field(default_factory=RLock)

    def __post_init__(self) -> None:
        """Begin to measure."""
        self._start = self.clock()
        self._samples.append((self._start, 0))

    def step(self, outcome: Outcome) -> None:
        """One more is done, and this is what became of it."""
        reason = "" if outcome.exit_code in _NO_FAILURE else _reason(outcome)
        with self._lock:
            self._done += 1
            self._statuses[outcome.status] += 1
            if reason:
                self._failed += outcome.status is not Status.UNKNOWN
                self._count(reason)

    def state(self, in_flight: int, waiting: float, why: str) -> None:
        """How many are under way now, and for how many seconds all wait for what."""
        self._state = (in_flight, self.clock() + waiting, why)

    def seen(self) -> Seen:
        """The run at this moment; for one display, which asks again and again."""
        with self._lock:
            now, done = self.clock(), self._done
            in_flight, until, why = self._state
            return Seen(
                done, self.total, self.at_least, now - self._start, self._rate(now, done),
                in_flight, max(until - now, 0.0), why, self._failed, dict(self._statuses),
                [(self._firsts[kind], count) for kind, count in self._reasons.most_common(_TOP)],
            )  # fmt: skip

    def _count(self, words: str) -> None:
        """Count a reason among those that differ in numbers alone; the first one stands for all."""
        kind = _NUMBERS.sub("…", words)
        if kind not in self._reasons and len(self._reasons) >= _MOST_REASONS:
            kind = words = _OTHERS
        self._reasons[kind] += 1
        self._firsts.setdefault(kind, words)

    def _rate(self, now: float, done: int) -> float:
        samples = self._samples
        samples.append((now, done))
        while len(samples) > 2 and now - samples[1][0] >= _WINDOW:
            samples.popleft()
        since, before = samples[0]
        return (done - before) / (now - since) if now > since else 0.0


def _reason(outcome: Outcome) -> str:
    said = (outcome.http_status, outcome.code, (outcome.message or "")[:_WORDS])
    return " ".join(str(part) for part in said if part) or outcome.status.replace("_", " ")
