"""Owns when a run pauses, for how long, and when it has waited enough; waits for nothing itself."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_FIRST = 0.5  # seconds; doubled by each pause in a row
_LONGEST = 30.0  # seconds, where the server names no wait of its own
_WORTH_TELLING = 1.0  # seconds by which a pause may end later than was told


@dataclass(slots=True, eq=False)
class Pauses:
    """The pauses of a run; moments in seconds of one monotonic clock.

    `retries` pauses in a row with nothing going well in between use up the patience of the run,
    as does a server that asks for more than `longest` seconds; then it has `given_up`, and pauses
    no more until something goes well. Each method answers the line to tell, if there is one.
    """

    retries: int
    longest: float
    chance: Callable[[], float] = random.random
    until: float = float("-inf")
    why: str = ""
    given_up: bool = False
    _row: int = 0
    _told: float = float("-inf")

    def went_well(self) -> None:
        """Something went well: patience and back-off begin anew; a pause goes on to its end."""
        self._row = 0
        self.given_up = False

    def begin(self, now: float, wait: float | None, why: str) -> str | None:
        """A push-back: pause, or give up."""
        if self.given_up or (wait or 0) > self.longest:
            return self._too_long(wait, why)
        # Without any retry a single push-back is no reason yet to hurry on.
        if self._row >= max(1, self.retries):
            self.given_up = True
            return f"{why}: {self._row + 1} times in a row, no more waiting until one goes well"
        self._row += 1
        return self._pause(now, wait or self._backoff(), why)

    def extend(self, now: float, wait: float | None, why: str) -> str | None:
        """Another push-back to what was sent before the pause: only a named wait counts."""
        if self.given_up or (wait or 0) > self.longest:
            return self._too_long(wait, why)
        return self._pause(now, wait, why) if wait else None

    def _pause(self, now: float, seconds: float, why: str) -> str | None:
        if now + seconds > self.until:
            self.until, self.why = now + seconds, why
        if now < self._told and self.until <= self._told + _WORTH_TELLING:
            return None
        self._told = self.until
        attempt = f" (attempt {self._row + 1} of {self.retries + 1})" if self.retries else ""
        return f"{why}: waiting {_short(self.until - now)}{attempt}"

    def _backoff(self) -> float:
        whole: float = min(_LONGEST, _FIRST * 2.0 ** min(self._row - 1, 10))
        return whole * (0.5 + self.chance() / 2)

    def _too_long(self, wait: float | None, why: str) -> str | None:
        if self.given_up:
            return None
        self.given_up = True
        asked, most = _short(wait or 0), _short(self.longest)
        return f"{why}: the server asks to wait {asked}, more than the {most} that are waited"


def _short(seconds: float) -> str:
    return f"{seconds:.1f}".removesuffix(".0") + " s"
