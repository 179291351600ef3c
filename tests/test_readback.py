"""What is read out of an activity as a server shows it, in the shapes that servers are known by."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.envelope import parse_activities
from egain_cli.readback import ABOUT, READERS, count_attachments, describe

V12: dict[str, Any] = {
    "id": 2795,
    "case": {"id": 1060},
    "department": {"name": "service"},
    "status": {"value": "open"},
    "subject": "Broken phone",
    "isSecure": "true",
    "customAttributes": {
        "customAttribute": [
            {"attribName": "b", "attribValues": {"attribValue": [{"value": 5}, {"value": "6"}]}},
            {"attribName": "a", "attribValues": {"attribValue": {"value": "x"}}},
        ]
    },
    "payload": {
        "email": {
            "date": {"date": "2015-12-26T19:00:00.000Z"},
            "contents": {"content": [{"type": "html", "value": "<p>"}, {"type": "text", "value": "t"}]},
            "emailAddresses": {
                "from": "j@c.com",
                "to": {"address": ["a@b.de", "c@d.ef"]},
                "cc": {"emailAddress": ["x@y.z"]},
            },
        }
    },
    "attachments": {
        "count": 1,
        "attachment": [
            {"fileName": "l.png", "contentType": "image/png", "size": 8, "isInline": True, "contentId": "l1"}
        ],
    },
}  # fmt: skip


def test_the_members_of_an_activity_are_named_as_in_yaml() -> None:
    """Numbers, booleans and single values in an array's place are read as what they mean."""
    assert dict(describe(V12)) == {
        "activity": "2795",
        "status": "open",
        "case": "1060",
        "department": "service",
        "from": "j@c.com",
        "to": "a@b.de, c@d.ef",
        "cc": "x@y.z",
        "date": "2015-12-26T19:00:00.000Z",
        "subject": "Broken phone",
        "secure": "true",
        "attributes": "a=x; b=5, 6",
        "text": "t",
        "html": "<p>",
        "attachment 1": "l.png, image/png, 8 bytes, inline, cid:l1",
    }


def test_the_shapes_of_the_newer_generation_are_read_too() -> None:
    """A plain date with an offset, contents by name and `secure` mean the same."""
    newer = {
        "secure": True,
        "created": "2026-01-01",
        "payload": {
            "email": {"date": "2015-12-26T20:00:00+01:00", "contents": {"text": "t", "html": "<p>"}}
        },
        "attachments": {"count": "2"},
    }
    assert dict(describe(newer)) == {
        "created": "2026-01-01",
        "date": "2015-12-26T19:00:00.000Z",
        "secure": "true",
        "text": "t",
        "html": "<p>",
    }
    assert count_attachments(newer) == 2


def test_a_date_that_is_none_is_shown_as_it_stands() -> None:
    """What the server writes instead of a date is not hidden."""
    document = {"payload": {"email": {"date": {"date": "yesterday"}}}}
    assert dict(describe(document)) == {"date": "yesterday"}


def test_a_date_without_a_zone_is_utc() -> None:
    """All that the API writes is UTC."""
    document = {"payload": {"email": {"date": "2015-12-26T19:00:00"}}}
    assert dict(describe(document))["date"] == "2015-12-26T19:00:00.000Z"
    assert datetime.fromisoformat(dict(describe(document))["date"])


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{}", b"<a>", b"<html><body/></html>", b"<activities/>", b"<a><activity>x</activity></a>",
        b"<!DOCTYPE a [<!ENTITY e 'x'>]><activities><activity>&e;</activity></activities>",
        b"<a>" * 200 + b"</a>" * 200, b'{"activity":[]}', b'{"activity":"x"}', b'{"activity":[1]}', b"<xml/>",
        b'{"activity":' * 100_000,
    ],
)  # fmt: skip
def test_what_holds_no_activity_is_no_answer(body: bytes) -> None:
    """Anything but activities in their envelope is refused, however deep."""
    with pytest.raises(ValueError, match=r".+"):
        parse_activities(body)


def test_one_activity_may_stand_without_an_array() -> None:
    """Some published examples show an object where others show an array of one."""
    assert parse_activities(b'{"activity":{"id":1}}') == [{"id": 1}]


XML = b"""<?xml version="1.0"?>
<x:activities xmlns:x="http://bindings.egain.com/ws/model/v12/gen/interaction/activity"
  xmlns:c="http://bindings.egain.com/ws/model/v12/gen/common">
  <x:activity id="2795"><x:case id="1060"/><x:subject>A &amp; B</x:subject>
    <x:payload><x:email><x:date date="2015-12-26T19:00:00.000Z"/>
      <x:contents><x:content><c:type>html</c:type><c:value>&lt;p&gt;</c:value></x:content>
        <x:content><c:type>text</c:type><c:value>t</c:value></x:content></x:contents>
      <x:emailAddresses><x:from>j@c.com</x:from>
        <x:to><x:address>a@b.de</x:address><x:address>c@d.ef</x:address></x:to>
        <x:cc><x:address>x@y.z</x:address></x:cc></x:emailAddresses></x:email></x:payload>
  </x:activity><x:activity id="2796"/>
</x:activities>"""


def test_activities_in_xml_are_read_whatever_their_prefixes() -> None:
    """A server, or a gateway, that answers in XML all the same says the same."""
    one, other = parse_activities(XML)
    assert other == {"id": "2796"}
    assert dict(describe(one)) == {
        "activity": "2795",
        "case": "1060",
        "from": "j@c.com",
        "to": "a@b.de, c@d.ef",
        "cc": "x@y.z",
        "date": "2015-12-26T19:00:00.000Z",
        "subject": "A & B",
        "text": "t",
        "html": "<p>",
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
MEMBERS = (
    "id", "case", "department", "name", "payload", "email", "date", "contents", "content", "type",
    "emailAddresses", "from", "to", "address", "customAttributes", "customAttribute", "attribName",
    "attribValues", "attribValue", "value", "attachments", "attachment", "count", "fileName",
)  # fmt: skip
DOCUMENTS = st.recursive(
    JSON, lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(MEMBERS), inner)
)


@given(st.dictionaries(st.sampled_from(MEMBERS), DOCUMENTS))
def test_no_answer_of_whatever_shape_breaks_the_reading(document: dict[str, Any]) -> None:
    """Every reader gives a text or nothing for any JSON at all."""
    for read in (ABOUT | READERS).values():
        found = read(document)
        assert found is None or isinstance(found, str)
    list(describe(document))
    count_attachments(document)
    parse_activities(json.dumps({"activity": [document]}).encode())
