"""Owns what a date in a flag or in YAML means; knows no message."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_SHIFT = re.compile(r"([+-])(\d{1,6})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
FORMS = "2026-01-31T09:30:00+01:00, without a zone for local time, or now"


def parse_date(text: str) -> datetime:
    """A date in ISO 8601, aware of its zone; without one it is local time; `now` is now.

    Raises ValueError with what it must look like.
    """
    if text.strip().lower() == "now":
        return datetime.now(UTC)
    try:
        date = datetime.fromisoformat(text.strip())
        return to_utc(date if date.tzinfo else date.astimezone())
    except (ValueError, OverflowError, OSError):  # OSError: Windows, local time before 1970
        raise ValueError(f"must be a date like {FORMS}") from None


def parse_shift(text: str) -> timedelta | None:
    """The time that `+30d` or `-2h` stands for, or None where the text is no shift."""
    match = _SHIFT.fullmatch(text)
    if not match:
        return None
    sign, amount, unit = match.groups()
    return timedelta(**{_UNITS[unit]: int(sign + amount)})


def to_utc(date: datetime) -> datetime:
    """The date in UTC; ValueError for one that UTC cannot hold, such as year 1 in the east."""
    try:
        return date.astimezone(UTC)
    except OverflowError:
        raise ValueError("is out of range") from None
