"""Owns what is kept of a document that broke no rule; knows neither the rules nor the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from egain_cli.sandbox.checks import case_id
from egain_cli.sandbox.readback import as_texts
from egain_cli.sandbox.shape import find


@dataclass(frozen=True, slots=True)
class Accepted:
    """A document as it came and in the expected shapes, what a list shows, and what is doubtful."""

    document: dict[str, Any]
    canonical: dict[str, Any]  # the same object where nothing had to be read another way
    department: str
    sender: str
    receiver: str
    subject: str
    case_id: str | None  # None asks for a new case
    attributes: tuple[tuple[str, str], ...]  # name and value, one pair a value
    words: str  # what a search looks through
    warnings: tuple[str, ...]


def accept(
    document: dict[str, Any], canonical: dict[str, Any], warnings: tuple[str, ...]
) -> Accepted:
    """What to keep of a document without a fault, which `canonical` is in the expected shapes."""
    addresses = canonical["payload"]["email"]["emailAddresses"]
    subject = canonical.get("subject", "")
    return Accepted(
        document=document,
        canonical=canonical,
        department=canonical["department"]["name"],
        sender=addresses["from"],
        receiver=addresses["receiver"],
        subject=subject,
        case_id=case_id(canonical),
        attributes=_attributes(canonical),
        words="\n".join((subject, *_addresses(addresses), *_names(canonical), *_texts(canonical))),
        warnings=warnings,
    )


def _attributes(canonical: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (item["attribName"], as_texts(value))
        for _, item in find(canonical, "customAttributes.customAttribute[]")
        for _, value in find(item, "attribValues.attribValue[].value")
    )


def _addresses(addresses: dict[str, Any]) -> list[str]:
    single = [addresses[name] for name in ("from", "receiver", "replyTo") if name in addresses]
    listed = [addresses[name]["address"] for name in ("to", "cc") if name in addresses]
    return [*single, *(address for each in listed for address in each)]


def _names(canonical: dict[str, Any]) -> list[str]:
    found = find(canonical, "attachments.attachment[]")
    return [item["fileName"] for _, item in found if "fileName" in item]


def _texts(canonical: dict[str, Any]) -> list[str]:
    return [item["value"] for _, item in find(canonical, "payload.email.contents.content[]")]
