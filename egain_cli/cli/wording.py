"""Owns how durations, counts and moments stand in words; knows not what they are of."""

from __future__ import annotations

from datetime import datetime

_UNITS = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))


def duration(seconds: float) -> str:
    """A duration in its two largest units: `0.4 s`, `4 s`, `1 min 31 s`, `2 d 3 h`."""
    if seconds < 9.95:
        return f"{max(seconds, 0.0):.1f}".removesuffix(".0") + " s"
    rest = round(seconds)
    first = next(place for place, (_, size) in enumerate(_UNITS) if rest >= size)
    words = []
    for unit, size in _UNITS[first : first + 2]:
        number, rest = divmod(rest, size)
        words += [f"{number} {unit}"] if number else []
    return " ".join(words)


def pace(a_second: float) -> str:
    """How many a second, as exact as helps: `0.3`, `96.1`, `1,480`."""
    return f"{a_second:.1f}" if a_second < 100 else f"{a_second:,.0f}"


def several(number: int, noun: str) -> str:
    """A number with its noun, in the plural where it is one: `1 email`, `1,240 emails`."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


def moment(iso: str | None) -> str:
    """A moment as people here write it, to the second; what is no moment stays as it is."""
    if not iso:
        return "-"
    try:
        return datetime.fromisoformat(iso).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, OverflowError):
        return iso


def seconds_between(start: str | None, end: str | None) -> float | None:
    """The seconds from one moment to another; None where one of them is none, or clocks jumped."""
    try:
        passed = datetime.fromisoformat(end or "") - datetime.fromisoformat(start or "")
    except (ValueError, TypeError):
        return None
    return max(passed.total_seconds(), 0.0)
