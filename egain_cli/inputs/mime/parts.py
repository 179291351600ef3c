"""Owns what a leaf becomes as an attachment: name, type and content; knows no HTML."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from egain_cli.findings import finding, shorten
from egain_cli.inputs.content_type import PREFIX, UNKNOWN, content_type, extension
from egain_cli.inputs.mime import charset, headers, transfer
from egain_cli.inputs.mime.parameters import every_parameter
from egain_cli.model import Attachment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.content import Content
    from egain_cli.findings import Finding
    from egain_cli.inputs.mime.part import Part

MAX_NAME = 255
_MAX_ENDING = 20  # characters; what is longer behind a dot is no extension
# The last two ranges turn the direction of what follows: they can show `exe.gpj` as `jpg.exe`.
_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]')
_KNOWN_PARAMETERS = ("name", "charset", "boundary")
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")


def attachment(
    part: Part,
    position: int,
    found: list[Finding],
    *,
    message: Part | None = None,
    uudecode: bool = False,
) -> Attachment:
    """A leaf as an attachment, byte for byte; whether the HTML shows it is for others to say.

    `message` is what it is a part of: by its charset a name may be written.
    """
    field = f"attachments[{position}]"
    held, damage = transfer.content(part, uudecode=uudecode)
    if damage:
        found.append(finding("encoding-damaged", field, damage))
    name = _name(part, message, position, found)
    found += _left_out(part, field)
    if is_tnef(part):
        words = f"{shorten(name)} holds attachments as Outlook wraps them; it was attached whole"
        found.append(finding("tnef-passed-on", field, words))
    declared = part.content_type if part.has_type or part.default_type != "text/plain" else None
    says_nothing = declared in (None, UNKNOWN)
    kind = content_type(declared, _prefix(held) if says_nothing else b"", name)
    return Attachment(name=name, content_type=kind, content=held)


def is_tnef(part: Part) -> bool:
    """Whether a leaf is a winmail.dat, in which Outlook wraps attachments."""
    return part.content_type in _TNEF or (headers.file_name(part) or "").lower() == "winmail.dat"


def _prefix(held: Content) -> bytes:
    return next(held.chunks(), b"")[:PREFIX]


def _left_out(part: Part, field: str) -> Iterator[Finding]:
    """Notes of what the type loses, a charset that its reader needs and other parameters.

    The API has no place for them.
    """
    label = part.declared_charset if part.content_type.startswith("text/") else None
    if label and not charset.is_assumed(label):
        words = f"is {part.content_type} in {shorten(label)}; the charset does not travel with it"
        yield finding("charset-left-out", f"{field}.type", words)
    others = "; ".join(_parameters(part)) if part.has_type else ""
    if others:
        words = f"is {part.content_type} with {shorten(others)}, which does not travel with it"
        yield finding("charset-left-out", f"{field}.type", words)


def _parameters(part: Part) -> Iterator[str]:
    """The parameters of a type that do not travel, and are told nowhere else."""
    for name, value in every_parameter((part.first("content-type") or b"").decode("latin-1")):
        if value and name not in _KNOWN_PARAMETERS:
            yield f"{name}={value}"


def _name(part: Part, message: Part | None, position: int, found: list[Finding]) -> str:
    field, doubts = f"attachments[{position}].name", list[str]()
    given = headers.file_name(part, message, doubts)
    if given is None:
        name = f"part-{position}{extension(part.content_type)}"
        found.append(finding("name-made", field, f"has no name, called {name}"))
        return name
    found += [finding("charset-replaced", field, words) for words in dict.fromkeys(doubts)]
    return told_name(given, f"attachments[{position}]", found)


def told_name(given: str, field: str, found: list[Finding]) -> str:
    """The name made clean; where that changed it, a finding about `field` says so."""
    name = clean_name(given)
    if name != given:
        words = f"{shorten(given)} became {shorten(name)}"
        found.append(finding("name-changed", f"{field}.name", words))
    return name


def clean_name(given: str) -> str:
    """A name without what no file name can have, at most as long as the API takes it."""
    name = _IN_NAMES.sub("_", given)
    if len(name) <= MAX_NAME:
        return name
    ending = PurePosixPath(name).suffix
    ending = ending if len(ending) <= _MAX_ENDING else ""
    return name[: MAX_NAME - len(ending)] + ending
