"""Owns what an activity says that was read back, in the create page's terms; knows no HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Document = Mapping[str, Any]
    Reader = Callable[[Document], str | None]


def describe(document: Document) -> Iterator[tuple[str, str]]:
    """What an answer says of an activity, named as in YAML; what it does not say is left out."""
    for name, reader in (ABOUT | READERS).items():
        if value := reader(document):
            yield name, value
    for position, each in enumerate(attachments(document), 1):
        yield f"attachment {position}", ", ".join(_members(each))


def attachments(document: Document) -> list[dict[str, str]]:
    """What the answer says of each attachment: name, type, size, inline and cid, as text."""
    return [
        {name: text for name, path in _ATTACHMENT if (text := _text(_at(entry, path)))}
        for entry in listed(_at(document, "attachments.attachment"))
    ]


def count_attachments(document: Document) -> int | None:
    """How many attachments the answer speaks of; None where it does not."""
    known = _at(document, "attachments.attachment")
    if known is not None:
        return len(listed(known))
    count = _text(_at(document, "attachments.count"))
    return int(count) if count and count.isdecimal() else None


def same_date(date: datetime) -> str:
    """A date in UTC to the millisecond: as much as goes over the wire."""
    zoned = date if date.tzinfo else date.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def listed(value: Any) -> list[Any]:
    """A value as a list: itself, with only itself in it, or without anything."""
    return value if isinstance(value, list) else [] if value is None else [value]


def join_attributes(pairs: Any) -> str:
    """Custom attributes as text, sorted by name."""
    return "; ".join(f"{name}={', '.join(values)}" for name, values in sorted(pairs))


def _members(attachment: Mapping[str, str]) -> Iterator[str]:
    for name, value in attachment.items():
        if name == "size":
            yield f"{value} bytes"
        elif name == "cid":
            yield f"cid:{value}"
        elif name != "inline":
            yield value
        elif value == "true":
            yield "inline"


def _at(document: Any, path: str) -> Any:
    for name in path.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _text(value: Any) -> str | None:
    """A value as text, whether the server writes it as string, number or boolean."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None


def _value(*paths: str) -> Reader:
    def reader(document: Document) -> str | None:
        return next((text for path in paths if (text := _text(_at(document, path)))), None)

    return reader


def _date(document: Document) -> str | None:
    text = _value("payload.email.date.date", "payload.email.date")(document)
    try:
        return same_date(datetime.fromisoformat(text)) if text else None
    except (ValueError, OverflowError):
        return text


def _body(kind: str) -> Reader:
    def reader(document: Document) -> str | None:
        contents = _at(document, "payload.email.contents")
        for each in listed(_at(contents, "content")):
            if _at(each, "type") == kind:
                return _text(_at(each, "value"))
        return _text(_at(contents, kind))  # the newer generation's shape

    return reader


def _addresses(name: str) -> Reader:
    def reader(document: Document) -> str | None:
        value = _at(document, f"payload.email.emailAddresses.{name}")
        if isinstance(value, dict):
            value = value.get("address", value.get("emailAddress"))
        return ", ".join(text for each in listed(value) if (text := _text(each))) or None

    return reader


def _attributes(document: Document) -> str | None:
    pairs = [
        (
            str(_text(_at(entry, "attribName"))),
            [
                str(_text(_at(each, "value")))
                for each in listed(_at(entry, "attribValues.attribValue"))
            ],
        )
        for entry in listed(_at(document, "customAttributes.customAttribute"))
    ]
    return join_attributes(pairs) or None


# What only the server knows, and then what was sent; the names are those of YAML.
ABOUT: dict[str, Reader] = {
    "activity": _value("id"),
    "status": _value("status.value"),
    "mode": _value("mode.value"),
    "customer": _value("customer.id"),
    "created": _value("created.date", "created"),
}
READERS: dict[str, Reader] = {
    "case": _value("case.id"),
    "department": _value("department.name"),
    "from": _addresses("from"),
    "receiver": _addresses("receiver"),
    "to": _addresses("to"),
    "cc": _addresses("cc"),
    "reply_to": _addresses("replyTo"),
    "date": _date,
    "subject": _value("subject"),
    "secure": _value("isSecure", "secure"),
    "attributes": _attributes,
    "text": _body("text"),
    "html": _body("html"),
}
_ATTACHMENT = (
    ("name", "fileName"),
    ("type", "contentType"),
    ("size", "size"),
    ("inline", "isInline"),
    ("cid", "contentId"),
)
