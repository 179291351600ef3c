"""Owns how much an archive may unpack to; knows no archive."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from time import monotonic

from egain_cli.errors import InputError


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds against archives that are made to exhaust a machine.

    `free` bytes may be unpacked whatever they were packed in; beyond that `ratio` times the packed
    size, and `total` at most. Mail packs to a tenth, a bomb to a thousandth. `message` bounds one
    message, which is in memory whole; `depth` counts archives in archives; `until` is when
    unpacking has to end, on the monotonic clock.
    """

    free: int = 64 << 20  # bytes
    ratio: int = 250
    total: int = 100 << 30  # bytes
    message: int = 512 << 20  # bytes
    members: int = 1_000_000
    depth: int = 3
    until: float = inf  # seconds


@dataclass(slots=True)
class Meter:
    """The bytes that came out of something packed; `origin` names it in errors."""

    origin: str
    packed: int
    limits: Limits
    above: Meter | None = None
    unpacked: int = 0

    def count(self, size: int) -> None:
        """Count bytes, here and in what it lies in; InputError beyond the limits."""
        self.unpacked += size
        allowed = max(self.limits.free, self.limits.ratio * self.packed)
        if self.unpacked > min(allowed, self.limits.total):
            words = f"{self.origin}: unpacks to more than {self.unpacked >> 20} MB from "
            raise InputError(
                f"{words}{self.packed} bytes, as only bombs do",
                "Unpack it yourself if you trust it, and name the folder.",
            )
        if monotonic() > self.limits.until:
            raise InputError(f"{self.origin}: takes too long to unpack", "Name its parts.")
        if self.above:
            self.above.count(size)
