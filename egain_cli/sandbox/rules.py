"""Owns the verdict on a document, and what is kept of an accepted one; knows no single rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from egain_cli.sandbox import fields, readings, shape
from egain_cli.sandbox.checks import Question, case_id, first_refusal
from egain_cli.sandbox.shape import find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from egain_cli.sandbox.parsed import Parsed
    from egain_cli.sandbox.refusals import Refusal
    from egain_cli.sandbox.world import User, World


@dataclass(frozen=True, slots=True)
class Accepted:
    """A document that broke no rule: as it came, what a list shows of it, and what is doubtful."""

    document: dict[str, Any]
    department: str
    sender: str
    receiver: str
    subject: str
    case_id: str | None  # None asks for a new case
    attachments: int
    words: str  # what a search looks through
    warnings: tuple[str, ...]


def judge(
    parsed: Parsed, caller: User, world: World, has_case: Callable[[str], bool]
) -> Accepted | Refusal:
    """The first refusal, else what was accepted; `has_case` knows cases newer than the world."""
    canonical, warnings = readings.read(parsed.document)
    refusal = first_refusal(Question(canonical, caller, world, has_case))
    if refusal:
        return refusal
    doubts = (*parsed.warnings, *warnings, *_unchecked(canonical), *readings.doubts(canonical))
    return _accept(parsed.document, canonical, doubts)


def _unchecked(document: dict[str, Any]) -> Iterator[str]:
    for path in shape.unknown(document, fields.TREE):
        yield f"{path}: not checked; the sandbox knows no list of the customer's members"


def _accept(
    document: dict[str, Any], canonical: dict[str, Any], warnings: tuple[str, ...]
) -> Accepted:
    addresses = canonical["payload"]["email"]["emailAddresses"]
    attachments = [item for _, item in find(canonical, "attachments.attachment[]")]
    texts = [item["value"] for _, item in find(canonical, "payload.email.contents.content[]")]
    names = [item.get("fileName", "") for item in attachments]
    others = [
        address for name in ("to", "cc") for address in addresses.get(name, {}).get("address", ())
    ]
    subject = canonical.get("subject", "")
    known = (subject, addresses["from"], addresses["receiver"], addresses.get("replyTo", ""))
    return Accepted(
        document=document,
        department=canonical["department"]["name"],
        sender=addresses["from"],
        receiver=addresses["receiver"],
        subject=subject,
        case_id=case_id(canonical),
        attachments=len(attachments),
        words="\n".join((*known, *others, *names, *texts)),
        warnings=warnings,
    )
