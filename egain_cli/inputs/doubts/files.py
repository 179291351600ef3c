"""Owns what is doubted of attachments: their types, their names, and who refers to them."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from egain_cli.findings import finding, shorten
from egain_cli.inputs.content_ids import fit
from egain_cli.inputs.content_type import UNKNOWN
from egain_cli.inputs.mime import headers
from egain_cli.inputs.references import content_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.findings import Finding
    from egain_cli.inputs.doubts.suspect import Suspect

# How contents begin that cannot be taken for anything else. libmagic knows more of them, and takes
# a millisecond for each attachment.
_BEGINNINGS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"BM.{4}\0{4}", re.DOTALL), "image/bmp"),
    (re.compile(rb"%PDF-[0-9]"), "application/pdf"),
    (re.compile(rb"MZ.{0,62}\0", re.DOTALL), "application/x-dosexec"),
)
_SAME = {
    "image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-citrix-jpeg": "image/jpeg",
    "image/x-citrix-png": "image/png", "image/x-ms-bmp": "image/bmp",
    "image/x-windows-bmp": "image/bmp", "application/acrobat": "application/pdf",
    "application/x-pdf": "application/pdf", "application/x-msdownload": "application/x-dosexec",
    "application/x-msdos-program": "application/x-dosexec",
    "application/vnd.microsoft.portable-executable": "application/x-dosexec",
}  # fmt: skip
# What mail servers commonly refuse, since a click runs it. Which of them one eGain blocks is
# set in its console.
_PROGRAMS = (
    ".bat", ".cmd", ".com", ".cpl", ".exe", ".hta", ".jar", ".js", ".jse", ".lnk", ".msi", ".pif",
    ".ps1", ".reg", ".scr", ".vbe", ".vbs", ".wsf", ".wsh",
)  # fmt: skip


def orphans(suspect: Suspect) -> Iterator[Finding]:
    """A warning for an image with a Content-ID that the HTML does not refer to."""
    activity, known = suspect.activity, {each.rule.name for each in suspect.item.findings}
    if suspect.message is None or not activity.html or "inline-not-referred-to" in known:
        return
    referred = content_ids(activity.html)
    for leaf in suspect.message.leaves():
        identifier = headers.content_id(leaf)
        if not identifier or not leaf.content_type.startswith("image/"):
            continue
        # To an id that HTML cannot hold it refers by what was made of it.
        if not {identifier.casefold(), fit(identifier).casefold()} & referred:
            words = f"the image {shorten(identifier)} is not referred to, and travels beside it"
            yield finding("inline-not-referred-to", "attachments", words)


def disagreeing_types(suspect: Suspect) -> Iterator[Finding]:
    """A warning for an attachment that holds something else than its type says."""
    for number, each in enumerate(suspect.activity.attachments, 1):
        start = next(iter(each.content.chunks()), b"")
        seen = next((kind for begins, kind in _BEGINNINGS if begins.match(start)), "")
        if not seen or _plain(each.content_type) in (seen, UNKNOWN):
            continue
        words = f"{shorten(each.name or '')} is said to be {each.content_type}, and holds {seen}"
        yield finding("type-disagrees", f"attachments[{number}].type", words)


def often_blocked(suspect: Suspect) -> Iterator[Finding]:
    """A warning for an attachment that a click would run."""
    for number, each in enumerate(suspect.activity.attachments, 1):
        ending = PurePath((each.name or "").lower()).suffix
        if ending in _PROGRAMS:
            words = f"{shorten(each.name or '')} ends in {ending}, which servers often block"
            hint = "A blocked type makes the server refuse the whole email."
            yield finding("type-often-blocked", f"attachments[{number}].name", words, hint)


def _plain(kind: str) -> str:
    """A type in one of its several spellings: lower case, without parameters and `x-`."""
    kind = kind.partition(";")[0].strip().lower()
    return re.sub("^image/x-", "image/", _SAME.get(kind, kind))
