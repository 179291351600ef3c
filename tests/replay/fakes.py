"""A clock that only moves when someone waits, and a pace that goes by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from egain_cli.replay.pace import Pace

if TYPE_CHECKING:
    import threading


@dataclass
class Clock:
    """Seconds that pass while somebody waits; `stop_at` is when the run is stopped."""

    now: float = 1000.0
    stop_at: float = float("inf")
    lines: list[str] = field(default_factory=list)

    def __call__(self) -> float:
        """What time it is."""
        return self.now

    def nap(self, changed: threading.Condition, seconds: float) -> None:
        """Let the time pass that a thread would have waited."""
        self.now += max(seconds, 1e-6)

    def stopped(self) -> bool:
        """Whether the run is stopped by now."""
        return self.now >= self.stop_at

    def pace(self, workers: int = 4, rate: float | None = None, **options: Any) -> Pace:
        """A pace by this clock, without jitter."""
        given = {"clock": self, "nap": self.nap, "chance": lambda: 1.0, **options}
        return Pace(workers, rate, self.stopped, self.lines.append, **given)


def one_goes_well(pace: Pace, seconds: float = 0.05) -> None:
    """One message goes and is answered."""
    with pace.turn() as go:
        assert go
        pace.went_well(seconds)


def one_is_pushed_back(pace: Pace, attempt: int = 1, wait: float | None = None) -> bool:
    """One message goes and is pushed back; whether it is to be tried again."""
    with pace.turn() as go:
        assert go
        return pace.pushed_back(attempt, wait, "503 Service Unavailable")
