"""Owns how what was read back differs from what was sent; pure, and knows no HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from egain_cli.findings import Finding, finding, shorten
from egain_cli.readback import (
    READERS,
    attachments,
    count_attachments,
    join_attributes,
    same_date,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from egain_cli.model import Activity, Attachment
    from egain_cli.readback import Document

_AROUND = 30  # characters that are shown of both where two values part


@dataclass(frozen=True, slots=True)
class Comparison:
    """The fields that are not there as they were sent, and those that the answer does not tell."""

    differing: tuple[Finding, ...]
    untold: tuple[str, ...]

    @property
    def verdict(self) -> bool | None:
        """Whether all is as it was sent; None where the answer does not tell of everything."""
        if self.differing:
            return False
        return None if self.untold else True

    @property
    def findings(self) -> tuple[Finding, ...]:
        """A finding for each field that differs, and one for all that the answer does not tell."""
        if not self.untold:
            return self.differing
        words = f"the answer does not tell {', '.join(self.untold)}: this was not compared"
        return (*self.differing, finding("not-compared", "--verify", words))


def compare(
    activity: Activity, document: Document, carried: Callable[[str], str] = str
) -> Comparison:
    """How what was read back differs from what was sent; `carried` is what the format let through.

    What was not sent is not compared: a server may add to an activity, as it adds a case. Nor is
    the customer, who is no part of an activity, nor an attachment's bytes beyond their number.
    """
    told: dict[str, str | None] = {name: read(document) for name, read in READERS.items()}
    sent = _sent(activity)
    pairs = [(name, carried(value), told[name]) for name, value in sent.items() if value]
    if activity.attachments:
        pairs += _attachment_pairs(activity, document, carried)
    differing = (
        finding("read-back-differs", name, _parting(value, there))
        for name, value, there in pairs
        if there is not None and value != there
    )
    return Comparison(tuple(differing), tuple(name for name, _, there in pairs if there is None))


def _sent(activity: Activity) -> dict[str, str | None]:
    secure = activity.secure
    return {
        "case": activity.case_id,
        "department": activity.department,
        "from": activity.sender,
        "receiver": activity.receiver,
        "to": ", ".join(activity.to),
        "cc": ", ".join(activity.cc),
        "reply_to": activity.reply_to,
        "date": same_date(activity.date) if activity.date else None,
        "subject": activity.subject,
        "secure": None if secure is None else str(secure).lower(),
        "attributes": join_attributes(activity.attributes),
        "text": activity.text,
        "html": activity.html,
    }


def _attachment_pairs(
    activity: Activity, document: Document, carried: Callable[[str], str]
) -> Iterator[tuple[str, str, str | None]]:
    count, sent = count_attachments(document), len(activity.attachments)
    yield "attachments", str(sent), None if count is None else str(count)
    theirs = attachments(document)
    if not theirs and count == sent:
        theirs = [{}] * sent  # it tells how many there are, and nothing of any of them
    if len(theirs) != sent:
        return
    ours = [_attachment(each, carried) for each in activity.attachments]
    # A server that lists them in another order has changed nothing of any of them.
    for position, (one, other) in enumerate(_paired(ours, theirs), 1):
        for name, value in one.items():
            yield f"attachments[{position}].{name}", value, other.get(name)


def _paired(
    ours: list[dict[str, str]], theirs: list[dict[str, str]]
) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    left = list(theirs)
    for one in ours:
        best = max(left, key=lambda other: sum(other.get(key) == one[key] for key in one))
        left.remove(best)
        yield one, best


def _attachment(attachment: Attachment, carried: Callable[[str], str]) -> dict[str, str]:
    members = {"type": attachment.content_type, "size": str(attachment.content.size)}
    if attachment.name:
        members["name"] = attachment.name
    if attachment.inline:
        members |= {"inline": "true", "cid": attachment.content_id or ""}
    return {name: carried(value) for name, value in members.items()}


def _parting(sent: str, there: str) -> str:
    """Where two values part, and what stands there in each."""
    pairs = enumerate(zip(sent, there, strict=False))
    at = next((i for i, (one, other) in pairs if one != other), min(len(sent), len(there)))
    start = max(0, at - _AROUND)
    one, other = (shorten(text[start : at + _AROUND]) for text in (sent, there))
    where = f" from character {at + 1} on" if at else ""
    return f"differs{where}: sent {one}, there is {other}"
