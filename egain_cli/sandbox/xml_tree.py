"""Owns how XML events grow into the JSON shape of the same document; knows no bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from egain_cli.sandbox.parsed import Parsed
from egain_cli.sandbox.refusals import Refusal, refuse, shorten
from egain_cli.sandbox.shape import join

if TYPE_CHECKING:
    from egain_cli.sandbox.namespaces import Spaces, Vocabulary

MAX_DEPTH = 32  # a real activity nests ten deep
MAX_ELEMENTS = 100_000  # each costs memory out of proportion to its few bytes
MAX_ATTRIBUTES = 100  # of one element
_LONGEST_NAME = 500  # with its namespace; it is copied for every element that has it
_SPACE = " \t\r\n"


@dataclass(slots=True)
class _Open:
    """An element whose end has not come yet."""

    name: str
    path: str
    inside: Spaces  # where its children stand
    members: dict[str, Any] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)


class Tree:
    """A document that grows by `start`, `text` and `end`, the handlers of a parser.

    They raise ValueError where a bound is reached. The first element out of its place is kept as
    the refusal to come, since what follows may not be XML at all, which comes before.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = vocabulary
        self._open: list[_Open] = []
        self._document: dict[str, Any] = {}
        self._refusal: Refusal | None = None
        self._warnings: dict[str, None] = {}  # in order, each once
        self._count = 0

    @property
    def begun(self) -> bool:
        """Whether the root has started."""
        return bool(self._count)

    def outcome(self) -> Parsed | Refusal:
        """The document, once the root has ended, or the first refusal."""
        return self._refusal or Parsed(self._document, tuple(self._warnings))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; `name` is its namespace, a space, and its local name."""
        self._count += 1
        bounds = (
            (self._count > MAX_ELEMENTS, f"more than {MAX_ELEMENTS} elements"),
            (len(self._open) == MAX_DEPTH, f"nested deeper than {MAX_DEPTH} levels"),
            (len(attributes) > MAX_ATTRIBUTES, f"more than {MAX_ATTRIBUTES} attributes"),
            (len(name) > _LONGEST_NAME, f"a name is longer than {_LONGEST_NAME} characters"),
        )
        for beyond, reason in bounds:
            if beyond:
                raise ValueError(f"beyond the sandbox's bounds: {reason}")
        space, _, local = name.rpartition(" ")
        element = self._opened(local)
        self._open.append(element)
        if not self._refusal:
            self._judge_place(element, space)
            self._take(element, attributes)

    def text(self, text: str) -> None:
        """Characters, as they stand between two tags, or a piece of them."""
        if not self._refusal:
            self._open[-1].pieces.append(text)

    def end(self, _name: str) -> None:
        """The innermost element ends, and becomes a member of the one around it."""
        element = self._open.pop()
        if self._refusal:
            return
        value = self._value(element)
        if self._open:
            self._add(self._open[-1].members, element, value)
        else:
            self._document = element.members

    def _opened(self, name: str) -> _Open:
        if not self._open:
            return _Open(name, "", self._words.below[""])
        parent = self._open[-1]
        path = join(parent.path, name)
        return _Open(name, path, self._words.below.get(path, parent.inside))

    def _judge_place(self, element: _Open, space: str) -> None:
        parent = self._open[-2] if element.path else element
        place = element.path or element.name
        expected, *others = self._words.at.get(element.path, parent.inside)
        if not element.path and element.name != self._words.root:
            self._refuse("400-147", place, f"expected the root element {self._words.root!r}")
        elif element.path and self._words.attributes.get(parent.path) == element.name:
            self._refuse("400-147", place, "expected as an XML attribute, not as an element")
        elif space != expected and space in others:
            self._warnings[f"{place}: in {space}; the inferred namespace is {expected}"] = None
        elif space != expected:
            rule = f"expected it in the namespace {expected}, not in {shorten(space) or 'none'}"
            self._refuse("400-147", place, rule)

    def _take(self, element: _Open, attributes: dict[str, str]) -> None:
        """The attributes become members, as they do in the JSON shape."""
        for name in attributes:
            if name != self._words.attributes.get(element.path):
                place = f"{element.path or element.name}@{name.rpartition(' ')[2]}"
                self._refuse("400-147", place, "no such XML attribute is known")
        element.members.update(attributes)

    def _value(self, element: _Open) -> Any:
        text = "".join(element.pieces)
        wraps = bool(element.members) or element.path in self._words.wrappers or not self._open
        if not wraps:
            return text
        if text.strip(_SPACE):
            place = self._words.attributes.get(element.path)
            rule = f"expected the XML attribute {place!r}" if place else "expected elements"
            self._refuse("400-152", element.path or self._words.root, f"{rule}, not text")
        return element.members

    def _add(self, members: dict[str, Any], element: _Open, value: Any) -> None:
        name, path = element.name, element.path
        if path in self._words.repeated:
            members.setdefault(name, []).append(value)
        elif name not in members:
            members[name] = value
        elif path in self._words.once:
            self._refuse("400-147", path, "given more than once")
        elif isinstance(members[name], list):  # an unknown element, so nothing says if it repeats
            members[name].append(value)
        else:
            members[name] = [members[name], value]

    def _refuse(self, code: str, path: str, rule: str) -> None:
        self._refusal = self._refusal or refuse(code, path, rule=rule)
