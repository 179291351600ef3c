"""Owns the parameters of a header field (RFC 2045, 2231), in linear time; knows no header."""

from __future__ import annotations

import re
from email.utils import decode_params, unquote

# What stands between semicolons; a quoted text is one piece, and goes to the end where nothing
# closes it. As in `email`, whose own splitter is quadratic, a quote after a backslash is none.
_PIECE = re.compile(r'(?:[^;"\\]++|\\"?|"(?:[^"\\]++|\\"?)*+(?:"|\Z))++')
_NUMBERED = re.compile(r"\*[0-9]")


def find_parameter(raw: str, name: str) -> str | tuple[str | None, str | None, str] | None:
    """A parameter of a field's value: a text, a triple by RFC 2231, or None; `name` in lower case.

    Only what has this name is decoded, so that nothing wrong elsewhere can spoil it.
    """
    if name not in raw.lower():
        return None
    given = [each for each in _split(raw) if each[0].partition("*")[0] == name]
    try:
        return _decode(given, name)
    except (TypeError, ValueError):  # `name*` beside `name*0`, or a number of 5000 digits
        return _decode([each for each in given if not _NUMBERED.search(each[0])], name)


def _split(raw: str) -> list[tuple[str, str]]:
    pieces = (match.group().partition("=") for match in _PIECE.finditer(raw))
    return [(name.strip().lower(), value.strip()) for name, _, value in pieces]


def _decode(
    given: list[tuple[str, str]], name: str
) -> str | tuple[str | None, str | None, str] | None:
    # The first of the list is taken for the value of the field itself, and is not decoded.
    decoded = (value for known, value in decode_params([("", ""), *given]) if known == name)
    value = next(decoded, None)
    if isinstance(value, tuple):
        return value[0], value[1], unquote(value[2])
    return unquote(value) if value is not None else None
