"""Owns which attachments an HTML text shows in its place; knows no YAML and no MIME."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from egain_cli.findings import Finding, finding, shorten
from egain_cli.inputs.candidates import Candidate, Candidates, resolve
from egain_cli.inputs.content_ids import ContentIds, fit
from egain_cli.inputs.references import Reference, find_references, rewrite

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.model import Attachment


@dataclass(frozen=True, slots=True)
class Linked:
    """The HTML and the attachments once they know of each other."""

    html: str | None
    attachments: tuple[Attachment, ...]
    findings: tuple[Finding, ...]


class _Chosen:
    """The Content-ID of each attachment that is inline, no two of them the same."""

    def __init__(self) -> None:
        self.ids: dict[Candidate, str] = {}
        self._given = ContentIds()

    def choose(self, candidate: Candidate, referred: str | None) -> str:
        """The id chosen before, else one that is fit for a URL and that no other has."""
        if candidate not in self.ids:
            wanted = candidate.attachment.content_id or referred or candidate.path.name
            self.ids[candidate] = self._given.give(wanted)
        return self.ids[candidate]

    def keep(self, candidate: Candidate, content_id: str) -> None:
        """Let it have this id, fit or not."""
        self.ids[candidate] = content_id
        self._given.keep(content_id)


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
    known, chosen = Candidates(candidates), _Chosen()
    found: list[Finding] = []
    answers: dict[tuple[str, bool], str | None] = {}

    def target(reference: Reference) -> str | None:
        asked = (reference.target, reference.link)
        if asked not in answers:
            answers[asked] = answer(reference)
        return answers[asked]

    def answer(reference: Reference) -> str | None:
        candidate = _meant(reference, known, folder)
        if not candidate and (candidate := _attach(reference, folder, attach)):
            known.add(candidate)
            words = f"{candidate.attachment.name} was attached: the HTML shows it"
            found.append(finding("image-attached", "attachments", words))
        if not candidate:
            found.extend(_dangling(reference))
            return None
        content_id = chosen.choose(candidate, reference.content_id)
        if content_id in (reference.target[4:], unquote(reference.target[4:])):
            return None
        words = f"{shorten(reference.target)} became cid:{content_id}"
        found.append(finding("reference-rewritten", "html", words))
        return f"cid:{content_id}"

    html = rewrite(html, target) if html else html
    attachments = [_settle(candidate, chosen, found) for candidate in known.every]
    return Linked(html, tuple(attachments), tuple(dict.fromkeys(found)))


def _meant(reference: Reference, known: Candidates, folder: Path | None) -> Candidate | None:
    if found := known.by_content_ids(reference.content_ids):
        return found
    path = _path(reference, folder or Path())
    return known.by_path(path) if path else None


def _attach(
    reference: Reference, folder: Path | None, attach: Callable[[Path], Candidate | None]
) -> Candidate | None:
    path = None if folder is None else _path(reference, folder)
    # Only what lies beside the file or below it: HTML from elsewhere must not fetch what it likes.
    if (
        folder is None
        or path is None
        or not path.is_relative_to(folder.resolve())
        or not _is_file(path)
    ):
        return None
    return attach(path)


def _path(reference: Reference, folder: Path) -> Path | None:
    """The file that a reference shows; a link shows none."""
    return resolve(folder / reference.path) if reference.path and not reference.link else None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long for the system, a folder that is closed
        return False


def _dangling(reference: Reference) -> list[Finding]:
    if reference.content_id:
        words = f"refers to {shorten(reference.target)}, which is the cid of nothing that is inline"
        return [finding("cid-without-attachment", "html", words)]
    if reference.path and not reference.link:
        words = f"refers to {shorten(reference.target)}, which does not travel with the email"
        return [finding("file-not-attached", "html", words)]
    return []


def _settle(candidate: Candidate, chosen: _Chosen, found: list[Finding]) -> Attachment:
    attachment = candidate.attachment
    if content_id := chosen.ids.get(candidate):
        return replace(attachment, inline=True, content_id=content_id)
    if not candidate.inline:
        if attachment.content_id:
            words = f"{attachment.name} goes without its cid: the HTML does not show it"
            found.append(finding("inline-not-referred-to", "attachments", words))
        return replace(attachment, inline=False)
    words = f"{attachment.name} is inline, but the HTML does not refer to it"
    found.append(finding("inline-not-referred-to", "attachments", words))
    content_id = attachment.content_id or chosen.choose(candidate, None)
    chosen.keep(candidate, content_id)
    return replace(attachment, inline=True, content_id=content_id)


def refers_to(html: str | None) -> Callable[[str], bool]:
    """Whether the HTML refers to a Content-ID, as mail programs compare them: in any case.

    To one that HTML cannot hold it refers by what was made of it.
    """
    references = find_references(html) if html else []
    known = {each.casefold() for reference in references for each in reference.content_ids}
    return lambda content_id: bool({content_id.casefold(), fit(content_id).casefold()} & known)
