"""Damage and references that once went wrong, each with what a reader would expect."""

from __future__ import annotations

import pytest

from egain_cli.inputs.mime.message import Wanted, to_activity
from egain_cli.inputs.references import find_references

HEAD = b"From: a@b.de\nDate: Mon, 2 Mar 2020 08:14:05 +0000\nMIME-Version: 1.0\n"


def related(html: str, *images: tuple[str, bytes]) -> bytes:
    """A message whose HTML refers to images, each with its Content-ID."""
    body = f"--b\nContent-Type: text/html\n\n{html}\n".encode()
    for cid, content in images:
        head = f"--b\nContent-Type: image/png; name=i.png\nContent-ID: <{cid}>\n\n".encode()
        body += head + content + b"\n"
    return HEAD + b"Content-Type: multipart/related; boundary=b\n\n" + body + b"--b--\n"


def shown(message: bytes) -> tuple[str | None, list[tuple[bytes, str | None]]]:
    """The HTML, and each image with the Content-ID it goes by."""
    activity, _ = to_activity(message, Wanted())
    files = [(b"".join(each.content.chunks()), each.content_id) for each in activity.attachments]
    return activity.html, files


def test_an_id_with_a_blank_and_one_with_its_code_are_two() -> None:
    """Each reference goes on showing its own image."""
    html = '<img src="cid:a b"><img src="cid:a%20b">'
    told, files = shown(related(html, ("a b", b"one"), ("a%20b", b"two")))
    assert told == '<img src="cid:a-b"><img src="cid:a-20b">'
    assert files == [(b"one", "a-b"), (b"two", "a-20b")]


def test_an_id_that_holds_a_percent_sign_is_found_as_it_is_written() -> None:
    """Some mailers write it into the HTML as it is."""
    _, files = shown(related('<img src="cid:a%20b">', ("a%20b", b"one")))
    assert files == [(b"one", "a-20b")]


def test_an_apostrophe_in_a_bare_value_hides_no_image() -> None:
    """Browsers take it for a letter."""
    found = find_references("<img alt=it's src=\"cid:a@b\"><p title='a>b'><img src=cid:c>")
    assert [each.content_id for each in found] == ["a@b", "c"]


def test_unclosed_quotes_take_time_by_their_length() -> None:
    """No HTML is looked through again and again."""
    for hostile in ("<a ='", '<a ="', "<a b=", "<a =\"'", "='\"<a"):
        assert len(find_references(hostile * 40_000)) < 40_000  # in the square of it: for ever


@pytest.mark.parametrize(
    ("body", "text", "damaged"),
    [
        (b"a==b", "a==b", True),
        (b"a=3Db=", "a=b", False),
        (b"a=\nb=20", "ab ", False),
        (b"a=XYb=", "a=XYb", True),
        (b"100= sure", "100= sure", True),
    ],
)
def test_what_is_no_code_of_quoted_printable_stays(body: bytes, text: str, damaged: bool) -> None:
    """And it is told that the encoding is damaged."""
    head = b"Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n"
    activity, found = to_activity(HEAD + head + body, Wanted())
    assert (activity.text or "").rstrip("\n") == text
    assert ("encoding-damaged" in [each.rule.name for each in found]) is damaged


def test_a_part_with_more_than_one_uuencoded_file_stays_whole() -> None:
    """Nothing of it is left behind."""
    body = b"words\nbegin 644 a.txt\n#0V%T\n`\nend\nbegin 644 b.txt\n#0V%T\n`\nend\n"
    head = (
        b"Content-Type: application/octet-stream; name=x\nContent-Transfer-Encoding: x-uuencode\n\n"
    )
    activity, _ = to_activity(HEAD + head + body, Wanted(extract_uuencode=True))
    assert b"".join(activity.attachments[0].content.chunks()).strip() == body.strip()


def test_a_text_that_is_only_labelled_as_base64_is_not_undone() -> None:
    """A body is never lost: it is what a reader would read, and the damage is told."""
    head = b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
    activity, found = to_activity(HEAD + head + b"Dear all,\nthis is no base64.\n", Wanted())
    assert activity.text == "Dear all,\nthis is no base64.\n"
    assert "encoding-damaged" in [each.rule.name for each in found]
