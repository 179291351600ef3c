"""Owns the rows of the create page: each with its field, its places and how sure; writes none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from egain_cli.dialect import DEFAULT_DIALECT, Confidence
from egain_cli.encode.customer import MEMBERS
from egain_cli.encode.document import to_document
from egain_cli.encode.namespaces import to_xml_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.encode.document import Value
    from egain_cli.encode.namespaces import Path
    from egain_cli.model import Activity


@dataclass(frozen=True, slots=True)
class Place:
    """One member of the document in the canonical dialect, and the row of the page that it is of.

    `field` is as users write it in YAML and as findings name it ("" for what is always the same);
    `json` is the dotted path. In both `[]` stands for each of several.
    """

    page: str
    field: str
    json: str
    json_confidence: Confidence
    xml_confidence: Confidence

    @property
    def path(self) -> Path:
        """The names on the way, lists left out."""
        return tuple(self.json.replace("[]", "").split("."))

    @property
    def xml(self) -> str:
        """The place in XML, such as `A:activity/A:payload/A:email/A:date/@date`."""
        return to_xml_place(self.path)


_SEEN, _INFERRED = Confidence.SEEN, Confidence.INFERRED
_EMAIL = "payload.email"
_TO, _FILE = f"{_EMAIL}.emailAddresses", "attachments.attachment[]"
_CUSTOM = "customAttributes.customAttribute[]"
_CONTENT = f"{_EMAIL}.contents.content[]"
# The page's rows in its order, a line for each text, and one for an attachment as such: several
# lines may share a row. The row "subject or attachments or content" is a rule about three others
# and has no place of its own.
PLACES = (
    Place("department.name", "department", "department.name", _SEEN, _SEEN),
    Place("type.value", "", "type.value", _SEEN, _SEEN),
    Place("type.subtype.value", "", "type.subtype.value", _SEEN, _SEEN),
    Place(f"{_TO}.from", "from", f"{_TO}.from", _INFERRED, _SEEN),
    Place(f"{_TO}.receiver", "receiver", f"{_TO}.receiver", _INFERRED, _SEEN),
    Place(f"{_EMAIL}.date", "date", f"{_EMAIL}.date.date", _INFERRED, _SEEN),
    Place("case.id", "case", "case.id", _SEEN, _SEEN),
    Place("isSecure", "secure", "isSecure", _SEEN, _SEEN),
    Place("subject", "subject", "subject", _SEEN, _SEEN),
    Place("attachments", "attachments[]", _FILE, _INFERRED, _INFERRED),
    Place("customAttributes", "attributes.NAME", f"{_CUSTOM}.attribName", _SEEN, _SEEN),
    Place(
        "customAttributes", "attributes.NAME", f"{_CUSTOM}.attribValues.attribValue[].value",
        _SEEN, _SEEN,
    ),
    Place(f"{_EMAIL}.contents", "", f"{_CONTENT}.type", _INFERRED, _SEEN),
    Place(f"{_EMAIL}.contents", "text, html", f"{_CONTENT}.value", _INFERRED, _SEEN),
    Place(f"{_TO}.to", "to[]", f"{_TO}.to.address[]", _INFERRED, _SEEN),
    Place(f"{_TO}.cc", "cc[]", f"{_TO}.cc.address[]", _INFERRED, _INFERRED),
    Place(f"{_TO}.replyTo", "reply_to", f"{_TO}.replyTo", _INFERRED, _INFERRED),
    Place("customer", "", "customer.type.value", _INFERRED, _INFERRED),
    *(
        Place("customer", f"customer.{name}", f"customer.{path}", _INFERRED, _INFERRED)
        for name, path in MEMBERS.items()
    ),
    Place("contentType", "attachments[].type", f"{_FILE}.contentType", _INFERRED, _INFERRED),
    Place("content", "attachments[].path", f"{_FILE}.content", _INFERRED, _INFERRED),
    Place("isInline", "attachments[].inline", f"{_FILE}.isInline", _INFERRED, _INFERRED),
    Place("contentId", "attachments[].cid", f"{_FILE}.contentId", _INFERRED, _INFERRED),
    Place("fileName", "attachments[].name", f"{_FILE}.fileName", _INFERRED, _INFERRED),
)  # fmt: skip
_BY_PATH = {place.path: place for place in PLACES}


def name_texts(activity: Activity) -> Iterator[tuple[str, str]]:
    """Each text of the document, with its field as findings name it: `to[2]`, `attributes.x`."""
    for path, text, position, label in _texts(to_document(activity, DEFAULT_DIALECT)):
        field = _BY_PATH[path].field
        if field == "text, html":
            field = label
        yield field.replace("[]", f"[{position}]").replace("NAME", label), text


def _texts(
    value: Value, path: Path = (), position: int = 0, label: str = ""
) -> Iterator[tuple[Path, str, int, str]]:
    """Each text with its path, its place in the list around it, and what names the entry there."""
    if isinstance(value, str):
        yield path, value, position, label
    elif isinstance(value, list):
        for number, each in enumerate(value, 1):
            yield from _texts(each, path, number, label)
    elif isinstance(value, dict):
        names = (value.get("attribName"), value.get("type"))
        label = next((name for name in names if isinstance(name, str)), label)
        for name, each in value.items():
            yield from _texts(each, (*path, name), position, label)
