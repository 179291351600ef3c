"""What lint doubts of a message, and what it does not."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.content import BytesContent
from egain_cli.findings import Severity, finding
from egain_cli.inputs.doubts import Suspect, doubt
from egain_cli.inputs.mime import tree
from egain_cli.inputs.mime.message import Wanted, to_activity
from egain_cli.model import Activity, Attachment, Item

if TYPE_CHECKING:
    from egain_cli.findings import Finding

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
ALIASES = ("Support@business.com", "sales@business.com")
BASE = "From: jane@customer.com\nTo: support@business.com\nSubject: s\n"
DATE = "Date: Mon, 2 Mar 2026 08:14:05 +0000\n"


def doubts(message: str | bytes, origin: str = "m.eml") -> list[Finding]:
    """What is doubted of a message."""
    content = message.encode() if isinstance(message, str) else message
    activity, found = to_activity(content, Wanted(aliases=ALIASES))
    item = Item(origin, "key", activity, tuple(found))
    return list(doubt(Suspect(item, NOW, tree.parse(content), ALIASES)))


def names(message: str | bytes, origin: str = "m.eml") -> list[str]:
    """The rules that a message breaks."""
    return [each.rule.name for each in doubts(message, origin)]


def test_an_ordinary_message_is_not_doubted() -> None:
    """Nor is an email that was made from fields."""
    assert names(BASE + DATE + "Received: from a; Mon, 2 Mar 2026 08:15:00 +0000\n\ntext") == []
    assert list(doubt(Suspect(Item("flags", "", Activity()), NOW))) == []


AUTOMATIC = [
    ("Auto-Submitted: auto-generated", True),
    ("Auto-Submitted: AUTO-REPLIED; owner=x", True),
    ("Auto-Submitted: no", False),
    ("Auto-Submitted: No (a person)", False),
    ("Auto-Submitted:", False),
    ("Precedence: bulk", True),
    ("Precedence: first-class", False),
    ("X-Auto-Response-Suppress: DR, OOF, AutoReply", True),
    ("X-Auto-Response-Suppress: All", True),
    ("X-Auto-Response-Suppress: DR, NDR", False),
    ("X-Autoreply: yes", True),
    ("X-Autorespond: no", False),
    ("List-Id: <news.customer.com>", True),
    ("Return-Path: <>", True),
    ("Return-Path: <jane@customer.com>", False),
    ("Content-Type: multipart/report; boundary=b", True),
    ("Content-Type: multipart/mixed; boundary=b", False),
]


@pytest.mark.parametrize(("line", "expected"), AUTOMATIC)
def test_what_a_program_wrote_is_told_by_its_header_fields(line: str, expected: bool) -> None:
    """By RFC 3834 and by the older fields, each in any case."""
    assert ("automatic-message" in names(f"{BASE}{DATE}{line}\n\nt")) is expected


def test_all_signs_of_a_program_are_one_finding() -> None:
    """It names each of them as it is written."""
    lines = "Auto-Submitted: auto-replied\nPrecedence: bulk\nPrecedence: list\n"
    (found,) = doubts(BASE + DATE + lines + "\nt")
    assert "Auto-Submitted: 'auto-replied', Precedence: 'bulk'" in found.message
    assert (found.field, found.rule.severity) == ("headers", Severity.WARNING)


LOOPS = [
    ("From: SUPPORT@business.com\n", ["from"]),
    ("From: sales@business.com\n", ["from"]),
    ("From: jane@customer.com\nDelivered-To: a@b.de\nDelivered-To: c@d.de\n", []),
    ("From: jane@customer.com\nDelivered-To: a@b.de\nDelivered-To: A@b.de\n", ["headers"]),
    ("From: jane@customer.com\nX-Loop: <support@business.com>\n", ["headers"]),
    ("From: jane@customer.com\nX-Loop: other@list.example\n", []),
    ("From: jane@customer.com\n" + "Received: from a\n" * 50, []),
    ("From: jane@customer.com\n" + "Received: from a\n" * 51, ["headers"]),
]


@pytest.mark.parametrize(("lines", "fields"), LOOPS, ids=range(len(LOOPS)))
def test_what_goes_round_is_told(lines: str, fields: list[str]) -> None:
    """From an address of eGain's own, delivered there before, or through too many servers."""
    found = doubts(f"{lines}{DATE}To: support@business.com\n\nt")
    assert [(each.rule.name, each.field) for each in found] == [
        ("mail-loop", field) for field in fields
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Hello\n\nFrom joe@c.com Mon Mar  2 08:14:05 2020\nSubject: Next\n\nx", True),
        ("Hello\r\n\r\nFrom joe@c.com Mon Mar  2 08:14:05 2020\r\nSubject: Next\r\n\r\nx", True),
        ("Hello\n\nFrom joe@c.com Mon Mar  2 08:14:05 2020\nno field\n", False),
        ("Hello\n\nFrom here on all is well.\nNote: x", False),
        ("Hello\nFrom joe@c.com Mon Mar  2 08:14:05 2020\nSubject: Next\n", False),
        ("Hello\n\n>From joe@c.com Mon Mar  2 08:14:05 2020\nSubject: Next\n", False),
    ],
)
def test_a_mailbox_in_a_message_is_told(body: str, expected: bool) -> None:
    """Only where a blank line, `From ` with a time, and a header field follow each other."""
    assert ("mailbox-in-message" in names(f"{BASE}{DATE}\n{body}")) is expected


def test_an_attached_mailbox_is_not_a_mailbox() -> None:
    """What begins after the parts is told all the same, once."""
    inside = "From joe@c.com Mon Mar  2 08:14:05 2020\nSubject: Next\n\nx\n"
    head = f"{BASE}{DATE}Content-Type: multipart/mixed; boundary=b\n\n--b\n"
    part = f"Content-Type: message/rfc822\n\n{inside}\n{inside}\n--b--\n"
    assert "mailbox-in-message" not in names(head + part)
    assert names(f"{head}{part}\n{inside}\n{inside}").count("mailbox-in-message") == 1


def test_a_hostile_line_is_looked_through_once() -> None:
    """However long what may be a separator is."""
    started = time.perf_counter()
    names(f"{BASE}{DATE}\n\n\nFrom a@b.c {'1:11 ' * 200_000}\r{'1:11 ' * 200_000}")
    names(f"{BASE}{DATE}\n" + "\n\nFrom a@b.c 11:11\n" * 50_000)
    assert time.perf_counter() - started < 5


def test_what_may_be_the_rest_of_another_message_is_told_of_mailboxes() -> None:
    """A message of a mailbox without the fields that all have; a file by itself may lack them."""
    rest = "Note: a line of text\nTo: support@business.com\n\nmore"
    assert "split-suspected" in names(rest, "old.mbox#2")
    assert "split-suspected" not in names(rest, "old.eml")
    assert "split-suspected" not in names(f"Message-ID: <a@b>\n{rest}", "old.mbox#2")


RECEIVED = "Received: from a; Mon, 2 Mar 2026 08:15:00 +0000\n"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("Date: Sun, 15 Mar 2026 11:00:00 +0000\n", ""),
        ("Date: Mon, 16 Mar 2026 12:00:00 +0000\n", "lies in the future"),
        ("Date: Thu, 1 Jan 1970 00:00:00 +0000\n", "older than any email"),
        ("Date: Mon, 1 Jan 1990 00:00:00 +0000\n", ""),
        (f"Date: Tue, 3 Mar 2026 08:00:00 +0000\n{RECEIVED}", ""),
        (f"Date: Wed, 4 Mar 2026 08:14:05 +0000\n{RECEIVED}", "after the message was received"),
        (f"Date: no date\n{RECEIVED}", ""),
        (f"Date: x\nDate: Wed, 4 Mar 2026 08:14:05 +0000\n{RECEIVED}", "after the message was received"),
        (RECEIVED, ""),
    ],
)  # fmt: skip
def test_odd_dates_are_told(lines: str, words: str) -> None:
    """In the future, before there was email, or received before it was written."""
    found = [each for each in doubts(f"{BASE}{lines}\nt") if each.rule.name == "date-odd"]
    assert [words in each.message for each in found] == [True] * bool(words)


def test_a_date_that_the_user_gave_is_not_held_against_received() -> None:
    """It is odd by itself only."""
    content = f"{BASE}{DATE}{RECEIVED}\nt".encode()
    activity, _ = to_activity(content, Wanted(date="2026-03-10T00:00:00Z"))
    assert not list(doubt(Suspect(Item("m", "", activity), NOW, tree.parse(content))))


def test_an_image_whose_id_had_to_be_changed_is_no_orphan() -> None:
    """The HTML refers to it by the id that was made of its own."""
    image = "Content-Type: image/png\nContent-ID: <a b%>\n\nx"
    content = (
        f"{BASE}{DATE}MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
        f'Content-Type: text/html\n\n<img src="cid:a b%">\n--b\n{image}\n--b--'
    )
    assert "inline-not-referred-to" not in names(content)


RELATED = """MIME-Version: 1.0
Content-Type: multipart/related; boundary=b

--b
Content-Type: text/html

<img src="cid:one@x">
--b
Content-Type: image/gif; name=one.gif
Content-ID: <one@x>

GIF89a
--b
Content-Type: {type}; name=two.gif
Content-ID: <two@x>

GIF89a
--b--
"""


def test_an_image_that_nothing_shows_is_told() -> None:
    """Not one that the HTML shows, and not what is no image."""
    message = BASE + DATE + RELATED
    (found,) = doubts(message.format(type="image/gif"))
    assert (found.rule.name, "two@x" in found.message) == ("inline-not-referred-to", True)
    assert names(message.format(type="text/csv").replace("GIF89a\n--b--", "a;b\n--b--")) == []
    assert names(message.format(type="image/gif").replace("text/html", "text/plain")) == []


def test_what_the_mapping_told_of_is_not_told_twice() -> None:
    """Where it has a finding of the rule, the doubt keeps still."""
    content = (BASE + DATE + RELATED.format(type="image/gif")).encode()
    activity, _ = to_activity(content, Wanted())
    told = finding("inline-not-referred-to", "attachments[2]", "x")
    item = Item("m", "", activity, (told,))
    assert list(doubt(Suspect(item, NOW, tree.parse(content)))) == []


PDF, GIF, EXE = b"%PDF-1.7\n", b"GIF89a\x01\x00\x01\x00\x80\x00\x00", b"MZ" + bytes(58) + b"\x40"
SURE = {
    "image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff\xe0", "image/gif": GIF,
    "image/webp": b"RIFF\n\x00\x00\x00WEBP", "image/bmp": b"BM\n\x00\x00\x00\x00\x00\x00\x00",
    "application/pdf": PDF, "application/x-dosexec": EXE,
}  # fmt: skip
TYPES: list[tuple[str, bytes, bool]] = [
    ("application/pdf", PDF, False),
    ("application/x-pdf", PDF, False),
    ("application/acrobat", PDF, False),
    ("image/png", PDF, True),
    ("image/png; name=x", GIF, True),
    ("IMAGE/GIF; name=x", GIF, False),
    ("image/x-gif", GIF, False),
    ("application/octet-stream", GIF, False),
    ("text/csv", b"a;b\n", False),
    ("application/msword", b"PK\x03\x04", False),
    ("application/pdf", b"", False),
]


@pytest.mark.parametrize(("kind", "content", "expected"), TYPES, ids=range(len(TYPES)))
def test_a_type_that_does_not_fit_what_is_there_is_told(
    kind: str, content: bytes, expected: bool
) -> None:
    """Only where the content is sure to be something else; one type has several spellings."""
    found = attached(name="a", content_type=kind, content=BytesContent(content))
    assert [each.rule.name for each in found] == ["type-disagrees"] * expected
    assert all(each.field == "attachments[1].type" for each in found)


@pytest.mark.parametrize("kind", SURE)
def test_what_is_sure_is_known_by_how_it_begins(kind: str) -> None:
    """Said to be what it is, it is not doubted; said to be a text, it is."""
    content = BytesContent(SURE[kind])
    assert attached(name="a", content_type=kind, content=content) == []
    (found,) = attached(name="a", content_type="text/plain", content=content)
    assert f"and holds {kind}" in found.message


def attached(**fields: Any) -> list[Finding]:
    """What is doubted of an email with one attachment."""
    activity = Activity(attachments=(Attachment(**fields),))
    return list(doubt(Suspect(Item("m", "", activity), NOW)))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.exe", True), ("A.JS", True), ("a.exe.pdf", False), ("exe", False), (None, False)],
)
def test_a_program_by_its_name_is_told(name: str | None, expected: bool) -> None:
    """By its last ending alone: so do servers that block it."""
    found = attached(name=name, content_type="text/plain", content=BytesContent(b"x"))
    assert [each.rule.name for each in found] == ["type-often-blocked"] * expected


@given(st.binary(max_size=200))
def test_no_message_makes_the_doubts_fail(tail: bytes) -> None:
    """Whatever stands in a message, each doubt is a finding and none an exception."""
    head = b"From: a@b.c\nDate: Mon, 2 Mar 2026 08:14:05 +0000\nList-Id: x\nX-A:"
    assert all(each.message for each in doubts(head + tail))
