"""Owns the parameters of a header's value (`form-data; name="logo"`); knows no header."""

from __future__ import annotations

import re

_NAME = re.compile(r";[ \t]*([A-Za-z0-9!#$%&'*+.^_`|~-]+)=")
_TOKEN = re.compile(r"[^\s;\"]+")
# Browsers write a backslash as it is, so a quote ends the value where nothing but `;` may follow.
_END = re.compile(r'"(?=[ \t]*(?:;|\Z))')
_SPACE = re.compile(r"[ \t]*")
_ESCAPES = {"%22": '"', "%0D": "\r", "%0A": "\n", '\\"': '"'}
_ESCAPED = re.compile("|".join(map(re.escape, _ESCAPES)))


def split_value(text: str) -> tuple[str, dict[str, str]]:
    """What stands before the parameters, in lower case, and they by their lower-case names.

    Quotes are taken off and nothing inside them is undone. Raises ValueError, with the reason, for
    what is no parameter and for one that is given twice.
    """
    text = text.strip(" \t").removesuffix(";")
    main = text.partition(";")[0]
    position, found = len(main), {}
    while position < len(text):
        name = _NAME.match(text, position)
        if not name:
            raise ValueError(f"no parameter at character {position + 1}")
        key, (value, position) = name[1].lower(), _value(text, name.end())
        if key in found:
            raise ValueError(f"the parameter {key} is given twice")
        found[key] = value
    return main.strip(" \t").lower(), found


def unescaped(value: str) -> str:
    """A name or file name as it was before a browser (`%22`), or an older client, escaped it."""
    return _ESCAPED.sub(lambda found: _ESCAPES[found[0]], value)


def _value(text: str, start: int) -> tuple[str, int]:
    """A value, quoted or not, and where the next parameter begins."""
    quoted = text[start : start + 1] == '"'
    end = _END.search(text, start + 1) if quoted else _TOKEN.match(text, start)
    if not end:
        raise ValueError(f"no value at character {start + 1}")
    value = text[start + 1 : end.start()] if quoted else end[0]
    space = _SPACE.match(text, end.end())
    return value, space.end() if space else end.end()
