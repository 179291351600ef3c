"""Dates as mailers write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.inputs.mime.date_field import read_date
from egain_cli.inputs.mime.message import Wanted, to_activity

WRITTEN = [
    ("Mon, 2 Mar 2026 08:14:05 CEST", "06:14:05"),
    ("Mon, 2 Mar 2026 08:14:05 cet", "07:14:05"),
    ('Mon, 2 Mar 2026 08:14:05 "CET"', "07:14:05"),
    ("Mon Mar  2 08:14:05 CET 2026", "07:14:05"),
    ("Mon Mar  2 08:14:05 2026 +0100", "07:14:05"),
    ("Mon Mar 02 2026 08:14:05 GMT+0100 (CET)", "07:14:05"),
    ("Mon, 2 Mar 2026 08:14:05 UTC+2", "06:14:05"),
    ("Mon, 2 Mar 2026 08:14:05 +01:00", "07:14:05"),
    ("Mon, 2 Mar 2026 08:14:05 CET +0100", "07:14:05"),
    ("Mon, 2 Mar 2026 08:14:05+0100", "07:14:05"),
    ("Mon, 2 Mar 2026 08:14:05 K", "08:14:05"),
    ("Mon, 2 Mar 2026 10:00:00 PM +0000", "22:00:00"),
    ("Mon, 2 Mar 2026 10:00 p.m. CET", "21:00:00"),
    ("Mon, 2 Mar 2026 12:00:00 AM GMT", "00:00:00"),
    ("Mon, 2 Mar 2026 12:00:00 PM GMT", "12:00:00"),
    ("Mon, 2 Mar 2026 13:00:00 PM GMT", "13:00:00"),
    ("Mon, 2 Mar 126 08:14:05 GMT", "08:14:05"),
]


@pytest.mark.parametrize(("written", "time"), WRITTEN)
def test_what_is_clear_is_read_without_a_word(written: str, time: str) -> None:
    """Zones that have one meaning, twelve hours and three-digit years are what they say."""
    clock = datetime.strptime(time, "%H:%M:%S").replace(2026, 3, 2, tzinfo=UTC)
    assert read_date(written.encode()) == (clock, ())


ASSUMED = [
    ("Mon, 2 Mar 2026 08:14:05 XYZ", "08:14:05", "names the zone XYZ, which is not clear; +0000 was assumed"),
    ("Mon, 2 Mar 2026 08:14:05 BST", "07:14:05", "names the zone BST, which is not clear; +0100 was assumed"),
    ("Mon, 2 Mar 2026 08:14:05 IST", "02:44:05", "names the zone IST, which is not clear; +0530 was assumed"),
    ("Mon, 2 Mar 2026 10:00:00 PM", "22:00:00", "names no zone; +0000 was assumed"),
    ("Mon Mar  2 08:14:05 2026", "08:14:05", "names no zone; +0000 was assumed"),
    ("Mon, 2 Mar 2026 08:14:60 +0000", "08:14:59", "has second 60; 59 was taken"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "time", "words"), ASSUMED)
def test_what_is_assumed_is_told(written: str, time: str, words: str) -> None:
    """A zone that is missing or has no one meaning is named in a finding, with what was taken."""
    clock = datetime.strptime(time, "%H:%M:%S").replace(2026, 3, 2, tzinfo=UTC)
    assert read_date(written.encode()) == (clock, (words,))
    message = b"From: a@b.c\nDate: " + written.encode() + b"\n\nx"
    activity, found = to_activity(message, Wanted())
    assert activity.date == clock
    assert [(each.rule.name, each.message) for each in found] == [("date-replaced", words)]


def test_a_readable_date_counts_more_than_garbage_before_it() -> None:
    """The first Date that can be read is taken, and told when it is not the first."""
    fields = b"From: a@b.c\nDate: garbage\nDate: Mon, 2 Mar 2026 08:14:05 +0000\n"
    activity, found = to_activity(fields + b"\nx", Wanted())
    assert activity.date == datetime(2026, 3, 2, 8, 14, 5, tzinfo=UTC)
    words = [each.message for each in found if each.rule.name == "date-replaced"]
    assert words == ["is not readable; taken from the Date field that stands as 2"]


@given(st.lists(st.sampled_from(
    ["Mon,", " ", "2", "Mar", "2026", "126", "08:14", ":60", "PM", "+1", "+01:00", "GMT", "X", '"', "("]
)).map("".join))  # fmt: skip
def test_any_date_is_read_or_refused(written: str) -> None:
    """Whatever is put together, there is a moment in UTC or none."""
    moment, doubts = read_date(written.encode())
    assert moment.tzinfo is UTC if moment else doubts == ()
