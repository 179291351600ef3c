"""Owns telling from how long answers take whether the server is slowing down; knows no limit."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

_FEWEST = 20  # answers, so that one odd one means nothing
_TIMES = 3.0
_MORE = 0.25  # seconds; below that it is no slowness but the noise of a fast server
_AGEING = 60.0  # seconds in which the usual moves most of the way up to what is


@dataclass(slots=True, eq=False)
class Latency:
    """The usual time of an answer, in seconds, and whether the last window was far above it.

    A window is a whole round of answers, and its median counts. The usual is the smallest median;
    it moves up while the medians are higher, so that a server that became slower for good is
    taken as it is after 20 to 45 seconds of answers.
    """

    usual: float = math.inf
    last: float = 0.0
    slow: bool = False
    _window: list[float] = field(default_factory=list)
    _since: float = 0.0

    def note(self, seconds: float, now: float, in_a_round: int) -> bool:
        """Note an answer; True when it ends a window that was slow."""
        if not self._window:
            self._since = now
        self._window.append(seconds)
        if len(self._window) < max(_FEWEST, in_a_round):
            return False
        self.last = sorted(self._window)[len(self._window) // 2]
        self.slow = self.last > max(_TIMES * self.usual, self.usual + _MORE)
        self._settle(now - self._since)
        self._window.clear()
        return self.slow

    def forget(self) -> None:
        """Begin a new window, after a pause; what is usual stays known."""
        self._window.clear()
        self.slow = False

    def words(self) -> str:
        """What a person should know of it; empty while answers take no longer than usual."""
        if not self.slow:
            return ""
        return f"answers take {self.last:.1f} s, {self.usual:.1f} s is usual"

    def _settle(self, passed: float) -> None:
        if self.last <= self.usual:
            self.usual = self.last
        else:
            self.usual += (self.last - self.usual) * -math.expm1(-passed / _AGEING)
