"""Owns an email in rows: each field's value, source and changes, and what does not travel."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from egain_cli.encode.document import wire_date
from egain_cli.inputs.mime import headers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from egain_cli.findings import Finding
    from egain_cli.inputs.mime.part import Part
    from egain_cli.model import Activity, Attachment, Item

# Header fields that become a field of the activity as a whole, or say how the message is built.
_CARRIED = ("subject", "date", "mime-version")
_ADDRESSES = ("from", "to", "cc", "reply-to")
_NO_ATTRIBUTE = "the API has no attribute for it"
_NO_NAMES = "addresses travel, display names do not"
_NAMED = re.compile(r'[<("]')


@dataclass(frozen=True, slots=True)
class Field:
    """A field as users write it: its value as text, where that came from, what was found of it.

    A finding about no field of the activity has a row of its own, without value and source.
    """

    name: str
    value: str
    source: str
    changes: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """A header field that does not travel, or not as a whole, and why."""

    name: str
    value: str
    reason: str


def explain_fields(item: Item, sources: Mapping[str, str]) -> tuple[Field, ...]:
    """A row for each field of the activity, and for each that something was found of."""
    values = dict(_values(item.activity))
    changes: dict[str, list[Finding]] = {name: [] for name in values}
    for found in item.findings:
        changes.setdefault(_place(found.field, values), []).append(found)
    return tuple(
        Field(name, values.get(name, ""), sources.get(name, "") * (name in values), tuple(found))
        for name, found in changes.items()
    )


def left_behind(message: Part) -> tuple[Header, ...]:
    """The header fields of a message that the API cannot carry, in order, decoded."""
    return tuple(_left_behind(message))


def _left_behind(message: Part) -> Iterator[Header]:
    for name, raw in message.fields:
        if name in _CARRIED or name.startswith("content-"):
            continue
        value = headers.text(raw)
        if name not in _ADDRESSES:
            yield Header(name.title(), value, _NO_ATTRIBUTE)
        elif _NAMED.search(value):
            yield Header(name.title(), value, _NO_NAMES)


def _values(activity: Activity) -> Iterator[tuple[str, str]]:
    secure = "" if activity.secure is None else str(activity.secure).lower()
    single = {
        "department": activity.department, "from": activity.sender, "receiver": activity.receiver,
        "date": wire_date(activity.date) if activity.date else "", "subject": activity.subject,
        "text": activity.text, "html": activity.html, "to": ", ".join(activity.to),
        "cc": ", ".join(activity.cc), "reply_to": activity.reply_to, "case": activity.case_id,
        "secure": secure,
    }  # fmt: skip
    yield from ((name, value) for name, value in single.items() if value)
    yield from ((f"attributes.{name}", ", ".join(values)) for name, values in activity.attributes)
    yield from ((f"customer.{name}", value) for name, value in (activity.customer or {}).items())
    for number, attachment in enumerate(activity.attachments, 1):
        yield f"attachments[{number}]", _describe(attachment)


def _describe(attachment: Attachment) -> str:
    words = f"{attachment.name or ''}, {attachment.content_type}, {attachment.content.size} bytes"
    return f"{words}, inline as cid:{attachment.content_id}" if attachment.inline else words


def _place(field: str, values: Mapping[str, str]) -> str:
    """The row that a finding belongs to: `attachments[2].name` to `attachments[2]`."""
    whole = field.partition("]")[0] + "]" if "]" in field else field
    parts = (field, whole, re.split(r"[\[.]", field, maxsplit=1)[0])
    return next((part for part in parts if part in values), field)
