"""Owns which charset a Windows code page is; knows neither TNEF nor Outlook's files."""

from __future__ import annotations

import codecs
from functools import lru_cache

UTF_16 = 1200
_WINDOWS = (874, *range(1250, 1259))
# What mail knows by another name than Windows' number.
_CHARSETS = {
    932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5", UTF_16: "utf-16-le",
    20127: "us-ascii", 20866: "koi8-r", 20932: "euc-jp", 21866: "koi8-u", 50220: "iso-2022-jp",
    51932: "euc-jp", 51949: "euc-kr", 52936: "hz", 54936: "gb18030", 65000: "utf-7",
    65001: "utf-8",
} | {28590 + part: f"iso-8859-{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 15)}  # fmt: skip


def charset_of(codepage: int) -> str | None:
    """The charset of a code page, as a label that mail knows; None for one that nobody knows."""
    return f"windows-{codepage}" if codepage in _WINDOWS else _CHARSETS.get(codepage)


def decode(content: bytes, codepage: int) -> str:
    """The text of bytes in a code page, without NULs behind it; unknown ones as windows-1252."""
    codec = codec_of(codepage)
    text = content.decode(codec, "replace").rstrip("\0")
    if codec == "utf-7":  # it alone can spell half a character, which no encoding takes
        return text.encode("utf-8", "replace").decode()
    return text


@lru_cache(maxsize=16)
def codec_of(codepage: int) -> str:
    """Python's codec for a code page, windows-1252's for one that nobody knows."""
    # Python knows the code pages by number, with the characters that Windows adds to a standard,
    # and those of DOS too, which no mail names.
    for name in (f"cp{codepage}", _CHARSETS.get(codepage, "")):
        try:
            return codecs.lookup(name).name
        except LookupError:
            continue
    return "cp1252"
