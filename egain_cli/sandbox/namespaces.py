"""Owns where each element stands in XML: namespace, attributes, repeats; knows no parser."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from egain_cli.sandbox import fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Spaces = tuple[str, ...]  # the expected namespace, then those that pass with a warning

_GEN = "http://bindings.egain.com/ws/model/v12/gen"
_ACTIVITY = f"{_GEN}/interaction/activity"
_PLATFORM = f"{_GEN}/platform"
_COMMON = f"{_GEN}/common"
_ATTACHMENT = f"{_GEN}/interaction/attachment"
_CUSTOMER = f"{_GEN}/interaction/customer"
_PERSON = f"{_GEN}/interaction/contactperson"
_POINT = f"{_GEN}/interaction/contactpoint"
_ALL = (_CUSTOMER, _PERSON, _POINT, _ACTIVITY, _COMMON, _PLATFORM)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The elements of one document, by their dotted path below the root.

    `below` speaks of all that stand inside an element, where no deeper row speaks; `at` of one.
    """

    root: str
    below: Mapping[str, Spaces]
    at: Mapping[str, Spaces] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)  # the only one that each may have
    repeated: frozenset[str] = frozenset()  # arrays in JSON, even when there is one
    once: frozenset[str] = frozenset()
    wrappers: frozenset[str] = frozenset()  # hold elements or an attribute, and never text


def _above(path: str) -> Iterator[str]:
    while path:
        path = path.rpartition(".")[0]
        yield path


def _known() -> Iterator[str]:
    """Every path that the table of fields names, wrappers too, without the marks of arrays."""
    for item in fields.FIELDS:
        path = item.path.replace("[]", "")
        yield from (path, *filter(None, _above(path)))


_ADDRESSES = "payload.email.emailAddresses"
_CONTENT = "payload.email.contents.content"
_CUSTOM = "customAttributes.customAttribute"
_PERSONS = "customer.contactPersons"
_LISTS = {
    *(f"{_ADDRESSES}.{name}.address" for name in ("to", "cc", "replyTo")),
    *(f"{_ADDRESSES}.{name}.emailAddress" for name in ("to", "cc", "replyTo")),  # the newer API's
    *("attachments.attachment", _CONTENT, _CUSTOM, f"{_CUSTOM}.attribValues.attribValue"),
    *(f"{_PERSONS}.contactPerson", f"{_PERSONS}.contactPerson.contactPoints.contactPoint"),
}

# A row with one namespace is seen in an official example (the create page's first one; for `to` the
# compose page's, for customAttributes the edit page's) and is enforced. A row with more is inferred
# from "the wrapper is its owner's, what stands in it is of its own kind": the first is inferred.
ACTIVITY = Vocabulary(
    root="activity",
    below={
        "": (_ACTIVITY,),
        _CONTENT: (_COMMON,),
        "customAttributes": (_COMMON,),
        f"{_ADDRESSES}.cc": (_ACTIVITY, _COMMON, _PLATFORM),
        f"{_ADDRESSES}.replyTo": (_ACTIVITY, _COMMON, _PLATFORM),
        "attachments": (_ATTACHMENT, _ACTIVITY),
        "customer": _ALL,
        _PERSONS: (_PERSON, *_ALL),
        f"{_PERSONS}.contactPerson.contactPoints": (_POINT, *_ALL),
    },
    at={
        "department.name": (_PLATFORM,),
        "type.subtype.value": (_COMMON,),  # although type.value is the activity's
        f"{_ADDRESSES}.cc": (_ACTIVITY, _COMMON, _PLATFORM),
        f"{_ADDRESSES}.replyTo": (_ACTIVITY, _COMMON, _PLATFORM),
        "attachments": (_ACTIVITY, _ATTACHMENT),
        "customer": (_ACTIVITY, _CUSTOMER),
    },
    attributes={"case": "id", "payload.email.date": "date"},
    repeated=frozenset(_LISTS),
    once=frozenset(_known()) - _LISTS,
    wrappers=frozenset(above for path in _known() for above in _above(path) if above),
)
# Seen in clients at work, and the same in the official example of the newer customer login.
LOGIN = Vocabulary(
    root="login",
    below={"": (_PLATFORM,)},
    once=frozenset({"userName", "username", "password"}),
)
