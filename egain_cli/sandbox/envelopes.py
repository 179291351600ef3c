"""Owns the envelopes of lists that are read, in JSON and XML; knows nothing of what is in them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Versions above v12 have namespaces of their own, of which no example of this resource is at hand:
# every version is answered in those of v12.
_GEN = "http://bindings.egain.com/ws/model/v12/gen"
PLATFORM, COMMON = f"{_GEN}/platform", f"{_GEN}/common"
ACTIVITY, ATTACHMENT = f"{_GEN}/interaction/activity", f"{_GEN}/interaction/attachment"
CASE, CUSTOMER = f"{_GEN}/interaction/case", f"{_GEN}/interaction/customer"
_PERSON, _POINT = f"{_GEN}/interaction/contactperson", f"{_GEN}/interaction/contactpoint"

# Which members are XML attributes: seen for ids, dates and links; a guess for count.
_ATTRIBUTES = {"id", "rel", "href", "count"}
_DATED = {"date", "created", "lastModified"}  # elements whose only content is the attribute `date`
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_NAME = re.compile("[^A-Za-z0-9_]|^(?=[0-9])")


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


def replace_illegal(text: str) -> str:
    """Text for XML, where most control characters cannot stand even escaped."""
    return _NO_XML.sub("\ufffd", text)


def as_json(envelope: Envelope, items: list[dict[str, Any]]) -> dict[str, Any]:
    """The envelope in JSON: an array, as live v12 answers, also for one item."""
    return {envelope.item: items} if envelope.root else items[0]


def as_xml(envelope: Envelope, items: list[dict[str, Any]]) -> str:
    """The envelope in XML; the root's namespace is the default one, the others have prefixes."""
    default = envelope.spaces[""]
    others = sorted(set(envelope.spaces.values()) - {default})
    prefixes = {default: ""} | {space: f"ns{place}:" for place, space in enumerate(others, 2)}
    declared = "".join(f' xmlns:{prefixes[space][:-1]}="{space}"' for space in others)
    names = _Names(envelope.spaces, prefixes)
    content = {envelope.item: items} if envelope.root else items[0]
    above = "" if envelope.root else f"{envelope.item}."
    pieces = [piece for key in content for piece in _element(names, above + key, content[key])]
    root = envelope.root or envelope.item
    start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{start}<{root} xmlns="{default}"{declared}>{"".join(pieces)}</{root}>'


@dataclass(frozen=True, slots=True)
class _Names:
    """What an element at a path is called, prefix included."""

    spaces: Mapping[str, str]
    prefixes: Mapping[str, str]

    def at(self, path: str) -> str:
        best = max((each for each in self.spaces if path.startswith(each)), key=len)
        # Members of `customer` that nobody checked may have names that XML does not allow.
        return self.prefixes[self.spaces[best]] + _NO_NAME.sub("_", path.rpartition(".")[2])


def _element(names: _Names, path: str, value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _element(names, path, item)
        return
    name = names.at(path)
    if not isinstance(value, dict):
        yield f"<{name}>{_text(value)}</{name}>"
        return
    attributes = {key for key in value if _is_attribute(path, key, value[key])}
    yield f"<{name}" + "".join(
        f' {key}="{_text(value[key])}"' for key in value if key in attributes
    )
    children = [key for key in value if key not in attributes]
    yield ">" if children else "/>"
    for key in children:
        yield from _element(names, f"{path}.{key}", value[key])
    if children:
        yield f"</{name}>"


def _is_attribute(path: str, key: str, value: Any) -> bool:
    dated = key == "date" and path.rpartition(".")[2] in _DATED
    return (dated or key in _ATTRIBUTES) and not isinstance(value, dict | list)


def _text(value: Any) -> str:
    """A value for XML: what no XML can carry is replaced, and what a parser would change, named."""
    escaped = html.escape(replace_illegal(str(value)))
    return re.sub("[\t\n\r]", lambda found: f"&#{ord(found[0])};", escaped)
