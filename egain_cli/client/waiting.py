"""Owns how long a server asks to wait, in whichever words; waits for nothing itself."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from egain_cli.client.answers import Answer

_MAX_WAIT = 7 * 86_400.0  # seconds; whoever names more names no time to wait for
_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,9})?")
_EPOCH = 1_000_000_000  # seconds since 1970; a smaller number is a number of seconds to wait


def wait_seconds(answer: Answer, now: datetime) -> float | None:
    """The seconds that an answer asks to wait, none below 0; None where it asks for nothing.

    `Retry-After` counts first, in seconds or as a date; then `X-RateLimit-Reset`, an ISO date or
    seconds since 1970, or from now where the number is too small for that. A date is held against
    the answer's own `Date`, if it has one, since clocks differ, and against `now` otherwise.
    """
    at = _http_date(answer.headers.get("date", "")) or now
    for name, epoch in (("retry-after", False), ("x-ratelimit-reset", True)):
        seconds = _seconds(answer.headers.get(name, "").strip(), at, epoch=epoch)
        if seconds is not None and seconds <= _MAX_WAIT:
            return max(0.0, seconds)
    return None


def words_of(seconds: float) -> str:
    """A wait as a person reads it, without the full stop."""
    whole = math.ceil(seconds)
    return f"The server asks to wait {whole} second{'' if whole == 1 else 's'}"


def _seconds(text: str, at: datetime, *, epoch: bool) -> float | None:
    if _NUMBER.fullmatch(text):
        number = float(text)
        if epoch and number >= _EPOCH * 1000:
            number /= 1000  # milliseconds, as some count
        return number - at.timestamp() if epoch and number >= _EPOCH else number
    moment = _http_date(text) or (_iso_date(text) if epoch else None)
    return (moment - at).total_seconds() if moment else None


def _http_date(text: str) -> datetime | None:
    try:
        return _in_zone(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _iso_date(text: str) -> datetime | None:
    try:
        return _in_zone(datetime.fromisoformat(text))
    except ValueError:
        return None


def _in_zone(moment: datetime) -> datetime | None:
    """A moment that can be subtracted; without a zone it is UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    offset = moment.utcoffset() or timedelta()
    return moment if abs(offset) <= timedelta(hours=15) and 1970 <= moment.year < 9999 else None
