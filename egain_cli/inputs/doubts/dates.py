"""Owns when a date is odd; knows not where the date came from, and changes none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from egain_cli.findings import finding
from egain_cli.inputs.mime import headers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.findings import Finding
    from egain_cli.inputs.doubts.suspect import Suspect

# Clocks that lost their battery say 1970 or 1980; no mail that is still wanted is as old.
_BEGINNING = datetime(1990, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)  # clocks and zones are wrong by hours
_HINT = "Set another with --date."


def odd_date(suspect: Suspect) -> Iterator[Finding]:
    """A warning for a date in the future, before there was email, or after it was received."""
    date = suspect.activity.date
    if date is None:
        return
    if date > suspect.now + _DAY:
        yield finding("date-odd", "date", f"{date:%Y-%m-%d} lies in the future", _HINT)
    elif date < _BEGINNING:
        yield finding("date-odd", "date", f"{date:%Y-%m-%d} is older than any email", _HINT)
    elif (received := _received(suspect)) and date > received + _DAY:
        words = f"{date:%Y-%m-%d %H:%M} is after the message was received, {received:%Y-%m-%d}"
        yield finding("date-odd", "date", words, _HINT)


def _received(suspect: Suspect) -> datetime | None:
    """When the message was received; None where its own date is not the one that is sent."""
    message = suspect.message
    taken = headers.first_date(message) if message else None
    if message is None or taken is None or taken[1] != suspect.activity.date:
        return None
    return headers.received(message)
