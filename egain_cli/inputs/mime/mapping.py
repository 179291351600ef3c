"""Owns the values that the mapping takes and gives; knows not how a message is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from egain_cli.findings import Finding
    from egain_cli.model import Activity


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the settings say about every message: where it goes, and which date it gets.

    `date` is `keep`, `now`, a date in ISO 8601 or a shift such as `+30d`. With `extract_uuencode`
    a file written into a text by uuencode becomes an attachment, with `extract_tnef` what is in a
    winmail.dat; with `attach_original` the message itself is one, which is for others to add: it
    needs no mapping.
    """

    receiver: str | None = None
    aliases: tuple[str, ...] = ()
    date: str = "keep"
    extract_uuencode: bool = False
    extract_tnef: bool = False
    attach_original: bool = False


@dataclass(frozen=True, slots=True)
class Moments:
    """When the message's file was last written, and what the clock says; None is not known.

    Both are aware of their zone. Without a clock it is the machine's own.
    """

    file: datetime | None = None
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class PartFate:
    """What became of one part of the MIME tree.

    `path` counts as IMAP does ("1.2.1"; "0" is a message that is itself a container). `size` is in
    bytes of what travels; of what does not, in bytes as written. `name` is what it is called there.
    `fate` is "container", "text", "html", "attachment 2" or "attachment 3, shown inline". What
    stands before and behind the parts of a container has a row without a type: "1.preamble".
    """

    path: str
    content_type: str
    size: int
    name: str | None
    fate: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Where each field of an activity came from, and what became of each part.

    `sources` are pairs of a field as users write it ("from", "attachments[1]") and words such as
    "Sender", "the newest Received" or "part 1.2 text/plain utf-8 quoted-printable"; a field that
    the activity lacks has none.
    """

    sources: tuple[tuple[str, str], ...]
    parts: tuple[PartFate, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """An activity, what was changed or doubted, and its trace, `sources` and `parts`."""

    activity: Activity
    findings: tuple[Finding, ...]
    sources: tuple[tuple[str, str], ...]
    parts: tuple[PartFate, ...]
