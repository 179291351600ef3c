"""Owns the HTML that Outlook keeps inside RTF; knows no property and no message.

Sources: Microsoft's open specifications [MS-OXRTFCP] (the compression) and [MS-OXRTFEX] (the
HTML in it).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX = 16 << 20  # compressed bytes; what is larger is left to the text beside it
_HEADER = 16  # bytes: two sizes, the kind of compression, a checksum
_WINDOW = 4096  # bytes in which repeated pieces are looked up
# What the window holds at first (207 bytes, by the specification).
_BEGIN = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
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


def decompress(content: bytes) -> bytes:
    """The RTF in a compressed one; empty where it is in no known form, or too large."""
    kind = content[8:12]
    if kind == b"MELA":
        return content[_HEADER:]
    if kind != b"LZFu" or len(content) > _MAX:
        return b""
    window, place, out = bytearray(_BEGIN.ljust(_WINDOW, b"\0")), len(_BEGIN), bytearray()
    for step in _steps(content):
        if isinstance(step, int):
            start, length, window[place] = place, 1, step
        else:
            start, length = step[0], step[1] + 2
            if start == place:  # the mark of the end
                break
        for each in range(length):  # one by one: it may repeat what it is writing
            byte = window[(start + each) % _WINDOW]
            window[place] = byte
            out.append(byte)
            place = (place + 1) % _WINDOW
    return bytes(out)


def _steps(content: bytes) -> Iterator[int | tuple[int, int]]:
    """What to write: a byte, or a piece of the window by its place and its length less two."""
    position = _HEADER
    while position < len(content):
        flags, position = content[position], position + 1
        for bit in range(8):
            if flags >> bit & 1:
                yield divmod(int.from_bytes(content[position : position + 2], "big"), 16)
                position += 2
            elif position < len(content):
                yield content[position]
                position += 1


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
    waiting: bytes = b""

    def add(self, text: str) -> None:
        """Add characters after the bytes that wait."""
        self.pieces += [self.waiting.decode(self.codec, "replace"), text]
        self.waiting = b""


def html_of(rtf: bytes, codec: str) -> str | None:
    """The HTML that an RTF was made from; None where it was made from something else."""
    if b"\\fromhtml" not in rtf[:1024]:
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
