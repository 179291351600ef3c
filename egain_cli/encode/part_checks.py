"""Owns what the headers of an attachment's part cannot carry as it is; writes none of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from egain_cli.encode.part_headers import RESERVED, has_id_header, is_named_by_id
from egain_cli.findings import finding, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from egain_cli.dialect import Dialect
    from egain_cli.findings import Finding
    from egain_cli.model import Attachment

    Check = tuple[re.Pattern[str], str, str]

_HINT = "Send it as JSON, which carries it as it is: --format json."
_NEVER, _TWO_WAYS = "not-in-a-header", "read-in-two-ways"
# What is looked for in a text, the rule that it breaks there, and why. Of one text the first that
# is found counts: what cannot go at all needs no second doubt.
_CONTROL = (re.compile("[\x00-\x1f\x7f]"), _NEVER, "which cannot stand in a header")
_CONTROL_UNESCAPED = (re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]"), *_CONTROL[1:])
_LAST_BACKSLASH = (
    re.compile(r"(?<!\\)(?:\\\\)*\\$"),
    _NEVER,
    "at its end, where it would take the closing quote away",
)
_QUOTED: tuple[Check, ...] = (
    _LAST_BACKSLASH,
    (
        re.compile(r'["\r\n]|%22|%0[AaDd]'),
        _TWO_WAYS,
        "which stands there as browsers write it (%22, %0D, %0A); not every server undoes that",
    ),
    (
        re.compile(r"\\"),
        _TWO_WAYS,
        "which some servers read as a sign that only the next character counts",
    ),
)
_NAMES: tuple[Check, ...] = (_CONTROL_UNESCAPED, *_QUOTED)
_TYPES: tuple[Check, ...] = (
    (re.compile("[^\x20-\x7e]"), _NEVER, "which cannot stand in the header of a content type"),
    (re.compile("^ | $"), _TWO_WAYS, "which is lost at an end of a header"),
    (re.compile("(?i)^multipart/"), _TWO_WAYS, "which some servers read as parts of the request"),
)
_ID_NAMES: tuple[Check, ...] = (_CONTROL, *_QUOTED)
_ID_HEADERS: tuple[Check, ...] = (
    _CONTROL,
    (re.compile("[^\x20-\x7e]"), _TWO_WAYS, "which goes as UTF-8; some servers expect only ASCII"),
    (re.compile("^ | $|[<>]"), _TWO_WAYS, "which some servers take off with the brackets"),
)


def check_parts(attachments: Sequence[Attachment], dialect: Dialect) -> Iterator[Finding]:
    """Findings for the texts above each attachment: those that cannot go, those that are doubted.

    What is doubted depends on how a server reads headers, of which no public fact tells.
    """
    for position, attachment in enumerate(attachments, 1):
        for name, value, checks in _texts(attachment, dialect):
            field = f"attachments[{position}].{name}"
            matches = ((pattern.search(value), rule, why) for pattern, rule, why in checks)
            for match, rule, why in matches:
                if match:
                    words = f"{shorten(value)} holds {shorten(match.group())}, {why}"
                    yield finding(rule, field, words, _HINT)
                    break
        if not attachment.name:
            words = "has no value; some servers tell a file from a plain field by its name"
            yield finding(_TWO_WAYS, f"attachments[{position}].name", words, _HINT)
        yield from _reserved(f"attachments[{position}].cid", attachment, dialect)


def _texts(
    attachment: Attachment, dialect: Dialect
) -> Iterator[tuple[str, str, tuple[Check, ...]]]:
    yield "name", attachment.name or "", _NAMES
    yield "type", attachment.content_type, _TYPES
    checks = _ID_NAMES if is_named_by_id(attachment, dialect) else ()
    if has_id_header(attachment, dialect):
        checks += _ID_HEADERS
    yield "cid", attachment.content_id or "", checks


def _reserved(field: str, attachment: Attachment, dialect: Dialect) -> Iterator[Finding]:
    """Whether the Content-ID would be the name of a part that every request has."""
    if not attachment.inline or attachment.content_id not in RESERVED:
        return
    words = f"{shorten(attachment.content_id)} is the name of another part of the request"
    if dialect.inline_part == "name":
        yield finding(_NEVER, field, f"{words}, and nothing else says it", _HINT)
    elif dialect.inline_part == "name-and-content-id":
        yield finding(
            _TWO_WAYS, field, f"{words}, so that only the header Content-ID says it", _HINT
        )
