"""Owns the line that begins a message of an mbox; knows no mailbox and no message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

# The line and the start of the field after it; a longer line separates nothing (RFC 5322: 998).
LOOK = 1400
_MONTHS = (b"jan", b"feb", b"mar", b"apr", b"may", b"jun",
           b"jul", b"aug", b"sep", b"oct", b"nov", b"dec")  # fmt: skip
_LINE = re.compile(rb"From ([^\r\n]{0,998})(?:\r\n|\n|\r)")
# Whom the line names: one word, a quoted one, or the `jane at site` of a list's archive.
_WHO = rb'(?:\S*|"[^"\r\n]*"\S*|\S+ at \S+)'
_ZONES = rb"(?:\s+(?P<%s>[+-]\d{4}|[a-z]{1,5}(?:\s+dst)?))?"
_MONTH = rb"(?P<%s>" + b"|".join(_MONTHS) + rb")[a-z]*"
_DATE = re.compile(
    rb"(?:" + _WHO + rb"\s+)?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+"
    rb"(?:" + _MONTH % b"month" + rb"\s+(?P<day>\d{1,2})"
    rb"|(?P<day2>\d{1,2})\s+" + _MONTH % b"month2" + rb")"
    rb"(?:,?\s+(?P<year2>\d{4}))?,?\s+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    + _ZONES % b"zone" + rb"(?:\s+(?P<year>\d{4}))?" + _ZONES % b"zone2"
    + rb"(?:\s+remote\s+from\s+\S+)?\s*",
    re.IGNORECASE,
)  # fmt: skip
# Mail programs that write no date write nothing at all, or one word.
_UNDATED = re.compile(rb"\S*[ \t]*")
# A line of the old days (`>From …`) may stand before the first field.
_FIELD_FOLLOWS = re.compile(rb"(?:>From [^\r\n]*(?:\r\n|\n|\r))*[!-9;-~]{1,80}[ \t]*:")
_BLANK = re.compile(rb"(?:\n\r?\n|\r\r)\Z")
_NOTHING_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*\Z")


@dataclass(frozen=True, slots=True)
class Separator:
    """A separating line: its length in bytes with its end, and the time that it names.

    `dated` without a time: it names a day that no calendar has.
    """

    length: int
    dated: bool = False
    time: datetime | None = None


def match_separator(text: bytes, *, undated: bool = False) -> Separator | None:
    """The separator that `text` begins with: `From WHO DATE`, and a header field after it.

    `text` are the LOOK bytes from the line on. `undated` lets a line without a date separate, too:
    in a mailbox that begins with such a line.
    """
    line = _LINE.match(text)
    if not line or not _FIELD_FOLLOWS.match(text, line.end()):
        return None
    date = _DATE.fullmatch(line.group(1))
    if date and (date["year"] or date["year2"]):
        return Separator(line.end(), dated=True, time=_time(date))
    return Separator(line.end()) if undated and _UNDATED.fullmatch(line.group(1)) else None


def begins_mailbox(head: bytes) -> bool:
    """Whether a file with this start is an mbox: its first line is a separator, dated or not."""
    return first_separator(head)[1] is not None


def first_separator(head: bytes) -> tuple[int, Separator | None]:
    """The place of the first line that is not blank, and the separator that it is."""
    stripped = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    return len(head) - len(stripped), match_separator(stripped, undated=True)


def may_separate(before: bytes, offset: int) -> bool:
    """Whether a line with these bytes before it may separate: after a blank line, or first."""
    at_start = offset == len(before) and _NOTHING_BEFORE.match(before)
    return bool(at_start or _BLANK.search(before))


def is_dated(line: bytes) -> bool:
    """Whether a line that begins with `From ` names a date, as separators do."""
    return bool(_DATE.fullmatch(line.removeprefix(b"From ").rstrip(b"\r\n")))


def _time(date: re.Match[bytes]) -> datetime | None:
    """The time in UTC where the line names no other zone by its offset (RFC 4155)."""
    month = _MONTHS.index((date["month"] or date["month2"]).lower()) + 1
    year = int(date["year"] or date["year2"])
    numbers = (date["day"] or date["day2"], date["hour"], date["minute"], date["second"] or b"0")
    day, hour, minute, second = (int(number) for number in numbers)
    zone = date["zone"] or date["zone2"] or b""
    try:
        offset = timedelta(hours=int(zone[:3]), minutes=int(zone[:1] + zone[3:]))
    except ValueError:
        offset = timedelta()
    try:
        written = datetime(year, month, day, hour, minute, second)
        return written.replace(tzinfo=timezone(offset) if abs(offset) < timedelta(1) else UTC)
    except ValueError:
        return None
