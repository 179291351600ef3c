"""The XML body of an activity."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings

from egain_cli.content import BytesContent
from egain_cli.dialect import DEFAULT_DIALECT, Dialect
from egain_cli.encode.xml import check, encode, to_pieces
from egain_cli.findings import Severity
from egain_cli.model import Activity, Attachment
from tests.encode.activities import ACTIVITIES, CANONICAL, said
from tests.encode.decoders import SPACE_OF, decode_xml

# The characters of XML 1.0 (production 2), from its text.
CARRIED = ((0x9, 0xA), (0xD, 0xD), (0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))


def carried(text: str) -> str:
    return "".join(each for each in text if any(a <= ord(each) <= b for a, b in CARRIED))


def without_lost(value: Any) -> Any:
    """A document with each text as XML can carry it."""
    if isinstance(value, str):
        return carried(value)
    if isinstance(value, list):
        return [without_lost(each) for each in value]
    return {name: without_lost(each) for name, each in value.items()}


def texts(activity: Activity) -> list[tuple[str, str]]:
    """Each text that goes out, under the name that a user knows it by."""
    found = [
        ("department", activity.department), ("from", activity.sender),
        ("receiver", activity.receiver), ("reply_to", activity.reply_to),
        ("subject", activity.subject), ("text", activity.text), ("html", activity.html),
        ("case", activity.case_id),
    ]  # fmt: skip
    found += [(f"to[{number}]", each) for number, each in enumerate(activity.to, 1)]
    found += [(f"cc[{number}]", each) for number, each in enumerate(activity.cc, 1)]
    for name, values in activity.attributes:
        found += [(f"attributes.{name}", each) for each in (name, *values)]
    found += [(f"customer.{name}", each) for name, each in (activity.customer or {}).items()]
    for number, each in enumerate(activity.attachments, 1):
        field = f"attachments[{number}]"
        found += [(f"{field}.name", each.name), (f"{field}.type", each.content_type)]
        found += [(f"{field}.cid", each.content_id)] if each.inline else []
    return [(field, text) for field, text in found if text]


@given(ACTIVITIES)
def test_any_activity_survives(activity: Activity) -> None:
    """A parser reads what the activity says, but for what XML cannot carry, which check names."""
    payload = encode(activity)
    body = b"".join(payload)
    assert decode_xml(body) == without_lost(said(activity))
    assert (payload.length, payload.media_type) == (len(body), "application/xml")
    assert b"".join(payload) == body
    lost = {(field, rule(field, text)) for field, text in texts(activity) if carried(text) != text}
    assert {(each.field, each.rule.name) for each in check(activity)} == lost


def rule(field: str, text: str) -> str:
    """The rule that a text with characters that XML cannot carry breaks."""
    if field.partition("[")[0] in (
        "department",
        "from",
        "receiver",
        "to",
        "cc",
        "reply_to",
        "case",
    ):
        return "not-in-xml"
    return "characters-left-out" if carried(text) else "empty-value"


def test_the_canonical_body_to_the_letter() -> None:
    """The API notes' canonical XML comes out in its order, with its prefixes."""
    body = b"".join(encode(CANONICAL)).decode()
    declaration, rest = body.split("\n")
    assert declaration == '<?xml version="1.0" encoding="UTF-8"?>'
    names = ("activity", "platform", "common", "attachment", "customer", "contactperson")
    spaces = re.findall(r' xmlns(?::ns(\d))?="http://[^"]+/v12/gen/(?:interaction/)?(\w+)"', rest)
    assert spaces == [("" if n == 1 else str(n), name) for n, name in enumerate(names, 1)]
    tags = re.findall(r"<([\w:]+)", rest)
    assert " ".join(tags) == (
        "activity department ns2:name type value subtype ns3:value case isSecure subject payload "
        "email date contents content ns3:type ns3:value content ns3:type ns3:value emailAddresses "
        "from receiver to address cc address address replyTo attachments ns4:attachment "
        "ns4:fileName ns4:contentType ns4:content ns4:isInline ns4:contentId ns4:attachment "
        "ns4:fileName ns4:contentType ns4:content customAttributes ns3:customAttribute "
        "ns3:attribName ns3:attribValues ns3:attribValue ns3:value customer ns5:type ns5:value "
        "ns5:contactPersons ns6:contactPerson ns6:firstName ns6:lastName"
    )
    assert '<case id="1060"/>' in rest
    assert '<date date="2015-12-26T19:00:00.000Z"/>' in rest


LINES = "a\rb\r\nc\nd\te  f\u0085g\u2028h \"i' "


def test_line_ends_and_blanks_stay_what_they_are() -> None:
    """CR, CRLF, TAB and blanks survive the parser, in texts and in attributes."""
    activity = Activity(subject=LINES, html=f"<p>{LINES}]]></p>", case_id=LINES)
    root = fromstring(b"".join(encode(activity)))
    assert root.find("{*}case").attrib == {"id": LINES}  # type: ignore[union-attr]
    assert root.findtext("{*}subject") == LINES
    assert root.findtext("{*}payload/{*}email/{*}contents/{*}content/{*}value") == (
        f"<p>{LINES}]]></p>"
    )


@pytest.mark.parametrize("code", [0x7F, 0x85, 0x9F, 0x200B, 0x2028, 0x202E, 0x2069, 0xFEFF])
def test_what_a_terminal_would_obey_is_a_reference(code: int) -> None:
    """Controls and marks of direction are shown by their number, and mean themselves."""
    body = b"".join(encode(Activity(subject=f"a{chr(code)}b", case_id=chr(code))))
    assert chr(code) not in body.decode()
    assert fromstring(body).findtext("{*}subject") == f"a{chr(code)}b"


def test_what_is_lost_is_told() -> None:
    """Each field with characters that XML cannot carry is named, with how many and which."""
    (some,) = check(Activity(subject="a\0b\x1bc\0\ud800\ufffe\uffff\x0b\x0c"))
    assert (some.field, some.rule.name) == ("subject", "characters-left-out")
    assert some.rule.severity is Severity.WARNING
    assert "loses 8 of its 11 characters" in some.message
    assert some.message.endswith("U+0000, U+001B, U+D800, U+FFFE, U+FFFF, …")
    (one,) = check(Activity(text="a\x01"))
    assert (one.field, one.message[-8:]) == ("text", ": U+0001")
    assert "--format json" in one.hint


def test_an_address_that_would_become_another_is_an_error() -> None:
    """The customer is found by it: without one of its characters it is somebody else's."""
    (found,) = check(Activity(sender="a\x01@b.cc"))
    assert (found.field, found.rule.name) == ("from", "not-in-xml")
    assert found.rule.severity is Severity.ERROR
    assert "'a\\x01@b.cc' holds U+0001" in found.message


def test_what_is_lost_whole_is_an_error() -> None:
    """A value of which nothing would be left is not sent, since the server refuses empty ones."""
    (whole,) = check(Activity(attributes=(("a", ("x", "\0\1")),)))
    assert (whole.field, whole.rule.name) == ("attributes.a", "empty-value")
    assert whole.rule.severity is Severity.ERROR


OTHER = [
    ({"addresses": "emailAddress"}, "emailAddresses/to/emailAddress", "support@business.com"),
    ({"reply_to": "object"}, "emailAddresses/replyTo/address", "reply@customer.com"),
    ({"reply_to": "string", "addresses": "emailAddress"}, "emailAddresses/replyTo", "reply@customer.com"),
]  # fmt: skip


@pytest.mark.parametrize(("choices", "path", "expected"), OTHER)
def test_another_dialect_says_it_so(choices: dict[str, str], path: str, expected: str) -> None:
    """The names that a user chose for an open question stand in XML, too."""
    root = parse(replace(DEFAULT_DIALECT, **choices))
    steps = "/".join(f"{{*}}{step}" for step in f"payload/email/{path}".split("/"))
    assert root.findtext(steps) == expected


def test_xml_has_one_form_of_dates_and_booleans() -> None:
    """What is open in JSON alone changes nothing in XML, where the official example shows it."""
    other = replace(DEFAULT_DIALECT, date="string", booleans="boolean")
    assert b"".join(encode(CANONICAL, other)) == b"".join(encode(CANONICAL))


def test_attachments_may_be_in_the_activitys_namespace() -> None:
    """The other namespace of attachments, once chosen, holds the attachment and all in it."""
    body = b"".join(encode(CANONICAL, replace(DEFAULT_DIALECT, attachments_namespace="activity")))
    spaces = {path: "A" if space == "T" else space for path, space in SPACE_OF.items()}
    assert decode_xml(body, spaces) == said(CANONICAL)


def parse(dialect: Dialect) -> Element:
    return fromstring(b"".join(encode(CANONICAL, dialect)))


def test_an_activity_that_says_nothing_is_still_xml() -> None:
    """What is absent has no element; the email, which is always there, may be empty."""
    body = b"".join(encode(Activity())).decode()
    assert body.endswith(
        "><type><value>email</value><subtype><ns3:value>general</ns3:value></subtype></type>"
        "<payload><email/></payload></activity>"
    )


@given(ACTIVITIES)
@settings(max_examples=25)
def test_xml_within_ascii_says_the_same(activity: Activity) -> None:
    """Where only ASCII may stand the document is the same, each letter beyond it a reference."""
    bare = replace(activity, attachments=())
    (body,) = to_pieces(bare, DEFAULT_DIALECT, ascii_only=True)
    assert isinstance(body, bytes)
    assert body.isascii()
    assert decode_xml(body) == without_lost(said(bare))


def test_an_empty_attachment_has_an_empty_element() -> None:
    """A file of no bytes is still an attachment with content."""
    empty = Attachment(name="a", content_type="a/b", content=BytesContent(b""))
    assert b"<ns4:content></ns4:content>" in b"".join(encode(Activity(attachments=(empty,))))
