"""Owns which attachments an HTML text shows in its place; knows no YAML and no MIME."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from egain_cli.findings import Finding, finding, shorten
from egain_cli.inputs.references import Reference, find_references, rewrite

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.model import Attachment

_SAFE = re.compile(r"[\w.@+-]+", re.ASCII)


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """An attachment, the file it comes from, and whether the user said that it is inline."""

    attachment: Attachment
    path: Path
    inline: bool | None = None


@dataclass(frozen=True, slots=True)
class Linked:
    """The HTML and the attachments once they know of each other."""

    html: str | None
    attachments: tuple[Attachment, ...]
    findings: tuple[Finding, ...]


def link(
    html: str | None,
    candidates: list[Candidate],
    folder: Path | None,
    attach: Callable[[Path], Candidate | None],
) -> Linked:
    """Mark what the HTML refers to as inline, and rewrite relative paths to `cid:` references.

    By `cid:` and a Content-ID, by `cid:` and a file name, or by the attachment's own path below
    `folder`. An image that is referred to by a path and lies below `folder` is attached by
    `attach`, which gives None for what is no image.
    """
    found: list[Finding] = []
    chosen: dict[Candidate, str] = {}

    def target(reference: Reference) -> str | None:
        candidate = _by_content_id(reference, candidates)
        if not candidate and not reference.content_id:
            candidate = _by_path(reference, candidates, folder)
            if not candidate and (candidate := _attach(reference, folder, attach)):
                candidates.append(candidate)
                words = f"{candidate.attachment.name} was attached: the HTML shows it"
                found.append(finding("image-attached", "attachments", words))
        if not candidate:
            found.extend(_dangling(reference))
            return None
        content_id = chosen.setdefault(candidate, _content_id(reference, candidate, chosen))
        if reference.content_id == content_id:
            return None
        words = f"{shorten(reference.target)} became cid:{content_id}"
        found.append(finding("reference-rewritten", "html", words))
        return f"cid:{content_id}"

    html = rewrite(html, target) if html else html
    attachments = [_settle(candidate, chosen, found) for candidate in candidates]
    return Linked(html, tuple(attachments), tuple(dict.fromkeys(found)))


def _by_content_id(reference: Reference, candidates: list[Candidate]) -> Candidate | None:
    wanted = reference.content_id
    if not wanted:
        return None
    for candidate in candidates:
        if candidate.attachment.content_id == wanted and candidate.inline is not False:
            return candidate
    for candidate in candidates:
        names = (candidate.attachment.name, candidate.path.name)
        if wanted in names and candidate.inline is not False:
            return candidate
    return None


def _by_path(
    reference: Reference, candidates: list[Candidate], folder: Path | None
) -> Candidate | None:
    if not reference.path or reference.link:
        return None
    wanted = _resolve(folder or Path(), reference.path)
    for candidate in candidates:
        if wanted and candidate.inline is not False and candidate.path.resolve() == wanted:
            return candidate
    return None


def _attach(
    reference: Reference, folder: Path | None, attach: Callable[[Path], Candidate | None]
) -> Candidate | None:
    if not reference.path or reference.link or folder is None:
        return None
    path = _resolve(folder, reference.path)
    # Only what lies beside the file or below it: HTML from elsewhere must not fetch what it likes.
    if path is None or not path.is_relative_to(folder.resolve()) or not _is_file(path):
        return None
    return attach(path)


def _resolve(folder: Path, path: str) -> Path | None:
    try:
        return (folder / path).resolve()
    except (OSError, RuntimeError, ValueError):  # RuntimeError is a loop of links, before 3.13
        return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long for the system, a folder that is closed
        return False


def _content_id(reference: Reference, candidate: Candidate, chosen: dict[Candidate, str]) -> str:
    wanted = candidate.attachment.content_id or reference.content_id or candidate.path.name
    if _SAFE.fullmatch(wanted) and wanted not in chosen.values():
        return wanted
    safe = re.sub(r"[^\w.@+-]+", "-", wanted, flags=re.ASCII).strip("-") or "inline"
    number, unique = 1, safe
    while unique in chosen.values():
        number += 1
        unique = f"{number}-{safe}"
    return unique


def _dangling(reference: Reference) -> list[Finding]:
    if reference.content_id:
        words = f"refers to {shorten(reference.target)}, and no attachment has that Content-ID"
        return [finding("cid-without-attachment", "html", words)]
    if reference.path and not reference.link:
        words = f"refers to {shorten(reference.target)}, which does not travel with the email"
        return [finding("file-not-attached", "html", words)]
    return []


def _settle(candidate: Candidate, chosen: dict[Candidate, str], found: list[Finding]) -> Attachment:
    attachment = candidate.attachment
    if candidate in chosen:
        return replace(attachment, inline=True, content_id=chosen[candidate])
    if not candidate.inline:
        return replace(attachment, inline=False)
    words = f"{attachment.name} is inline, but the HTML does not refer to it"
    found.append(finding("inline-not-referred-to", "attachments", words))
    content_id = attachment.content_id or _content_id(Reference(0, 0, ""), candidate, chosen)
    chosen[candidate] = content_id
    return replace(attachment, inline=True, content_id=content_id)


def all_content_ids(html: str | None) -> frozenset[str]:
    """Every Content-ID that the HTML refers to."""
    references = find_references(html) if html else []
    return frozenset(reference.content_id for reference in references if reference.content_id)
