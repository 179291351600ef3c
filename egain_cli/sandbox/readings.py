"""Owns what the public facts leave open: other plausible shapes, and doubts worth a warning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from egain_cli.sandbox.shape import MISSING, find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
        lambda value: {"address": value["emailAddress"]},
        "an object with emailAddress (the newer API generation's)",
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
)


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


def doubts(document: dict[str, Any]) -> Iterator[str]:
    """Warnings about values that no documented rule forbids and a real server may refuse."""
    for pattern, doubtful, text in _DOUBTS:
        for path, value in find(document, pattern):
            if value is not MISSING and doubtful(value):
                yield f"{path}: {text}"


_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SINGLE_ADDRESSES = tuple(
    f"payload.email.emailAddresses.{name}"
    for name in ("from", "receiver", "replyTo", "to.address[]", "cc.address[]")
)
_ATTRIBUTES = "customAttributes.customAttribute"
_VALUES = f"{_ATTRIBUTES}[].attribValues.attribValue"
_DOUBTS: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    (
        "payload.email.date.date",
        lambda value: "." not in value,
        "no milliseconds; every published example has them",
    ),
    (
        "payload.email.contents.content",
        lambda value: len({item["type"] for item in value}) < len(value),
        "the same content type more than once; the page says one or both",
    ),
    *(
        (
            f"payload.email.emailAddresses.{name}.address",
            lambda value: len(", ".join(value)) > 255,
            "more than 255 characters together; the limit may count the whole list",
        )
        for name in ("to", "cc")
    ),
    *(
        (
            path,
            lambda value: value.startswith("@"),
            "nothing before the @; the documented definition does not ask for it",
        )
        for path in _SINGLE_ADDRESSES
    ),
    *(
        (path, lambda value: bool(_CONTROL.search(value)), "control characters")
        for path in ("subject", *_SINGLE_ADDRESSES)
    ),
    # The next three: limits of the newer API generation's schema; v12's page could not be read.
    (_ATTRIBUTES, lambda value: len(value) > 15, "more than 15 custom attributes"),
    (f"{_VALUES}", lambda value: len(value) > 75, "more than 75 values"),
    (
        f"{_VALUES}[].value",
        lambda value: bool(_CONTROL.search(str(value))) or len(str(value)) > 4000,
        "control characters or more than 4000 characters in a custom attribute",
    ),
    (f"{_VALUES}[].value", lambda value: not isinstance(value, str), "not a JSON string"),
)
