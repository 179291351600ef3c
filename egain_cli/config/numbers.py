"""Owns what a setting that counts, or spans a time, may be; knows no setting and no file."""

from __future__ import annotations

import re

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}  # seconds
_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)([smhdw]?)")


def parse_workers(text: str) -> int:
    """How many at a time: 1 to 256."""
    return _count(text, 1, 256)


def parse_processes(text: str) -> int:
    """How many processes: 1 to 64."""
    return _count(text, 1, 64)


def parse_retries(text: str) -> int:
    """How often something is tried once more: 0 to 100."""
    return _count(text, 0, 100)


def parse_rate(text: str) -> float | None:
    """How many a second: 0.01 to 100000, or 0 for as many as go."""
    try:
        rate = float(text)
    except ValueError:
        rate = -1.0
    if not (rate == 0 or 0.01 <= rate <= 100_000):
        raise ValueError("must be how many a second, such as 20 or 0.5; 0 is no limit")
    return rate or None


def parse_duration(text: str) -> float:
    """A time in seconds: 90, 90s, 15m, 8h, 30d or 2w."""
    match = _DURATION.fullmatch(text.strip().lower())
    if not match or not float(match[1]):
        raise ValueError("must be a time such as 90s, 15m, 8h, 30d or 2w")
    return float(match[1]) * _UNITS[match[2]]


def _count(text: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text.strip()) or not least <= int(text) <= most:
        raise ValueError(f"must be a whole number from {least} to {most}")
    return int(text)
