"""Owns the envelope of activities in an answer, JSON or XML; knows not what stands in one."""

from __future__ import annotations

import json
from typing import Any

_MAX_DEPTH = 100  # a real activity nests ten deep


def parse_activities(body: bytes) -> list[dict[str, Any]]:
    """The activities in an answer to a GET, in JSON's shape; ValueError for what is no such answer.

    In JSON `{"activity": [...]}`; an object instead of the array is taken too, since the published
    examples show both for other resources. In XML `<activities>` of `<activity>`, whatever the
    prefixes: attributes and elements become members, repeated ones a list, as the examples map
    them. Source: "Get activities by ID".
    """
    document = _from_xml(body) if body.lstrip()[:1] == b"<" else _from_json(body)
    found = document.get("activity") if isinstance(document, dict) else None
    entries: list[Any] = found if isinstance(found, list) else [found]
    activities = [each for each in entries if isinstance(each, dict)]
    if not activities or len(activities) < len(entries):
        raise ValueError("there is no `activity` in it")
    return activities


def _from_json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def _from_xml(body: bytes) -> Any:
    from defusedxml import ElementTree  # noqa: PLC0415 - only an XML answer needs it

    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise ValueError(f"not well-formed XML: {error}") from error
    return _members(root, _MAX_DEPTH)


def _members(element: Any, depth: int) -> Any:
    """What an element says: its text, or its attributes and elements by their local names."""
    if not depth:
        raise ValueError("it is nested too deep")
    members: dict[str, Any] = {_local(name): value for name, value in element.attrib.items()}
    for child in element:
        name, value = _local(child.tag), _members(child, depth - 1)
        if name in members:
            before = members[name]
            members[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            members[name] = value
    return members or (element.text or "")


def _local(name: str) -> str:
    return name.rpartition("}")[2]
