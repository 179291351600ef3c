"""Owns what the name of a file says of it: mail, no mail, a lock; opens nothing."""

from __future__ import annotations

import re
from enum import Enum, auto
from fnmatch import translate


class Verdict(Enum):
    """What a name says: surely mail, surely none, never meant to be read, or nothing at all.

    TEMPORARY is what a program left half-written, or kept of before: it may have been mail.
    """

    MAIL = auto()
    NOT_MAIL = auto()
    IGNORED = auto()
    TEMPORARY = auto()
    UNCLEAR = auto()


def _any_of(*patterns: str) -> re.Pattern[str]:
    """What a name in lower case matches where it fits any pattern of a shell."""
    return re.compile("|".join(map(translate, patterns)))


# Hidden files, locks, and what systems and mail programs keep beside mail.
_IGNORED = _any_of(
    ".*", "~$*", "#*#", "*.lock", "*.lck", "*.swp", "thumbs.db", "ehthumbs.db", "desktop.ini",
    "icon\r", "__macosx", "*.msf", "maildirfolder", "maildirsize", "subscriptions",
    "table_of_contents",
)  # fmt: skip
# Whole names, as somebody may write about these servers, and save what was written.
_SERVERS_OWN = re.compile(
    r"dovecot\.(?:(?:list\.|map\.)?index(?:\.(?:cache|log|log\.2|log\.newlock|backup|thread|search))*"
    r"|mailbox\.log(?:\.2)?|sieve|svbin)"
    r"|dovecot-(?:uidlist|uidvalidity(?:\.[0-9a-f]{8})?|keywords|acl|acl-list|shared|attributes)"
    r"|courierimap(?:uiddb|subscribed|keywords|acl|hieracl)"
)
_TEMPORARY = _any_of("*~", "*.tmp", "*.temp", "*.part", "*.crdownload")
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
PASSED_OVER = (Verdict.IGNORED, Verdict.TEMPORARY)  # whether it is a file's name or a folder's
_COMPRESSED = re.compile(r"\.(?:gz|bz2|xz)\Z", re.IGNORECASE)
_SUFFIX = re.compile(r".\.(\w{1,9})\Z", re.DOTALL)


def judge(name: str) -> Verdict:
    """What the last part of a path says; of `report.pdf.gz` it is what `report.pdf` says."""
    low = name.lower()
    if _IGNORED.match(low) or _SERVERS_OWN.fullmatch(low):
        return Verdict.IGNORED
    if _TEMPORARY.match(low):
        return Verdict.TEMPORARY
    suffix = suffix_of(uncompressed(name))
    if not suffix or suffix in _MAIL:
        return Verdict.MAIL
    return Verdict.NOT_MAIL if suffix in _NOT_MAIL else Verdict.UNCLEAR


def judge_path(path: str) -> Verdict:
    """What an archive member's path says: IGNORED or TEMPORARY where a part of it is, else MAIL."""
    verdicts = {judge(part) for part in path.split("/") if part.strip(".")}
    return next((each for each in PASSED_OVER if each in verdicts), Verdict.MAIL)


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
