"""Owns what the create page asks of an activity, rule by rule; finds, and changes nothing."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from egain_cli import address
from egain_cli.findings import finding, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from egain_cli.findings import Finding
    from egain_cli.model import Activity, Attachment

MAX_LENGTH = 255  # characters, of the subject, a file name and a content type
_SEPARATOR = re.compile(r"[,;\s]")
_DISPLAY_NAME = re.compile(r".*<([^<>]+)>\s*")
_REQUIRED = {
    "department": "Set it with --department, or `egain config set department NAME`.",
    "from": "Set it with --from, or `from:` in the YAML file.",
    "receiver": "Set it with --receiver, or `egain config set receiver ALIAS`.",
    "date": "Set it with --date.",
}


def check_page(activity: Activity) -> Iterator[Finding]:
    """Findings of the page's rules, except those that are about texts and custom attributes.

    Source: the page "Create Incoming Email Activity" and "Email address definition".
    """
    for rule in _RULES:
        yield from rule(activity)


def _required(activity: Activity) -> Iterator[Finding]:
    values = (activity.department, activity.sender, activity.receiver, activity.date)
    for (field, hint), value in zip(_REQUIRED.items(), values, strict=True):
        if not value:
            yield finding("required-missing", field, "is required and has no value", hint)


def _something_to_say(activity: Activity) -> Iterator[Finding]:
    if not (activity.subject or activity.attachments or activity.text or activity.html):
        words = "one of subject, attachments or content (text, html) is required; all are empty"
        yield finding("nothing-to-say", "subject", words)


def _addresses(activity: Activity) -> Iterator[Finding]:
    single = (
        ("from", activity.sender),
        ("receiver", activity.receiver),
        ("reply_to", activity.reply_to),
    )
    for field, value in single:
        if value:
            yield from _address(field, value)
    for field, values in (("to", activity.to), ("cc", activity.cc)):
        for position, value in enumerate(values, 1):
            yield from _address(f"{field}[{position}]", value)


def _address(field: str, value: str) -> Iterator[Finding]:
    if _holds_several(value):
        words = f"must be a single email address, not {shorten(value)}"
        if field.startswith(("to", "cc")):
            words += "; give each its own --to or list entry"
        yield finding("several-addresses", field, words)
    elif broken := address.fault(value):
        words = f"{shorten(value)} {broken}"
        if named := _DISPLAY_NAME.fullmatch(value):
            words += f"; without the display name it is {named.group(1)}"
        yield finding("bad-address", field, words)


def _holds_several(value: str) -> bool:
    """Whether something that separates addresses stands between two at signs."""
    first, last = value.find("@"), value.rfind("@")
    return first < last and _SEPARATOR.search(value, first, last) is not None


def _subject(activity: Activity) -> Iterator[Finding]:
    yield from _too_long("subject-too-long", "subject", activity.subject)


def _too_long(rule: str, field: str, value: str | None) -> Iterator[Finding]:
    if value and len(value) > MAX_LENGTH:
        words = f"must not exceed {MAX_LENGTH} characters, it has {len(value)}: {shorten(value)}"
        yield finding(rule, field, words)


def _case(activity: Activity) -> Iterator[Finding]:
    if activity.case_id and not re.fullmatch(r"[0-9]+", activity.case_id):
        words = f"must be the number of an existing case, not {shorten(activity.case_id)}"
        yield finding("bad-case-id", "case", words)


def _attachments(activity: Activity) -> Iterator[Finding]:
    for position, attachment in enumerate(activity.attachments, 1):
        field = f"attachments[{position}]"
        yield from _too_long("file-name-too-long", f"{field}.name", attachment.name)
        yield from _too_long("content-type-too-long", f"{field}.type", attachment.content_type)
        yield from _content_id(field, attachment)
        if not attachment.content_type:
            yield finding("required-missing", f"{field}.type", "is required and has no value")
        if not attachment.content.size:
            # The catalogue has a code for empty attributes; that it means these is inferred.
            words = f"{shorten(attachment.name or '')} has no content; the server may refuse it"
            yield finding("attachment-empty", field, words)


def _shared_content_ids(activity: Activity) -> Iterator[Finding]:
    shown = Counter(
        each.content_id for each in activity.attachments if each.inline and each.content_id
    )
    for content_id in sorted(each for each, count in shown.items() if count > 1):
        words = f"{shorten(content_id)} is the Content-ID of more than one inline attachment"
        yield finding("content-id-shared", "attachments", words)


def _content_id(field: str, attachment: Attachment) -> Iterator[Finding]:
    if attachment.inline and not attachment.content_id:
        words = f"is required for the inline attachment {shorten(attachment.name or '')}"
        yield finding("content-id-missing", f"{field}.cid", words)


_RULES: tuple[Callable[[Activity], Iterator[Finding]], ...] = (
    _required,
    _something_to_say,
    _addresses,
    _subject,
    _case,
    _attachments,
    _shared_content_ids,
)
