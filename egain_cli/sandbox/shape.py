"""Owns walking a document by dotted paths (`a.b[].c`); knows neither the paths nor the rules."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Tree = dict[str, Any]  # name → Tree; "[]" alone marks an array; {} is a single value
MISSING: Any = object()


def grow(paths: Iterable[str]) -> Tree:
    """The tree of all members that `paths` name, such as `attachments.attachment[].content`."""
    tree: Tree = {}
    for path in paths:
        branch = tree
        for name in path.replace("[]", ".[]").split("."):
            branch = branch.setdefault(name, {})
    return tree


def find(value: Any, pattern: str, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every (path, value) that `pattern` names; MISSING stands for what should be there and is not.

    Where an array or a member above it is absent, there is nothing to miss inside it, and where
    something has the wrong shape, `misshapen` is the one to say so: neither yields anything.
    """
    for key, several, rest, tells in _steps(pattern):
        if not isinstance(value, dict):
            return
        path = join(path, key)
        if key not in value:
            if tells:
                yield join(path, rest), MISSING
            return
        value = value[key]
        if several:
            for index, item in enumerate(listed(value)):
                place = f"{path}[{index}]"
                yield from find(item, rest, place) if rest else ((place, item),)
            return
    yield path, value


@cache  # a few dozen patterns, all of them written in this package, asked for at every request
def _steps(pattern: str) -> tuple[tuple[str, bool, str, bool], ...]:
    """For each name of a pattern: it, whether it is an array, what follows, if absence counts."""
    names = pattern.split(".")
    rests = [".".join(names[place + 1 :]) for place in range(len(names))]
    return tuple(
        (name.removesuffix("[]"), name.endswith("[]"), rest, "[]" not in name + rest)
        for name, rest in zip(names, rests, strict=True)
    )


def unknown(value: Any, tree: Tree, path: str = "") -> Iterator[str]:
    """The paths of members that `tree` does not name."""
    if "[]" in tree:
        for index, item in enumerate(listed(value)):
            yield from unknown(item, tree["[]"], f"{path}[{index}]")
    elif tree and isinstance(value, dict):
        for name, child in value.items():
            if name in tree:
                yield from unknown(child, tree[name], join(path, name))
            else:
                yield join(path, name)


def misshapen(value: Any, tree: Tree, path: str = "") -> Iterator[tuple[str, str]]:
    """(path, what was expected) wherever object, array and single value are mixed up."""
    if "[]" in tree:
        if not isinstance(value, list):
            yield path, "an array"
        for index, item in enumerate(listed(value)):
            yield from misshapen(item, tree["[]"], f"{path}[{index}]")
    elif tree and isinstance(value, dict):
        for name, child in value.items():
            if name in tree:
                yield from misshapen(child, tree[name], join(path, name))
    elif tree:
        yield path, "an object"
    elif isinstance(value, dict | list):
        yield path, "a single value"


def empty(value: Any, path: str = "") -> Iterator[str]:
    """The paths of everything empty: null, "", {} and []."""
    if value is None or value in ("", {}, []):
        yield path
    children = value.items() if isinstance(value, dict) else ()
    for name, child in children:
        yield from empty(child, join(path, name))
    for index, item in enumerate(listed(value)):
        yield from empty(item, f"{path}[{index}]")


def join(path: str, name: str) -> str:
    """`name` below `path`, with a dot where both are there."""
    return f"{path}.{name}" if path and name else path or name


def listed(value: Any) -> list[Any]:
    """`value` when it is a list, else an empty one."""
    return value if isinstance(value, list) else []
