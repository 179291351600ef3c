"""What a date in a flag or in YAML means."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.inputs import dates
from egain_cli.inputs.dates import parse_date, parse_shift, to_utc

MEANT = [
    ("2026-01-31T09:30:00Z", datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
    ("2026-01-31T09:30:00+01:00", datetime(2026, 1, 31, 8, 30, tzinfo=UTC)),
    ("2026-01-31 09:30-0530", datetime(2026, 1, 31, 15, 0, tzinfo=UTC)),
    (" 2026-01-31T09:30:00.5Z ", datetime(2026, 1, 31, 9, 30, 0, 500_000, tzinfo=UTC)),
    ("20260131T093000Z", datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
]


@pytest.mark.parametrize(("text", "moment"), MEANT)
def test_a_date_with_a_zone_is_a_moment(text: str, moment: datetime) -> None:
    """ISO 8601 with a zone means one moment, given in UTC."""
    assert parse_date(text) == moment
    assert parse_date(text).tzinfo is UTC


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system sets no zone by TZ")
@pytest.mark.parametrize(("text", "zone", "moment"), [
    ("2026-01-31T09:30", "Europe/Berlin", datetime(2026, 1, 31, 8, 30, tzinfo=UTC)),
    ("2026-07-31T09:30", "Europe/Berlin", datetime(2026, 7, 31, 7, 30, tzinfo=UTC)),
    ("2026-07-31", "Asia/Kolkata", datetime(2026, 7, 30, 18, 30, tzinfo=UTC)),
    ("2026-07-31T09:30Z", "Asia/Kolkata", datetime(2026, 7, 31, 9, 30, tzinfo=UTC)),
])  # fmt: skip
def test_a_date_without_a_zone_is_local_time(
    text: str, zone: str, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A date without a zone is what the clock on the wall says, summer time included."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", zone)
        time.tzset()
        parsed = parse_date(text)
    time.tzset()
    assert parsed == moment


def test_now_is_now() -> None:
    """The word now, in any case, is the present moment."""
    assert abs(parse_date(" NOW ") - datetime.now(UTC)) < timedelta(minutes=1)


NONE = ["", "tomorrow", "2026-02-30", "31.01.2026", "2026-01-31T25:00Z", "+30d",
        "9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+05:00", "10000-01-01"]  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_date_is_told_the_form(text: str) -> None:
    """What is no date, or none that UTC can hold, is a ValueError that shows the form."""
    with pytest.raises(ValueError, match=r"must be a date like 2026-01-31T09:30:00\+01:00"):
        parse_date(text)


SHIFTS = [
    ("+30d", timedelta(days=30)),
    ("-2h", timedelta(hours=-2)),
    ("+90s", timedelta(seconds=90)),
    ("+0m", timedelta()),
    ("+1w", timedelta(days=7)),
    ("30d", None),
    ("+d", None),
    ("+1y", None),
    ("+1.5d", None),
    ("+1234567d", None),
    ("+30d\n", None),
    ("2026-01-31", None),
]


@pytest.mark.parametrize(("text", "shift"), SHIFTS)
def test_a_shift_has_a_sign_a_number_and_a_unit(text: str, shift: timedelta | None) -> None:
    """A shift is a time to add; anything else is none."""
    assert parse_shift(text) == shift


def test_what_utc_cannot_hold_is_out_of_range() -> None:
    """A date at the calendar's edge that has no UTC is a ValueError, not an overflow."""
    edge = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5)))
    with pytest.raises(ValueError, match="out of range"):
        to_utc(edge)
    assert to_utc(edge + timedelta(days=1)).tzinfo is UTC


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)), st.integers(-23, 23))
def test_what_iso_writes_is_read_back(naive: datetime, hours: int) -> None:
    """Any date that was written in ISO 8601 with a zone is read as the same moment."""
    date = naive.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert parse_date(date.isoformat()) == date


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    """Whatever the text, it is a moment in UTC or a ValueError."""
    try:
        zone = parse_date(text).tzinfo
    except ValueError:
        zone = UTC
    assert zone is UTC


def test_a_local_time_that_the_system_cannot_place_is_no_date(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Windows knows no local time before 1970: with a zone such a date can still be written."""

    class OnWindows(datetime):
        def astimezone(self, *_: object) -> NoReturn:
            raise OSError(22, "Invalid argument")

    monkeypatch.setattr(dates, "datetime", OnWindows)
    with pytest.raises(ValueError, match="must be a date like 2026"):
        parse_date("1969-07-20T20:17:40")
