"""Owns the documents that the tests send; knows no transport."""

from __future__ import annotations

import copy
from typing import Any

PLAIN: dict[str, Any] = {
    "department": {"name": "service"},
    "type": {"value": "email", "subtype": {"value": "general"}},
    "subject": "Issue with mobile phone",
    "payload": {
        "email": {
            "date": {"date": "2015-12-26T19:00:00.000Z"},
            "emailAddresses": {
                "from": "jhenry@customer.com",
                "receiver": "support@business.com",
            },
        }
    },
}
FULL: dict[str, Any] = {
    **PLAIN,
    "case": {"id": "1060"},
    "isSecure": "false",
    "attachments": {
        "attachment": [
            {
                "fileName": "logo.png",
                "contentType": "image/png",
                "content": "iVBORw0KGgo=",
                "isInline": "true",
                "contentId": "logo1",
            },
            {"fileName": "log.txt", "contentType": "text/plain", "content": "aGVsbG8="},
        ]
    },
    "customAttributes": {
        "customAttribute": [
            {"attribName": "customer_rating", "attribValues": {"attribValue": [{"value": "5"}]}}
        ]
    },
    "payload": {
        "email": {
            "date": {"date": "2015-12-26T19:00:00.000Z"},
            "contents": {
                "content": [
                    {"type": "text", "value": "This is the issue"},
                    {"type": "html", "value": '<p>Größe 📎 <img src="cid:logo1"></p>'},
                ]
            },
            "emailAddresses": {
                "from": "jhenry@customer.com",
                "receiver": "support@business.com",
                "to": {"address": ["support@business.com"]},
                "cc": {"address": ["boss@customer.com", "team@customer.com"]},
                "replyTo": "reply@customer.com",
            },
        }
    },
    "customer": {
        "type": {"value": "individual"},
        "contactPersons": {"contactPerson": [{"firstName": "J", "lastName": "Henry"}]},
    },
}
GONE = object()


def changed(path: str, value: Any, document: dict[str, Any] = FULL) -> dict[str, Any]:
    """A copy of `document` with the member at `path` (`a.b.0.c`) set, or, when GONE, taken out."""
    result = copy.deepcopy(document)
    *parents, last = (int(name) if name.isdigit() else name for name in path.split("."))
    place: Any = result
    for name in parents:
        place = place[name] if isinstance(name, int) else place.setdefault(name, {})
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return result
