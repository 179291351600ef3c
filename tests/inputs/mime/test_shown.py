"""Which attachments of a message its HTML shows, and by what Content-ID."""

from __future__ import annotations

import re

import pytest

from egain_cli.inputs.mime.message import Wanted, to_activity

HEAD = b"From: a@b.c\nDate: Mon, 2 Mar 2026 08:14:05 +0100\nContent-Type: multipart/related; boundary=b\n\n"


def shown(html: str, *parts: str) -> tuple[str, list[str | None], list[str]]:
    """The HTML, the Content-ID of each attachment (None where it is not inline), and the rules."""
    leaves = [
        f"--b\nContent-Type: image/png; name={n}.png\n{fields}\n\nx"
        for n, fields in enumerate(parts)
    ]
    body = "\n".join([f"--b\nContent-Type: text/html; charset=utf-8\n\n{html}", *leaves, "--b--\n"])
    activity, found = to_activity(HEAD + body.encode(), Wanted())
    ids = [each.content_id if each.inline else None for each in activity.attachments]
    assert all(each.inline or each.content_id is None for each in activity.attachments)
    return activity.html or "", ids, [each.rule.name for each in found]


AS_IT_IS = [
    '<img src="cid:a@b">',
    "<img src=cid:a@b>",
    '<td background="cid:a@b">',
    '<p style="background:url(cid:a@b)">',
    "<style>p { background: url('cid:a@b') }</style>",
    '<img src="cid:a@b"><img src="cid:a@b">',
]


@pytest.mark.parametrize("html", AS_IT_IS)
def test_a_reference_as_it_should_be_stays(html: str) -> None:
    """In src, background and CSS, once or twice: the HTML is not touched, and nothing is told."""
    assert shown(html, "Content-ID: <a@b>") == (html, ["a@b"], [])


ANOTHER_WAY = [
    ("cid:a%40b", "Content-ID: <a@b>", "a@b"),
    ("CID:a@b", "Content-ID: <a@b>", "a@b"),
    ("cid:A@B", "Content-ID: <a@b>", "a@b"),
    ("cid:&lt;a@b&gt;", "Content-ID: <a@b>", "a@b"),
    ("cid:a@b", "Content-ID: a@b (note)", "a@b-note"),
    ("cid:ii_1", "X-Attachment-Id: ii_1", "ii_1"),
    ("cid:ii_1", "Content-ID: <other>\nX-Attachment-Id: <ii_1>", "other"),
    ("cid:0.png", "X: y", "0.png"),
    ("cid:my image", "Content-ID: <my image>", "my-image"),
    ("cid:bild-ü", "Content-ID: <bild-ü>", "bild"),
    ("image/1.png", "Content-Location: image/1.png", "part-1"),
    ("http://x.y/1.png", "Content-Location: http://x.y/\n 1.png\nContent-ID: <one>", "one"),
    ("a%20b.png", "Content-Location: a%20b.png", "part-1"),
    ("cid:" + "x" * 300, "Content-ID: <" + "x" * 300 + ">", "x" * 200),
]


@pytest.mark.parametrize(("reference", "fields", "content_id"), ANOTHER_WAY)
def test_a_reference_in_another_way_is_rewritten(
    reference: str, fields: str, content_id: str
) -> None:
    """Whatever it is referred to by, and an id that is no good in a URL: both say the same after."""
    if reference == "cid:a@b":  # what stands behind the brackets belongs to nothing
        content_id, fields = "a@b", "Content-ID: <a@b> (note)"
        assert shown(f'<img src="{reference}">', fields) == ('<img src="cid:a@b">', ["a@b"], [])
        return
    html, ids, rules = shown(f'<img src="{reference}">', fields)
    told = [] if html == f'<img src="{reference}">' else ["reference-rewritten"]
    assert (html, ids, rules) == (f'<img src="cid:{content_id}">', [content_id], told)


def test_ids_that_become_the_same_stay_two() -> None:
    """Two images whose ids differ in what a URL cannot have are told apart."""
    html, ids, _ = shown(
        '<img src="cid:a b"><img src="cid:a&quot;b">', "Content-ID: <a b>", 'Content-ID: <a"b>'
    )
    assert ids == ["a-b", "2-a-b"]
    assert re.findall('cid:([^"]+)', html) == ids
    both = '<img src="cid:a b"><img src="cid:a-b">'
    assert shown(both, "Content-ID: <a b>", "Content-ID: <a-b>")[1] == ["a-b", "2-a-b"]


def test_the_first_of_two_with_one_id_is_shown() -> None:
    """The other is an ordinary attachment, which is told, once."""
    html = '<img src="cid:a@b"><img src="cid:a@b">'
    _, ids, rules = shown(html, "Content-ID: <a@b>", "Content-ID: <a@b>")
    assert ids == ["a@b", None]
    assert rules == ["content-id-shared-in-message"]


def test_what_is_referred_to_and_missing_is_told() -> None:
    """The HTML stays as it is; a link is no image, and an address elsewhere needs no part."""
    html = '<img src="cid:gone"><img src="http://x.y/z.png"><a href="cid:link">'
    assert shown(html) == (html, [], ["cid-without-attachment"])


def test_what_is_inline_and_not_referred_to_is_an_attachment() -> None:
    """An image that says inline is told; what says nothing, or attachment, is meant so."""
    fields = "Content-ID: <a@b>\nContent-Disposition: "
    _, ids, rules = shown("<p>", fields + "inline", fields + "attachment", "Content-ID: <c>")
    assert ids == [None, None, None]
    assert rules == ["inline-not-referred-to"]


def test_without_html_nothing_is_inline() -> None:
    """A Content-ID says nothing where no HTML refers to it."""
    message = (
        HEAD + b"--b\n\ntext\n--b\nContent-Type: image/png; name=a\nContent-ID: <a>\n\nx\n--b--"
    )
    activity, found = to_activity(message, Wanted())
    assert [each.inline for each in activity.attachments] == [False]
    assert found == []
