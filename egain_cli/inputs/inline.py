"""Owns which attachments an HTML text shows in its place; knows no YAML and no MIME."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from egain_cli.findings import Finding, finding, shorten
from egain_cli.inputs.candidates import Candidate, Candidates, resolve
from egain_cli.inputs.content_ids import ContentIds
from egain_cli.inputs.references import Reference, rewrite

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.model import Attachment


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
    known = Candidates(candidates)
    answers = _Answers(known, folder, attach)
    html = rewrite(html, answers.target) if html else html
    attachments = [answers.settle(candidate) for candidate in known.every]
    return Linked(html, tuple(attachments), tuple(dict.fromkeys(answers.found)))


class _Answers:
    """What each reference becomes, the Content-IDs given on the way, and the findings."""

    def __init__(
        self, known: Candidates, folder: Path | None, attach: Callable[[Path], Candidate | None]
    ) -> None:
        self.found: list[Finding] = []
        self._known, self._folder, self._attach = known, folder, attach
        self._ids: dict[Candidate, str] = {}
        self._given = ContentIds()
        self._answers: dict[tuple[str, bool], str | None] = {}

    def target(self, reference: Reference) -> str | None:
        """What stands in the place of a reference, the same for the same one; None: it stays."""
        asked = (reference.target, reference.link)
        if asked not in self._answers:
            self._answers[asked] = self._answer(reference)
        return self._answers[asked]

    def _answer(self, reference: Reference) -> str | None:
        candidate = _meant(reference, self._known, self._folder)
        if not candidate and (candidate := _attach(reference, self._folder, self._attach)):
            self._known.add(candidate)
            words = f"{candidate.attachment.name} was attached: the HTML shows it"
            self.found.append(finding("image-attached", "attachments", words))
        if not candidate:
            self.found.extend(_dangling(reference))
            return None
        content_id = self._choose(candidate, reference.content_id)
        if content_id in (reference.target[4:], unquote(reference.target[4:])):
            return None
        words = f"{shorten(reference.target)} became cid:{content_id}"
        self.found.append(finding("reference-rewritten", "html", words))
        return f"cid:{content_id}"

    def settle(self, candidate: Candidate) -> Attachment:
        """The attachment, inline where the HTML refers to it or the user says so."""
        attachment = candidate.attachment
        if content_id := self._ids.get(candidate):
            return replace(attachment, inline=True, content_id=content_id)
        if not candidate.inline:
            if attachment.content_id:
                self._orphan(f"{attachment.name} goes without its cid: the HTML does not show it")
            return replace(attachment, inline=False)
        self._orphan(f"{attachment.name} is inline, but the HTML does not refer to it")
        content_id = attachment.content_id or self._choose(candidate, None)
        self._given.keep(content_id)  # the user's own, fit or not
        return replace(attachment, inline=True, content_id=content_id)

    def _choose(self, candidate: Candidate, referred: str | None) -> str:
        """The id chosen before, else one that is fit for a URL and that no other has."""
        if candidate not in self._ids:
            wanted = candidate.attachment.content_id or referred or candidate.path.name
            self._ids[candidate] = self._given.give(wanted)
        return self._ids[candidate]

    def _orphan(self, words: str) -> None:
        self.found.append(finding("inline-not-referred-to", "attachments", words))


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
