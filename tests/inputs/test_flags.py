"""What the flags about an email's content stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from egain_cli.errors import UsageError
from egain_cli.inputs.fields import KEYS
from egain_cli.inputs.flags import merge, to_nodes
from egain_cli.yaml_reader import Node, read_documents

if TYPE_CHECKING:
    from pathlib import Path


def plain(node: Node) -> Any:
    """A node without its places."""
    if isinstance(node.value, dict):
        return {key: plain(value) for key, value in node.value.items()}
    if isinstance(node.value, list):
        return [plain(value) for value in node.value]
    return node.value


def nodes(yaml: str) -> dict[str, Node]:
    (document,) = read_documents(yaml.encode(), "x.yaml")
    assert isinstance(document.value, dict)
    return document.value


def given(**flags: Any) -> dict[str, Any]:
    """The fields of some flags, without their places; `from` is `from_` here."""
    renamed = {name.rstrip("_"): value for name, value in flags.items()}
    return {name: plain(node) for name, node in to_nodes(renamed).items()}


FLAGS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"from_": "a@b.c", "subject": "no"}, {"from": "a@b.c", "subject": "no"}),
    ({"subject": None, "to": [], "secure": None}, {}),
    ({"subject": ""}, {"subject": ""}),
    ({"to": ["a", "b"], "cc": ["c"]}, {"to": ["a", "b"], "cc": ["c"]}),
    ({"secure": True}, {"secure": "true"}),
    ({"secure": False}, {"secure": "false"}),
    ({"text": "hi", "html": "<p>"}, {"text": "hi", "html": "<p>"}),
    ({"text": "@@home"}, {"text": "@home"}),
    ({"text": "@@@"}, {"text": "@@"}),
    ({"text": "a@b"}, {"text": "a@b"}),
    ({"subject": "@home"}, {"subject": "@home"}),
    (
        {"customer_first_name": "J", "customer_last_name": "D"},
        {"customer": {"first_name": "J", "last_name": "D"}},
    ),
    (
        {"attr": ["a=1", "b=x=y", "a=2", "c="]},
        {"attributes": {"a": ["1", "2"], "b": ["x=y"], "c": [""]}},
    ),
]


@pytest.mark.parametrize(("flags", "fields"), FLAGS)
def test_flags_are_fields(flags: dict[str, Any], fields: dict[str, Any]) -> None:
    """Each flag gives the field of its name; what was not given gives none; @@ is an at sign."""
    assert given(**flags) == fields
    assert set(fields) <= set(KEYS)


def test_paths_of_flags_start_at_the_current_folder(place: Path) -> None:
    """@FILE, --attach and --inline mean files of the current folder, wherever a YAML file lies."""
    fields = given(text="@t.txt", html="@/abs/h.html", attach=["a.png;name=b"], inline=["i.png"])
    absolute = fields.pop("html_file")
    assert absolute.endswith("h.html")
    assert fields == {
        "text_file": str(place / "t.txt"),
        "attachments": [
            {"path": str(place / "a.png"), "name": "b"},
            {"path": str(place / "i.png"), "inline": "true"},
        ],
    }


@pytest.mark.parametrize("value", ["a", "=1", ""])
def test_an_attribute_needs_a_name_and_a_value(value: str) -> None:
    """An --attr that is not NAME=VALUE is a usage error that shows what was given."""
    with pytest.raises(UsageError, match="is not NAME=VALUE") as caught:
        to_nodes({"attr": [value]})
    assert repr(value) in caught.value.message


def test_a_flag_names_itself_as_the_place() -> None:
    """An error about a flag's value says which flag, as users write it."""
    made = to_nodes({"reply_to": "x", "attach": ["none.png"], "to": ["a"]})
    assert str(made["reply_to"].mark) == "--reply-to"
    assert isinstance(made["attachments"].value, list)
    assert str(made["attachments"].value[0].mark) == "--attach none.png"


MERGED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("subject: a\nfrom: x", {"subject": "b"}, {"subject": "b", "from": "x"}),
    ("subject:\nto: ~", {"cc": ["c"]}, {"cc": ["c"]}),
    ("to: [a, b]", {"to": ["c"]}, {"to": ["c"]}),
    ("attributes: {a: 1, b: 2}", {"attr": ["b=3"]}, {"attributes": {"a": "1", "b": ["3"]}}),
    ("attributes: oops", {"attr": ["b=3"]}, {"attributes": {"b": ["3"]}}),
    (
        "customer: {first_name: J, role: Partner}",
        {"customer_first_name": "K"},
        {"customer": {"first_name": "K", "role": "Partner"}},
    ),
    ("text: a", {"html": "h"}, {"text": "a", "html": "h"}),
    ("text_file: a", {"text": "t"}, {"text": "t"}),
    ("text: a\nhtml_file: b", {"html": "h"}, {"text": "a", "html": "h"}),
]


@pytest.mark.parametrize(("yaml", "flags", "merged"), MERGED)
def test_a_flag_wins_name_by_name(yaml: str, flags: dict[str, Any], merged: dict[str, Any]) -> None:
    """A flag replaces the file's value of its name, in attributes and the customer too."""
    result = merge(to_nodes(flags), nodes(yaml))
    assert {name: plain(node) for name, node in result.items()} == merged


def test_a_file_flag_replaces_a_text(place: Path) -> None:
    """A text from a file replaces the file's own text, not to be given twice."""
    result = merge(to_nodes({"text": "@t"}), nodes("text: a"))
    assert {name: plain(node) for name, node in result.items()} == {"text_file": str(place / "t")}


@pytest.mark.parametrize("yaml", ["attachments: a.png", "attachments: [a.png]"])
def test_attachments_are_added_to_those_there(yaml: str, place: Path) -> None:
    """--attach adds to what the file attaches, after it, and changes no field of the file."""
    below = nodes(yaml)
    before = plain(below["attachments"])
    result = merge(to_nodes({"attach": ["b.png"]}), below)
    assert plain(result["attachments"]) == ["a.png", {"path": str(place / "b.png")}]
    assert plain(below["attachments"]) == before
