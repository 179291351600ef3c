"""Owns which attachments of a message its HTML shows, and by what Content-ID; knows no YAML."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from egain_cli.findings import finding, shorten
from egain_cli.inputs.content_ids import ContentIds
from egain_cli.inputs.mime import headers
from egain_cli.inputs.references import rewrite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from egain_cli.findings import Finding
    from egain_cli.inputs.mime.part import Part
    from egain_cli.inputs.references import Reference
    from egain_cli.model import Attachment


@dataclass(frozen=True, slots=True)
class Called:
    """What the HTML may call an attachment, besides its name; `inline`: it is meant to be shown."""

    content_id: str | None = None
    attachment_id: str | None = None
    location: str | None = None
    inline: bool = False


def called(leaf: Part) -> Called:
    """What the header of a part says that it is called."""
    inline = leaf.disposition == "inline" and leaf.content_type.startswith("image/")
    ids = headers.content_id(leaf), headers.attachment_id(leaf)
    return Called(*ids, headers.location(leaf), inline)


def link(
    html: str, names: Sequence[Called], attachments: Sequence[Attachment], found: list[Finding]
) -> tuple[str, tuple[Attachment, ...]]:
    """The HTML and the attachments once they know of each other; `names` are the latter's.

    An attachment is meant by its Content-ID, X-Attachment-Id, Content-Location or, after `cid:`,
    its name; the first of several. The HTML is rewritten where it says it in another way.
    """
    shown = _Shown(_Names.of(names, attachments), [each.content_id for each in names])
    html = rewrite(html, shown.answer)
    found += dict.fromkeys(shown.found)
    for position, each in enumerate(names):
        if position not in shown.ids and each.inline:
            words = f"{attachments[position].name} is inline, but the HTML does not refer to it"
            found.append(finding("inline-not-referred-to", f"attachments[{position + 1}]", words))
    linked = (
        replace(one, inline=True, content_id=shown.ids[position]) if position in shown.ids else one
        for position, one in enumerate(attachments)
    )
    return html, tuple(linked)


@dataclass(frozen=True, slots=True)
class _Names:
    """The position of the first attachment that each name means, and the ids that several have."""

    by_id: dict[str, int] = field(default_factory=dict)
    by_other: dict[str, int] = field(default_factory=dict)
    by_location: dict[str, int] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, called: Sequence[Called], attachments: Sequence[Attachment]) -> _Names:
        names = cls()
        for position, (each, attachment) in enumerate(zip(called, attachments, strict=True)):
            if content_id := each.content_id:
                if names.by_id.setdefault(content_id, position) != position:
                    names.shared.add(content_id)
                names.by_other.setdefault(content_id.casefold(), position)
            for other in (each.attachment_id, attachment.name):
                if other:
                    names.by_other.setdefault(other.casefold(), position)
            if each.location:
                names.by_location.setdefault(each.location, position)
        return names

    def meant(self, reference: Reference) -> int | None:
        if reference.content_id is not None:
            said = reference.content_ids
            found = [self.by_id[each] for each in said if each in self.by_id]
            found += [
                self.by_other[each.casefold()] for each in said if each.casefold() in self.by_other
            ]
            return found[0] if found else None
        target = reference.target.strip()
        return self.by_location.get(target, self.by_location.get(unquote(target)))


class _Shown:
    """The ids that are given while the HTML is walked, each to one attachment, and the findings."""

    def __init__(self, names: _Names, content_ids: list[str | None]) -> None:
        self._names = names
        self._content_ids = content_ids
        self._given = ContentIds()
        self.ids: dict[int, str] = {}
        self.found: list[Finding] = []

    def answer(self, reference: Reference) -> str | None:
        """What stands in the place of a reference; None where it stays."""
        position = None if reference.link else self._names.meant(reference)
        if position is None:
            if reference.content_id and not reference.link:
                words = f"refers to cid:{reference.content_id}, and no part has that Content-ID"
                self.found.append(finding("cid-without-attachment", "html", words))
            return None
        own = self._content_ids[position]
        if own in self._names.shared:
            words = f"{shorten(own or '')} is the Content-ID of several parts; the first is shown"
            self.found.append(finding("content-id-shared-in-message", "html", words))
        target = f"cid:{self._id(position, reference)}"
        if reference.target == target:
            return None
        words = f"{shorten(reference.target)} became {target}"
        self.found.append(finding("reference-rewritten", "html", words))
        return target

    def _id(self, position: int, reference: Reference) -> str:
        if position not in self.ids:
            wanted = self._content_ids[position] or reference.content_id or f"part-{position + 1}"
            self.ids[position] = self._given.give(wanted)
        return self.ids[position]
