"""Owns how bytes become text when a label, or nobody, says how; knows no header and no part."""

from __future__ import annotations

import codecs
import re

from egain_cli.inputs.mime.charset_labels import larger, meant

_C1 = re.compile(rb"[\x80-\x9f]")
# Five bytes mean nothing in windows-1252; they stay what they are.
_WINDOWS_1252 = "".join(
    chr(byte) if byte in b"\x81\x8d\x8f\x90\x9d" else bytes((byte,)).decode("cp1252")
    for byte in range(256)
)
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_EIGHT_BIT = bytes(range(0x80, 0x100))
_MARKS = tuple(_BYTE_ORDER_MARKS)
# A character of UTF-8 that is not ASCII; what decides between it and one byte a character.
_IN_UTF_8 = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# Seven-bit codes that switch sets by escapes: read as anything else they are rubbish.
_STATEFUL = ("iso-2022", "iso2022", "hz")


def decode(content: bytes, label: str | None) -> tuple[str, str | None]:
    """The text of some bytes, and what was done where the label did not fit (None where it did).

    UTF-8 where there is no label; where the label is unknown or wrong UTF-8, then windows-1252,
    which takes any byte. A byte-order mark says more than a label, as in browsers.
    """
    if content.startswith(_MARKS) and (marked := _marked(content, label)):
        return marked
    read = _labelled(content, label) if label else None
    if read:
        return read
    text, used = _guess(content)
    if not label and used == "utf-8":
        return text, None
    return text, f"labelled {label or 'with no charset'}, read as {used}"


def _marked(content: bytes, label: str | None) -> tuple[str, str | None] | None:
    """What `decode` gives of a text with a byte-order mark that its label does not speak of."""
    codec = next(each for mark, each in _BYTE_ORDER_MARKS.items() if content.startswith(mark))
    if label and name(label).startswith(("utf-16", "utf-32", codec)):
        return None
    if codec == "utf-16" and b"\0" not in content:
        return None  # its line ends and blanks would have one
    try:
        text = content.decode(codec).removeprefix("\ufeff")
    except ValueError:
        return None
    words = f"labelled {label or 'with no charset'}, read as {codec} by its byte-order mark"
    return text, words if label or codec == "utf-16" else None


def _labelled(content: bytes, label: str) -> tuple[str, str | None] | None:
    """What `decode` gives where the label is of any use; None where it is unknown or wrong."""
    try:
        codec = meant(label)
    except LookupError:
        return None
    try:
        return _strict(content, _intended(codec, content)), _beyond_ascii(content, codec, label)
    except ValueError:
        if not codec.startswith(_STATEFUL):
            return None
    words = f"labelled {label}; what it does not know became \ufffd"
    return content.decode(codec, "replace"), words


def name(label: str) -> str:
    """What a label means, so that two spellings of a charset are one; an unknown one is itself."""
    try:
        return larger(meant(label))
    except LookupError:
        return label.strip().lower()


def is_assumed(label: str) -> bool:
    """Whether a label says what readers of a text without any assume: UTF-8, or ASCII."""
    try:
        return meant(label) in ("ascii", "utf-8")
    except LookupError:
        return False


def fits(content: bytes, label: str) -> bool:
    """Whether every byte means something under a label."""
    return decode(content, label)[1] is None


def looks_like_utf_8(content: bytes, label: str) -> bool:
    """Whether a text is labelled as one byte a character, and is UTF-8 that says more."""
    if content.isascii() or name(label) != "cp1252":
        return False
    return _guess(content)[1] == "utf-8"


def _intended(codec: str, content: bytes) -> str:
    # The larger set is meant for its quotation marks. Where these bytes are the rest of UTF-8's
    # characters nobody meant it, and the label is taken at its word.
    if codec == "latin-1" and _C1.search(content) and _guess(content)[1] == "utf-8":
        return codec
    return larger(codec)


def _beyond_ascii(content: bytes, codec: str, label: str) -> str | None:
    if codec == "ascii" and not content.isascii():
        return f"labelled {label.strip().lower()}, read as windows-1252"
    return None


def _guess(content: bytes) -> tuple[str, str]:
    try:
        return content.decode("utf-8").removeprefix("\ufeff"), "utf-8"
    except UnicodeDecodeError:
        if _mostly_utf_8(content):
            return content.decode("utf-8", "egain-windows-1252"), "utf-8, the rest as windows-1252"
        return _windows_1252(content), "windows-1252"


def _mostly_utf_8(content: bytes) -> bool:
    """Whether more characters are UTF-8's than bytes are not: it was cut, or something put in."""
    rest, characters = _IN_UTF_8.subn(b"", content)
    return characters > len(rest) - len(rest.translate(None, _EIGHT_BIT))


def _one_byte(error: UnicodeError) -> tuple[str, int]:
    """A byte that is no part of UTF-8, as windows-1252; the beginning of a character cut off."""
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - it is given to decode alone
    if error.reason == "unexpected end of data":
        return "\ufffd", error.end
    return _WINDOWS_1252[error.object[error.start]], error.start + 1


codecs.register_error("egain-windows-1252", _one_byte)


def _strict(content: bytes, codec: str) -> str:
    if codec == "cp1252":
        return content.decode("ascii") if content.isascii() else _windows_1252(content)
    text = content.decode(codec)
    if codec == "utf-7":
        text.encode()  # it alone can spell half a character; ValueError says so
    return text.removeprefix("\ufeff") if codec.startswith("utf") else text


def _windows_1252(content: bytes) -> str:
    return codecs.charmap_decode(content, "strict", _WINDOWS_1252)[0]
