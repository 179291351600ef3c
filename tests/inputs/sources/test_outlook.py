"""What an Outlook message becomes, and what becomes of one that is none."""

from __future__ import annotations

import struct
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from egain_cli.errors import InputError
from egain_cli.inputs.codepages import charset_of
from egain_cli.inputs.mime.message import Wanted, to_activity
from egain_cli.inputs.sources.mapi import Id
from egain_cli.inputs.sources.outlook import to_message
from tests.inputs.sources.compound import Tree, compound
from tests.inputs.sources.places import found, put

if TYPE_CHECKING:
    from pathlib import Path

SENT = datetime(2026, 3, 2, 8, 14, 5, tzinfo=UTC)
TICKS = int((SENT - datetime(1601, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1)) * 10
PNG = b"\x89PNG\r\n\x1a\n" + bytes(5000)


def storage(ahead: int, values: dict[Id, Any], below: Tree | None = None) -> Tree:
    """A storage with these properties, and what lies in it besides."""
    rows, streams = bytes(ahead), dict[str, Any]()
    for each, value in values.items():
        if isinstance(value, int):
            rows += struct.pack("<HHIQ", 3, each, 6, value)
        elif isinstance(value, str):
            streams[f"__substg1.0_{each:04X}001F"] = value.encode("utf-16-le")
        elif isinstance(value, tuple):  # a text in a code page
            streams[f"__substg1.0_{each:04X}001E"] = value[0]
        elif isinstance(value, dict):
            streams[f"__substg1.0_{each:04X}000D"] = value
        else:
            streams[f"__substg1.0_{each:04X}0102"] = value
    return {"__properties_version1.0": rows} | streams | (below or {})


def recipient(kind: int, name: str, address: str, smtp: str = "") -> Tree:
    values = {Id.RECIPIENT_KIND: kind, Id.NAME: name, Id.ADDRESS: address, Id.SMTP_ADDRESS: smtp}
    return storage(8, values)


def attachment(**values: Any) -> Tree:
    return storage(8, {Id[name.upper()]: value for name, value in values.items()})


def message(values: dict[Id, Any], *, ahead: int = 32, **below: list[Tree]) -> Tree:
    """A message with recipients and attachments."""
    numbered: Tree = {
        f"__{kind}_version1.0_#{number:08X}": tree
        for kind, trees in below.items()
        for number, tree in enumerate(trees)
    }
    return storage(ahead, values, numbered)


def read(tree: Tree) -> Any:
    """The activity of a message."""
    return to_activity(to_message(compound(tree), "m.msg"), Wanted("in@b.c"))[0]


def test_a_message_that_never_travelled() -> None:
    """Its header is made of what Outlook knows: addresses of SMTP only, the time, the subject."""
    activity = read(message(
        {Id.SUBJECT: "Gr\u00fc\u00dfe\r\nBcc: x", Id.SENDER_NAME: 'Ida "Bo" Berg', Id.SENDER_SMTP: "ida@customer.com",
         Id.REPRESENTED_ADDRESS: "/O=EXCHANGE/CN=IDA", Id.SUBMITTED: TICKS, Id.BODY: "Hello\r\n\u2013\r\n",
         Id.MESSAGE_ID: "<1@customer.com>"},
        recip=[recipient(1, "Jane", "/O=EXCHANGE/CN=JANE", "jane@b.c"), recipient(2, "c@b.c", "c@b.c"),
               recipient(3, "Secret", "s@b.c"), recipient(1, "Nobody", "/O=EXCHANGE/CN=X")],
    ))  # fmt: skip
    assert (activity.sender, activity.to, activity.cc) == (
        "ida@customer.com",
        ("jane@b.c",),
        ("c@b.c",),
    )
    assert (activity.subject, activity.date) == ("Gr\u00fc\u00dfe Bcc: x", SENT)
    assert activity.text.replace("\r\n", "\n") == "Hello\n\u2013\n"
    assert (activity.html, activity.attachments) == (None, ())


def test_a_message_that_came_by_mail() -> None:
    """Its own header is kept, but the fields that tell of a body in another form."""
    headers = ("Microsoft Mail Internet Headers Version 2.0\r\nFrom: =?utf-8?q?J=C3=B6?= <j@c.de>\r\n"
               "To: a@b.c,\r\n\td@b.c\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\nMIME-Version: 1.0\r\n"
               "Date: Mon, 2 Mar 2026 08:14:05 +0000\r\nSubject: One\r\n\r\nBody: none\r\n")  # fmt: skip
    raw = to_message(compound(message({Id.HEADERS: headers, Id.SUBJECT: "Two", Id.BODY: "t"})), "m")
    header = raw.partition(b"\r\n\r\n")[0]
    assert [line.partition(b":")[0] for line in header.split(b"\r\n")] == [
        b"From", b"To", b"\td@b.c", b"Date", b"Subject", b"MIME-Version", b"Content-Type",
    ]  # fmt: skip
    activity = to_activity(raw, Wanted())[0]
    assert (activity.sender, activity.subject, activity.to) == ("j@c.de", "One", ("a@b.c", "d@b.c"))
    assert activity.text == "t"


@pytest.mark.parametrize(
    ("values", "text", "html"),
    [
        ({Id.BODY: ("h\xe4".encode("cp1251", "replace"),)}, "h?", None),
        ({Id.BODY: ("\u0434\u0430".encode("cp1251"),), Id.CODEPAGE: 1251}, "\u0434\u0430", None),
        ({Id.HTML: "\u0434\u0430".encode("koi8-r"), Id.HTML_CODEPAGE: 20866}, None, "\u0434\u0430"),
        (
            {Id.HTML: "<p>\u00e9".encode(), Id.BODY: "\u00e9", Id.HTML_CODEPAGE: 65001},
            "\u00e9",
            "<p>\u00e9",
        ),
        ({Id.HTML: "<p>\u00e9", Id.BODY: "\u00e9\0"}, "\u00e9", "<p>\u00e9"),
        ({Id.HTML: b"<p>x"}, None, "<p>x"),
    ],
)
def test_bodies_in_every_property(
    values: dict[Id, Any], text: str | None, html: str | None
) -> None:
    """Text and HTML, in Unicode or in a code page."""
    activity = read(message(values))
    assert (activity.text, activity.html) == (text, html)


def test_attachments() -> None:
    """Byte for byte, with names and types; an image that the HTML shows; a message in the message."""
    inner = message({Id.SUBJECT: "Inner", Id.BODY: "deep", Id.SENDER_ADDRESS: "i@b.c"}, ahead=24,
                    attach=[attachment(file_name="x.txt", content=b"x")])  # fmt: skip
    activity = read(message(
        {Id.SENDER_ADDRESS: "a@b.c", Id.HTML: b'<img src="cid:i1@x">'},
        attach=[
            attachment(file_name="Gr\u00fc\u00dfe \u2013 1.png", short_file_name="GR~1.PNG", media_type="image/png",
                       content_id="<i1@x>", content=PNG, location="http://x/y.png"),
            attachment(short_file_name="a.bin", content=bytes(range(256))),
            attachment(content=inner, name="Inner"),
            attachment(name="empty"),
        ],
    ))  # fmt: skip
    image, binary, nested, empty = activity.attachments
    assert (image.name, image.inline, image.content_id) == (
        "Gr\u00fc\u00dfe \u2013 1.png",
        True,
        "i1@x",
    )
    assert b"".join(image.content.chunks()) == PNG
    assert (binary.name, b"".join(binary.content.chunks())) == ("a.bin", bytes(range(256)))
    assert (empty.name, b"".join(empty.content.chunks())) == ("empty", b"")
    assert nested.content_type == "message/rfc822"
    deep = to_activity(b"".join(nested.content.chunks()), Wanted())[0]
    assert (deep.subject, deep.text, deep.sender) == ("Inner", "deep", "i@b.c")
    assert [each.name for each in deep.attachments] == ["x.txt"]


def test_what_is_no_message_says_so(place: Path) -> None:
    """Another compound file, a damaged one, one that claims more than it holds, one too deep."""
    whole = compound(message({Id.BODY: "x" * 9000, Id.SUBJECT: "s"}))
    put(place / "d", {
        "a.msg": compound({"WordDocument": b"x"}), "b.msg": whole[:600], "c.msg": whole[:-1500],
        "d.msg": b"From: a@b.c\n\nsaved under a wrong name", "e.doc": whole,
    })  # fmt: skip
    got = found("d")
    assert str(got["d/a.msg"]) == "d/a.msg: is no Outlook message: it is another kind of file"
    assert str(got["d/b.msg"]).startswith("d/b.msg: is no Outlook message, or a damaged one")
    assert isinstance(got["d/d.msg"], bytes)
    assert "d/e.doc" not in got
    many = message({Id.BODY: "x" * 9000})
    same = compound(
        many | {f"__attach_version1.0_#{n:08X}": attachment(content=b"y" * 64) for n in range(2)}
    )
    assert to_message(same, "m")


def test_a_hostile_message_is_not_read_over_and_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where its entries name the same bytes again and again, reading stops."""
    monkeypatch.setattr("egain_cli.inputs.sources.outlook._ROOM", 0)
    with pytest.raises(InputError, match="holds more than its size"):
        to_message(compound(message({Id.BODY: "x"})), "m.msg")


def test_messages_in_messages_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies too deep is an empty attachment, as its content cannot be told."""
    monkeypatch.setattr("egain_cli.inputs.sources.outlook._DEPTH", 1)
    tree = message({Id.SUBJECT: "3"}, ahead=24)
    for subject in ("2", "1"):
        ahead = 32 if subject == "1" else 24
        tree = message(
            {Id.SUBJECT: subject}, ahead=ahead, attach=[attachment(content=tree, name="m")]
        )
    raw = to_message(compound(tree), "m")
    assert raw.count(b"message/rfc822") == 1
    assert b"Subject: 3" not in raw


def test_without_the_extra_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message is an item that says so."""
    monkeypatch.setitem(sys.modules, "olefile", None)
    with pytest.raises(InputError, match="not read as installed") as caught:
        to_message(compound(message({})), "m.msg")
    assert "egain-cli[outlook]" in caught.value.hint


@pytest.mark.parametrize(
    ("codepage", "charset"),
    [
        (1252, "windows-1252"),
        (28605, "iso-8859-15"),
        (932, "shift_jis"),
        (874, "windows-874"),
        (1, None),
    ],
)
def test_code_pages_have_names_that_mail_knows(codepage: int, charset: str | None) -> None:
    """Or none, and the mapping finds it out."""
    assert charset_of(codepage) == charset
