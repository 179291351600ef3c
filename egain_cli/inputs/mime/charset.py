"""Owns how bytes become text when a label, or nobody, says how; knows no header and no part."""

from __future__ import annotations

import codecs
import re

# What senders label so is nearly always written in the larger set, which agrees on the smaller
# one's characters (the WHATWG Encoding Standard's reading of the same labels).
_SUPERSETS = {
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "ansi": "cp1252",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "dos-874": "cp874",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "csgb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "chinesebig5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "ksc5601": "cp949",
    "euc-kr": "cp949",
    "x-windows-949": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "x-euc-jp": "euc_jp",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "x-mac-ce": "mac-latin2",
    "x-mac-centraleurroman": "mac-latin2",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-ukrainian": "mac-cyrillic",
    "x-mac-greek": "mac-greek",
    "x-mac-turkish": "mac-turkish",
    "x-mac-icelandic": "mac-iceland",
    "x-mac-croatian": "mac-croatian",
    "x-mac-romanian": "mac-romanian",
    "utf8": "utf-8",
    "x-unicode-2-0-utf-8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
}
_ASCII = ("us-ascii", "ascii")
_LATIN_1 = ("iso-8859-1", "latin-1", "latin1")
_C1 = re.compile(rb"[\x80-\x9f]")
# Five bytes mean nothing in windows-1252; they stay what they are.
_WINDOWS_1252 = "".join(
    chr(byte) if byte in b"\x81\x8d\x8f\x90\x9d" else bytes((byte,)).decode("cp1252")
    for byte in range(256)
)
# Seven-bit codes that switch sets by escapes: read as anything else they are rubbish.
_STATEFUL = ("iso-2022", "iso2022", "hz")
# Codecs of Python's that no message may name, as are "rot13" and "zip", which give no text.
_NO_CHARSETS = ("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape")


def decode(content: bytes, label: str | None) -> tuple[str, str | None]:
    """The text of some bytes, and what was done where the label did not fit (None where it did).

    UTF-8 where there is no label; where the label is unknown or wrong UTF-8, then windows-1252,
    which takes any byte.
    """
    if label:
        named = label.strip().lower()
        try:
            text = _strict(content, _codec(named, content))
            return text, _beyond_ascii(content, named)
        except ValueError:
            codec = _codec(named, content)
            if codec.startswith(_STATEFUL):
                words = f"labelled {label}; what it does not know became \ufffd"
                return content.decode(codec, "replace"), words
        except LookupError:
            pass
    text, used = _guess(content)
    if not label and used == "utf-8":
        return text, None
    return text, f"labelled {label or 'with no charset'}, read as {used}"


def name(label: str) -> str:
    """What a label means, so that two spellings of a charset are one; an unknown one is itself."""
    named = label.strip().lower()
    try:
        return codecs.lookup(_SUPERSETS.get(named, named)).name
    except (LookupError, ValueError):
        return named


def fits(content: bytes, label: str) -> bool:
    """Whether every byte means something under a label."""
    return decode(content, label)[1] is None


def looks_like_utf_8(content: bytes, label: str) -> bool:
    """Whether a text is labelled as one byte a character, and is UTF-8 that says more."""
    if content.isascii() or name(label) != "cp1252":
        return False
    return _guess(content)[1] == "utf-8"


def _codec(label: str, content: bytes) -> str:
    codec = _SUPERSETS.get(label, label)
    # The larger set is meant for its quotation marks. Where these bytes are the rest of UTF-8's
    # characters nobody meant it, and the label is taken at its word.
    if label in _LATIN_1 and _C1.search(content) and _guess(content)[1] == "utf-8":
        return "latin-1"
    return codec


def _beyond_ascii(content: bytes, label: str) -> str | None:
    if label in _ASCII and not content.isascii():
        return f"labelled {label}, read as windows-1252"
    return None


def _guess(content: bytes) -> tuple[str, str]:
    try:
        return content.decode("utf-8").removeprefix("\ufeff"), "utf-8"
    except UnicodeDecodeError:
        return _windows_1252(content), "windows-1252"


def _strict(content: bytes, codec: str) -> str:
    info = codecs.lookup(codec)
    if not info._is_text_encoding or info.name in _NO_CHARSETS:
        raise LookupError(codec)
    if info.name == "cp1252":
        return content.decode("ascii") if content.isascii() else _windows_1252(content)
    text = content.decode(codec)
    if info.name == "utf-7":
        text.encode()  # it alone can spell half a character; ValueError says so
    return text.removeprefix("\ufeff") if info.name.startswith("utf") else text


def _windows_1252(content: bytes) -> str:
    return codecs.charmap_decode(content, "strict", _WINDOWS_1252)[0]
