"""The text and the html of an activity, made of the parts that are bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from egain_cli.inputs.mime.texts import invitation, join_texts
from egain_cli.inputs.mime.tree import parse

if TYPE_CHECKING:
    from egain_cli.findings import Finding

TEXTS = [
    (b"Content-Type: text/plain; charset=utf-8", "ü".encode(), "ü", []),
    (b"Content-Type: text/plain; charset=iso-8859-1", b"\x80", "€", []),
    (b"Content-Type: text/plain; charset*=us-ascii'en'gb2312", "镕".encode("gbk"), "镕", []),
    (b'Content-Type: text/plain; charset="x-no"', b"\xfc", "ü", ["charset-replaced"]),
    (b"Content-Type: text/plain", b"\xfc", "ü", ["charset-replaced"]),
    (b"Content-Type: text/plain", "ü".encode(), "ü", []),
    (b"Content-Type: text/plain; charset=koi8-r format=fixed", b"\xc1", "а", []),  # noqa: RUF001
    (b"Content-Type: text/plain; charset='koi8-r' (Russian)", b"\xc1", "а", []),  # noqa: RUF001
    (b'Content-Type: text/plain; charset=" "', "ü".encode(), "ü", []),
    (b"Content-Transfer-Encoding: base64", b"aGk", "hi", ["encoding-damaged"]),
    (b"Content-Transfer-Encoding: quoted-printable", b"=C3=BC =\r\nx", "ü x", []),
]


@pytest.mark.parametrize(("fields", "body", "text", "rules"), TEXTS)
def test_the_text_of_a_part(fields: bytes, body: bytes, text: str, rules: list[str]) -> None:
    """A text is decoded by its encoding and its charset; what did not fit is a finding."""
    found: list[Finding] = []
    assert join_texts([parse(fields + b"\n\n" + body)], "html", found) == text
    assert [(each.rule.name, each.field) for each in found] == [(rule, "html") for rule in rules]


def test_texts_are_joined_by_a_line_end() -> None:
    """Several texts are one, each beginning a line; no part is no text, which differs from none."""
    parts = [parse(b"A: b\n\none"), parse(b"A: b\n\n"), parse(b"A: b\n\nthree")]
    found: list[Finding] = []
    assert join_texts(parts, "text", found) == "one\n\nthree"
    assert [(each.rule.name, each.field) for each in found] == [("texts-joined", "text")]
    assert join_texts([], "text", []) is None
    assert join_texts([parts[1]], "text", []) == ""


def read(fields: bytes, body: bytes) -> tuple[str | None, list[str]]:
    """The text of a message with these fields, and the rules that it broke."""
    found: list[Finding] = []
    text = join_texts([parse(fields + b"\n\n" + body)], "text", found)
    return text, [each.rule.name for each in found]


FLOWED = b"Content-Type: text/plain; format=Flowed; delsp=%s"


def test_flowed_lines_are_joined_and_told() -> None:
    """Only a text that says so is unfolded, and only one that changed by it is told."""
    body = b"one \ntwo\n"
    assert read(FLOWED % b"no", body) == ("one two\n", ["lines-joined"])
    assert read(FLOWED % b"yes", body) == ("onetwo\n", ["lines-joined"])
    assert read(FLOWED % b"no", b"one\n") == ("one\n", [])
    assert read(b"Content-Type: text/plain", body) == ("one \ntwo\n", [])
    assert read(b"Content-Type: text/html; format=flowed", body) == ("one \ntwo\n", [])


META = '<html><meta http-equiv="Content-Type" content="text/html; charset=%s"><p>'
PAGES = [
    (b"text/html; charset=utf-8", "utf-8", "é".encode(), "é", []),
    (b"text/html; charset=utf8", "UTF-8", "é".encode(), "é", []),
    (b"text/html; charset=utf-8", "koi8-r", "é".encode(), "é", ["charset-doubted"]),
    (b"text/html; charset=utf-8", "koi8-r", "Привет".encode("koi8-r"), "Привет", ["charset-replaced"]),
    (b"text/html; charset=utf-8", "x-none", b"\xe9", "é", ["charset-doubted", "charset-replaced"]),
    (b"text/html", "koi8-r", "Привет".encode("koi8-r"), "Привет", []),
    (b"text/html", "koi8-r", "é".encode(), "é", []),
    (b"text/html; charset=koi8-r", "utf-8", b"ascii", "ascii", []),
    (b"text/plain; charset=utf-8", "koi8-r", "é".encode(), "é", []),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "meta", "content", "text", "rules"), PAGES)
def test_a_page_that_names_another_charset(
    kind: bytes, meta: str, content: bytes, text: str, rules: list[str]
) -> None:
    """The header counts where the bytes fit it, the page's own word where they do not; both told."""
    head = (META % meta).encode()
    assert read(b"Content-Type: " + kind, head + content) == (head.decode() + text, rules)


def test_a_label_that_may_lie_is_told() -> None:
    """What is read as labelled, and would be good UTF-8, is doubted."""
    assert read(b"Content-Type: text/plain; charset=windows-1252", "é".encode()) == (
        "Ã©",
        ["charset-doubted"],
    )


INVITATION = b"""\
BEGIN:VCALENDAR
BEGIN:VTIMEZONE
DTSTART:19700101T000000
END:VTIMEZONE
BEGIN:VEVENT
SUMMARY;LANGUAGE=en:Review\\, second
DTSTART;TZID="Europe/Rome":20260302T081400
DTEND:20260302T091400Z
LOCATION:Room
  7
ORGANIZER;CN="Doe: Jane":MAILTO:jane@customer.com
DESCRIPTION:One\\nTwo
X-OTHER:no
END:VEVENT
END:VCALENDAR
"""
SAID = """\
Review, second
Begins: 2026-03-02 08:14 Europe/Rome
Ends: 2026-03-02 09:14 UTC
Where: Room 7
Organizer: jane@customer.com

One
Two"""


def test_an_invitation_alone_is_readable() -> None:
    """Title, time, place, organizer and description become the text, which is told."""
    found: list[Finding] = []
    parts = [
        parse(b"Content-Type: a/b\n\n"),
        parse(b"Content-Type: text/calendar\n\n" + INVITATION),
    ]
    assert invitation(parts, found) == SAID
    assert [each.rule.name for each in found] == ["calendar-as-text"]
    assert invitation(parts[:1], found) is None


@pytest.mark.parametrize(
    ("calendar", "text"),
    [
        ("no event", "no event"),
        ("BEGIN:VEVENT\nX:y", "BEGIN:VEVENT\nX:y"),
        ("BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260302\nSUMMARY:", "Begins: 2026-03-02"),
        ("BEGIN:VEVENT\nDTSTART:20260302T081400\nDTEND:soon\nSUMMARY:a\nSUMMARY:b", "a\nBegins: 2026-03-02 08:14\nEnds: soon"),
    ],
)  # fmt: skip
def test_what_no_event_says_stays_as_it_is(calendar: str, text: str) -> None:
    """A calendar without anything to show is shown whole; the first of two values counts."""
    assert invitation([parse(b"Content-Type: text/calendar\n\n" + calendar.encode())], []) == text
