"""What is told of a mapping: where each field came from, and what became of each part."""

from __future__ import annotations

from datetime import UTC, datetime

from egain_cli.inputs.mime.mapping import Moments, PartFate
from egain_cli.inputs.mime.message import Wanted, map_message, to_activity

NESTED = b"""\
Sender: jane@customer.com
To: support@business.com
Cc: boss@customer.com
Reply-To: jane@customer.com
Subject: Hello
Received: by mx; Mon, 2 Mar 2026 08:14:05 +0100
Content-Type: multipart/mixed; boundary=out

--out
Content-Type: multipart/related; boundary=in

--in
Content-Type: text/html; charset*=''utf-8

<img src="cid:a@b">
--in
Content-Type: image/png; name=a.png
Content-ID: <a@b>
Content-Transfer-Encoding: base64

AAAA
--in--
--out
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Hello
--out
Content-Type: application/pdf; name=b.pdf

12345
--out--
"""


def test_each_field_names_its_source() -> None:
    """A field of the activity is told with the header or the part that it was taken from."""
    mapping = map_message(NESTED, Wanted(aliases=("support@business.com",)))
    assert dict(mapping.sources) == {
        "from": "Sender",
        "receiver": "To",
        "date": "the newest Received",
        "subject": "Subject",
        "to": "To",
        "cc": "Cc",
        "reply_to": "Reply-To",
        "text": "part 2 text/plain utf-8 quoted-printable",
        "html": "part 1.1 text/html utf-8",
        "attachments[1]": "part 1.2 image/png base64",
        "attachments[2]": "part 3 application/pdf",
    }


def test_each_part_has_a_path_and_a_fate() -> None:
    """Every part of the tree is told, with what travels of it; the paths are those of IMAP."""
    mapping = map_message(NESTED, Wanted())
    body = len(NESTED.partition(b"\n\n")[2])
    related = len(NESTED.partition(b"boundary=in\n\n")[2].partition(b"\n--out")[0])
    assert mapping.parts == (
        PartFate("0", "multipart/mixed", body, None, "container"),
        PartFate("1", "multipart/related", related, None, "container"),
        PartFate("1.1", "text/html", 19, None, "html"),
        PartFate("1.2", "image/png", 3, "a.png", "attachment 1, shown inline"),
        PartFate("2", "text/plain", 5, None, "text"),
        PartFate("3", "application/pdf", 5, "b.pdf", "attachment 2"),
    )


def test_a_message_without_parts_is_part_1() -> None:
    """The only part of a message that is no container has the path 1, as IMAP counts."""
    mapping = map_message(b"From: a@b.c\n\nHello", Wanted(receiver="in@b.com"))
    assert [(each.path, each.fate) for each in mapping.parts] == [("1", "text")]
    assert dict(mapping.sources)["receiver"] == "the settings"
    assert dict(mapping.sources)["date"] == "the present moment"


def test_what_is_told_is_what_callers_of_the_activity_get() -> None:
    """The activity and the findings are the same, asked for either way."""
    now = datetime(2026, 3, 2, tzinfo=UTC)
    mapping = map_message(b"From: a@b.c\n\nx", Wanted(), Moments(now=now))
    activity, found = to_activity(b"From: a@b.c\n\nx", Wanted(), now=now)
    assert (activity, tuple(found)) == (mapping.activity, mapping.findings)


def test_a_missing_date_is_the_file_s_then_the_clock_s() -> None:
    """The file's time is taken before the present moment, and the finding says which it was."""
    written, now = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
    message = b"From: a@b.c\n\nx"
    activity, found = to_activity(message, Wanted(), file_time=written, now=now)
    assert activity.date == written
    assert "the file's time" in found[0].message
    activity, found = to_activity(message, Wanted(), now=now)
    assert activity.date == now
    assert "the present moment" in found[0].message
    shifted = map_message(message, Wanted(date="+1d"), Moments(written))
    assert dict(shifted.sources)["date"] == "the file's time, shifted by +1d"
    set_by_flag = map_message(message, Wanted(date="now"), Moments(written, now))
    assert set_by_flag.activity.date == now
    assert dict(set_by_flag.sources)["date"] == "now"
