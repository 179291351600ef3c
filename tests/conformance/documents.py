"""Owns the activity that cases begin with, how they change it, and its JSON; knows no answer."""

from __future__ import annotations

import base64
import json
from typing import Any, Final
from uuid import uuid4

from tests.conformance.settings import SETTINGS

Document = dict[str, Any]
Edit = tuple[str, object]  # a dotted path, and what to put there
DROP: Final = object()

RUN = uuid4().hex[:12]  # what only this run says, for searches
DATE = "2015-12-26T19:00:00.000Z"
FROM = "payload.email.emailAddresses.from"
RECEIVER = "payload.email.emailAddresses.receiver"
TO = "payload.email.emailAddresses.to"
CC = "payload.email.emailAddresses.cc"
REPLY_TO = "payload.email.emailAddresses.replyTo"
CONTENTS = "payload.email.contents"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PAGE = '<p>This is the issue <img src="cid:logo1"></p>'


def required() -> Document:
    """What the page requires, and a subject; a new one at each call."""
    return {
        "department": {"name": SETTINGS.department},
        "type": {"value": "email", "subtype": {"value": "general"}},
        "subject": "Issue with mobile phone",
        "payload": {
            "email": {
                "date": {"date": DATE},
                "emailAddresses": {"from": SETTINGS.sender, "receiver": SETTINGS.receiver},
            }
        },
    }


def edited(*edits: Edit) -> Document:
    """The required document with edits made in order; a missing step is made an object."""
    document = required()
    for path, value in edits:
        *steps, last = path.split(".")
        place = document
        for step in steps:
            place = place.setdefault(step, {})
        if value is DROP:
            del place[last]
        else:
            place[last] = value
    return document


def as_json(document: Document) -> bytes:
    """The document as a JSON body."""
    return json.dumps(document, ensure_ascii=False).encode()


def attachment(file: bytes = b"hello", **members: object) -> Document:
    """An attachment called log.txt; `members` replace its own, and DROP takes one away."""
    made = {
        "fileName": "log.txt",
        "contentType": "text/plain",
        "content": base64.b64encode(file).decode(),
        **members,
    }
    return {name: value for name, value in made.items() if value is not DROP}


def logo(**members: object) -> Document:
    """An inline picture, to which PAGE refers."""
    own = {"fileName": "logo.png", "contentType": "image/png", "isInline": "true"}
    return attachment(PIXEL, **{**own, "contentId": "logo1", **members})


def attachments(*items: Document) -> Edit:
    """The attachments of the document."""
    return "attachments", {"attachment": list(items)}


def contents(*pairs: tuple[str, str]) -> Edit:
    """The contents of the document, as pairs of type and value."""
    return CONTENTS, {"content": [{"type": kind, "value": text} for kind, text in pairs]}


def custom(*pairs: tuple[str, tuple[object, ...]]) -> Edit:
    """The custom attributes of the document, as pairs of name and values."""
    items = [
        {"attribName": name, "attribValues": {"attribValue": [{"value": each} for each in texts]}}
        for name, texts in pairs
    ]
    return "customAttributes", {"customAttribute": items}


def customer(**members: object) -> Edit:
    """A customer with one contact person, and further members."""
    person = {"firstName": "J", "lastName": "Henry"}
    own = {"type": {"value": "individual"}, "contactPersons": {"contactPerson": [person]}}
    return "customer", {**own, **members}


def everything() -> Document:
    """A document in which each row of the page has something."""
    secure = [("isSecure", "true" if SETTINGS.secure else "false")]
    attributes = [
        (name, (text,))
        for name, text in (
            (SETTINGS.enumeration, SETTINGS.enumeration_value),
            (SETTINGS.free_text, "a conformance test"),
        )
        if name
    ]
    case = [("case", {"id": SETTINGS.case})] if SETTINGS.case else []
    own = [custom(*attributes)] if attributes else []
    return edited(
        *case,
        *secure,
        ("subject", "Größe & <Maß> 注文"),
        contents(("text", "This is the issue\nin two lines"), ("html", PAGE)),
        (TO, {"address": [SETTINGS.receiver, "second@business.com"]}),
        (CC, {"address": ["boss@customer.com", "team@customer.com"]}),
        (REPLY_TO, "reply@customer.com"),
        attachments(logo(), attachment()),
        *own,
        customer(),
    )
