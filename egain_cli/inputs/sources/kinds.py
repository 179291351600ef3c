"""Owns recognising what a source is, by its name and its first bytes; reads nothing."""

from __future__ import annotations

import re
from enum import Enum, auto

from egain_cli.inputs.sources.names import Verdict, judge, suffix_of
from egain_cli.inputs.sources.separators import begins_mailbox


class Kind(Enum):
    """What a file holds, and so how its messages are read."""

    MESSAGE = auto()
    EMLX = auto()
    OUTLOOK = auto()
    MBOX = auto()
    ZIP = auto()
    TAR = auto()
    GZIP = auto()
    BZIP2 = auto()
    XZ = auto()
    FOREIGN = auto()


# Names that are believed without a look; the others say less than the first bytes do.
_BY_NAME = {"eml": Kind.MESSAGE, "emlx": Kind.EMLX} | dict.fromkeys(
    ("pst", "ost", "olm", "dbx", "nsf", "7z", "rar"), Kind.FOREIGN
)
_BY_START = (
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),  # without a member
    (b"\x1f\x8b", Kind.GZIP),
    (b"BZh", Kind.BZIP2),
    (b"\xfd7zXZ\x00", Kind.XZ),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OUTLOOK),
)
_TAR = b"ustar"  # after the fields of the first header; only archives of before 1988 lack it
_MAILBOXES = ("mbox", "mbx")
_FIELDS = re.compile(
    rb"^(?:from|to|cc|subject|date|received|return-path|delivered-to|message-id|mime-version|"
    rb"reply-to|sender|content-type)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?\s*[!-9;-~]+[ \t]*:")


def kind_by_name(name: str) -> Kind | None:
    """What the name alone decides: an .eml is one message, whatever it begins with."""
    return _BY_NAME.get(suffix_of(name))


def recognise(name: str, head: bytes) -> Kind:
    """What a file with this name and these first bytes is; what is not recognised is a message."""
    named_otherwise = judge(name) is Verdict.NOT_MAIL  # such as a .docx, which is a zip archive
    for start, kind in _BY_START:
        if head.startswith(start) and not named_otherwise:
            return kind
    if head[257:262] == _TAR:
        return Kind.TAR
    if suffix_of(name) == "zip":
        return Kind.ZIP  # and so an error that says what is wrong with it
    if suffix_of(name) in _MAILBOXES or begins_mailbox(head):
        return Kind.MBOX
    return Kind.MESSAGE


def looks_like_mail(head: bytes) -> bool:
    """Whether bytes begin as messages do: with a field, and one of those that every mail has."""
    return bool(_FIRST.match(head) and _FIELDS.search(head))
