"""Owns how an answer is read, JSON and XML alike; knows no expectation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conformance.wire import Answer

JSON, XML = "application/json", "application/xml"
NAMESPACES = "http://bindings.egain.com/ws/model/v12/gen"


@dataclass(frozen=True, slots=True)
class Told:
    """What an error says. `family` is "interaction" (code) or "legacy" (message only)."""

    family: str
    code: str
    message: str


def media(answer: Answer) -> str:
    """The media type of the body, without parameters."""
    return answer.header("Content-Type").partition(";")[0].strip().lower()


def values(answer: Answer, path: str) -> tuple[str, ...]:
    """Every text at a dotted path, in order; numbers and booleans as JSON writes them.

    Arrays do not count as steps. In XML the root is not a step either, names are local ones and a
    step may be an attribute, so that one path reads both forms.
    """
    if media(answer) == XML:
        nodes = _below(ElementTree.fromstring(answer.content), path.split("."))
        return tuple(node if isinstance(node, str) else node.text or "" for node in nodes)
    return tuple(_text(member) for member in _members(json.loads(answer.content), path.split(".")))


def root(answer: Answer) -> str:
    """The name of an XML answer's root in the form {namespace}name; "" for other media types."""
    return ElementTree.fromstring(answer.content).tag if media(answer) == XML else ""


def spaces(answer: Answer, path: str) -> tuple[str, ...]:
    """The namespace of every element at a dotted path; none where it leads to attributes."""
    nodes = _below(ElementTree.fromstring(answer.content), path.split("."))
    return tuple(node.tag[1:].partition("}")[0] for node in nodes if not isinstance(node, str))


def told(answer: Answer) -> Told | None:
    """The error that the answer tells in either family; None when it tells none."""
    try:
        code, developer, message = (
            "".join(values(answer, name)) for name in ("code", "developerMessage", "message")
        )
    except (ValueError, ElementTree.ParseError):
        return None
    if code:
        return Told("interaction", code, developer)
    return Told("legacy", "", message) if message else None


def _members(node: Any, steps: list[str]) -> Iterator[Any]:
    if isinstance(node, list):
        for item in node:
            yield from _members(item, steps)
    elif not steps:
        yield node
    elif isinstance(node, dict) and steps[0] in node:
        yield from _members(node[steps[0]], steps[1:])


def _below(node: ElementTree.Element, steps: list[str]) -> Iterator[ElementTree.Element | str]:
    if not steps:
        yield node
        return
    for child in node:
        if child.tag.rpartition("}")[2] == steps[0]:
            yield from _below(child, steps[1:])
    if len(steps) == 1 and steps[0] in node.attrib:
        yield node.attrib[steps[0]]


def _text(member: Any) -> str:
    return member if isinstance(member, str) else json.dumps(member)
