"""What a leaf becomes as an attachment."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from egain_cli.content import Base64Content, BytesContent
from egain_cli.encode.pieces import Base64
from egain_cli.inputs.mime.parts import MAX_NAME, attachment
from egain_cli.inputs.mime.tree import parse

if TYPE_CHECKING:
    from egain_cli.findings import Finding
    from egain_cli.model import Attachment

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0"


def taken(
    fields: bytes, body: bytes = b"x", *, uudecode: bool = False
) -> tuple[Attachment, list[str]]:
    """The attachment of a part, and the findings as rule and field."""
    found: list[Finding] = []
    made = attachment(parse(fields + b"\n\n" + body), 2, found, uudecode=uudecode)
    return made, [f"{each.rule.name} {each.field}" for each in found]


NAMES = [
    (b"Content-Disposition: attachment; filename=a.txt", "a.txt", []),
    (b'Content-Disposition: attachment; filename="../etc/pass\\\\wd"', ".._etc_pass_wd", ["name-changed"]),
    (b'Content-Disposition: attachment; filename="C:\\\\a:b*?<>|\\".txt"', "C__a_b______.txt", ["name-changed"]),
    (b'Content-Disposition: attachment; filename="a\x01b\x7f"', "a_b_", ["name-changed"]),
    (b"Content-Disposition: attachment; filename*=utf-8''a%09b%0D%0Ac.txt", "a_b__c.txt", ["name-changed"]),
    (b'Content-Disposition: attachment; filename="=?utf-8?q?a=09b.txt?="', "a b.txt", []),
    ("Content-Disposition: attachment; filename=\"März \u2013 €.pdf\"".encode(), "März \u2013 €.pdf", []),
    (b'Content-Disposition: attachment; filename="a\xc2\x9bb\tc.txt"', "a_b c.txt", ["name-changed"]),
    ("Content-Disposition: attachment; filename=\"a\u202egpj.exe\"".encode(), "a_gpj.exe", ["name-changed"]),
    ("Content-Disposition: attachment; filename=\"\u2066a\u2069\u200f.txt\"".encode(), "_a_\u200f.txt", ["name-changed"]),
    (b"Content-Disposition: attachment; filename*=utf-8''a%E2%80%AEb", "a_b", ["name-changed"]),
    (b"Content-Type: application/pdf", "part-2.pdf", ["name-made"]),
    (b"Content-Type: message/rfc822", "part-2.eml", ["name-made"]),
    (b"Content-Type: image/jpeg", "part-2.jpg", ["name-made"]),
    (b"Content-Type: application/x-nobody-knows", "part-2.bin", ["name-made"]),
    (b"Content-Disposition: attachment", "part-2.txt", ["name-made"]),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "name", "rules"), NAMES)
def test_the_name_of_an_attachment(fields: bytes, name: str, rules: list[str]) -> None:
    """A name keeps its characters, but those of a path; a missing one is made; both are told."""
    made, found = taken(fields)
    assert made.name == name
    assert found == [f"{rule} attachments[2].name" for rule in rules]


KOI8, WESTERN = "Отчёт.txt".encode("koi8-r"), "März.txt".encode("latin-1")
RAW = [
    (b"Content-Type: text/plain; charset=koi8-r; name=\"%b\"" % KOI8, b"", "Отчёт.txt", "koi8-r"),
    (b"Content-Disposition: attachment; filename=\"%b\"" % KOI8, b"koi8-r", "Отчёт.txt", "koi8-r"),
    (b"Content-Type: a/b; charset=us-ascii; name=\"%b\"" % KOI8, b"koi8-r", "Отчёт.txt", "koi8-r"),
    (b"Content-Type: a/b; name=\"%b\"" % WESTERN, b"", "März.txt", "windows-1252"),
    (b"Content-Type: a/b; name=\"%b\"" % WESTERN, b"utf-8", "März.txt", "windows-1252"),
    (b"Content-Type: a/b; name=\"%b\"" % WESTERN, b"utf-16", "März.txt", "windows-1252"),
    (b"Content-Type: a/b; name=\"%b\"" % "März.txt".encode(), b"koi8-r", "März.txt", ""),
    (b"Content-Type: a/b; name*=utf-8''M%E4rz.txt", b"koi8-r", "März.txt", "windows-1252"),
    (b"Content-Type: a/b; name*=''%D1.txt", b"koi8-r", "я.txt", "koi8-r"),
    (b"Content-Type: a/b; name=\"=?utf-8?q?M=E4rz.txt?=\"", b"", "März.txt", "windows-1252"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "label", "name", "read_as"), RAW)
def test_a_name_in_raw_bytes_is_read_as_the_message_is(
    fields: bytes, label: bytes, name: str, read_as: str
) -> None:
    """UTF-8, then the charset of the part, then that of the message's text, then windows-1252."""
    text = b"Content-Type: text/plain; charset=%b" % label if label else b"Content-Type: text/plain"
    message = parse(
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n%b\n\nHi\n--b\n%b\n\nx\n--b--"
        % (text, fields)
    )
    found: list[Finding] = []
    made = attachment(message.parts[1], 1, found, message=message)
    assert made.name == name
    told = [each for each in found if each.rule.name == "charset-replaced"]
    assert [each.field for each in told] == ["attachments[1].name"] * bool(read_as)
    assert all(each.message.endswith(f"read as {read_as}") for each in told)


CHARSETS = [
    (b"text/csv; charset=koi8-r", ["charset-left-out attachments[2].type"]),
    (b"text/plain; charset=no-such-charset", ["charset-left-out attachments[2].type"]),
    (b'text/csv; charset="UTF-8"', []),
    (b"text/csv; charset=us-ascii (plain)", []),
    (b"text/csv", []),
    (b"application/pdf; charset=koi8-r", []),
]


@pytest.mark.parametrize(("kind", "rules"), CHARSETS)
def test_a_charset_that_does_not_travel_is_told(kind: bytes, rules: list[str]) -> None:
    """The type goes without it; nobody needs to hear of what readers assume anyway."""
    made, found = taken(b"Content-Type: %b; name=a.x" % kind)
    assert made.content_type == kind.partition(b";")[0].decode()
    assert found == rules


KINDS = [
    (b"Content-Type: application/PDF; name=a.txt", b"x", "application/pdf"),
    (b"Content-Type: application/octet-stream; name=a.txt", PNG, "image/png"),
    (b"Content-Type: application/octet-stream; name=a.csv", b"a,b", "text/csv"),
    (b"Content-Disposition: attachment; filename=a.csv", PNG, "image/png"),
    (b"Content-Type: text/plain; name=a.png", PNG, "text/plain"),
]


@pytest.mark.parametrize(("fields", "body", "kind"), KINDS)
def test_the_type_of_an_attachment(fields: bytes, body: bytes, kind: str) -> None:
    """The declared type counts unless it says nothing, then the bytes, then the name."""
    assert taken(fields, body)[0].content_type == kind


def test_an_attachment_is_decoded_byte_for_byte() -> None:
    """The content is what was encoded; damage is told with the attachment's number."""
    fields = b"Content-Type: a/b; name=x\nContent-Transfer-Encoding: base64"
    assert taken(fields, b"aGVsbG8=")[0].content == BytesContent(b"hello")
    made, found = taken(fields, b"aGVsbG8")
    assert made.content == BytesContent(b"hello")
    assert found == ["encoding-damaged attachments[2]"]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("x" * 255, "x" * 255),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        ("x" * 300, "x" * 255),
        ("x" * 200 + "." + "y" * 100, "x" * 200 + "." + "y" * 54),
        ("é" * 252 + ".docx", "é" * 250 + ".docx"),
    ],
)
def test_a_long_name_keeps_its_extension(given: str, name: str) -> None:
    """A name is at most as long as the API takes it, and is told where it was shortened."""
    fields = f"Content-Disposition: attachment; filename={given}".encode()
    made, found = taken(fields)
    assert made.name == name
    assert len(name) <= MAX_NAME
    assert found == ([] if name == given else ["name-changed attachments[2].name"])


def test_large_base64_that_is_good_is_passed_on() -> None:
    """It is neither decoded nor held twice; the bytes and their number are those of the file."""
    content = bytes(range(256)) * 1000
    fields = b"Content-Type: a/b; name=x\nContent-Transfer-Encoding: base64"
    made, found = taken(fields, base64.encodebytes(content))
    assert isinstance(made.content, Base64Content)
    assert made.content.size == len(content)
    assert b"".join(made.content.chunks()) == content
    assert found == []


def test_the_type_of_large_base64_is_seen_in_its_first_bytes() -> None:
    """What nobody declared is decoded as far as its type needs."""
    body = base64.encodebytes(PNG + bytes(100_000))
    fields = b"Content-Disposition: attachment\nContent-Transfer-Encoding: base64"
    assert taken(fields, body)[0].content_type == "image/png"


LAST_BITS = [b"AA==", b"AB==", b"AAA=", b"AAB=", b"AAAA", b"AAA", b"A", b"AA==AAAA", b"AA=A"]


@pytest.mark.parametrize("last", LAST_BITS)
def test_base64_is_passed_on_only_where_strict_readers_take_it(last: bytes) -> None:
    """Wrong padding, data after it and bits that stand for nothing make it be written anew."""
    fields = b"Content-Type: a/b; name=x\nContent-Transfer-Encoding: base64"
    made, _ = taken(fields, b"AAAA" * 30_000 + b"\n" + last)
    passed = isinstance(made.content, Base64Content)
    assert passed is (last in (b"AA==", b"AAA=", b"AAAA"))
    written = b"".join(Base64(made.content).chunks())
    assert base64.b64encode(base64.b64decode(written, validate=True)) == written


@pytest.mark.parametrize(
    "fields",
    [
        b"Content-Type: application/ms-tnef; name=a.dat",
        b"Content-Disposition: attachment; filename=WINMAIL.DAT",
    ],
)
def test_a_winmail_dat_is_passed_on_whole(fields: bytes) -> None:
    """What Outlook wrapped is attached as it is, which is told."""
    made, found = taken(fields)
    assert made.content == BytesContent(b"x")
    assert found == ["tnef-passed-on attachments[2]"]


def test_uuencode_is_undone_where_that_is_wanted() -> None:
    """No RFC has it as a transfer encoding: it stays as it stands, unless files are extracted."""
    fields = b"Content-Type: text/plain; name=a\nContent-Transfer-Encoding: x-uuencode"
    body = b"begin 644 a\n#86)C\n`\nend\n"
    made, found = taken(fields, body)
    assert made.content == BytesContent(body)
    assert found == ["encoding-damaged attachments[2]"]
    assert taken(fields, body, uudecode=True)[0].content == BytesContent(b"abc")
    made, found = taken(fields, b"no file", uudecode=True)
    assert made.content == BytesContent(b"no file")
    assert found == ["encoding-damaged attachments[2]"]


def test_a_broken_type_is_looked_for_in_the_bytes() -> None:
    """Content-Type that names no type says nothing; in a digest the default is a message."""
    assert taken(b"Content-Type: gif; name=a", PNG)[0].content_type == "image/png"
    digest = parse(b"Content-Type: multipart/digest; boundary=b\n\n--b\n\nFrom: x\n--b--")
    made = attachment(next(digest.leaves()), 1, [])
    assert made.content_type == "message/rfc822"
