"""Owns the one document that all formats write: an activity in the API's words; knows no format."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from egain_cli.encode.customer import to_customer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from egain_cli.content import Content
    from egain_cli.dialect import Dialect
    from egain_cli.model import Activity, Attachment

    Value = dict[str, "Value"] | list["Value"] | str | bool | Content
    Document = dict[str, Value]


def to_document(activity: Activity, dialect: Dialect) -> Document:
    """The activity as members in the order of the official JSON; what is absent is left out.

    A wrapper of what may repeat holds a list under its singular name. The content of an attachment
    stands there as it is, for the format to write. Nothing is checked: see lint.
    """
    members: dict[str, Value | None] = {
        "department": {"name": activity.department} if activity.department else None,
        "type": {"value": "email", "subtype": {"value": "general"}},
        "case": {"id": activity.case_id} if activity.case_id else None,
        "isSecure": None if activity.secure is None else _truth(activity.secure, dialect),
        "subject": activity.subject,
        "attachments": _list("attachment", [_file(each, dialect) for each in activity.attachments]),
        "customAttributes": _attributes(activity),
        "payload": {"email": _email(activity, dialect)},
        "customer": to_customer(activity.customer) if activity.customer else None,
    }
    return _present(members)


def _email(activity: Activity, dialect: Dialect) -> Document:
    contents: list[Value] = [
        {"type": kind, "value": value}
        for kind, value in (("text", activity.text), ("html", activity.html))
        if value
    ]
    members: dict[str, Value | None] = {
        "date": _date(activity.date, dialect) if activity.date else None,
        "contents": _list("content", contents),
        "emailAddresses": _addresses(activity, dialect) or None,
    }
    return _present(members)


def _addresses(activity: Activity, dialect: Dialect) -> Document:
    reply_to: Value | None = activity.reply_to
    if activity.reply_to and dialect.reply_to == "object":
        reply_to = {dialect.addresses: [activity.reply_to]}
    members: dict[str, Value | None] = {
        "from": activity.sender,
        "receiver": activity.receiver,
        "to": _list(dialect.addresses, list(activity.to)),
        "cc": _list(dialect.addresses, list(activity.cc)),
        "replyTo": reply_to,
    }
    return _present(members)


def _attributes(activity: Activity) -> Value | None:
    attributes: list[Value] = [
        {"attribName": name, "attribValues": {"attribValue": [{"value": each} for each in values]}}
        for name, values in activity.attributes
    ]
    return _list("customAttribute", attributes)


def _file(attachment: Attachment, dialect: Dialect) -> Document:
    inline = attachment.inline
    members: dict[str, Value | None] = {
        "fileName": attachment.name,
        "contentType": attachment.content_type,
        "content": attachment.content,
        "isInline": _truth(inline, dialect) if inline else None,
        "contentId": attachment.content_id if inline else None,
    }
    return _present(members)


def _date(date: datetime, dialect: Dialect) -> Value:
    text = wire_date(date)
    return text if dialect.date == "string" else {"date": text}


def wire_date(date: datetime) -> str:
    """A date as the API's examples write it: UTC, milliseconds, Z."""
    return date.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _truth(value: bool, dialect: Dialect) -> Value:
    return value if dialect.booleans == "boolean" else str(value).lower()


def _list(name: str, values: list[Value]) -> Value | None:
    return {name: values} if values else None


def _present(members: Mapping[str, Value | None]) -> Document:
    return {name: value for name, value in members.items() if value is not None and value != ""}
