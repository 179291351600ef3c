"""Owns a steady rate as a bucket of tokens; knows no clock and waits for nothing itself."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Bucket:
    """A token a message; `rate` of them flow in each second, `burst` at most are kept.

    In any window of s seconds at most `rate * s + burst` are taken. The burst is a tenth of a
    second's worth: it makes up for a wait that took longer than it was asked to.
    """

    rate: float
    _tokens: float = field(init=False)
    _at: float = 0.0

    def __post_init__(self) -> None:
        self._tokens = self.burst

    @property
    def burst(self) -> float:
        """As many tokens as are kept at most."""
        return max(1.0, self.rate / 10)

    def take(self, now: float) -> float:
        """Take a token and answer 0; or take none and answer the seconds until there is one."""
        self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate)
        self._at = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self.rate
