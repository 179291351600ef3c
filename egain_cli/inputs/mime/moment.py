"""Owns when a message happened: its Date, or what is taken instead; knows no other field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from egain_cli.findings import finding
from egain_cli.inputs.dates import parse_date, parse_shift
from egain_cli.inputs.mime import headers

if TYPE_CHECKING:
    from egain_cli.findings import Finding
    from egain_cli.inputs.mime.mapping import Moments
    from egain_cli.inputs.mime.part import Part


def date(
    part: Part, wanted: str, moments: Moments, found: list[Finding]
) -> tuple[datetime | None, str]:
    """The date that an activity gets, and where it is from; None for a shift out of the calendar.

    `wanted` is as in Wanted; ValueError for what is no date. Without a Date that can be read it is
    the newest Received's, else the file's, else now, which a finding says.
    """
    shift = parse_shift(wanted)
    if wanted == "now" and moments.now:
        return moments.now, "now"
    if wanted != "keep" and shift is None:
        return parse_date(wanted), "--date"
    kept, source = _kept(part, moments, found)
    if shift is None:
        return kept, source
    try:
        return kept + (shift or timedelta()), f"{source}, shifted by {wanted}"
    except OverflowError:
        words = f"{kept:%Y-%m-%d} shifted by {wanted} is no date of the calendar"
        found.append(finding("bad-date", "date", words))
        return None, ""


def _kept(part: Part, moments: Moments, found: list[Finding]) -> tuple[datetime, str]:
    if first := headers.first_date(part):
        position, said, doubts = first
        if position:
            words = f"is not readable; taken from the Date field that stands as {position + 1}"
            doubts = (words, *doubts)
        found += [finding("date-replaced", "date", words) for words in doubts]
        return said, "Date"
    others = (
        (headers.received(part), "the newest Received"),
        (moments.file, "the file's time"),
        (moments.now or datetime.now(UTC), "the present moment"),
    )
    taken, source = next((value, words) for value, words in others if value)
    words = f"{'is not readable' if any(part.every('date')) else 'is missing'}; taken from {source}"
    found.append(finding("date-replaced", "date", words))
    return taken, source
