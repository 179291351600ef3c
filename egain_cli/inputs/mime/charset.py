"""Owns how bytes become text when a label, or nobody, says how; knows no header and no part."""

from __future__ import annotations

import codecs

# What senders label so is nearly always written in the larger set, which agrees on the smaller
# one's characters (the WHATWG Encoding Standard's reading of the same labels).
_SUPERSETS = {
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "x-mac-cyrillic": "mac-cyrillic",
    "macintosh": "mac-roman",
    "utf8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
}
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
        codec = _SUPERSETS.get(label.strip().lower(), label.strip())
        try:
            return _strict(content, codec), None
        except ValueError:
            if codec.lower().startswith(_STATEFUL):
                words = f"labelled {label}; what it does not know became \ufffd"
                return content.decode(codec, "replace"), words
        except LookupError:
            pass
    text, used = _guess(content)
    if not label and used == "utf-8":
        return text, None
    return text, f"labelled {label or 'with no charset'}, read as {used}"


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
        return _windows_1252(content)
    text = content.decode(codec)
    if info.name == "utf-7":
        text.encode()  # it alone can spell half a character; ValueError says so
    return text.removeprefix("\ufeff") if info.name.startswith("utf") else text


def _windows_1252(content: bytes) -> str:
    return codecs.charmap_decode(content, "strict", _WINDOWS_1252)[0]
