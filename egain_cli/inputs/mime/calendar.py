"""Owns what an invitation (iCalendar, RFC 5545) says to a reader; knows no part."""

from __future__ import annotations

import re

_FOLD = re.compile(r"(?:\r\n|\n|\r)[ \t]")
_LINE = re.compile(r"([A-Z-]+)((?:;(?:[^:\";\r\n]++|\"[^\"\r\n]*+\")++)*+):([^\r\n]*+)")
_PAIR = re.compile(r"\\(.)")
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")
_TZID = re.compile(r"TZID=\"?([^\";:]+)")
_TITLES = {
    "SUMMARY": "", "DTSTART": "Begins: ", "DTEND": "Ends: ", "LOCATION": "Where: ",
    "ORGANIZER": "Organizer: ", "DESCRIPTION": "\n",
}  # fmt: skip


def read_invitation(text: str) -> str:
    """Title, time, place, organizer and description of the first event, one a line; else it all."""
    begin = text.find("BEGIN:VEVENT")
    if begin < 0:
        return text
    end = text.find("END:VEVENT", begin)
    event = _FOLD.sub("", text[begin : end if end > 0 else len(text)])
    said: dict[str, str] = {}
    for line in event.splitlines():
        if (match := _LINE.fullmatch(line)) and match.group(1) in _TITLES:
            said.setdefault(match.group(1), _value(*match.groups()))
    lines = [title + said[name] for name, title in _TITLES.items() if said.get(name)]
    return "\n".join(lines) or text


def _value(name: str, parameters: str, value: str) -> str:
    if name == "ORGANIZER":
        return re.sub("(?i)^mailto:", "", value)
    if date := _DATE.fullmatch(value):
        year, month, day, hour, minute, _, utc = date.groups()
        zone = _TZID.search(parameters)
        named = "UTC" if utc else (zone.group(1) if zone else "")
        clock = f" {hour}:{minute} {named}".rstrip() if hour else ""
        return f"{year}-{month}-{day}{clock}"
    return _PAIR.sub(lambda pair: "\n" if pair.group(1) in "nN" else pair.group(1), value)
