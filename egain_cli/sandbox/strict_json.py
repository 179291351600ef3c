"""Owns how bytes become JSON without any leniency; knows no attribute of an activity."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from typing import Any

from egain_cli.sandbox.refusals import Refusal, refuse, shorten

MAX_DEPTH = 32  # a real activity nests ten deep
MAX_NAME = 500  # characters; a path is made of names, and each place in a document has one
MAX_VALUES = 100_000  # each costs memory out of proportion to its few bytes
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse_json(body: bytes) -> dict[str, Any] | Refusal:
    """The object in `body`, or why it is none (400-90001: no published code is known for this).

    Stricter than Python: UTF-8 without a BOM only; a member given twice, NaN, infinities, half a
    surrogate pair and nesting beyond MAX_DEPTH are refused, since parsers disagree about each.
    """
    if _is_crowded(body):
        reason = f"beyond the sandbox's bounds: more than {MAX_VALUES} values"
        return refuse("400-90001", rule=reason)
    try:
        document = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_members,
            parse_constant=_constant,
            parse_float=_finite,
        )
    except UnicodeDecodeError as error:
        reason = f"not UTF-8 at byte {error.start + 1}"
    except RecursionError:
        reason = f"nested deeper than {MAX_DEPTH} levels"
    except ValueError as error:
        reason = f"not valid JSON: {error}"
    else:
        reason = _fault(document)
    return refuse("400-90001", rule=reason) if reason else document


def _is_crowded(body: bytes) -> bool:
    """Whether more than MAX_VALUES commas stand outside of strings, told before any is a value.

    By whole passes over the body, since a loop over 100 MB of quotes would take minutes.
    """
    if body.count(b",") < MAX_VALUES:
        return False
    bare = body.replace(b"\\\\", b"").replace(b'\\"', b"")  # now every quote is a string's end
    if bare.count(b'"') > 4 * MAX_VALUES:  # a name and a value in each member
        return True
    return sum(text.count(b",") for text in bare.split(b'"')[::2]) >= MAX_VALUES


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        (twice, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the member {shorten(twice)!r} is given twice")
    if any(len(name) > MAX_NAME for name in members):
        raise ValueError(f"the name of a member is longer than {MAX_NAME} characters")
    return members


def _constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"the number {shorten(digits)} is out of range")
    return number


def _fault(document: Any) -> str:
    """What the parser let pass and must not, or ""; walks by hand, so that depth costs no stack."""
    if not isinstance(document, dict):
        return "not a JSON object"
    level: list[Any] = [document]
    for _ in range(MAX_DEPTH):
        inner: list[Any] = []
        for value in level:
            if isinstance(value, str) and not value.isascii() and _SURROGATE.search(value):
                return "half of a surrogate pair stands alone in a string"
            inner += _children(value)
        level = inner
    return f"nested deeper than {MAX_DEPTH} levels" if level else ""


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []
