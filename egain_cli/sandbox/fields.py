"""Owns the table of the activity's members: name, duty and the rule of each; knows no world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from egain_cli.sandbox import values
from egain_cli.sandbox.shape import grow

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Field:
    """One documented member; `rule` says what is wrong with its value, or ""."""

    path: str
    rule: Callable[[Any], str] = values.anything
    required: bool = False


_ATTACHMENT = "attachments.attachment[]"
_CUSTOM = "customAttributes.customAttribute[]"
_EMAIL = "payload.email"
_ADDRESSES = f"{_EMAIL}.emailAddresses"
_CONTENT = f"{_EMAIL}.contents.content[]"

_CUSTOMER = ("level", "role", "pin", "howReferred", "industry", "marketSegment")
_PERSON = "customer.contactPersons.contactPerson[]"
_POINT = "contactPoints.contactPoint[]"
_PERSON_MEMBERS = (
    *("salutation", "firstName", "lastName", "gender.value", "jobTitle"),
    *(f"{_POINT}.type.value", f"{_POINT}.type.email.emailAddress", f"{_POINT}.priority.value"),
    *(f"{_POINT}.type.phone.{name}" for name in ("type.value", "phoneNo", "countryCode")),
)

# Names, duties and limits: the create page's tables [documented]. The JSON nesting of date, to, cc
# and attachments: inferred from the XML example by the mapping that other v12 examples prove;
# `readings.py` lets the other plausible shapes pass with a warning.
FIELDS = (
    Field("department.name", values.text, required=True),
    Field("type.value", values.one_of("email"), required=True),
    Field("type.subtype.value", values.one_of("general"), required=True),
    Field("case.id", values.identifier),
    Field("isSecure", values.flag),
    Field("subject", values.text_up_to(255)),
    Field(f"{_ADDRESSES}.from", values.address, required=True),
    Field(f"{_ADDRESSES}.receiver", values.address, required=True),
    Field(f"{_ADDRESSES}.replyTo", values.address),
    Field(f"{_ADDRESSES}.to.address[]", values.address),
    Field(f"{_ADDRESSES}.cc.address[]", values.address),
    Field(f"{_EMAIL}.date", required=True),
    Field(f"{_EMAIL}.date.date", values.date),
    Field(f"{_CONTENT}.type", values.one_of("text", "html"), required=True),
    Field(f"{_CONTENT}.value", values.text, required=True),
    Field(f"{_ATTACHMENT}.fileName", values.text_up_to(255)),
    Field(f"{_ATTACHMENT}.contentType", values.text_up_to(255), required=True),
    Field(f"{_ATTACHMENT}.isInline", values.flag),
    Field(f"{_ATTACHMENT}.contentId", values.text),
    Field(f"{_ATTACHMENT}.content", values.base64, required=True),
    Field(f"{_CUSTOM}.attribName", values.text, required=True),
    Field(f"{_CUSTOM}.attribValues", required=True),
    Field(f"{_CUSTOM}.attribValues.attribValue[].value", required=True),
    Field("customer.type.value"),
    *(Field(f"customer.{name}") for name in _CUSTOMER),
    Field(_PERSON.removesuffix("[]"), values.one_at_most),  # documented with customer creation
    *(Field(f"{_PERSON}.{name}") for name in _PERSON_MEMBERS),
)
TREE = grow(field.path for field in FIELDS)
# The customer element is the "customer creation" API's, of which only examples are at hand: other
# members there pass with a warning. Its department is the one that the create page forbids.
OPEN = "customer."
FORBIDDEN = "customer.department"
