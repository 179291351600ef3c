"""Owns the envelopes of what is read, and their namespaces; knows nothing of how XML is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

# Versions above v12 have namespaces of their own, of which no example of this resource is at hand:
# every version is answered in those of v12.
_GEN = "http://bindings.egain.com/ws/model/v12/gen"
PLATFORM, COMMON = f"{_GEN}/platform", f"{_GEN}/common"
ACTIVITY, ATTACHMENT = f"{_GEN}/interaction/activity", f"{_GEN}/interaction/attachment"
CASE, CUSTOMER = f"{_GEN}/interaction/case", f"{_GEN}/interaction/customer"
_PERSON, _POINT = f"{_GEN}/interaction/contactperson", f"{_GEN}/interaction/contactpoint"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A list's two names, and its namespaces: by the path that a member's own path begins with.

    The longest such beginning counts; one that ends in a dot is about what stands inside. Without
    a root it is no list, but a single thing.
    """

    root: str
    item: str
    spaces: Mapping[str, str]


# Seen: name in platform, subtype's value and a content's members in common, custom attributes in
# common, attachments' members in attachment. By the same rule, children in the namespace of their
# own type: customer, contactPerson, contactPoint and the links [inferred].
_SENDER = {
    "customer.": CUSTOMER,
    "customer.contactPersons.": _PERSON,
    "customer.contactPersons.contactPerson.contactPoints.": _POINT,
}
ACTIVITIES = Envelope(
    "activities",
    "activity",
    {
        "": ACTIVITY,
        "activity.department.": PLATFORM,
        "activity.type.subtype.": COMMON,
        "activity.case.": CASE,
        "activity.attachments.": ATTACHMENT,
        "activity.customAttributes.": COMMON,
        "activity.payload.email.contents.content.": COMMON,
        **{f"activity.{path}": space for path, space in _SENDER.items()},
    },
)
ATTACHMENTS = Envelope("attachments", "attachment", {"": ATTACHMENT})
CASES = Envelope(
    "cases",
    "case",
    {
        "": CASE,
        "case.department.": PLATFORM,
        "case.customer.": CUSTOMER,
        "case.activities.": ACTIVITY,
    },
)
CUSTOMERS = Envelope(
    "customers", "customer", {"": CUSTOMER, "customer.department.": PLATFORM} | _SENDER
)
CUSTOM_ATTRIBUTES = Envelope("customAttributes", "customAttribute", {"": COMMON})
ABOUT = Envelope("", "about", {"": COMMON})


def as_json(envelope: Envelope, items: list[dict[str, Any]]) -> dict[str, Any]:
    """The envelope in JSON: an array, as live v12 answers, also for one item."""
    return {envelope.item: items} if envelope.root else items[0]
