"""Owns the parameters of a header field (RFC 2045, 2231), in linear time; knows no header."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

# What stands between semicolons; a quoted text is one piece, and goes to the end where nothing
# closes it. A quote after a backslash is none.
_PIECE = re.compile(r'(?:[^;"\\]++|\\"?|"(?:[^"\\]++|\\"?)*+(?:"|\Z))++')
# In Shift_JIS, Big5 and GBK the second byte of a letter may be a backslash: behind a byte that is
# not ASCII it escapes nothing but a quote or another one.
_PAIR = re.compile(r"(?<![\x80-\xff])\\(.)|\\([\"\\])", re.DOTALL)
_SECTION = re.compile(r"\*([0-9]{1,4})(\*?)")

_OFTEN = 200  # characters of a field's value that may well be seen again

Value = str | tuple[str | None, str | None, str]


def find_parameter(raw: str, name: str) -> Value | None:
    """A parameter of a field's value: a text, a triple by RFC 2231, or None; `name` in lower case.

    The triple is the charset, the language and the bytes as Latin-1. An encoded value counts more
    than a plain one, which is there for programs that cannot read it; a plain one counts more than
    one in sections. Only what has this name is looked at, so that nothing else can spoil it.
    """
    return _find_again(raw, name) if len(raw) <= _OFTEN else _find(raw, name)


def every_parameter(raw: str) -> Iterator[tuple[str, str]]:
    """The parameters of a field's value as they are written, each name without its sections."""
    for name, value in _split(raw)[1:]:
        yield name.partition("*")[0], _unquote(value)


def _find(raw: str, name: str) -> Value | None:
    if name not in raw.lower():
        return None
    given = [(key[len(name) :], value) for key, value in _split(raw) if key.startswith(name)]
    plain = next((value for rest, value in given if not rest), None)
    encoded = next((value for rest, value in given if rest == "*"), None)
    if encoded is not None:
        return _decode(_unquote(encoded))
    sections = _sections(given)
    if sections and (plain is None or sections[0][1]):
        return _join(sections)
    return _unquote(plain) if plain is not None else None


# A part is asked for several parameters, and the next message for the same ones.
_find_again = lru_cache(maxsize=1024)(_find)


def _split(raw: str) -> list[tuple[str, str]]:
    pieces = (match.group().partition("=") for match in _PIECE.finditer(raw))
    return [(name.strip().lower(), value.strip()) for name, _, value in pieces]


def _unquote(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == '"':
        return _PAIR.sub(r"\1\2", value[1:-1])
    return value


def _sections(given: list[tuple[str, str]]) -> list[tuple[str, bool]]:
    """The values by the number of their section, from 0 on without a gap; whether each is encoded.

    Where a number stands twice the first counts.
    """
    by_number: dict[int, tuple[str, bool]] = {}
    for rest, value in given:
        if section := _SECTION.fullmatch(rest):
            by_number.setdefault(int(section.group(1)), (_unquote(value), bool(section.group(2))))
    return [by_number[number] for number in range(len(by_number)) if number in by_number]


def _join(sections: list[tuple[str, bool]]) -> Value:
    first, encoded = sections[0]
    if not encoded and not any(encoded for _, encoded in sections):
        return "".join(value for value, _ in sections)
    charset, language, start = _decode(first) if encoded else (None, None, first)
    rest = (_percent(value) if encoded else value for value, encoded in sections[1:])
    return charset, language, start + "".join(rest)


def _decode(value: str) -> tuple[str | None, str | None, str]:
    pieces = value.split("'", 2)
    if len(pieces) < 3:
        return None, None, _percent(value)
    return pieces[0], pieces[1], _percent(pieces[2])


def _percent(value: str) -> str:
    return unquote_to_bytes(value.encode("latin-1", "replace")).decode("latin-1")
