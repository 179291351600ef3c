"""Owns joining the lines of a text in format=flowed (RFC 3676); knows no part."""

from __future__ import annotations

import re

_LINES = re.compile(r"([^\r\n]*+)(\r\n|\n|\r)|([^\r\n]++)")
_QUOTES = re.compile(r">*")
# A line is cut within a word only where the word is as long as the line. Behind a short one, in a
# script with blanks, the blank was meant, and whoever wrote it forgot the second one.
_SHORT_WORD = re.compile(r"\s[A-Za-z\u00c0-\u052f'\u2019]{1,20}[,.;:!?]?\s\Z")
SIGNATURE = "-- "  # what it separates is no paragraph's end


def unfold(text: str, *, delsp: bool) -> str:
    """The text with the lines of each paragraph joined, as a mail program shows it.

    A line that ends in a blank goes on in the next one of the same quoting depth. With `delsp`
    that blank is no part of the text. The quoting stays, and a blank that was stuffed in goes.
    """
    out: list[str] = []
    open_depth = -1  # of the paragraph that goes on, -1 where none does
    for match in _LINES.finditer(text):
        line, end = match.group(1) or match.group(3) or "", match.group(2) or ""
        depth = len(_QUOTES.match(line).group())  # type: ignore[union-attr] # it matches anywhere
        content = line[depth:].removeprefix(" ")
        joined = depth == open_depth and content != SIGNATURE
        if not joined and open_depth >= 0:
            out.append("\n")  # who changes the depth, or signs, ends the paragraph
        flows = content.endswith(" ") and content != SIGNATURE and bool(end)
        prefix = "" if joined else ">" * depth + " " * bool(depth and content)
        drops = flows and delsp and not _SHORT_WORD.search(content, max(0, len(content) - 30))
        out += [prefix, content[:-1] if drops else content, "" if flows else end]
        open_depth = depth if flows else -1
    return "".join(out)
