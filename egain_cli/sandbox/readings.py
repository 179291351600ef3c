"""Owns the other shapes that the public facts leave open; knows no rule of a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from egain_cli.sandbox.shape import MISSING, find, listed

if TYPE_CHECKING:
    from collections.abc import Callable

# Each reading: does the value have this other shape, what is it in the expected one, and its name.
Reading = tuple["Callable[[Any], bool]", "Callable[[Any], Any]", str]

_DATES: tuple[Reading, ...] = (
    (lambda value: isinstance(value, str), lambda value: {"date": value}, "a plain string"),
)
_LISTS: tuple[Reading, ...] = (
    (lambda value: isinstance(value, str), lambda value: {"address": [value]}, "a plain string"),
    (lambda value: isinstance(value, list), lambda value: {"address": value}, "a plain array"),
    (
        lambda value: isinstance(value, dict) and isinstance(value.get("address"), str),
        lambda value: value | {"address": [value["address"]]},
        "an object whose address is a single string",
    ),
    (
        lambda value: isinstance(value, dict) and value.keys() == {"emailAddress"},
        lambda value: {"address": _several(value["emailAddress"])},
        "an object with emailAddress (the newer API generation's)",
    ),
)
_NAMES = ({"address"}, {"emailAddress"})
_ONE: tuple[Reading, ...] = (
    (
        lambda value: isinstance(value, dict) and value.keys() in _NAMES and len(_all(value)) == 1,
        lambda value: _all(value)[0],
        "an object with one address, as the lists of addresses are",
    ),
)
_SINGLE: tuple[Reading, ...] = (
    (lambda value: isinstance(value, dict), lambda value: [value], "an object, not an array"),
)
# The shape on the right is inferred [strongly, from other v12 examples]; see `fields.py`.
_OPEN = (
    ("payload.email.date", _DATES, '{"date":"..."}'),
    ("payload.email.contents.content", _SINGLE, "[{...}]"),
    ("payload.email.emailAddresses.to", _LISTS, '{"address":["..."]}'),
    ("payload.email.emailAddresses.cc", _LISTS, '{"address":["..."]}'),
    ("payload.email.emailAddresses.replyTo", _ONE, "a plain string"),
)


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _all(value: dict[str, Any]) -> list[Any]:
    """What stands under the only name of a list of addresses."""
    (inner,) = value.values()
    return listed(_several(inner))


def read(document: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The document in the expected shapes, and a warning for each shape that was another one."""
    warnings: list[str] = []
    for path, readings, expected in _OPEN:
        for _, value in find(document, path):
            for fits, expect, name in readings:
                if value and value is not MISSING and fits(value):
                    document = _replace(document, path.split("."), expect(value))
                    warnings.append(f"{path}: {name}; the inferred shape is {expected}")
                    break
    return document, tuple(warnings)


def _replace(document: dict[str, Any], names: list[str], value: Any) -> dict[str, Any]:
    """A copy along one path only: what the request held is stored as it came."""
    first, *rest = names
    return document | {first: _replace(document[first], rest, value) if rest else value}
