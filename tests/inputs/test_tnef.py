"""What comes out of a winmail.dat: files, names, kinds, bodies, and messages in messages."""

from __future__ import annotations

import io
import sys
import tarfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egain_cli.inputs.codepages import charset_of
from egain_cli.inputs.tnef.message import unpack
from egain_cli.inputs.tnef.properties import Id
from egain_cli.inputs.tnef.unpacked import File, Unpacked
from tests import tnef_corpus
from tests.inputs import tnef_builder as tnef

if TYPE_CHECKING:
    from pathlib import Path

NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


def only(*attributes: bytes) -> File:
    """The one file of a stream."""
    unpacked = unpack(tnef.stream(*attributes))
    assert unpacked.damaged == ""
    (file,) = unpacked.files
    return file


def body(*attributes: bytes) -> Unpacked:
    """A message that is not damaged."""
    unpacked = unpack(tnef.stream(*attributes))
    assert unpacked.damaged == ""
    return unpacked


def test_nothing_in_it() -> None:
    """A stream without attributes is a message without anything."""
    assert unpack(tnef.stream()) == Unpacked()


@pytest.mark.parametrize("content", [b"", b"\x78\x9f\x3e", b"From: a@b.example\r\n\r\nHi"])
def test_what_is_no_tnef(content: bytes) -> None:
    """What does not begin with the signature is refused."""
    with pytest.raises(ValueError, match="is no TNEF"):
        unpack(content)


def test_files_in_order() -> None:
    """Every attachment comes out with its name and its bytes, in order, an empty one too."""
    first, second = tnef.attachment(b"a.txt", b"one"), tnef.attachment(b"b.txt", b"")
    assert body(first, second).files == (File("a.txt", b"one"), File("b.txt", b""))


def test_content_before_its_name() -> None:
    """The attributes of an attachment may come in any order."""
    content, title = tnef.attribute(2, tnef.CONTENT, b"x"), tnef.attribute(2, tnef.TITLE, b"a\0")
    assert only(tnef.begin(), content, title) == File("a", b"x")


def test_beginning_not_marked() -> None:
    """Where nothing marks it, the next attachment begins with what an attachment has once."""
    pieces = [
        tnef.attribute(2, each, value)
        for each, value in [
            (tnef.TITLE, b"a"),
            (tnef.CONTENT, b"1"),
            (tnef.TITLE, b"b"),
            (tnef.CONTENT, b"2"),
        ]
    ]
    files = (File("a", b"1"), File("b", b"2"))
    assert body(*pieces).files == files
    assert body(*pieces, tnef.attachment(b"c", b"3")).files == (*files, File("c", b"3"))
    title_only = body(*pieces[:2], tnef.begin(), tnef.attribute(2, tnef.CONTENT, b"2")).files
    assert title_only == (File("a", b"1"), File("", b"2"))
    marked = unpack(tnef.stream(pieces[0], tnef.begin(), pieces[1])).files
    assert marked == (File("a", b""), File("", b"1"))


@pytest.mark.parametrize(
    ("listed", "title", "name"),
    [
        ([(Id.FILE_NAME, "long.txt"), (Id.SHORT_FILE_NAME, "L~1.TXT")], b"L~1.TXT", "long.txt"),
        ([(Id.NAME, "Shown"), (Id.SHORT_FILE_NAME, "S~1.TXT")], b"TITLE.TXT", "TITLE.TXT"),
        ([(Id.NAME, "Shown"), (Id.SHORT_FILE_NAME, "S~1.TXT")], b"", "S~1.TXT"),
        ([(Id.NAME, "Shown"), (Id.FILE_NAME, "")], b"", "Shown"),
        ([(Id.MEDIA_TYPE, "text/x")], b"", ""),
        ([(Id.FILE_NAME, "a.txt\0rubbish")], b"", "a.txt"),
    ],
)
def test_name(listed: list[tuple[Id, str]], title: bytes, name: str) -> None:
    """An attachment goes by its long name, its title, its short name or what is shown."""
    rows = [tnef.text(each, value) for each, value in listed]
    assert only(tnef.attachment(title, b"x", *rows)).name == name


def test_transport_name() -> None:
    """The name that an attachment travelled by goes before its title."""
    travelled = tnef.attribute(2, tnef.TRANSPORT_NAME, b"real.txt\0")
    assert only(tnef.attachment(b"REAL~1.TXT", b"x"), travelled).name == "real.txt"


def test_kind_and_place() -> None:
    """An attachment has the type, Content-ID and Content-Location that it says."""
    rows = [
        tnef.text(Id.MEDIA_TYPE, "image/png"),
        tnef.text(Id.CONTENT_ID, "<logo@here>"),
        tnef.text(Id.LOCATION, "logo.png"),
    ]
    file = only(tnef.attachment(b"logo.png", b"x", *rows))
    assert file == File("logo.png", b"x", "image/png", "logo@here", "logo.png")


def test_content_as_a_property() -> None:
    """Content may be a property, and is that where the attribute is empty."""
    row = tnef.sized(Id.CONTENT, tnef.BINARY, b"held")
    alone = tnef.begin() + tnef.attribute(2, tnef.ATTACH_PROPERTIES, tnef.properties(row))
    assert only(alone) == File("", b"held")
    assert only(tnef.attachment(b"a", b"", row)) == File("a", b"held")
    assert only(tnef.attachment(b"a", b"said", row)) == File("a", b"said")


@pytest.mark.parametrize(
    ("codepage", "raw", "name"),
    [
        (1251, "счёт.txt".encode("cp1251"), "счёт.txt"),
        (932, "請求書①.txt".encode("cp932"), "請求書①.txt"),
        (936, "发票.txt".encode("gbk"), "发票.txt"),
        (28592, "účet.txt".encode("iso-8859-2"), "účet.txt"),
        (437, "é.txt".encode("cp437"), "é.txt"),
        (65001, "é.txt".encode(), "é.txt"),
        (65000, b"+2AA-.txt", "?.txt"),
        (0, b"\x93a\x94", "\u201ca\u201d"),
        (4_000_000_000, b"\x93a\x94", "\u201ca\u201d"),
    ],
)
def test_strings_by_code_page(codepage: int, raw: bytes, name: str) -> None:
    """A string that is no Unicode is read by the code page of the stream, or as windows-1252."""
    row = tnef.sized(Id.FILE_NAME, tnef.STRING8, raw + b"\0")
    assert only(tnef.codepage(codepage), tnef.attachment(raw, b"x")).name == name
    assert only(tnef.codepage(codepage), tnef.attachment(b"", b"x", row)).name == name


@pytest.mark.parametrize(
    ("codepage", "label"),
    [(1252, "windows-1252"), (932, "shift_jis"), (28605, "iso-8859-15"), (437, None)],
)
def test_charset_of_a_code_page(codepage: int, label: str | None) -> None:
    """A code page has the label that mail knows it by, or none."""
    assert charset_of(codepage) == label


def test_properties_that_are_passed_over() -> None:
    """What is not read is stepped over: several values, names of both sorts, every fixed length."""
    guid = bytes(16)
    rows = [
        tnef.sized(0x8001, 0x101E, b"a\0", b"three\0", name=guid + b"\0\0\0\0\7\0\0\0"),
        tnef.number(0x8002, 7, guid + b"\1\0\0\0\6\0\0\0" + tnef.padded(b"n\0m\0\0\0")),
        b"\x02\x10\x01\x66\x03\0\0\0" + bytes(12),
        b"\x14\x00\x02\x66" + bytes(8),
        b"\x48\x00\x03\x66" + bytes(16),
        b"\x01\x00\x04\x66",
        tnef.sized(Id.NAME, 0x101F),
        tnef.text(Id.FILE_NAME, "found.txt"),
        tnef.text(Id.FILE_NAME, "again.txt"),
    ]
    assert only(tnef.attachment(b"", b"x", *rows)).name == "found.txt"


def test_texts() -> None:
    """Subject and text come from the properties, or else from the attributes."""
    old = tnef.attribute(1, tnef.SUBJECT, b"Old\0") + tnef.attribute(1, tnef.BODY, b"old\r\n\0")
    assert (body(old).subject, body(old).text) == ("Old", "old\r\n")
    rows = tnef.message(tnef.text(Id.SUBJECT, "Näw"), tnef.text(Id.BODY, "näw \U0001f600"))
    assert (body(old, rows).subject, body(old, rows).text) == ("Näw", "näw \U0001f600")


def test_the_first_of_two() -> None:
    """Of an attribute or a property that is there twice, the first counts."""
    old = [tnef.attribute(1, tnef.BODY, each) for each in (b"first", b"second")]
    assert body(*old).text == "first"
    assert body(tnef.message(tnef.text(Id.BODY, "one"), tnef.text(Id.BODY, "two"))).text == "one"


def test_html() -> None:
    """HTML comes out as it is written, with the label of its charset where one is known."""
    raw = tnef.sized(Id.HTML, tnef.BINARY, b"<p>\xe9\0")
    labelled = body(tnef.message(raw, tnef.number(Id.HTML_CODEPAGE, 28591)))
    assert (labelled.html, labelled.html_charset) == (b"<p>\xe9", "iso-8859-1")
    unlabelled = body(tnef.codepage(1251), tnef.message(raw))
    assert (unlabelled.html, unlabelled.html_charset) == (b"<p>\xe9", None)
    old = body(tnef.codepage(1251), tnef.message(tnef.sized(Id.HTML, tnef.STRING8, b"<p>\xe9\0")))
    assert (old.html, old.html_charset) == (b"<p>\xe9", "windows-1251")
    spelled = body(tnef.message(tnef.text(Id.HTML, "<p>é")))
    assert (spelled.html, spelled.html_charset) == ("<p>é".encode(), "utf-8")
    assert body(tnef.message(tnef.sized(Id.HTML, tnef.BINARY, b""))).html is None


def test_rich_text() -> None:
    """Rich text comes out decompressed."""
    row = tnef.sized(Id.RTF, tnef.BINARY, tnef.compressed(rb"{\rtf1 hello hello hello}"))
    assert body(tnef.message(row)).rtf == rb"{\rtf1 hello hello hello}"


def test_a_message_in_a_message() -> None:
    """A message comes out whole, as a stream of its own, and opened; its stand-in goes first."""
    inner = tnef.stream(
        tnef.attribute(1, tnef.SUBJECT, b"Inner\0"), tnef.attachment(b"in.txt", b"deep")
    )
    row = tnef.sized(Id.CONTENT, tnef.OBJECT, tnef.MESSAGE_INTERFACE + inner)
    stand_in, message = body(tnef.attachment(b"Untitled", b"no message", row)).files
    assert stand_in == File("Untitled", b"no message")
    assert (message.name, message.content_type) == ("Untitled", "application/ms-tnef")
    assert message.content == inner
    assert message.message == Unpacked((File("in.txt", b"deep"),), subject="Inner")
    assert only(tnef.attachment(b"Untitled", b"", row)) == message


def test_an_object() -> None:
    """An object that is no message comes out as it lies."""
    held = tnef.STORAGE_INTERFACE + b"\xd0\xcf\x11\xe0"
    row = tnef.sized(Id.CONTENT, tnef.OBJECT, held)
    assert only(tnef.attachment(b"Drawing", b"", row)) == File("Drawing", held)


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, st.binary(max_size=600))), st.text(), st.binary(min_size=1))
def test_what_is_put_in_comes_out(files: list[tuple[str, bytes]], text: str, rich: bytes) -> None:
    """Files, text and rich text come out as they were put in."""
    text = text.rstrip("\0").encode("utf-16-le", "replace").decode("utf-16-le").rstrip("\0")
    attachments = [
        tnef.attachment(b"x", content, tnef.text(Id.FILE_NAME, name)) for name, content in files
    ]
    rows = [tnef.text(Id.BODY, text), tnef.sized(Id.RTF, tnef.BINARY, tnef.compressed(rich))]
    unpacked = body(tnef.message(*rows), *attachments)
    assert [(file.name, file.content) for file in unpacked.files] == files
    assert (unpacked.text, unpacked.rtf) == (text or None, rich)


def test_the_corpus_is_held_against_what_must_come_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The runner tells a corpus of which everything comes out from one of which something lacks."""
    stream = tnef.stream(tnef.attribute(1, tnef.BODY, b"Hi\r\n\0"), tnef.attachment(b"a.txt", b"x"))
    files = {"A.tnef": stream, "A.list": b"a.txt", "A/a.txt": b"x", "A/message.txt": b"Hi\n"}
    monkeypatch.setattr(sys, "argv", ["tnef_corpus", str(tmp_path)])
    for more, code in (({}, 0), ({"A.list": b"b.txt", "A/a.txt": b"y"}, 1)):
        with tarfile.open(tmp_path / "tnef.tar.xz", "w:xz") as archive:
            for name, content in (files | more).items():
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
        assert tnef_corpus.main() == code
    assert "A/a.txt differs" in capsys.readouterr().out
