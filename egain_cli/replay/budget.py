"""Owns how many bytes of messages are in flight at a time; knows not what they are."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from egain_cli.replay.gate import Gate

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True, eq=False)
class Budget:
    """At most `limit` bytes at a time; a message larger than that goes alone."""

    limit: int
    _taken: int = 0
    _gate: Gate = field(default_factory=Gate)

    def take(self, size: int, stopped: Callable[[], bool]) -> bool:
        """Wait until `size` bytes are free and take them; False, with none taken, when stopped."""

        def admit() -> float:
            if self._taken and self._taken + size > self.limit:
                return math.inf
            self._taken += size
            return 0.0

        return self._gate.enter(admit, stopped)

    def give(self, size: int) -> None:
        """Give back what was taken; from any thread."""
        with self._gate.changed:
            self._taken -= size
            self._gate.changed.notify()
