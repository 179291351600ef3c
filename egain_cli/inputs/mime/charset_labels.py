"""Owns which charset a label means, however it is spelt; knows no bytes."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

# A codec, and the labels that mean it, without their hyphens and the like. What senders label so is
# nearly always written in the larger set, which agrees on the smaller one's characters (the WHATWG
# Encoding Standard's reading of the same labels).
_SPELLINGS = {
    "ascii": "ascii usascii csascii us ansix341968 ansix341986 iso646us iso646irv1991 isoir6 ibm367"
    " cp367 646",
    "latin-1": "iso88591 latin1 l1 isoir100 csisolatin1 ibm819 cp819 8859 iso8859",
    "cp1252": "ansi",
    "cp1254": "iso88599 latin5 l5 isoir148 csisolatin5",
    "cp874": "iso885911 tis620 windows874 dos874 thai iso885911thai",
    "gb18030": "gb2312 gb231280 csgb2312 csiso58gb231280 chinese isoir58 euccn gbk xgbk cp936"
    " ms936 936 windows936",
    "big5hkscs": "big5 cnbig5 csbig5 chinesebig5 xxbig5 big5tw",
    "cp949": "ksc5601 ksc56011987 ksc56011989 csksc56011987 euckr cseuckr korean isoir149"
    " xwindows949 windows949 uhc ms949",
    "cp932": "shiftjis sjis xsjis csshiftjis mskanji windows31j cswindows31j ms932 windows932",
    "euc_jp": "eucjp xeucjp cseucpkdfmtjapanese",
    "iso2022_jp_ext": "iso2022jp csiso2022jp",
    "koi8-r": "koi8r cskoi8r koi8 koi cp20866",
    "koi8-u": "koi8u cskoi8u koi8ru cp21866",
    "mac-roman": "macintosh mac xmacroman csmacintosh",
    "mac-latin2": "xmacce xmaccentraleurroman",
    "mac-cyrillic": "xmaccyrillic xmacukrainian",
    "mac-greek": "xmacgreek",
    "mac-turkish": "xmacturkish",
    "mac-iceland": "xmacicelandic",
    "mac-croatian": "xmaccroatian",
    "mac-romanian": "xmacromanian",
    "utf-8": "utf8 xunicode20utf8 unicode11utf8 cp65001 xutf8",
    "utf-7": "unicode11utf7 xunicode20utf7",
}
_MEANT = {spelling: codec for codec, row in _SPELLINGS.items() for spelling in row.split()}
_LARGER = {"ascii": "cp1252", "latin-1": "cp1252"}
_SPELLING = re.compile(r"[a-z0-9][a-z0-9_.:+() -]{0,59}")
_YEAR = re.compile(r":[0-9]{4}\Z")
_BETWEEN = re.compile(r"[-_.: ]+")
_ISO = re.compile(r"x?iso8859([0-9]{1,2})[ie]?")
_WINDOWS = re.compile(r"(?:x|cs)?(?:cp|win|windows|ms|microsoftcp)(125[0-8])")
_PAGE = re.compile(r"(?:x|cs)?(?:cp|ibm|dos|oem|windows|win)([0-9]{3,5})")
# Codecs of Python's that no message may name: they give no text that somebody wrote, or another
# one on each machine (mbcs, oem).
_NO_CHARSETS = {
    "charmap", "idna", "mbcs", "oem", "punycode", "raw-unicode-escape", "undefined",
    "unicode-escape",
}  # fmt: skip


@lru_cache(maxsize=256)
def meant(label: str) -> str:
    """The name of Python's codec for a label in any spelling, "ascii" and "latin-1" as they are.

    Raises LookupError where there is none, or none that is of a text.
    """
    named = _YEAR.sub("", label.strip().lower())
    # Python remembers each name it is asked for, and raises what it likes for odd ones.
    if not _SPELLING.fullmatch(named):
        raise LookupError(label)
    spelling = _BETWEEN.sub("", named)
    if part := _ISO.fullmatch(spelling):
        spelling, named = f"iso8859{part.group(1)}", f"iso8859-{part.group(1)}"
    if page := _WINDOWS.fullmatch(spelling):
        named = f"cp{page.group(1)}"
    elif page := _PAGE.fullmatch(spelling):
        named = f"cp{page.group(1).lstrip('0')}"
    codec = _MEANT.get(spelling, named)
    info = codecs.lookup(codec)
    if not info._is_text_encoding or info.name in _NO_CHARSETS:
        raise LookupError(label)
    return codec if codec in _LARGER else info.name


def larger(codec: str) -> str:
    """The codec that what is labelled so is nearly always written in."""
    return _LARGER.get(codec, codec)
