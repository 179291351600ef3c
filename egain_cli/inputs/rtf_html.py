"""Owns the HTML that Outlook keeps inside RTF; knows no property and no message.

Source: Microsoft's open specification [MS-OXRTFEX].
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from egain_cli.inputs.codepages import codec_of

LONGEST = 16 << 20  # bytes; reading takes a second for a few of them
_ANSI = 1252
_HEAD = 1024  # bytes in which an RTF says what it was made from, and its code page
_CODEPAGE = re.compile(rb"\\ansicpg(\d{1,5})")
_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})? ?|\\'(?P<hex>[0-9a-fA-F]{2})"
    rb"|\\(?P<sign>[^a-zA-Z'])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
_WORDS = {
    b"par": "\r\n", b"line": "\r\n", b"tab": "\t", b"lquote": "\u2018", b"rquote": "\u2019",
    b"ldblquote": "\u201c", b"rdblquote": "\u201d", b"bullet": "\u2022", b"endash": "\u2013",
    b"emdash": "\u2014",
}  # fmt: skip
_SIGNS = {b"{": "{", b"}": "}", b"\\": "\\", b"~": "&nbsp;", b"_": "&shy;"}
_TABLES = (b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pntext", b"listtable")


def html_within(rtf: bytes) -> str | None:
    """The HTML that an RTF was made from, in the code page that it names.

    None where it was made from something else, and where it is longer than LONGEST.
    """
    if len(rtf) > LONGEST:
        return None
    named = _CODEPAGE.search(rtf, 0, _HEAD)
    return html_of(rtf, codec_of(int(named.group(1)) if named else _ANSI))


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds in a group: whether its text is kept, or is RTF that the HTML says again."""

    kept: bool = True
    repeated: bool = False
    fallback: int = 1  # characters after `\\u` for readers without Unicode
    starred: bool = False


@dataclass(slots=True)
class _Html:
    """The HTML as far as it was read; bytes wait until those of their characters are there."""

    codec: str
    pieces: list[str] = field(default_factory=list)
    waiting: bytearray = field(default_factory=bytearray)

    def add(self, text: str) -> None:
        """Add characters after the bytes that wait."""
        self.pieces += [self.waiting.decode(self.codec, "replace"), text]
        self.waiting.clear()


def html_of(rtf: bytes, codec: str) -> str | None:
    """The HTML that an RTF was made from; None where it was made from something else."""
    if b"\\fromhtml" not in rtf[:_HEAD]:
        return None
    html, group, above, skip = _Html(codec), _Group(), list[_Group](), 0
    for token in _TOKEN.finditer(rtf):
        if token["brace"] == b"{":
            above.append(group)
        elif token["brace"]:
            group = above.pop() if above else group
        elif token["word"]:
            group = _enter(group, token["word"], token["number"])
            if token["word"] == b"u" and group.kept and not group.repeated:
                html.add(chr(int(token["number"] or b"63") % 65536))
                skip = group.fallback
            elif group.kept and not group.repeated and token["word"] in _WORDS:
                html.add(_WORDS[token["word"]])
        elif token["sign"] == b"*":
            group = replace(group, starred=True)
        elif group.kept and not group.repeated:
            skip = _write(html, token, skip)
    html.add("")
    return "".join(html.pieces).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _enter(group: _Group, word: bytes, number: bytes | None) -> _Group:
    """What holds after a control word."""
    if word == b"htmlrtf":
        return replace(group, repeated=number != b"0")
    if word == b"uc":
        return replace(group, fallback=int(number or b"1"))
    if group.starred:
        return replace(group, starred=False, kept=group.kept and word == b"htmltag")
    return replace(group, kept=False) if word in _TABLES else group


def _write(html: _Html, token: re.Match[bytes], skip: int) -> int:
    """Write what a token says; how many characters are still to be skipped."""
    if token["hex"]:
        raw = bytes.fromhex(token["hex"].decode())
    elif token["sign"] in _SIGNS:
        html.add("" if skip else _SIGNS[token["sign"]])
        return max(skip - 1, 0)
    else:
        raw = token["text"] or b""
    html.waiting += raw[skip:]
    return max(skip - len(raw), 0)
