"""How an attachment is named in flags and YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from egain_cli.errors import InputError
from egain_cli.inputs.attachments import attach_image, node_from_flag, read_attachment
from egain_cli.yaml_reader import Mark, Node, read_documents

if TYPE_CHECKING:
    from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a picture and a text in it."""
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "a;name=b.txt").write_text("semicolons are allowed in names")
    (tmp_path / "n.csv").write_text("a,b")
    return tmp_path


FLAGS = [
    ("a.png", {"path": "a.png"}),
    ("a.png;name=b.png", {"path": "a.png", "name": "b.png"}),
    ("a.png;type=image/x;cid=y;name=z", {"path": "a.png", "type": "image/x", "cid": "y", "name": "z"}),
    ("a.png;name=b;c=d", {"path": "a.png", "name": "b;c=d"}),
    ("a;b.png", {"path": "a;b.png"}),
    ("a.png;name=", {"path": "a.png", "name": ""}),
    ("a.png;name=x=y", {"path": "a.png", "name": "x=y"}),
]  # fmt: skip


@pytest.mark.parametrize(("value", "entries"), FLAGS)
def test_the_parameters_of_a_flag(value: str, entries: dict[str, str]) -> None:
    """A path may be followed by a name, a type and a cid; other semicolons belong to the value."""
    node = node_from_flag(value, "--attach")
    assert isinstance(node.value, dict)
    assert {key: entry.value for key, entry in node.value.items()} == entries
    inline = node_from_flag(value, "--inline")
    assert isinstance(inline.value, dict)
    assert {key: entry.value for key, entry in inline.value.items()} == {
        **entries,
        "inline": "true",
    }


def node(yaml: str) -> Node:
    return read_documents(yaml.encode(), "x.yaml")[0]


def test_a_path_alone_is_an_attachment(folder: Path) -> None:
    """A text is a path; name and type come from the file, and nothing says whether it is inline."""
    candidate = read_attachment(Node("a.png", Mark("x.yaml", 1, 1)), folder)
    attachment = candidate.attachment
    assert (attachment.name, attachment.content_type) == ("a.png", "image/png")
    assert attachment.content.size == len(PNG)
    assert (candidate.path, candidate.inline) == (folder / "a.png", None)
    assert (attachment.inline, attachment.content_id) == (False, None)


def test_every_key_of_an_attachment(folder: Path) -> None:
    """Name, type, inline and cid are taken as written, empty ones as not given."""
    candidate = read_attachment(
        node("{path: n.csv, name: Ü.txt, type: a/b, inline: yes, cid: c}"), folder
    )
    attachment = candidate.attachment
    assert (attachment.name, attachment.content_type, attachment.content_id) == (
        "Ü.txt",
        "a/b",
        "c",
    )
    assert candidate.inline is True
    bare = read_attachment(node("{path: n.csv, name: '', type: ~, inline: , cid: ''}"), folder)
    assert (bare.attachment.name, bare.attachment.content_type) == ("n.csv", "text/csv")
    assert (bare.attachment.content_id, bare.inline) == (None, None)


@pytest.mark.parametrize(
    "kind", ["a/b", "text/csv; header=present", "application/vnd.a+json", "x-a/b_c~1"]
)
def test_a_type_is_taken_as_it_is_written(folder: Path, kind: str) -> None:
    """With its parameters, if it has any."""
    found = read_attachment(node(f"{{path: a.png, type: '{kind}'}}"), folder)
    assert found.attachment.content_type == kind


@pytest.mark.parametrize("cid", ["x@y", "<x@y>", "cid:x@y", "cid:<x@y>", " CID:x@y"])
def test_a_cid_may_be_written_as_people_know_it(folder: Path, cid: str) -> None:
    """Brackets and the scheme of a Content-ID are no part of it."""
    assert (
        read_attachment(node(f"{{path: a.png, cid: '{cid}'}}"), folder).attachment.content_id
        == "x@y"
    )


@pytest.mark.parametrize(
    ("word", "meant"), [("true", True), ("Yes", True), ("no", False), ("FALSE", False)]
)
def test_inline_is_yes_or_no(folder: Path, word: str, *, meant: bool) -> None:
    """Inline is true or false, in the words of YAML."""
    assert read_attachment(node(f"{{path: a.png, inline: {word}}}"), folder).inline is meant


def test_a_path_may_be_absolute(folder: Path, place: Path) -> None:
    """An absolute path is taken as it is, wherever the YAML file lies."""
    assert read_attachment(Node(str(folder / "a.png"), Mark("x")), place).path == folder / "a.png"


REFUSED = [
    ("{path: a.png, nmae: x}", r"x\.yaml:1:15: unknown key 'nmae'"),
    ("{name: x}", r"x\.yaml:1:1: an attachment needs a path"),
    ("{path: }", r"x\.yaml:1:1: an attachment needs a path"),
    ("{path: a.png, name: [x]}", r"x\.yaml:1:15: name must be one value"),
    ("{path: {a: b}}", r"x\.yaml:1:2: path must be one value"),
    ("[a.png]", r"x\.yaml:1:1: path must be one value"),
    ("{path: a.png, inline: maybe}", r"x\.yaml:1:1: inline must be true or false, not 'maybe'"),
    ("{path: a.png, type: bogus}", r"x\.yaml:1:15: 'bogus' is no content type"),
    ("{path: a.png, type: /png}", "'/png' is no content type"),
    ("{path: a.png, type: image/}", "'image/' is no content type"),
    ("{path: a.png, type: image png}", "'image png' is no content type"),
    ("{path: a.png, type: 'text/a b'}", "'text/a b' is no content type"),
    ("{path: none.png}", r"x\.yaml:1:1: none\.png: no such file"),
    ("{path: .}", r"x\.yaml:1:1: \.: is a directory"),
]


@pytest.mark.parametrize(("yaml", "words"), REFUSED)
def test_what_is_no_attachment_is_refused_with_its_place(
    folder: Path, yaml: str, words: str
) -> None:
    """An unknown key, a missing path, a list for one value or a missing file names its place."""
    with pytest.raises(InputError, match=words) as caught:
        read_attachment(node(yaml), folder)
    assert caught.value.hint


def test_only_an_image_is_attached_as_one(folder: Path) -> None:
    """What the bytes say decides whether a file is an image."""
    image = attach_image(folder / "a.png")
    assert image
    assert image.attachment.content_type == "image/png"
    assert attach_image(folder / "n.csv") is None
