"""Owns how single values of a world file are read, with their places; knows no key of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from egain_cli.errors import InputError
from egain_cli.sandbox import values
from egain_cli.yaml_reader import unknown_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from egain_cli.yaml_reader import Node

    Reader = Callable[[Node], Any]

_TRUTHS = {"yes": True, "true": True, "no": False, "false": False}


def text(node: Node) -> str:
    """A text that is not empty. Every reader here raises InputError with the place."""
    if not isinstance(node.value, str) or not node.value:
        raise wrong(node, "expected a text", "Write one value there, or leave the key out.")
    return node.value


def address(node: Node) -> str:
    """An e-mail address by eGain's own definition."""
    fault = values.address(text(node))
    if fault:
        raise wrong(node, f"{node.value!r}: {fault}", "Write a bare address, like a@example.com.")
    return text(node)


def truth(node: Node) -> bool:
    """Yes or no, true or false."""
    found = _TRUTHS.get(text(node).lower())
    if found is None:
        raise wrong(node, f"expected yes or no, found {node.value!r}", "Write yes or no.")
    return found


def whole(node: Node) -> int:
    """A whole number from one on."""
    if not re.fullmatch("[1-9][0-9]{0,17}", text(node)):
        problem = f"expected a whole number from 1 on, found {node.value!r}"
        raise wrong(node, problem, "Write digits only, like 1800.")
    return int(text(node))


def seconds(node: Node) -> float:
    """A time above zero, in seconds."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", text(node)) or not float(text(node)):
        problem = f"expected a number of seconds above 0, found {node.value!r}"
        raise wrong(node, problem, "Write a number, like 1800 or 0.5.")
    return float(text(node))


def file_type(node: Node) -> str:
    """The extension of a file's name, with or without its dot."""
    return text(node).removeprefix(".").lower()


def word(words: Mapping[str, str]) -> Reader:
    """One of some words, in any case; what it stands for."""

    def read(node: Node) -> str:
        found = words.get(text(node).lower())
        if found is None:
            hint = unknown_key(text(node).lower(), words).replace("keys", "words")
            raise wrong(node, f"unknown word {node.value!r}", hint)
        return found

    return read


def each(read: Reader) -> Reader:
    """A list, each entry read by `read`."""
    return lambda node: tuple(read(entry) for entry in entries(node))


def entries(node: Node) -> list[Node]:
    """The entries of a list; nothing at all is an empty one."""
    if node.value is None:
        return []
    if not isinstance(node.value, list):
        raise wrong(node, "expected a list", "Write each entry on a line of its own, after `- `.")
    return node.value


def record(
    make: Callable[..., Any], keys: Mapping[str, Reader], required: int = 1, short: str = ""
) -> Reader:
    """A mapping, as what `make` builds of it; the first `required` keys must be there.

    With `short` a plain text stands for a mapping with only that key.
    """

    def read(node: Node) -> Any:
        if short and isinstance(node.value, str):
            return make(**{short: keys[short](node)})
        members = mapping(node, keys)
        missing = [name for name in list(keys)[:required] if name not in members]
        if missing:
            raise wrong(node, f"{missing[0]} is missing", f"Give it {' and '.join(missing)}.")
        return make(**{name: keys[name](value) for name, value in members.items()})

    return read


def mapping(node: Node, keys: Mapping[str, Any]) -> dict[str, Node]:
    """The members of a mapping that has no other keys than `keys`."""
    if not isinstance(node.value, dict):
        raise wrong(node, "expected a mapping", f"Write `key: value`, with {', '.join(keys)}.")
    for name, value in node.value.items():
        if name not in keys:
            raise wrong(value, f"unknown key {name!r}", unknown_key(name, keys), at_key=True)
    return node.value


def wrong(node: Node, problem: str, hint: str, *, at_key: bool = False) -> InputError:
    """The error that says what is wrong at a node's place, or at its key's."""
    mark = node.key_mark if at_key and node.key_mark else node.mark
    return InputError(f"{mark}: {problem}", hint)
