"""Owns which line is the delimiter of which open multipart (RFC 2046); knows no part."""

from __future__ import annotations

import re

_MAX_BLANKS = 1000  # after a delimiter, on its line
_NEAR = 16 * 1024  # bytes in which a delimiter that ends in blanks is looked for
_BLANKS = b" \t\v\f"
_LINE_END = re.compile(rb"\r\n|\n|\r")


class Delimiters:
    """The delimiters of the multiparts that are open, each at its level of nesting.

    A line that could be the delimiter of two of them, since some mailers give a multipart the
    boundary of the one around it, belongs to the innermost.
    """

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._levels: dict[bytes, list[int]] = {}
        self._starts: tuple[bytes, ...] = ()  # the delimiters, for a quick look at a line
        self._longest = 0

    def open(self, level: int, boundary: str, body: int) -> bytes:
        """Look out for a boundary from now on; `body` is where its multipart's body begins."""
        written = b"--" + boundary.encode("latin-1")
        delimiter = written.rstrip(b" \t")
        # A boundary ends in no blank by RFC 2046; where its blanks are there, they are meant.
        if written != delimiter and self._source.find(written, body, body + _NEAR) >= 0:
            delimiter = written
        self._levels.setdefault(delimiter, []).append(level)
        self._starts = tuple(self._levels)
        self._longest = max(self._longest, len(delimiter))
        return delimiter

    def close(self, delimiter: bytes) -> None:
        """Forget the innermost multipart with this delimiter."""
        levels = self._levels[delimiter]
        levels.pop()
        if not levels:
            del self._levels[delimiter]
            self._starts = tuple(self._levels)

    def next_line(self, position: int) -> tuple[int, int] | None:
        """The next place from one on with two dashes, and where the line after it begins."""
        # One byte is found ten times as fast as two, and base64 has none of it.
        first = self._source.find(b"-", position) if self._levels else -1
        place = self._source.find(b"--", first) if first >= 0 else -1
        if place < 0:
            return None
        line_end = _LINE_END.search(self._source, place)
        return place, line_end.end() if line_end else len(self._source)

    def match(self, position: int, body: int) -> tuple[int, bool] | None:
        """The level whose delimiter this line is, and whether it is the closing one.

        A line begins behind a line end, or where the `body` of the part at hand begins.
        """
        source = self._source
        if not source.startswith(self._starts, position):
            return None
        if position not in (0, body) and source[position - 1] not in b"\r\n":
            return None
        limit = position + self._longest + _MAX_BLANKS
        line_end = _LINE_END.search(source, position, limit)
        end = line_end.start() if line_end else len(source)
        if end > limit:
            return None
        line = source[position:end]
        bare = line.rstrip(_BLANKS)
        opens = self._level(line, bare)
        closes = self._level(bare[:-2], bare[:-2]) if bare.endswith(b"--") else -1
        return (max(opens, closes), closes > opens) if max(opens, closes) >= 0 else None

    def _level(self, line: bytes, bare: bytes) -> int:
        """The innermost level with this delimiter, or one that ends in blanks, or -1."""
        levels = self._levels.get(bare)
        if not levels and line != bare:
            levels = next((self._levels[key] for key in self._spaced() if line.startswith(key)), [])
        return levels[-1] if levels else -1

    def _spaced(self) -> list[bytes]:
        return [key for key in self._levels if key[-1:] in (b" ", b"\t")]
