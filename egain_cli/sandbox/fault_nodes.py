"""Owns how single values of a fault script are read, with their places; knows no key of it."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from egain_cli.sandbox.world_nodes import entries, text, whole, wrong

if TYPE_CHECKING:
    from egain_cli.yaml_reader import Node

_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}
_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,6})?"
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_VALUE = re.compile("[\t\x20-\x7e\xa0-\xff]*")
_FRAMING = {"content-length", "transfer-encoding"}


def numbers(node: Node) -> tuple[int, ...]:
    """One number or a list of them. Every reader here raises InputError with the place."""
    if isinstance(node.value, str):
        return (whole(node),)
    found = tuple(whole(entry) for entry in entries(node))
    if not found:
        raise wrong(node, "expected a number or a list of numbers", "Write 3, or [3, 5].")
    return found


def seed(node: Node) -> int:
    """A whole number from zero on."""
    if not re.fullmatch("[0-9]{1,18}", text(node)):
        raise wrong(node, f"expected a whole number, found {node.value!r}", "Write digits only.")
    return int(text(node))


def seconds(node: Node) -> float:
    """Seconds, zero among them."""
    if not re.fullmatch(_NUMBER, text(node)):
        problem = f"expected a number of seconds, found {node.value!r}"
        raise wrong(node, problem, "Write a number, like 2 or 0.5.")
    return float(text(node))


def rate(node: Node) -> float:
    """How many a second, above zero."""
    if not re.fullmatch(_NUMBER, text(node)) or not float(text(node)):
        problem = f"expected a number above 0, found {node.value!r}"
        raise wrong(node, problem, "Write how many a second, like 20 or 0.5.")
    return float(text(node))


def size(node: Node) -> int:
    """Bytes; k, M or G behind the number stand for 1024 of what is below them."""
    found = re.fullmatch("([0-9]{1,12})([kmg]?)", text(node).lower())
    if not found:
        problem = f"expected a size, found {node.value!r}"
        raise wrong(node, problem, "Write bytes, or a number with k, M or G, like 500k.")
    return int(found[1]) * _UNITS[found[2]]


def speed(node: Node) -> int:
    """Bytes a second, above zero."""
    if not size(node):
        raise wrong(node, "expected a size above 0", "Write bytes a second, like 100 or 1k.")
    return size(node)


def chance(node: Node) -> float:
    """A probability, from 0 to 1."""
    if not re.fullmatch(_NUMBER, text(node)) or float(text(node)) > 1:
        problem = f"expected a chance from 0 to 1, found {node.value!r}"
        raise wrong(node, problem, "Write 0.05 for one request in twenty.")
    return float(text(node))


def status(node: Node) -> int:
    """An HTTP status that ends a request."""
    known = {str(int(each)) for each in HTTPStatus if each >= HTTPStatus.OK}
    if text(node) not in known:
        problem = f"expected an HTTP status from 200 on, found {node.value!r}"
        raise wrong(node, problem, "Write one that there is, like 503.")
    return int(text(node))


def headers(node: Node) -> tuple[tuple[str, str], ...]:
    """Names and values of headers, as HTTP can carry them."""
    found = pairs(node)
    for (name, value), place in zip(found, members(node), strict=True):
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            raise wrong(place, f"{name!r} is no header that HTTP can carry", "Use plain text.")
        if name.lower() in _FRAMING:
            hint = "Leave it out; `cut: body` promises more than it sends."
            raise wrong(place, f"{name} is the sandbox's to set", hint, at_key=True)
    return found


def pairs(node: Node) -> tuple[tuple[str, str], ...]:
    """A mapping of texts to texts, not empty."""
    found = node.value if isinstance(node.value, dict) else {}
    if not found:
        raise wrong(node, "expected a mapping", "Write `name: text`, or leave the key out.")
    return tuple((name, text(value)) for name, value in found.items())


def members(node: Node) -> list[Node]:
    """The values of a mapping, in order, with their places."""
    return list(node.value.values()) if isinstance(node.value, dict) else []
