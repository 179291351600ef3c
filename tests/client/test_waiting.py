"""How long a server asks to wait."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.client.answers import Answer
from egain_cli.client.waiting import wait_seconds, words_of

NOW = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
EPOCH = int(NOW.timestamp())

WAITS: list[tuple[dict[str, str], float | None]] = [
    ({}, None),
    ({"retry-after": "30"}, 30),
    ({"retry-after": " 0 "}, 0),
    ({"retry-after": "1.5"}, 1.5),
    ({"retry-after": "-5"}, None),
    ({"retry-after": "soon"}, None),
    ({"retry-after": "Mon, 23 Nov 2026 12:01:00 GMT"}, 60),
    ({"retry-after": "Monday, 23-Nov-26 12:01:00 GMT"}, 60),
    ({"retry-after": "Mon, 23 Nov 2026 11:00:00 GMT"}, 0),
    ({"retry-after": "Mon, 23 Nov 2026 13:00:00 GMT", "date": "Mon, 23 Nov 2026 12:59:30 GMT"}, 30),
    ({"retry-after": "999999999"}, None),
    ({"retry-after": str(EPOCH + 10)}, None),
    ({"x-ratelimit-reset": "2026-11-23T12:00:10Z"}, 10),
    ({"x-ratelimit-reset": "2026-11-23T12:00:10.5"}, 10.5),
    ({"x-ratelimit-reset": "2026-11-23T14:00:10+02:00"}, 10),
    ({"x-ratelimit-reset": "Mon, 23 Nov 2026 12:01:00 GMT"}, 60),
    ({"x-ratelimit-reset": str(EPOCH + 20)}, 20),
    ({"x-ratelimit-reset": str((EPOCH + 20) * 1000)}, 20),
    ({"x-ratelimit-reset": "45"}, 45),
    ({"x-ratelimit-reset": "tomorrow"}, None),
    ({"retry-after": "5", "x-ratelimit-reset": "45"}, 5),
    ({"retry-after": "?", "x-ratelimit-reset": "45"}, 45),
]


@pytest.mark.parametrize(("headers", "seconds"), WAITS)
def test_a_wait_is_read_from_each_of_its_forms(
    headers: dict[str, str], seconds: float | None
) -> None:
    """Seconds, dates of two kinds and seconds since 1970; nonsense is no wait."""
    assert wait_seconds(Answer(429, headers, b"", ""), NOW) == seconds


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "The server asks to wait 1 second"), (29.2, "The server asks to wait 30 seconds")],
)
def test_a_wait_is_said_in_whole_seconds(seconds: float, words: str) -> None:
    """None too few."""
    assert words_of(seconds) == words


dates = st.datetimes().map(str) | st.datetimes().map(lambda date: date.strftime("%a, %d %b %Y %T"))
texts = st.text() | dates | st.integers().map(str) | st.floats().map(str)
texts |= st.tuples(dates, st.from_regex(r"[+-]\d{4,}", fullmatch=True)).map(" ".join)


@given(
    st.dictionaries(st.sampled_from(["retry-after", "x-ratelimit-reset", "date"]), texts),
    st.datetimes(datetime(1970, 1, 2), datetime(9990, 1, 1), timezones=st.just(UTC)),
)
def test_no_header_is_too_odd(headers: dict[str, str], now: datetime) -> None:
    """There is a wait of at most a week, or none."""
    seconds = wait_seconds(Answer(503, headers, b"", ""), now)
    assert seconds is None or 0 <= seconds <= 7 * 86_400
