"""Owns what bounds a message of an mbox: its separator, its Content-Length; splits no mailbox."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import IO

# The line and the start of the field after it; a longer line separates nothing (RFC 5322: 998).
LOOK = 1400
NEAR = 4  # bytes that may stand between the counted end of a body and a separator
HEADER_END = re.compile(rb"\r\n\r\n|\n\r?\n|\r\r")
_HEADER = 1 << 15  # bytes in which the end of a header and a Content-Length are looked for
_LENGTH = re.compile(rb"(?im)^content-length[ \t]*:[ \t]*(\d{1,15})[ \t]*\r?$")
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
# Fields that messages have and that texts seldom name, two of them in a row of fields.
_USUAL = re.compile(
    rb"(?:^|[\r\n])(from|to|cc|subject|date|received|return-path|delivered-to|message-id|mime-version|"
    rb"reply-to|sender|content-type)[ \t]*:",
    re.IGNORECASE,
)
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


@dataclass(frozen=True, slots=True)
class Body:
    """Where a body begins in the mailbox; `end`: where its Content-Length says that it ends."""

    start: int
    end: int | None = None


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


def begins_message(text: bytes) -> bool:
    """Whether two of the usual fields stand in the header that follows the first line."""
    line = _LINE.match(text)
    header = text[line.end() :] if line else b""
    ended = HEADER_END.search(header)
    names = _USUAL.findall(header, 0, ended.start() if ended else len(header))
    return len({name.lower() for name in names}) > 1


def find_body(file: IO[bytes], start: int, size: int, *, undated: bool) -> Body | None:
    """The body of the message that begins at `start`, in a mailbox of `size` bytes.

    Its Content-Length counts only where a separator or nothing follows what it spans. None where
    the header has no end.
    """
    file.seek(start)
    header = file.read(_HEADER)
    ended = HEADER_END.search(header)
    if not ended:
        return None
    begin = start + ended.end()
    length = _LENGTH.search(header, 0, ended.start() + 1)
    end = begin + int(length.group(1)) if length else None
    if end is None or end > size or not _ends(file, end, undated=undated):
        return Body(begin)
    return Body(begin, end)


def _ends(file: IO[bytes], end: int, *, undated: bool) -> bool:
    file.seek(end - 1)
    after = file.read(LOOK + NEAR)  # with the last byte of the body, or of the header
    line = after[1:].lstrip(b"\r\n")
    apart = len(after) - 1 - len(line)
    if apart > NEAR or not line:
        return apart <= NEAR
    return bool((apart or after[:1] in (b"\n", b"\r")) and match_separator(line, undated=undated))


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
