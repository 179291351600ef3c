"""Owns reading values from named nodes, each with its place; knows not what a name means."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from egain_cli.errors import InputError
from egain_cli.frozen import dataclass
from egain_cli.yaml_reader import Node, unknown_key

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Fields:
    """Named fields as written, each a node with its place; relative paths start at `folder`.

    `beside` says that files lie beside what was written, so that images there may be attached.
    """

    nodes: Mapping[str, Node]
    folder: Path = field(default_factory=Path)
    beside: bool = False

    def text(self, name: str) -> str | None:
        """The text of a field; InputError where more than one value stands."""
        node = self.nodes.get(name)
        if node is None or node.value is None:
            return None
        if not isinstance(node.value, str):
            raise InputError(f"{place_of(node)}: {name} must be one value", "Write `key: value`.")
        return node.value

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a field that may be one value or a list of them."""
        node = self.nodes.get(name)
        return texts_of(node, name) if node else ()

    def mapping(self, name: str) -> dict[str, Node]:
        """The entries of a field that is a mapping; InputError where it is something else."""
        node = self.nodes.get(name)
        if node is None or node.value is None:
            return {}
        if not isinstance(node.value, dict):
            hint = "Write its entries below it, indented, as `name: value`."
            raise InputError(f"{place_of(node)}: {name} must be a mapping", hint)
        return node.value

    def every(self, name: str) -> list[Node]:
        """The nodes of a field that may be one or a list of them."""
        node = self.nodes.get(name)
        if node is None or node.value is None:
            return []
        return node.value if isinstance(node.value, list) else [node]


def texts_of(node: Node, name: str) -> tuple[str, ...]:
    """The texts that a node is or lists; InputError for what is none. `name` is for its words."""
    nodes = node.value if isinstance(node.value, list) else [node]
    values = []
    for entry in nodes:
        if isinstance(entry.value, dict | list):
            hint = "Write one value, or a list of values."
            raise InputError(f"{place_of(entry)}: {name} must be text", hint)
        if entry.value is not None:
            values.append(entry.value)
    return tuple(values)


def refuse_unknown(nodes: Mapping[str, Node], known: tuple[str, ...]) -> None:
    """Raise InputError for a key that is not known, with the nearest that is."""
    for name, node in nodes.items():
        if name not in known:
            raise InputError(f"{place_of(node)}: unknown key {name!r}", unknown_key(name, known))


def place_of(node: Node) -> str:
    """Where a node was written, in words."""
    return str(node.key_mark or node.mark)
