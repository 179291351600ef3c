"""Owns which texts an activity has, and whether each is Unicode; changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.findings import finding, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.findings import Finding
    from egain_cli.model import Activity


def check_texts(activity: Activity) -> Iterator[Finding]:
    """A finding for every text that holds half a character, which no format can carry."""
    for field, value in _texts(activity):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            words = f"holds what is no character: {shorten(value[error.start : error.start + 20])}"
            yield finding("not-unicode", field, words)


def _texts(activity: Activity) -> Iterator[tuple[str, str]]:
    fields = {
        "department": activity.department,
        "from": activity.sender,
        "receiver": activity.receiver,
        "reply_to": activity.reply_to,
        "subject": activity.subject,
        "text": activity.text,
        "html": activity.html,
    }
    fields |= {f"to[{position}]": value for position, value in enumerate(activity.to, 1)}
    fields |= {f"cc[{position}]": value for position, value in enumerate(activity.cc, 1)}
    for name, values in activity.attributes:
        fields[f"attributes.{name}"] = name + "".join(values)
    for name, value in (activity.customer or {}).items():
        fields[f"customer.{name}"] = value
    for position, attachment in enumerate(activity.attachments, 1):
        fields[f"attachments[{position}].name"] = attachment.name
        fields[f"attachments[{position}].type"] = attachment.content_type
        fields[f"attachments[{position}].cid"] = attachment.content_id
    return ((field, value) for field, value in fields.items() if value)
