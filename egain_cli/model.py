"""Owns the values that travel through the program; knows no file format and no wire."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from egain_cli.errors import ExitCode
from egain_cli.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from egain_cli.content import Content
    from egain_cli.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with an email; `content_id` is what the HTML calls it by after `cid:`."""

    name: str | None
    content_type: str
    content: Content
    inline: bool = False
    content_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What to say to eGain about one incoming email, in the create page's own terms.

    None and the empty tuple mean that the attribute is left out. `date` is aware of its zone.
    `customer` holds names as in YAML (`first_name` …). Source: "Create Incoming Email Activity".
    """

    department: str | None = None
    sender: str | None = None
    receiver: str | None = None
    date: datetime | None = None
    subject: str | None = None
    text: str | None = None
    html: str | None = None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    reply_to: str | None = None
    case_id: str | None = None
    secure: bool | None = None
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    customer: Mapping[str, str] | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An email to send: the activity, where it came from, its key, and what was found on the way.

    `origin` is the argument as given (`-` for standard input); `key` is the same for the same
    content and options. An input that could not be read is an item with an error among its
    findings and an activity that holds what was understood.
    """

    origin: str
    key: str
    activity: Activity
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """An email that is known by its key already and is not parsed yet: `compose` does that.

    `content` is the message as it was saved, empty for an email made from fields.
    """

    origin: str
    key: str
    compose: Callable[[], Item]
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Payload:
    """What goes on the wire; iterating gives the body anew each time, `length` bytes in all."""

    media_type: str
    length: int
    chunks: Callable[[], Iterator[bytes]]

    def __iter__(self) -> Iterator[bytes]:
        return self.chunks()


class Status(StrEnum):
    """What became of an email: the command-line contract's table of statuses."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    INVALID = "invalid"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    NOT_ATTEMPTED = "not_attempted"


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier sending of the same content: the run that did it, when, and what it came to.

    `at` is ISO 8601 in UTC; `status` is accepted, unknown, or skipped where that run is sending it
    just now.
    """

    run: int
    at: str
    activity_id: str | None
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one item; `code` and `message` are the server's own words where it spoke.

    `exit_code` is what a run of this item alone exits with; `ms` is the time spent on it;
    `preview` is the payload that a dry run shows instead of sending; `verified` says whether what
    was read back is what was sent, None where it was not asked or could not be told; `before` is
    what the journal knows of the same content. `number` is its place in the run, from 1.
    """

    origin: str
    key: str
    status: Status
    http_status: int | None = None
    activity_id: str | None = None
    location: str | None = None
    code: str | None = None
    message: str | None = None
    attempts: int = 0
    ms: int = 0
    attachments: int = 0
    inline: int = 0
    findings: tuple[Finding, ...] = ()
    exit_code: ExitCode = ExitCode.OK
    hint: str = ""
    preview: Payload | None = None
    verified: bool | None = None
    before: Before | None = None
    number: int = 0
