"""Which attachments an HTML text shows in its place: the contract's sentences, one by one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from egain_cli.content import BytesContent
from egain_cli.inputs import candidates
from egain_cli.inputs.attachments import attach_image
from egain_cli.inputs.candidates import Candidate
from egain_cli.inputs.inline import link
from egain_cli.model import Attachment

if TYPE_CHECKING:
    from egain_cli.inputs.inline import Linked

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with images in it and below it, one beside it, and a link that leads out."""
    folder = tmp_path / "mail"
    (folder / "img").mkdir(parents=True)
    for name in ("logo.png", "logo one.png", "img/ü&b.png", "../outside.png"):
        (folder / name).write_bytes(PNG)
    (folder / "notes.txt").write_text("no image")
    (folder / "notes.png").write_bytes(b"%PDF-1.4\n1 0 obj<<>>endobj\n")
    try:
        (folder / "link.png").symlink_to(folder.parent / "outside.png")
        (folder / "loop.png").symlink_to(folder / "loop.png")
    except OSError:
        pass  # a system that lets nobody make links
    return folder


def candidate(
    path: Path, cid: str | None = None, name: str | None = None, *, inline: bool | None = None
) -> Candidate:
    attachment = Attachment(
        name=name or path.name, content_type="image/png", content=BytesContent(PNG), content_id=cid
    )
    return Candidate(attachment, path, inline)


def summary(linked: Linked) -> list[tuple[str | None, str | None]]:
    """Each attachment's name, and its Content-ID where it is inline."""
    assert all(each.content_id for each in linked.attachments if each.inline)
    return [(each.name, each.content_id if each.inline else None) for each in linked.attachments]


def rules(linked: Linked) -> list[str]:
    return [each.rule.name for each in linked.findings]


CIDS = [
    ("logo", None, '<img src="cid:logo">', "logo"),
    ("logo@x.y", None, '<img src="cid:logo%40x.y">', "logo@x.y"),
    ("logo", None, '<img src="&#99;id:logo">', "logo"),
    ("logo", None, '<p style="background:url(&quot;cid:logo&quot;)">', "logo"),
    ("logo", None, "<style>p { background: url('cid:logo') }</style>", "logo"),
    ("logo", None, '<a href="cid:logo">open</a>', "logo"),
    (None, None, '<img src="cid:logo.png">', "logo.png"),
    (None, "Other.png", '<img src="cid:Other.png">', "Other.png"),
    (None, None, '<img src="cid:LOGO.PNG">', "LOGO.PNG"),
    (None, "Other.png", '<img src="cid:logo.png">', "logo.png"),
]


@pytest.mark.parametrize(("cid", "name", "html", "content_id"), CIDS)
def test_a_cid_reference_makes_inline(
    folder: Path, cid: str | None, name: str | None, html: str, content_id: str
) -> None:
    """By `cid:` and its Content-ID or its file name an attachment is inline, the HTML unchanged."""
    linked = link(html, [candidate(folder / "logo.png", cid, name)], folder, attach_image)
    assert summary(linked) == [(name or "logo.png", content_id)]
    assert linked.html == html
    assert linked.findings == ()


REWRITTEN = [
    ("logo.png", None, '<img src="logo.png">', '<img src="cid:logo.png">', "logo.png"),
    ("logo.png", None, "<img src=./img/../logo.png>", "<img src=cid:logo.png>", "logo.png"),
    ("logo.png", "my-id", '<img src="logo.png?v=2#x">', '<img src="cid:my-id">', "my-id"),
    ("logo.png", "my-id", '<img src="cid:logo.png">', '<img src="cid:my-id">', "my-id"),
    ("logo one.png", None, '<img src="logo%20one.png">', '<img src="cid:logo-one.png">', "logo-one.png"),
    ("logo one.png", None, '<img src="logo one.png">', '<img src="cid:logo-one.png">', "logo-one.png"),
    ("logo one.png", None, '<img src="cid:logo%20one.png">', '<img src="cid:logo-one.png">', "logo-one.png"),
    ("logo.png", "my id", '<img src="cid:my%20id">', '<img src="cid:my-id">', "my-id"),
    ("img/ü&b.png", None, '<img src="img/ü&amp;b.png">', '<img src="cid:b.png">', "b.png"),
    ("../outside.png", None, '<img src="../outside.png">', '<img src="cid:outside.png">', "outside.png"),
    ("logo.png", None, "<p style=\"x:url('logo.png')\">", "<p style=\"x:url('cid:logo.png')\">", "logo.png"),
    ("logo.png", "ü", '<img src="logo.png">', '<img src="cid:inline">', "inline"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "cid", "html", "rewritten", "content_id"), REWRITTEN)
def test_a_path_becomes_a_cid(
    folder: Path, path: str, cid: str | None, html: str, rewritten: str, content_id: str
) -> None:
    """A reference by the attachment's own path, or by an id unfit for a URL, is rewritten, told so."""
    linked = link(html, [candidate(folder / path, cid)], folder, attach_image)
    assert linked.html == rewritten
    assert summary(linked) == [(Path(path).name, content_id)]
    assert rules(linked) == ["reference-rewritten"]


def test_an_image_beside_is_attached_by_itself(folder: Path) -> None:
    """An image that the HTML shows, in the folder or below it, is attached once and rewritten."""
    html = '<img src="logo.png"><img src="./logo.png"><img src="img/%C3%BC&amp;b.png">'
    linked = link(html, [], folder, attach_image)
    assert linked.html == '<img src="cid:logo.png"><img src="cid:logo.png"><img src="cid:b.png">'
    assert summary(linked) == [("logo.png", "logo.png"), ("ü&b.png", "b.png")]
    assert rules(linked).count("image-attached") == 2
    assert {each.content_type for each in linked.attachments} == {"image/png"}


NOT_ATTACHED = [
    "../outside.png", "img/../../outside.png", "%2e%2e/outside.png", "link.png", "loop.png", "none.png",
    "notes.txt", "notes.png", "img", "%2Fetc%2Fhostname", "x" * 300 + ".png", "a%00b.png", "logo.png/x.png",
]  # fmt: skip


@pytest.mark.parametrize("path", NOT_ATTACHED)
def test_what_lies_elsewhere_is_never_fetched(folder: Path, path: str) -> None:
    """Nothing outside the folder, no missing file and no other than an image is attached, aloud."""
    html = f'<img src="{path}">'
    linked = link(html, [], folder, attach_image)
    assert (linked.html, linked.attachments) == (html, ())
    assert rules(linked) == ["file-not-attached"]


def test_an_absolute_path_is_never_fetched(folder: Path) -> None:
    """What begins at the root or has a scheme is left alone, even where the file is there."""
    for target in (
        f"{folder / 'logo.png'}",
        (folder / "logo.png").as_uri(),
        "//h/logo.png",
        "https://h/logo.png",
    ):
        html = f'<img src="{target}">'
        linked = link(html, [], folder, attach_image)
        assert (linked.html, linked.attachments, linked.findings) == (html, (), ())


def test_a_link_is_no_image(folder: Path) -> None:
    """A file that the HTML only links to is neither attached nor made inline."""
    html = '<a href="logo.png">logo</a>'
    linked = link(html, [candidate(folder / "logo.png")], folder, attach_image)
    assert (linked.html, summary(linked), linked.findings) == (html, [("logo.png", None)], ())


def test_without_a_folder_nothing_is_fetched(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """HTML from a flag or standard input shows what is attached, and fetches nothing."""
    monkeypatch.chdir(folder)
    html = '<img src="logo.png"><img src="logo one.png">'
    linked = link(html, [candidate(folder / "logo.png")], None, attach_image)
    assert linked.html == '<img src="cid:logo.png"><img src="logo one.png">'
    assert summary(linked) == [("logo.png", "logo.png")]
    assert rules(linked) == ["reference-rewritten", "file-not-attached"]


def test_a_cid_that_nothing_has_is_told_once(folder: Path) -> None:
    """A `cid:` without attachment stays as it is; each one is told, the same one only once."""
    html = '<img src="cid:gone"><img src="cid:gone"><img src="cid:lost">'
    linked = link(html, [candidate(folder / "logo.png")], folder, attach_image)
    assert (linked.html, summary(linked)) == (html, [("logo.png", None)])
    assert rules(linked) == ["cid-without-attachment"] * 2


@pytest.mark.parametrize("html", [None, "", "<p>no image</p>"])
def test_what_the_user_calls_inline_is_inline(folder: Path, html: str | None) -> None:
    """An explicit inline that nothing refers to stays inline, gets a Content-ID, and is doubted."""
    candidates = [
        candidate(folder / "logo.png", inline=True),
        candidate(folder / "logo one.png", inline=True),
        candidate(folder / "notes.txt", "n", inline=True),
        candidate(folder / "img/logo.png", inline=True),
    ]
    linked = link(html, candidates, folder, attach_image)
    assert summary(linked) == [
        ("logo.png", "logo.png"),
        ("logo one.png", "logo-one.png"),
        ("notes.txt", "n"),
        ("logo.png", "2-logo.png"),
    ]
    assert set(rules(linked)) == {"inline-not-referred-to"}
    assert "logo one.png is inline" in linked.findings[1].message
    assert linked.html == html


@pytest.mark.parametrize("src", ["cid:logo.png", "cid:x", "logo.png"])
def test_what_the_user_calls_not_inline_is_not(folder: Path, src: str) -> None:
    """An attachment that is explicitly not inline is never made so; the image goes as another."""
    linked = link(
        f'<img src="{src}">',
        [candidate(folder / "logo.png", "x", inline=False)],
        folder,
        attach_image,
    )
    assert summary(linked)[0] == ("logo.png", None)
    assert rules(linked)[0] == ("image-attached" if src == "logo.png" else "cid-without-attachment")


def test_two_files_of_one_name_get_ids_of_their_own(folder: Path) -> None:
    """A Content-ID means one attachment, so the second of two with the same name gets another."""
    (folder / "img" / "logo.png").write_bytes(PNG + b"2")
    linked = link('<img src="logo.png"><img src="img/logo.png">', [], folder, attach_image)
    assert linked.html == '<img src="cid:logo.png"><img src="cid:2-logo.png">'
    assert summary(linked) == [("logo.png", "logo.png"), ("logo.png", "2-logo.png")]


def test_each_file_is_resolved_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path costs the system one question, however many references and attachments there are."""
    asked: Counter[Path] = Counter()
    resolve = candidates.resolve

    def count(path: Path) -> Path | None:
        asked[path] += 1
        return resolve(path)

    monkeypatch.setattr(candidates, "resolve", count)
    attached = [candidate(folder / f"{number}.png") for number in range(10)]
    html = "".join(f'<img src="{number % 10}.png">' for number in range(1000))
    linked = link(html, attached, folder, attach_image)
    assert summary(linked) == [(f"{number}.png", f"{number}.png") for number in range(10)]
    assert (len(asked), set(asked.values())) == (10, {1})


def test_what_is_no_image_is_looked_into_once(folder: Path) -> None:
    """A reference that stands there again is answered as before, without a look at the file."""
    looked: list[Path] = []
    link('<img src="notes.txt">' * 3, [], folder, looked.append)
    assert len(looked) == 1


def test_a_content_id_comes_before_a_file_name(folder: Path) -> None:
    """Where one attachment's Content-ID is another's name, the Content-ID is meant."""
    named = candidate(folder / "logo.png")
    identified = candidate(folder / "logo one.png", "logo.png")
    linked = link('<img src="cid:logo.png">', [named, identified], folder, attach_image)
    assert summary(linked) == [("logo.png", None), ("logo one.png", "logo.png")]


SPELLINGS = [
    ("Logo@X", '<img src="cid:logo@x">', "Logo@X"),
    ("logo", '<img src="CID:LOGO">', "logo"),
    ("logo", '<img src="cid:&lt;Logo&gt;">', "logo"),
    ("q&r", '<img src="cid:Q&amp;R">', "q-r"),
]


@pytest.mark.parametrize(("cid", "html", "content_id"), SPELLINGS)
def test_a_content_id_is_found_in_any_case(
    folder: Path, cid: str | None, html: str, content_id: str
) -> None:
    """As in a saved message; what refers to it in another way is rewritten, and that is told."""
    linked = link(html, [candidate(folder / "logo.png", cid)], folder, attach_image)
    assert linked.html == f'<img src="cid:{content_id}">'
    assert summary(linked) == [("logo.png", content_id)]
    assert rules(linked) == ["reference-rewritten"]


def test_the_very_same_content_id_comes_before_one_in_another_case(folder: Path) -> None:
    """Two that differ in case alone are two."""
    upper = candidate(folder / "logo one.png", "LOGO")
    lower = candidate(folder / "logo.png", "logo")
    linked = link('<img src="cid:logo">', [upper, lower], folder, attach_image)
    assert summary(linked) == [("logo one.png", None), ("logo.png", "logo")]


def test_a_content_id_that_holds_a_percent_sign_is_found_as_it_is_written(folder: Path) -> None:
    """Some mailers write it into the HTML as it is; the id that is sent is fit for a URL."""
    image = candidate(folder / "logo.png", "image%20001.png")
    linked = link('<img src="cid:image%20001.png">', [image], folder, attach_image)
    assert linked.html == '<img src="cid:image-20001.png">'
    assert summary(linked) == [("logo.png", "image-20001.png")]


def test_each_reference_shows_its_own_image(folder: Path) -> None:
    """An id with a blank and one with its code are two."""
    one = candidate(folder / "logo.png", "a b")
    other = candidate(folder / "logo one.png", "a%20b")
    html = '<img src="cid:a b"><img src="cid:a%20b">'
    linked = link(html, [one, other], folder, attach_image)
    assert linked.html == '<img src="cid:a-b"><img src="cid:a-20b">'
    assert summary(linked) == [("logo.png", "a-b"), ("logo one.png", "a-20b")]


def test_brackets_in_a_reference_are_taken_out_of_it(folder: Path) -> None:
    """The Content-ID has none, and a server looks for what stands in the HTML."""
    image = candidate(folder / "logo.png", "abc")
    linked = link('<img src="cid:%3Cabc%3E">', [image], folder, attach_image)
    assert linked.html == '<img src="cid:abc">'
    assert [found.rule.name for found in linked.findings] == ["reference-rewritten"]


def test_a_cid_that_nothing_refers_to_is_not_left_out_in_silence(folder: Path) -> None:
    """It goes as an ordinary attachment, and that is said."""
    linked = link("<p>", [candidate(folder / "logo.png", "x")], folder, attach_image)
    assert not linked.attachments[0].inline
    assert [found.rule.name for found in linked.findings] == ["inline-not-referred-to"]
