"""Owns what a part is: a slice of a message with its header fields; knows not how it is found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from egain_cli.inputs.mime.kept import kept
from egain_cli.inputs.mime.parameters import find_parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_TYPE = 255
# A type, and behind it nothing, or what a forgotten semicolon or a comment leaves there.
_TYPE = re.compile(rb"([!-.0-~]+/[!-'*+.0-:<-~-]+)(?:[\s(,]|\Z)")
# A charset behind a forgotten semicolon, or another sign in its place.
_LOOSE_CHARSET = re.compile(rb"[\s,:]charset\s*+=\s*+[\"']?([A-Za-z0-9_.:+-]++)", re.IGNORECASE)
_WORD = re.compile(rb"[^\s;(,]*")


@dataclass(frozen=True, eq=False)
class Part:
    """A part: header fields as written (names in lower case), its raw body, the parts in it.

    The body lies in `source` from `start` to `end`; the source is the whole message, shared by all
    parts: a copy for each level would hold a large attachment as often as it is wrapped.
    `damaged` counts lines of the header block that are no field; `cut` says that the block went on
    beyond a limit, `too_deep` that a multipart was left whole for the depth it lies in, `unended`
    that the body begins with the lines that are no field, for want of a blank line. In a multipart
    `preamble` is where its first delimiter stands, `epilogue` where the text behind its closing one
    begins; -1 is neither.
    """

    fields: tuple[tuple[str, bytes], ...]
    source: bytes
    start: int
    end: int
    parts: tuple[Part, ...] = ()
    damaged: int = 0
    default_type: str = "text/plain"
    cut: bool = False
    too_deep: bool = False
    preamble: int = -1
    epilogue: int = -1
    unended: bool = False

    @property
    def body(self) -> bytes:
        """The raw body, copied out of the source each time it is asked for."""
        return self.source[self.start : self.end]

    def first(self, name: str) -> bytes | None:
        """The raw value of the first field with this name, unfolded."""
        return self._first.get(name)

    @kept
    def _first(self) -> dict[str, bytes]:
        return dict(reversed(self.fields))

    def every(self, name: str) -> list[bytes]:
        """The raw values of all fields with this name."""
        return [value for known, value in self.fields if known == name]

    @kept
    def content_type(self) -> str:
        """The media type in lower case; what is no type is the default, text/plain (RFC 2045)."""
        return self._declared_type.decode("ascii").lower() or self.default_type

    @kept
    def has_type(self) -> bool:
        """Whether Content-Type names a media type, which the API takes up to 255 characters of."""
        return bool(self._declared_type)

    @kept
    def _declared_type(self) -> bytes:
        raw = self.first("content-type")
        if not raw:
            return b""
        written = raw.split(b";", 1)[0]
        return _known_type(written) if len(written) <= MAX_TYPE else _named_type(written)

    @kept
    def declared_charset(self) -> str | None:
        """The charset that it is labelled with, else that of the first part in it that has one."""
        parts = (self, *self.leaves())
        values = (each.parameter("content-type", "charset") for each in parts)
        value = next((value for value in values if value), None)
        said = value[2] if isinstance(value, tuple) else value or ""
        if not said and (found := _LOOSE_CHARSET.search(self.first("content-type") or b"")):
            said = found.group(1).decode()
        # One word: what a comment or a forgotten semicolon leaves behind it is no charset's name.
        return next(iter(said.split()), "").strip("\"',") or None

    @property
    def hollow(self) -> bool:
        """Whether it is a multipart in which no part begins, and that is not so by a limit."""
        return not (self.parts or self.too_deep) and self.content_type.startswith("multipart/")

    @property
    def disposition(self) -> str:
        """The kind of Content-Disposition in lower case, empty without one."""
        found = _WORD.match((self.first("content-disposition") or b"").strip())
        return found.group().lower().decode("ascii", "replace") if found else ""

    def parameter(self, header: str, name: str) -> str | tuple[str | None, str | None, str] | None:
        """A parameter of a header, as `email` gives it: a text, or a triple by RFC 2231.

        Its characters are the bytes as they stand (Latin-1): what they mean is for others to say.
        """
        raw = self.first(header)
        return find_parameter(raw.decode("latin-1"), name) if raw else None

    def leaves(self) -> Iterator[Part]:
        """The parts that hold something, in order."""
        if self.parts:
            for part in self.parts:
                yield from part.leaves()
        else:
            yield self


def _named_type(raw: bytes) -> bytes:
    """The media type that a Content-Type names before its parameters, empty for none."""
    found = _TYPE.match(raw.strip())
    return found.group(1) if found and len(found.group(1)) <= MAX_TYPE else b""


# A few types are those of nearly all parts; what is longer is remembered nowhere.
_known_type = lru_cache(maxsize=256)(_named_type)
