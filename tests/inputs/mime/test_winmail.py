"""What becomes of a winmail.dat where it is to be unpacked, and where it is not."""

from __future__ import annotations

import base64

from egain_cli.inputs.mime.message import Moments, Wanted, map_message, to_activity
from egain_cli.inputs.tnef.properties import Id
from tests.inputs import tnef_builder as build

HTML, PLAIN = 0x1013, 0x1000
FILES = (build.attachment(b"a.txt", b"one"), build.attachment(b"b.bin", b"\0two"))
RICH = build.sized(0x1009, build.BINARY, build.rich(build.compressed(b"{\\rtf1 x}"), 9))


def mail(content: bytes, *parts: str, name: str = "winmail.dat") -> bytes:
    """A message with these parts and a winmail.dat."""
    head = "From: a@b.de\nDate: Mon, 2 Mar 2020 08:14:05 +0000\nMIME-Version: 1.0\n"
    mixed = "Content-Type: multipart/mixed; boundary=b\n\n"
    wrapped = (
        f'Content-Type: application/ms-tnef; name="{name}"\nContent-Transfer-Encoding: base64\n\n'
        + base64.encodebytes(content).decode()
    )
    return (
        head + mixed + "".join(f"--b\n{part}\n" for part in (*parts, wrapped)) + "--b--\n"
    ).encode()


TEXT = "Content-Type: text/plain\n\nHello"
ASKED = Wanted(extract_tnef=True)


def test_without_a_word_it_is_passed_on_whole() -> None:
    """As most mail programs do, with a warning."""
    activity, found = to_activity(mail(build.stream(*FILES), TEXT), Wanted())
    assert [each.name for each in activity.attachments] == ["winmail.dat"]
    assert "tnef-passed-on" in [each.rule.name for each in found]


def test_what_it_wraps_takes_its_place() -> None:
    """The files, byte for byte, after the others; the message's own text stays."""
    activity, found = to_activity(mail(build.stream(*FILES), TEXT), ASKED)
    assert [(each.name, b"".join(each.content.chunks())) for each in activity.attachments] == [
        ("a.txt", b"one"),
        ("b.bin", b"\0two"),
    ]
    assert activity.attachments[0].content_type == "text/plain"
    assert activity.text == "Hello"
    (note,) = [each for each in found if each.rule.name == "tnef-unpacked"]
    assert "it held 2 files" in note.message


def test_its_bodies_count_where_the_message_has_none() -> None:
    """Rich text, which nothing else can carry, is a file."""
    stream = build.stream(
        build.codepage(65001),
        build.message(
            build.text(PLAIN, "Grüße"), build.sized(HTML, build.BINARY, "<p>ü".encode()), RICH
        ),
    )
    activity, _ = to_activity(mail(stream), ASKED)
    assert activity.text == "Grüße"
    assert activity.html == "<p>ü"
    assert [each.name for each in activity.attachments] == ["message.rtf"]


def test_what_it_says_otherwise_than_the_message_is_a_file() -> None:
    """The message's own text and HTML count; the same text twice is one."""
    other = build.stream(
        build.message(build.text(PLAIN, "Other"), build.sized(HTML, build.BINARY, b"<p>other"))
    )
    html = "Content-Type: text/html\n\n<p>Hello"
    activity, _ = to_activity(mail(other, TEXT, html), ASKED)
    assert (activity.text, activity.html) == ("Hello", "<p>Hello")
    assert [each.name for each in activity.attachments] == ["message.html", "message.txt"]
    same = build.stream(build.message(build.text(PLAIN, " Hello\r\n")))
    assert to_activity(mail(same, TEXT), ASKED)[0].attachments == ()


def rtf(html: str) -> bytes:
    """The property of a rich text that was made from HTML."""
    text = rb"{\rtf1\ansi\ansicpg1251\fromhtml1 {\*\htmltag64 %b}}" % html.encode()
    return build.sized(0x1009, build.BINARY, build.rich(text, len(text), b"MELA"))


def test_html_that_is_in_its_rtf_only_counts_as_its_html() -> None:
    """Tags as they were; the RTF, which says the same, is no file then."""
    stream = build.stream(build.message(rtf(r"<p>\'e4")))
    activity, _ = to_activity(mail(stream), ASKED)
    assert (activity.html, activity.attachments) == ("<p>\u0434", ())
    html = "Content-Type: text/html\n\n<p>Hello"
    activity, _ = to_activity(mail(stream, html), ASKED)
    assert activity.html == "<p>Hello"
    (file,) = activity.attachments
    assert (file.name, b"".join(file.content.chunks())) == ("message.html", "<p>\u0434".encode())
    both = build.stream(build.message(build.sized(HTML, build.BINARY, b"<p>"), rtf("<b>")))
    activity, _ = to_activity(mail(both), ASKED)
    assert (activity.html, [each.name for each in activity.attachments]) == ("<p>", ["message.rtf"])


def test_an_image_in_it_that_the_html_shows_is_inline() -> None:
    """Whether the HTML is Outlook's or the message's own; another stays an ordinary attachment."""
    images = [
        build.attachment(b"%d.png" % number, b"x", build.text(Id.CONTENT_ID, f"<{number}@b>"))
        for number in (1, 2)
    ]
    shows = '<img src="cid:2@b">'
    for stream, parts in (
        (build.stream(*images, build.message(rtf(shows))), ()),
        (build.stream(*images), (f"Content-Type: text/html\n\n{shows}",)),
    ):
        activity, found = to_activity(mail(stream, *parts), ASKED)
        assert activity.html == shows
        assert [(each.name, each.inline, each.content_id) for each in activity.attachments] == [
            ("1.png", False, None), ("2.png", True, "2@b"),
        ]  # fmt: skip
        assert [each.rule.name for each in found] == ["tnef-unpacked"]


def test_a_message_within_it_stays_as_it_is_and_is_told() -> None:
    """No mail program but Outlook can read it, so nobody should be left to wonder."""
    inner = build.stream(build.attachment(b"in.txt", b"deep"))
    row = build.sized(Id.CONTENT, build.OBJECT, build.MESSAGE_INTERFACE + inner)
    stream = build.stream(build.attachment(b"", b"", row))
    activity, found = to_activity(mail(stream, TEXT), ASKED)
    (file,) = activity.attachments
    assert (file.name, file.content_type) == ("message.dat", "application/ms-tnef")
    (told,) = [each for each in found if each.rule.name == "tnef-passed-on"]
    assert (told.field, "stays as Outlook wraps it" in told.message) == ("attachments[1]", True)


def test_a_damaged_one_is_passed_on_whole() -> None:
    """So nothing of it can be lost; neither can what only bears the name."""
    for content in (build.stream(*FILES)[:-5], b"no TNEF at all"):
        activity, found = to_activity(mail(content, TEXT), ASKED)
        assert [b"".join(each.content.chunks()) for each in activity.attachments] == [content]
        assert "tnef-passed-on" in [each.rule.name for each in found]


def test_one_in_damaged_base64_is_passed_on() -> None:
    """What is left of it could be anything."""
    damaged = mail(build.stream(*FILES), TEXT).replace(b"\n\neJ", b"\n\ne*J")
    activity, found = to_activity(damaged, ASKED)
    assert [each.name for each in activity.attachments] == ["winmail.dat"]
    assert {"tnef-passed-on", "encoding-damaged"} <= {each.rule.name for each in found}


def test_a_file_without_a_name_gets_one() -> None:
    """An attachment in the product has a name, and paths stay out of it."""
    stream = build.stream(build.attachment(b"", b"x"), build.attachment(b"..\\a.txt", b"y"))
    activity, found = to_activity(mail(stream, TEXT), ASKED)
    assert [each.name for each in activity.attachments] == ["attachment", ".._a.txt"]
    assert [(each.rule.name, each.field) for each in found[1:]] == [
        ("name-made", "attachments[1].name"), ("name-changed", "attachments[2].name"),
    ]  # fmt: skip


def test_the_sources_name_it() -> None:
    """What came out of it says so, and no part is told to be what it is not."""
    stream = build.stream(*FILES, build.message(build.text(PLAIN, "Hello"), rtf("<p>")))
    mapping = map_message(mail(stream), ASKED, Moments())
    sources = dict(mapping.sources)
    assert sources["attachments[1]"] == "a file that was unpacked"
    assert "winmail.dat" in sources["text"]
    assert sources["html"] == "the winmail.dat"
    assert mapping.parts[-1].fate == "unpacked: its files are attached"
