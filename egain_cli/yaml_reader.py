"""Owns how YAML is read: every scalar as written, with its place; knows no key's meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from egain_cli.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import yaml

MAX_NODES = 100_000  # aliases can unfold a few lines into millions of nodes
MAX_DEPTH = 40
_PLAIN_TAGS = (None, "!", "tag:yaml.org,2002:str")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file; line and column count from one. Without a line, `source` is the place."""

    source: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}" if self.line else self.source


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place; a scalar is the text as written, or None where nothing stands.

    `end` is the place behind its last character, comments and blank lines after it left out.
    """

    value: str | list[Node] | dict[str, Node] | None
    mark: Mark
    key_mark: Mark | None = None
    end: Mark | None = None


def read_documents(content: bytes, source: str) -> list[Node]:
    """The documents of a YAML file, empty ones left out; `source` is its name for messages.

    Nothing is resolved: `no`, `0123` and `12:30:00` are the text that stands there, which is what
    whoever wrote an email meant. Only nothing at all, or `~`, is None.

    Raises InputError with file, line and column for bad syntax, bad encoding, a key given twice,
    a tag that asks for a type, for more than MAX_DEPTH levels, and for aliases that unfold to
    more than MAX_NODES nodes beyond those that are written out.
    """
    import yaml  # noqa: PLC0415 - 9 ms, and flags alone need none of it

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        _refuse_deep_nesting(content, source, loader)
        roots = list(yaml.compose_all(content, Loader=loader))
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, source) from error
    except yaml.reader.ReaderError as error:
        hint = "Save the file as UTF-8 text and try again."
        place = f"{source}: not readable as YAML at byte {error.position + 1}"
        raise InputError(f"{place}: {error.reason}", hint) from error
    counter = iter(range(MAX_NODES + len(content)))  # no node is written in less than a byte
    documents = [_convert(root, source, counter, 0) for root in roots]
    return [document for document in documents if document.value is not None]


def _refuse_deep_nesting(content: bytes, source: str, loader: Any) -> None:
    """Refuse a few bytes a level: composing recurses in C, where the stack is all there is."""
    narrow = content.replace(b"\0", b"")  # UTF-16 stands for the same characters
    if sum(narrow.count(opener) for opener in (b"[", b"{", b"- ", b"? ")) < 1000:
        return
    import yaml  # noqa: PLC0415 - as above

    depth = 0
    for event in yaml.parse(content, Loader=loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _too_deep(_mark(event.start_mark, source))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def unknown_key(key: str, known: Iterable[str]) -> str:
    """A sentence about a key that nobody knows, with the nearest known one where one is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake pays for it

    known = sorted(known)
    near = get_close_matches(key, known, 1, 0.6)
    if near:
        return f"Did you mean {near[0]!r}?"
    return f"The known keys are: {', '.join(known)}."


def _convert(node: Any, source: str, counter: Iterator[int], depth: int) -> Node:
    mark = _mark(node.start_mark, source)
    if next(counter, None) is None:
        hint = "Write the repeated parts out, or split the file."
        raise InputError(f"{mark}: more than {MAX_NODES} values once aliases are unfolded", hint)
    if depth > MAX_DEPTH:
        raise _too_deep(mark)
    _refuse_tag(node, mark)
    if node.id == "mapping":
        entries = _convert_mapping(node, source, counter, depth)
        return Node(entries, mark, end=_end(node, list(entries.values()), source))
    if node.id == "sequence":
        items = [_convert(item, source, counter, depth + 1) for item in node.value]
        return Node(items, mark, end=_end(node, items, source))
    nothing = not node.style and node.value in ("", "~")
    return Node(None if nothing else node.value, mark, end=_mark(node.end_mark, source))


def _convert_mapping(
    node: yaml.MappingNode, source: str, counter: Iterator[int], depth: int
) -> dict[str, Node]:
    entries: dict[str, Node] = {}
    for key_node, value_node in node.value:
        key_mark = _mark(key_node.start_mark, source)
        if key_node.id != "scalar":
            raise InputError(f"{key_mark}: a key must be plain text", "Write `key: value`.")
        key = key_node.value
        if key in entries:
            first = entries[key].key_mark
            where = f"line {first.line}" if first else "above"
            raise InputError(
                f"{key_mark}: the key {key!r} is given twice (first on {where})",
                "Remove one of the two, so that nothing is dropped in silence.",
            )
        value = _convert(value_node, source, counter, depth + 1)
        entries[key] = Node(value.value, value.mark, key_mark, value.end)
    return entries


def _end(node: yaml.CollectionNode, parts: list[Node], source: str) -> Mark | None:
    """The end of a collection: without brackets YAML says only where the next thing begins."""
    return _mark(node.end_mark, source) if node.flow_style else parts[-1].end


def _refuse_tag(node: yaml.Node, mark: Mark) -> None:
    collections = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
    if node.tag not in _PLAIN_TAGS and node.tag not in collections:
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")
        hint = "Leave the tag out: every value is taken as the text that stands there."
        raise InputError(f"{mark}: the tag {tag} is not supported", hint)


def _mark(mark: Any, source: str) -> Mark:
    return Mark(source, mark.line + 1, mark.column + 1)


def _too_deep(mark: Mark) -> InputError:
    hint = "No setting and no email needs such nesting: check the file."
    return InputError(f"{mark}: nested deeper than {MAX_DEPTH} levels", hint)


def _syntax_error(error: yaml.MarkedYAMLError, source: str) -> InputError:
    place = error.problem_mark or error.context_mark
    where = str(_mark(place, source)) if place else source
    context = f" ({error.context})" if error.context else ""
    hint = "Check indentation, quotes and colons there; a value with `: ` or ` #` needs quotes."
    return InputError(f"{where}: not valid YAML: {error.problem}{context}", hint)
