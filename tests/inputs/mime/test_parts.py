"""What a leaf becomes: a text or an attachment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from egain_cli.content import BytesContent
from egain_cli.inputs.mime.parts import attachment, join_texts
from egain_cli.inputs.mime.tree import parse

if TYPE_CHECKING:
    from egain_cli.findings import Finding
    from egain_cli.model import Attachment

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0"


def taken(
    fields: bytes, body: bytes = b"x", inline: set[str] | None = None
) -> tuple[Attachment, list[str]]:
    """The attachment of a part, and the findings as rule and field."""
    found: list[Finding] = []
    made = attachment(parse(fields + b"\n\n" + body), 2, set() if inline is None else inline, found)
    return made, [f"{each.rule.name} {each.field}" for each in found]


NAMES = [
    (b"Content-Disposition: attachment; filename=a.txt", "a.txt", []),
    (b'Content-Disposition: attachment; filename="../etc/pass\\\\wd"', ".._etc_pass_wd", ["name-changed"]),
    (b'Content-Disposition: attachment; filename="C:\\\\a:b*?<>|\\".txt"', "C__a_b______.txt", ["name-changed"]),
    (b'Content-Disposition: attachment; filename="a\x01b\x7f"', "a_b_", ["name-changed"]),
    ("Content-Disposition: attachment; filename=\"März \u2013 €.pdf\"".encode(), "März \u2013 €.pdf", []),
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


def test_an_attachment_is_inline_when_the_html_refers_to_it() -> None:
    """Its Content-ID counts, not its disposition; the first of two with the same one is meant."""
    wanted = {"a@b", "other"}
    fields = b"Content-Type: image/png; name=x\nContent-ID: <a@b>\nContent-Disposition: attachment"
    first, _ = taken(fields, inline=wanted)
    assert (first.inline, first.content_id) == (True, "a@b")
    assert wanted == {"other"}
    second, _ = taken(fields, inline=wanted)
    assert (second.inline, second.content_id) == (False, None)
    aside, _ = taken(b"Content-Type: image/png; name=x\nContent-Disposition: inline", inline=wanted)
    assert (aside.inline, aside.content_id) == (False, None)


TEXTS = [
    (b"Content-Type: text/plain; charset=utf-8", "ü".encode(), "ü", []),
    (b"Content-Type: text/plain; charset=iso-8859-1", b"\x80", "€", []),
    (b"Content-Type: text/plain; charset*=us-ascii'en'gb2312", "镕".encode("gbk"), "镕", []),
    (b'Content-Type: text/plain; charset="x-no"', b"\xfc", "ü", ["charset-replaced"]),
    (b"Content-Type: text/plain", b"\xfc", "ü", ["charset-replaced"]),
    (b"Content-Type: text/plain", "ü".encode(), "ü", []),
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
    assert join_texts(parts, "text", []) == "one\n\nthree"
    assert join_texts([], "text", []) is None
    assert join_texts([parts[1]], "text", []) == ""
