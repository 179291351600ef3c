"""Owns the token bucket of a limit; knows no request and no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from egain_cli.sandbox.faults import Limit


class Bucket:
    """Tokens that come in at a rate, up to a burst; the caller keeps threads apart."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._tokens = float(limit.burst)
        self._filled: float | None = None  # when, by the caller's clock

    def take(self, now: float) -> float:
        """Take a token: 0.0; or the seconds until there is one, and nothing is taken."""
        passed = 0.0 if self._filled is None else max(0.0, now - self._filled)
        self._tokens = min(self._limit.burst, self._tokens + passed * self._limit.rate)
        self._filled = now
        if self._tokens < 1:
            return (1 - self._tokens) / self._limit.rate
        self._tokens -= 1
        return 0.0
