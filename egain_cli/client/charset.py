"""Owns how the bytes of an answer become text; knows nothing of what they say."""

from __future__ import annotations

import codecs
import re

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# JSON and XML both begin with a character of ASCII, so that its zero bytes tell the encoding.
_ZEROS = (
    (re.compile(rb"[^\0]\0\0\0", re.DOTALL), "utf-32-le"),
    (re.compile(rb"\0\0\0[^\0]", re.DOTALL), "utf-32-be"),
    (re.compile(rb"[^\0]\0[^\0]\0", re.DOTALL), "utf-16-le"),
    (re.compile(rb"\0[^\0]\0[^\0]", re.DOTALL), "utf-16-be"),
)
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([\w.:+-]{1,40})", re.IGNORECASE | re.ASCII)
_DECLARED = re.compile(rb"\s*<\?xml[^<>]{1,80}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})")
# Python knows more codecs; some of them are slow on purpose-made bytes, and none is a web page's.
_KNOWN = re.compile(
    r"ascii|utf-?(?:8|16|32).*|iso8859-\d+|cp\d+|koi8-.|gb.*|big5.*|shift_jis.*|euc_.*|iso2022_.*"
)


def decode_text(body: bytes, content_type: str) -> str:
    """The text of a body; what cannot be decoded is shown as U+FFFD.

    A byte order mark counts first, then the charset of the Content-Type, then what an XML
    declaration or the place of zero bytes says; otherwise it is UTF-8.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark) and len(body) > len(mark):
            return body.decode(encoding, "replace")
    encoding = _named(_CHARSET.search(content_type)) or _seen(body) or "utf-8"
    return body.decode(encoding, "replace")


def _seen(body: bytes) -> str | None:
    if declared := _DECLARED.match(body):
        return _known(declared.group(1).decode("ascii"))
    return next((encoding for zeros, encoding in _ZEROS if zeros.match(body)), None)


def _named(found: re.Match[str] | None) -> str | None:
    return _known(found.group(1)) if found else None


def _known(name: str) -> str | None:
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return found if _KNOWN.fullmatch(found) else None
