"""The table of the create page's rows, against what the writers write."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from egain_cli.dialect import DEFAULT_DIALECT, Confidence
from egain_cli.encode.namespaces import to_xml_place
from egain_cli.encode.places import PLACES, name_texts
from egain_cli.inputs import attachments, fields
from tests.encode.activities import CANONICAL, CUSTOMER, said
from tests.encode.decoders import SPACE_OF

if TYPE_CHECKING:
    from collections.abc import Iterator

WHOLE = replace(CANONICAL, customer=dict.fromkeys(CUSTOMER, "x"))

# The rows of the page's tables in its order; the one left out is a rule about three others.
_ADDRESSES = "payload.email.emailAddresses"
ROWS = [
    *("department.name", "type.value", "type.subtype.value", f"{_ADDRESSES}.from"),
    *(f"{_ADDRESSES}.receiver", "payload.email.date", "case.id", "isSecure", "subject"),
    *("attachments", "customAttributes", "payload.email.contents", f"{_ADDRESSES}.to"),
    *(f"{_ADDRESSES}.cc", f"{_ADDRESSES}.replyTo", "customer"),
    *("contentType", "content", "isInline", "contentId", "fileName"),
]
WRAPPER = "attachments.attachment[]"  # the one place that is no text


def leaves(value: Any, path: str = "") -> Iterator[str]:
    """The dotted path of each text, with `[]` for each of several."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, f"{path}[]")
    else:
        yield path


def test_each_row_of_the_page_has_its_places() -> None:
    """All rows stand in the page's order, and none besides."""
    assert list(dict.fromkeys(place.page for place in PLACES)) == ROWS


def test_each_text_of_a_whole_activity_has_one_place() -> None:
    """What an activity with every attribute says is what the table lists, path by path."""
    paths = [place.json for place in PLACES]
    assert len(set(paths)) == len(paths)
    assert {*leaves(said(WHOLE)), WRAPPER} == set(paths)


def test_xml_places_are_those_of_the_notes() -> None:
    """Each element's namespace in words is that of the API notes; two are attributes, in none."""
    for place in PLACES:
        root, *steps = place.xml.split("/")
        assert root == "A:activity"
        names = [step.lstrip("@").rpartition(":")[2] for step in steps]
        assert ".".join(names) == place.json.replace("[]", "")
        for length, step in enumerate(steps, 1):
            path = "/".join(names[:length])
            assert step in (f"{SPACE_OF.get(path)}:{names[length - 1]}", f"@{names[length - 1]}")
    attributes = [place.json for place in PLACES if "@" in place.xml]
    assert attributes == ["payload.email.date.date", "case.id"]
    other = replace(DEFAULT_DIALECT, attachments_namespace="activity")
    moved = to_xml_place(("attachments", "attachment", "content"), other)
    assert moved == "A:activity/A:attachments/A:attachment/A:content"


def test_fields_are_keys_that_users_write() -> None:
    """A place names its field by keys of the YAML file, or none where nothing can be chosen."""
    for place in PLACES:
        key, _, member = re.sub(r"\[\]", "", place.field).partition(".")
        assert key in {*fields.KEYS, "", "text, html"}
        known = {"customer": fields.CUSTOMER_KEYS, "attachments": attachments.KEYS}
        assert member in {"", "NAME"} or member in known[key]
    assert {place.field for place in PLACES if place.page == "customer"} == {
        "", *(f"customer.{name}" for name in fields.CUSTOMER_KEYS)
    }  # fmt: skip


def test_confidence_is_that_of_the_notes() -> None:
    """What an official example shows is told apart from what is inferred."""
    seen = {place.page for place in PLACES if place.xml_confidence is Confidence.SEEN}
    inferred = {place.page for place in PLACES if place.xml_confidence is Confidence.INFERRED}
    attached = {"contentType", "content", "isInline", "contentId", "fileName"}
    unseen = {f"{_ADDRESSES}.cc", f"{_ADDRESSES}.replyTo", "attachments", "customer"}
    assert inferred == unseen | attached
    assert seen == {*ROWS} - inferred
    json = [place.json for place in PLACES if place.json_confidence is Confidence.SEEN]
    assert json == [
        "department.name", "type.value", "type.subtype.value", "case.id", "isSecure", "subject",
        "customAttributes.customAttribute[].attribName",
        "customAttributes.customAttribute[].attribValues.attribValue[].value",
    ]  # fmt: skip


def test_texts_are_named_as_users_know_them() -> None:
    """Each text comes with its field, its position counted from one, its attribute by its name."""
    named = [name for name, _ in name_texts(CANONICAL) if name]
    assert named == [
        "department", "case", "secure", "subject", "attachments[1].name", "attachments[1].type",
        "attachments[1].inline", "attachments[1].cid", "attachments[2].name",
        "attachments[2].type", "attributes.customer_rating", "attributes.customer_rating", "date",
        "text", "html", "from", "receiver", "to[1]", "cc[1]", "cc[2]", "reply_to",
        "customer.first_name", "customer.last_name",
    ]  # fmt: skip
