"""XML and multipart bodies read back into the JSON shape, from the API notes and not the encoders."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

from defusedxml.ElementTree import fromstring

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

BASE = "http://bindings.egain.com/ws/model/v12/gen/"
LETTERS = {
    "A": "interaction/activity",
    "P": "platform",
    "C": "common",
    "T": "interaction/attachment",
    "U": "interaction/customer",
    "N": "interaction/contactperson",
}
# The namespace of each element, one by one, as the API notes have them.
SPACES = {
    "A": """activity department type type/value type/subtype case isSecure subject payload
        payload/email payload/email/date payload/email/contents payload/email/contents/content
        payload/email/emailAddresses payload/email/emailAddresses/from
        payload/email/emailAddresses/receiver payload/email/emailAddresses/to
        payload/email/emailAddresses/to/address payload/email/emailAddresses/cc
        payload/email/emailAddresses/cc/address payload/email/emailAddresses/replyTo
        attachments customAttributes customer""",
    "P": "department/name",
    "C": """type/subtype/value payload/email/contents/content/type
        payload/email/contents/content/value customAttributes/customAttribute
        customAttributes/customAttribute/attribName customAttributes/customAttribute/attribValues
        customAttributes/customAttribute/attribValues/attribValue
        customAttributes/customAttribute/attribValues/attribValue/value""",
    "T": """attachments/attachment attachments/attachment/fileName
        attachments/attachment/contentType attachments/attachment/content
        attachments/attachment/isInline attachments/attachment/contentId""",
    "U": """customer/type customer/type/value customer/level customer/role customer/pin
        customer/howReferred customer/industry customer/marketSegment customer/contactPersons""",
    "N": " ".join(
        f"customer/contactPersons/contactPerson{name}"
        for name in ("", "/salutation", "/firstName", "/middleName", "/lastName", "/jobTitle",
                     "/gender", "/gender/value")
    ),
}  # fmt: skip
SPACE_OF = {path: letter for letter, paths in SPACES.items() for path in paths.split()}
REPEATED = {"content", "address", "attachment", "customAttribute", "attribValue", "contactPerson"}
TEXTS = {"attachments/attachment/content"}  # `content` of an attachment is a text and no list


def decode_xml(body: bytes, spaces: dict[str, str] = SPACE_OF) -> dict[str, Any]:
    """The document in XML, every element in its namespace."""
    root = fromstring(body.decode())
    assert root.tag == f"{{{BASE}{LETTERS['A']}}}activity"
    document = _read(root, "", spaces)
    assert isinstance(document, dict)
    return document


def _read(element: Element, above: str, spaces: dict[str, str]) -> Any:
    if not len(element) and not element.attrib:
        return element.text or ""
    members: dict[str, Any] = dict(element.attrib)
    for inner in element:
        local = inner.tag.rpartition("}")[2]
        path = f"{above}/{local}" if above else local
        assert inner.tag == f"{{{BASE}{LETTERS[spaces[path]]}}}{local}"
        value = _read(inner, path, spaces)
        if local in REPEATED and path not in TEXTS:
            members.setdefault(local, []).append(value)
        else:
            assert local not in members
            members[local] = value
    return members


def split_multipart(media_type: str, body: bytes) -> list[tuple[dict[str, str], bytes]]:
    """Each part: its headers by their names as written, and what it holds."""
    found = re.fullmatch(r"multipart/form-data; boundary=([0-9A-Za-z-]{1,70})", media_type)
    assert found
    boundary = found[1]
    first, *parts, last = (b"\r\n" + body).split(f"\r\n--{boundary}".encode())
    assert (first, last) == (b"", b"--\r\n")
    split = []
    for part in parts:
        assert part.startswith(b"\r\n")
        head, content = part[2:].split(b"\r\n\r\n", 1)
        lines = [line.partition(": ") for line in head.decode().split("\r\n")]
        headers = {name: value for name, _, value in lines}
        assert len(headers) == len(lines)
        split.append((headers, content))
    return split


def decode_multipart(media_type: str, body: bytes) -> dict[str, Any]:
    """The document that JSON would give, with names unescaped as browsers escape them."""
    (data_head, data), (type_head, kind), *parts = split_multipart(media_type, body)
    assert data_head == {"Content-Disposition": 'form-data; name="data"'}
    assert type_head == {"Content-Disposition": 'form-data; name="data-type"'}
    assert data.isascii()
    assert kind in (b"application/json", b"application/xml")
    document: dict[str, Any] = json.loads(data) if kind.endswith(b"json") else decode_xml(data)
    assert "attachments" not in document
    files = [_file(headers, content) for headers, content in parts]
    names = [disposition(headers)["name"] for headers, _ in parts]
    assert len({*names, "data", "data-type"}) == len(names) + 2
    return document | ({"attachments": {"attachment": files}} if files else {})


def disposition(headers: dict[str, str]) -> dict[str, str]:
    """The name, and the file name where there is one, of a part."""
    value = headers["Content-Disposition"]
    found = re.fullmatch(r'form-data; name="([^"]*)"(?:; filename="([^"]*)")?', value)
    assert found
    names = {"name": found[1]} | ({} if found[2] is None else {"filename": found[2]})
    for escape, letter in (("%22", '"'), ("%0D", "\r"), ("%0A", "\n")):
        names = {key: text.replace(escape, letter) for key, text in names.items()}
    return names


def _file(headers: dict[str, str], content: bytes) -> dict[str, Any]:
    names = disposition(headers)
    member = {"fileName": names["filename"]} if "filename" in names else {}
    if "Content-Type" in headers:
        member["contentType"] = headers["Content-Type"]
    member["content"] = base64.b64encode(content).decode()
    if "Content-ID" in headers:
        member |= {"isInline": "true", "contentId": headers["Content-ID"][1:-1]}
    return member
