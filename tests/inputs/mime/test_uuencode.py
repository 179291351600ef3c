"""Files that stand uuencoded in a text."""

from __future__ import annotations

import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.content import BytesContent
from egain_cli.inputs.mime.message import Moments, Wanted, map_message, to_activity
from egain_cli.inputs.mime.uuencode import find_files


def written(name: str, content: bytes, end: str = "\n") -> str:
    lines = [content[start : start + 45] for start in range(0, len(content), 45)]
    body = "".join(
        binascii.b2a_uu(line, backtick=True).decode().replace("\n", end) for line in lines
    )
    return f"begin 644 {name}{end}{body}`{end}end{end}"


@given(st.binary(max_size=200), st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_file_comes_back(content: bytes, end: str) -> None:
    """Any content, with any line end, is found with its name and its place."""
    text = f"before{end}{written('a b.bin', content, end)}after"
    if end == "\r":  # a text's lines end as the others do by the time that files are looked for
        text = text.replace("\r", "\n")
    (file,) = find_files(text)
    assert (file.name, file.content) == ("a b.bin", content)
    assert (text[: file.start].strip(), text[file.end :]) == ("before", "after")


NONE = [
    "",
    "begin 644 a\n",
    "begin 644 a\nnot uuencoded at all\nend\n",
    "begin the day\nend\n",
    "x begin 644 a\n`\nend\n",
]


@pytest.mark.parametrize("text", NONE)
def test_what_only_looks_like_a_file_is_none(text: str) -> None:
    """A text that mentions begin and end stays a text."""
    assert list(find_files(text)) == []


def test_lines_with_too_many_letters_are_read() -> None:
    """Some writers fill the last line up; its own count says how much of it counts."""
    (file,) = find_files("begin 644 a\n#86)CZZZZ\n`\nend\n")
    assert file.content == b"abc"


def test_files_are_looked_for_in_linear_time() -> None:
    """Beginnings without an end cost their length once."""
    assert list(find_files("begin 644 a\n" * 50_000)) == []
    assert list(find_files("begin 644 a\n" + "M" * 60 + "\n" * 100_000)) == []


MESSAGE = b"From: a@b.c\nDate: Mon, 2 Mar 2026 08:14:05 +0100\n\nHello\n%b\nBye\n"


def test_a_file_in_the_text_stays_there_and_is_told() -> None:
    """Nothing is changed unless it is asked for."""
    text = "Hello\n" + written("a?.txt", b"abc") + "\nBye\n"
    activity, found = to_activity(MESSAGE % written("a?.txt", b"abc").encode(), Wanted())
    assert (activity.text, activity.attachments) == (text, ())
    assert [each.rule.name for each in found] == ["uuencode-in-text"]


def test_a_file_in_the_text_is_attached_where_that_is_wanted() -> None:
    """It leaves the text, and its name and type are those of any attachment."""
    files = written("a?.txt", b"abc") + "between\n" + written("b.gif", b"GIF89a\1\0\1\0\0\0\0;")
    activity, found = to_activity(MESSAGE % files.encode(), Wanted(extract_uuencode=True))
    assert activity.text == "Hello\nbetween\n\nBye\n"
    assert [(a.name, a.content_type) for a in activity.attachments] == [
        ("a_.txt", "text/plain"), ("b.gif", "image/gif"),
    ]  # fmt: skip
    assert activity.attachments[0].content == BytesContent(b"abc")
    assert [(each.rule.name, each.field) for each in found] == [
        ("uuencode-extracted", "attachments[1]"), ("name-changed", "attachments[1].name"),
        ("uuencode-extracted", "attachments[2]"),
    ]  # fmt: skip


PART = (
    b"From: a@b.c\nDate: Mon, 2 Mar 2026 08:14:05 +0100\nContent-Type: multipart/mixed; boundary=b\n\n"
    b"--b\n\nHello\n%b\n--b\nContent-Type: a/b; name=x\nContent-Transfer-Encoding: x-uuencode\n\n"
    b"%b\n--b\nContent-Type: text/csv; name=c.csv\n\nc\n--b--\n"
)
SEVERAL = (written("a.txt", b"abc") + "\n" + written("b/.txt", b"b")).encode()


def test_a_part_that_is_several_files_is_all_of_them() -> None:
    """They come after the parts, those of the text after them, each under its own name."""
    message = PART % (written("t.txt", b"t").encode(), SEVERAL)
    mapping = map_message(message, Wanted(extract_uuencode=True), Moments())
    activity = mapping.activity
    assert activity.text == "Hello\n"
    assert [(each.name, b"".join(each.content.chunks())) for each in activity.attachments] == [
        ("c.csv", b"c"), ("a.txt", b"abc"), ("b_.txt", b"b"), ("t.txt", b"t"),
    ]  # fmt: skip
    assert [(each.rule.name, each.field) for each in mapping.findings] == [
        ("uuencode-extracted", "attachments[2]"), ("uuencode-extracted", "attachments[3]"),
        ("name-changed", "attachments[3].name"), ("uuencode-extracted", "attachments[4]"),
    ]  # fmt: skip
    assert "a part that held several" in mapping.findings[0].message
    assert [each.fate for each in mapping.parts] == [
        "container", "text", "unpacked: its files are attached", "attachment 1",
    ]  # fmt: skip
    assert dict(mapping.sources)["attachments[2]"] == "a file that was unpacked"


def test_a_part_that_is_several_files_stays_and_is_told() -> None:
    """Without being asked for, and where something else stands between them."""
    between = SEVERAL.replace(b"end\n", b"end\nwords\n", 1)
    for content, wanted, words in (
        (SEVERAL, Wanted(), "--extract-uuencode undoes that"),
        (between, Wanted(extract_uuencode=True), "or not only"),
    ):
        activity, found = to_activity(PART % (b"", content), wanted)
        kept = activity.attachments[0]
        assert (kept.name, b"".join(kept.content.chunks())) == ("x", content)
        (told,) = found
        assert (told.rule.name, told.field) == ("encoding-damaged", "attachments[1]")
        assert words in told.message
