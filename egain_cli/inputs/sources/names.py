"""Owns what the name of a file says of it: mail, no mail, a lock; opens nothing."""

from __future__ import annotations

import re
from enum import Enum, auto
from fnmatch import fnmatchcase


class Verdict(Enum):
    """What a name says: surely mail, surely none, never meant to be read, or nothing at all."""

    MAIL = auto()
    NOT_MAIL = auto()
    IGNORED = auto()
    UNCLEAR = auto()


# Hidden files, locks, half-written files, and what systems and mail programs keep beside mail.
_IGNORED = (
    ".*", "~$*", "#*#", "*~", "*.lock", "*.lck", "*.tmp", "*.temp", "*.part", "*.crdownload",
    "*.swp", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "__macosx", "*.msf", "dovecot*",
    "courierimap*", "maildirfolder", "maildirsize", "subscriptions", "table_of_contents",
)  # fmt: skip
_MAIL = frozenset((
    "eml", "emlx", "mail", "email", "rfc822", "mime", "msg", "mbox", "mbx", "zip", "tar", "tgz",
    "tbz", "tbz2", "txz", "pst", "ost", "olm", "dbx", "nsf", "7z", "rar",
))  # fmt: skip
_NOT_MAIL = frozenset((
    "avi", "avif", "bmp", "css", "csv", "dll", "doc", "docm", "docx", "dot", "epub", "exe",
    "gif", "heic", "htm", "html", "ico", "ics", "ini", "jar", "jpeg", "jpg", "js", "json",
    "jsonl", "log", "md", "mht", "mhtml", "mov", "mp3", "mp4", "odp", "ods", "odt", "ogg",
    "otf", "p7s", "pdf", "plist", "png", "ppt", "pptx", "ps", "py", "rtf", "sh", "so", "sql",
    "sqlite", "sqlite3", "svg", "tif", "tiff", "toml", "tsv", "ttf", "txt", "vcf", "wav",
    "webm", "webp", "wmf", "woff", "woff2", "xls", "xlsm", "xlsx", "xml", "yaml", "yml", "zst",
))  # fmt: skip
_COMPRESSED = re.compile(r"\.(?:gz|bz2|xz)\Z", re.IGNORECASE)
_SUFFIX = re.compile(r".\.(\w{1,9})\Z", re.DOTALL)


def judge(name: str) -> Verdict:
    """What the last part of a path says; of `report.pdf.gz` it is what `report.pdf` says."""
    low = name.lower()
    if any(fnmatchcase(low, pattern) for pattern in _IGNORED):
        return Verdict.IGNORED
    suffix = suffix_of(uncompressed(name))
    if not suffix or suffix in _MAIL:
        return Verdict.MAIL
    return Verdict.NOT_MAIL if suffix in _NOT_MAIL else Verdict.UNCLEAR


def is_ignored_path(path: str) -> bool:
    """Whether a part of an archive member's path is hidden, or a lock file's."""
    return any(judge(part) is Verdict.IGNORED for part in path.split("/") if part.strip("."))


def is_named_as_mail(name: str) -> bool:
    """Whether a name ends as those of saved messages, mailboxes or archives of them do."""
    return suffix_of(uncompressed(name)) in _MAIL


def suffix_of(name: str) -> str:
    """What follows the last dot, in lower case; empty where that is no suffix."""
    found = _SUFFIX.search(name)
    return found.group(1).lower() if found else ""


def uncompressed(name: str) -> str:
    """The name without .gz, .bz2 or .xz."""
    return _COMPRESSED.sub("", name)
