"""Owns reading the members of an error body, JSON or XML; knows not which of them count."""

from __future__ import annotations

import json
from typing import Any

_MAX_DEPTH = 100
_MAX_TEXT = 8000  # characters of one member


def read_json(text: str) -> dict[str, object] | None:
    """The members of a JSON object, of the only one where they stand in a list; else None."""
    if text[:1] not in ("{", "["):
        return None
    try:
        found = json.loads(text, strict=False)  # some put a raw line end into their words
    except (ValueError, RecursionError):
        return None
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    return found if isinstance(found, dict) else None


def read_xml(text: str) -> dict[str, object] | None:
    """The text of each element by its local name, the first one where there are several.

    Prefixes do not count. What comes before a mistake is kept, since an answer may be cut off;
    None where nothing could be read, and for a document that declares an entity.
    """
    if not text.startswith("<"):
        return None
    from defusedxml import ElementTree  # noqa: PLC0415 - only an XML answer needs it

    members = _Members()
    parser = ElementTree.XMLParser(target=members)
    try:
        parser.feed(text)
        parser.close()
    except ElementTree.ParseError:
        pass
    except ValueError:  # an entity, or more levels than any error has
        return None
    return members.found or None


class _Members:
    """Takes the events of a parser, and keeps texts instead of a tree: a bomb has no room here."""

    def __init__(self) -> None:
        self.found: dict[str, object] = {}
        self._path: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:  # noqa: ARG002
        if len(self._path) == _MAX_DEPTH:
            raise ValueError("too deep")
        name = tag.rpartition("}")[2]
        self._path.append("" if name in self.found else name)
        if name == "details" and name not in self.found:
            self.found[name] = ""

    def data(self, text: str) -> None:
        for name in self._path[-1:]:
            self._add(name, text)
        if "details" in self._path[:-1]:
            self._add("details", f" {text.strip()}")

    def end(self, tag: str) -> None:  # noqa: ARG002
        self._path.pop()

    def close(self) -> None:
        """The end of the document."""

    def _add(self, name: str, text: str) -> None:
        so_far = str(self.found.get(name, ""))
        if name and len(so_far) < _MAX_TEXT:
            self.found[name] = (so_far + text[:_MAX_TEXT]).lstrip()


def as_text(value: object) -> str:
    """A member as a person reads it: text as it is, anything else as JSON."""
    if isinstance(value, str):
        return value.strip()
    return _dumped(value) if value else ""


def _dumped(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return ""
