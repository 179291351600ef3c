"""Owns the rules of single values: each says what is wrong with one, or ""; knows no path."""

from __future__ import annotations

import binascii
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Rule = Callable[[Any], str]

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{3})?Z")
_FLAGS = {True: True, False: False, "true": True, "false": False}
# The page "email address definition" [documented]; it forbids nothing else, so `+` and `é` pass.
_FORBIDDEN = re.compile(r'[()\[\]:;<>" \t\r\n]|\\\\')


def anything(_value: Any) -> str:
    """Any value will do, as far as a single value can tell."""
    return ""


def text(value: Any) -> str:
    """A JSON string."""
    return "" if isinstance(value, str) else "expected a string"


def text_up_to(limit: int) -> Rule:
    """A string of at most `limit` characters (code points: the page does not say which kind)."""

    def rule(value: Any) -> str:
        if isinstance(value, str) and len(value) > limit:
            return f"must not exceed {limit} characters, has {len(value)}"
        return text(value)

    return rule


def one_of(*allowed: str) -> Rule:
    """One of a few fixed words, compared exactly."""
    wanted = " or ".join(f'"{word}"' for word in allowed)
    return lambda value: "" if value in allowed else f"must be {wanted}"


def identifier(value: Any) -> str:
    """An id; the examples write a string, live v12 clients a number, so both are welcome."""
    fine = isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
    return "" if fine else "expected an id, like 1060"


def flag(value: Any) -> str:
    """ "true" or "false"; the examples write strings, and the JSON booleans mean the same."""
    return "" if truth(value) is not None else 'must be "true" or "false"'


def one_at_most(value: Any) -> str:
    """An array of a single item; what stands in it is judged by others."""
    return "" if len(value) < 2 else f"expected one at most, found {len(value)}"


def truth(value: Any) -> bool | None:
    """What a flag says; None when it is none, as 1 is, although Python finds it equal to True."""
    return _FLAGS.get(value) if isinstance(value, bool | str) else None


def date(value: Any) -> str:
    """ISO 8601 in UTC; whether offsets are taken is unknown, and every example is UTC."""
    expected = "expected ISO 8601 in UTC with milliseconds, like 2015-12-26T19:00:00.000Z"
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return expected
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return f"{expected}; there is no such day or hour"
    return ""


def base64(value: Any) -> str:
    """Base64 with its padding and nothing else: no line breaks, no URL alphabet."""
    if not isinstance(value, str):
        return "expected a string in base64"
    try:
        binascii.a2b_base64(value, strict_mode=True)
    except ValueError as error:
        return f"not strictly valid base64: {error}"
    if len(value) % 4 or value.endswith("==="):  # which the decoder forgives after a full group
        return "not strictly valid base64: more padding than the last group needs"
    return ""


def decoded_size(content: str) -> int:
    """How many bytes valid base64 stands for, without decoding it."""
    return len(content) // 4 * 3 - content[-2:].count("=")


def address(value: Any) -> str:
    """One bare e-mail address by eGain's own definition [documented]; no display name."""
    if not isinstance(value, str):
        return "expected one e-mail address as a string"
    _, at, domain = value.partition("@")
    faults = (
        (len(value) > 255, f"must not exceed 255 characters, has {len(value)}"),
        (bool(_FORBIDDEN.search(value)), r'an address has none of ( ) [ ] : ; < > " space or \\'),
        (not at or "@" in domain, "an address has exactly one @"),
        (domain.startswith("."), "an address has at least one character between @ and ."),
        ("." not in domain, "an address has a . after the @"),
        (domain.endswith("."), "an address does not end in a ."),
    )
    return next((fault for wrong, fault in faults if wrong), "")
