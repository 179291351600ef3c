"""Owns reading the moment that a Date field names, as mailers write it; knows no message."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

_MAX_DATE = 500  # characters; no date has more
_ISO = re.compile(r"\s*[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:")
_BEFORE_ZONE = re.compile(r"\s+(?=[Zz+-])")
_COMMENT = re.compile(r"\([^()]*+\)")
_TIME = re.compile(r"\b([0-9]{1,2})(:[0-9]{2}(?::[0-9]{2})?)(?:\s*([AaPp])\.?[Mm]\b\.?)?")
# Behind a time: its fraction or a year, then a name, a distance from UTC, or both as in GMT+1.
_ZONE = re.compile(
    r"(?P<before>(?:\.[0-9]+)?(?:\s+[0-9]{4}(?![0-9:]))?[\s\"]*)(?P<name>[A-Za-z]{1,5}(?![A-Za-z])\"?)?"
    r"(?:\s?(?P<hours>[+-][0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?(?![0-9]))?"
)
_FRACTION = re.compile(r"\A\.[0-9]+")  # of a second, which travels nowhere
# RFC 5322, 4.3 knows these; a single letter is UTC there, for it was used in both directions.
_KNOWN = (
    "UT", "UTC", "GMT", "AST", "ADT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT",
)  # fmt: skip
_ZONES = {
    "WET": "+0000", "WEST": "+0100", "CET": "+0100", "MET": "+0100", "MEZ": "+0100",
    "CEST": "+0200", "MEST": "+0200", "MESZ": "+0200", "EET": "+0200", "EEST": "+0300",
    "SAST": "+0200", "MSK": "+0300", "MSD": "+0400", "HKT": "+0800", "SGT": "+0800",
    "AWST": "+0800", "JST": "+0900", "KST": "+0900", "ACST": "+0930", "AEST": "+1000",
    "ACDT": "+1030", "AEDT": "+1100", "NZST": "+1200", "NZDT": "+1300", "NST": "-0330",
    "NDT": "-0230", "AKST": "-0900", "AKDT": "-0800", "HST": "-1000",
}  # fmt: skip
_AMBIGUOUS = {"BST": "+0100", "IST": "+0530"}  # the readings that most mail is written in


def read_date(raw: bytes) -> tuple[datetime | None, tuple[str, ...]]:
    """The moment in UTC that a Date field names, None where it names none, and what was assumed.

    What was assumed is in words for a finding about the field.
    """
    plain = raw[:_MAX_DATE].decode("ascii", "replace")
    if _ISO.match(plain):
        return _read_iso(plain.strip())
    for written in dict.fromkeys((_without_comments(plain), plain)):
        clear, doubts = _clear(written)
        parsed = parsedate_tz(clear)
        if parsed is None:
            continue
        found = _moment(parsed, doubts)
        return (found, tuple(doubts)) if found else (None, ())
    return None, ()


def _moment(parsed: tuple[int | None, ...], doubts: list[str]) -> datetime | None:
    """The moment in UTC of what `email` read of a date; what is assumed is added to `doubts`."""
    year, month, day, hour, minute, second = (each or 0 for each in parsed[:6])
    if second > 59:  # a leap second is legal in a message
        doubts.append(f"has second {second}; 59 was taken")
    if 100 <= year < 1000:
        year += 1900  # of three digits, as RFC 5322, 4.3 has it
    try:
        zone = timezone(timedelta(seconds=parsed[9] or 0))
        found = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
        return found.astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None


def _read_iso(plain: str) -> tuple[datetime | None, tuple[str, ...]]:
    """A date as ISO 8601 has it, with a zone or without one."""
    try:
        found = datetime.fromisoformat(_BEFORE_ZONE.sub("", plain))
        if found.tzinfo:
            return found.astimezone(UTC), ()
        return found.replace(tzinfo=UTC), ("names no zone; +0000 was assumed",)
    except (ValueError, OverflowError):
        return None, ()


def _without_comments(plain: str) -> str:
    while (shorter := _COMMENT.sub(" ", plain)) != plain:
        plain = shorter
    return plain


def _clear(written: str) -> tuple[str, list[str]]:
    """A date with its time on 24 hours and its zone as a number, and what was assumed for that."""
    time = _TIME.search(written)
    if time is None:
        return written, []
    rest, doubts = _clear_zone(written[time.end() :])
    hour = int(time.group(1))
    if time.group(3) and hour <= 12:
        hour = hour % 12 + (12 if time.group(3) in "Pp" else 0)
    return f"{written[: time.start()]}{hour:02}{time.group(2)}{rest}", doubts


def _clear_zone(rest: str) -> tuple[str, list[str]]:
    zone = _ZONE.match(rest)
    assert zone  # noqa: S101 - it matches anywhere
    name, hours = (zone["name"] or "").strip('"').upper(), zone["hours"]
    before, behind = zone["before"].rstrip('" \t'), rest[zone.end() :]
    before, rest = _FRACTION.sub("", before), _FRACTION.sub("", rest)
    if hours:
        number = f"{hours[0]}{int(hours[1:]):02}{zone['minutes'] or '00'}"
        return f"{before} {number}{behind}", []
    if name in _KNOWN or len(name) == 1:
        return rest, []
    if name in _ZONES:
        return f"{before} {_ZONES[name]}{behind}", []
    number = _AMBIGUOUS.get(name, "+0000")
    said = f"names the zone {name}, which is not clear" if name else "names no zone"
    return (f"{before} {number}{behind}" if name else rest), [f"{said}; {number} was assumed"]
