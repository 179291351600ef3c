"""Owns the form in which a stored activity is read back; knows neither routes nor rights."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from egain_cli.sandbox.shape import find
from egain_cli.sandbox.values import truth

if TYPE_CHECKING:
    from egain_cli.sandbox.activity_rows import Kept
    from egain_cli.sandbox.attachment_rows import KeptAttachment
    from egain_cli.sandbox.customer_rows import KeptCustomer

_NUMBER = re.compile("0|[1-9][0-9]{0,17}")
STATUS = "ready_for_inbound_workflow"  # before any routing: inferred
SUMMARY = (
    *("id", "link", "case", "department", "type", "mode", "status", "subject", "customer"),
    *("attachments", "created", "lastModified"),
)
ATTACHMENT = (
    "fileName",
    "contentType",
    "size",
    "encodingType",
    "isBlocked",
    "isInline",
    "contentId",
)
MEMBERS = (*SUMMARY, "isSecure", "customAttributes", "payload")


def activity(kept: Kept, base: str) -> dict[str, Any]:
    """All that is known of an activity, in the request's own shapes; `base` is the API's path.

    Which members a summary has, and that ids are numbers, is seen in public examples and clients;
    that the payload mirrors the request is inferred. Absent members are left out.
    """
    stored, document = kept.stored, kept.document
    path = f"{base}/interaction/activity/{stored.id}"
    members = {
        "id": stored.id,
        "link": link(path),
        "case": _case(stored.case_id, base) | as_texts(document.get("case", {})),
        "department": {"name": stored.department},
        "type": {"value": "email", "subtype": {"value": "general"}},
        "mode": {"value": "inbound"},
        "status": {"value": STATUS},
        "subject": stored.subject,
        "customer": customer(kept.customer, base),
        "attachments": _attachments(kept, path),
        "created": {"date": stored.received},
        "lastModified": {"date": stored.received},
        "isSecure": "true" if truth(document.get("isSecure")) else "false",
    }
    echoed = ("customAttributes", "payload")
    return members | {name: as_texts(document[name]) for name in echoed if name in document}


def choose(members: dict[str, Any], wanted: tuple[str, ...] | None) -> dict[str, Any]:
    """The identity and the wanted members; without a wish a summary that lists no attachment."""
    if wanted is not None:
        return pick(members, wanted)
    files = {name: members["attachments"][name] for name in ("count", "link")}
    case = members["case"] | {"id": as_number(members["case"]["id"])}
    return {name: members[name] for name in SUMMARY} | {"attachments": files, "case": case}


def pick(members: dict[str, Any], wanted: tuple[str, ...]) -> dict[str, Any]:
    """The identity and those of the wanted members that there are."""
    return {name: members[name] for name in members if name in ("id", "link", *wanted)}


def attachment(kept: KeptAttachment, path: str) -> dict[str, Any]:
    """An attachment without its content; `path` is the activity's.

    encodingType and isBlocked are seen in the official example; that isInline and contentId are
    told as well is inferred from the request.
    """
    size = kept.members["size"]
    ours = {"id": kept.id, "link": link(f"{path}/attachment/{kept.id}"), "size": size}
    return {**as_texts(kept.members), **ours, "encodingType": "Base 64", "isBlocked": "false"}


def customer(kept: KeptCustomer, base: str) -> dict[str, Any]:
    """Who sent it: id, name, and what the `customer` element said when it made the customer."""
    persons = [person for _, person in find(kept.document, "contactPersons.contactPerson[]")]
    names = [person.get(name) for person in persons[:1] for name in ("firstName", "lastName")]
    ours = {
        "id": kept.id,
        "link": link(f"{base}/interaction/customer/{kept.id}"),
        "customerName": " ".join(str(name) for name in names if name) or kept.address,
    }
    return {**ours, **as_texts(kept.document), **ours}


def link(path: str) -> dict[str, str]:
    """Where a thing is, in the form of the examples."""
    return {"rel": "self", "href": path}


def as_number(name: str | int) -> int | str:
    """An id as the number that it is; as text where that would change it."""
    return int(name) if _NUMBER.fullmatch(str(name)) else name


def as_texts(value: Any) -> Any:
    """A request's value in the canonical writing: numbers and booleans are strings there too."""
    if isinstance(value, dict):
        return {name: as_texts(child) for name, child in value.items()}
    if isinstance(value, list):
        return [as_texts(child) for child in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _case(case_id: str, base: str) -> dict[str, Any]:
    return {"id": as_number(case_id), "link": link(f"{base}/interaction/case/{case_id}")}


def _attachments(kept: Kept, path: str) -> dict[str, Any]:
    listed = [attachment(each, path) for each in kept.attachments]
    owner = {"count": len(listed), "link": link(f"{path}/attachment")}
    return owner | {"attachment": listed} if listed else owner
