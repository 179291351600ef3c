"""Owns what the flags about an email's content stand for, as the nodes that YAML gives too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from egain_cli.errors import UsageError
from egain_cli.yaml_reader import Mark, Node

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Given = str | bool | Sequence[str] | None

_CUSTOMER = {"customer_first_name": "first_name", "customer_last_name": "last_name"}


def to_nodes(flags: Mapping[str, Given]) -> dict[str, Node]:
    """The fields that some flags give, under YAML's names; a flag that was not given gives none.

    `--text @FILE` reads a file and `@@` is a literal at sign; paths start at the current folder.
    Raises UsageError for an `--attr` that is not NAME=VALUE.
    """
    nodes: dict[str, Node] = {}
    for name, value in flags.items():
        if value is None or value == []:
            continue
        mark = Mark(f"--{name.replace('_', '-')}")
        if name in ("text", "html"):
            nodes |= _content(name, str(value), mark)
        elif name in _CUSTOMER:
            _entries(nodes, "customer")[_CUSTOMER[name]] = Node(str(value), mark)
        elif isinstance(value, str | bool):
            nodes[name] = Node(_text(value), mark)
        elif name == "attr":
            nodes["attributes"] = Node(_attributes(value, mark), mark)
        elif name in ("attach", "inline"):
            _attachments(nodes).extend(_attachment(each, mark) for each in value)
        else:
            nodes[name] = Node([Node(each, mark) for each in value], mark)
    return nodes


def merge(flags: Mapping[str, Node], written: Mapping[str, Node]) -> dict[str, Node]:
    """The fields of a YAML document with flags on top: a flag wins, name by name.

    Attributes and the customer's members are names too; attachments are added to those there.
    """
    merged = {name: node for name, node in written.items() if node.value is not None}
    for kind in ("text", "html"):
        if {kind, f"{kind}_file"} & flags.keys():
            merged.pop(kind, None)
            merged.pop(f"{kind}_file", None)
    for name, node in flags.items():
        below = merged.get(name)
        if isinstance(node.value, dict) and below and isinstance(below.value, dict):
            node = Node({**below.value, **node.value}, node.mark)  # noqa: PLW2901
        elif name == "attachments" and below:
            present = below.value if isinstance(below.value, list) else [below]
            node = Node([*present, *_list(node)], node.mark)  # noqa: PLW2901
        merged[name] = node
    return merged


def _content(name: str, value: str, mark: Mark) -> dict[str, Node]:
    if value.startswith("@@"):
        return {name: Node(value[1:], mark)}
    if value.startswith("@"):
        return {f"{name}_file": Node(str(Path.cwd() / value[1:]), mark)}
    return {name: Node(value, mark)}


def _attributes(values: Sequence[str], mark: Mark) -> dict[str, Node]:
    attributes: dict[str, Node] = {}
    for each in values:
        name, equals, value = each.partition("=")
        if not (name and equals):
            raise UsageError(f"--attr {each!r} is not NAME=VALUE", "Write --attr NAME=VALUE.")
        _list(attributes.setdefault(name, Node([], mark))).append(Node(value, mark))
    return attributes


def _attachment(value: str, mark: Mark) -> Node:
    from egain_cli.inputs.attachments import node_from_flag  # noqa: PLC0415 - as fields do

    node = node_from_flag(value, mark.source)
    entries = node.value if isinstance(node.value, dict) else {}
    path = entries["path"]
    entries["path"] = Node(str(Path.cwd() / str(path.value)), path.mark)
    return node


def _text(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else value


def _entries(nodes: dict[str, Node], name: str) -> dict[str, Node]:
    value = nodes.setdefault(name, Node({}, Mark(f"--{name}"))).value
    return value if isinstance(value, dict) else {}


def _attachments(nodes: dict[str, Node]) -> list[Node]:
    return _list(nodes.setdefault("attachments", Node([], Mark("--attach"))))


def _list(node: Node) -> list[Node]:
    return node.value if isinstance(node.value, list) else [node]
