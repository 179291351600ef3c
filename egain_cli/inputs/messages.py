"""Owns the items of send-eml: from raw messages, one source after another; sends nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from egain_cli.errors import InputError, UsageError, unforeseen
from egain_cli.identity import message_key
from egain_cli.inputs.dates import parse_date, parse_shift
from egain_cli.inputs.emails import unreadable
from egain_cli.inputs.fields import Fields, read_attributes, read_truth, refuse_empty
from egain_cli.inputs.mime.message import Wanted, to_activity
from egain_cli.inputs.original import attach_original
from egain_cli.inputs.sources.arguments import open_sources
from egain_cli.inputs.sources.messages import RawMessage
from egain_cli.model import Draft, Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from egain_cli.findings import Finding
    from egain_cli.yaml_reader import Node

__all__ = ["RawMessage", "Reading", "check_date", "find_messages", "read_messages"]


def check_date(date: str) -> None:
    """Raise UsageError for a `--date` that is no date, no shift and neither keep nor now."""
    try:
        if date != "keep" and parse_shift(date) is None:
            parse_date(date)
    except ValueError as error:
        hint = "Write keep, now, a date, or a shift such as +30d or -2h."
        raise UsageError(f"--date {date!r} {error}", hint) from None


def find_messages(names: Sequence[str]) -> Iterator[RawMessage]:
    """The messages that the arguments name, one at a time, none of them read yet.

    A message is to be read before the next one is asked for. `egain_cli.inputs.sources` says what
    an argument may be, and counts them.
    """
    with open_sources(names) as sources:
        yield from sources.messages()


@dataclass(frozen=True, slots=True)
class Reading:
    """How the messages of a run are read; what the flags say replaces what a message says.

    `target` is the server that they go to. `options` is all that makes another sending of the same
    message, as it was written: `--date now` is `now`.
    """

    flags: Mapping[str, Node]
    wanted: Wanted
    department: str | None
    target: str = ""
    options: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", _as_written(self))

    def open(self, message: RawMessage) -> Draft:
        """The message with its key, its bytes read and nothing parsed; raises nothing."""
        try:
            content = message.read()
        except Exception as error:  # noqa: BLE001 - one message never ends a run
            item = _unreadable(message, _in_words(message, error), b"")
            return Draft(message.origin, item.key, lambda: item)
        key = message_key(content, self.options)
        compose = partial(_compose, message, content, self, key)
        return Draft(message.origin, key, compose, content)


def read_messages(
    messages: Iterable[RawMessage],
    flags: Mapping[str, Node],
    wanted: Wanted,
    department: str | None,
) -> Iterator[Item]:
    """An item for each message; what the flags say replaces what the message says."""
    reading = Reading(flags, wanted, department)
    for message in messages:
        yield reading.open(message).compose()


# A function of its own, so that nothing holds a message's bytes while its item is being sent.
def _compose(message: RawMessage, content: bytes, reading: Reading, key: str) -> Item:
    try:
        activity, found = to_activity(content, reading.wanted, file_time=message.time)
    except Exception as error:  # noqa: BLE001 - one message never ends a run
        return _unreadable(message, _in_words(message, error), content)
    if reading.wanted.attach_original:
        activity, note = attach_original(activity, content)
        found.append(note)
    said = _overrides(Fields(reading.flags), found)
    activity = replace(activity, department=reading.department, **said)
    return Item(message.origin, key, activity, (*message.findings, *found))


def _in_words(message: RawMessage, error: Exception) -> InputError:
    if isinstance(error, InputError):
        return _named(message.origin, error)
    failure = unforeseen(error)
    return InputError(f"{message.origin}: {failure.message}", failure.hint)


def _unreadable(message: RawMessage, error: InputError, content: bytes) -> Item:
    # A name may hold what UTF-8 cannot, and a key is made of bytes.
    return unreadable(message.origin, error, content or os.fsencode(message.origin))


def _overrides(fields: Fields, found: list[Finding]) -> dict[str, Any]:
    found += refuse_empty(fields)
    singles = {"from": "sender", "receiver": "receiver", "reply_to": "reply_to", "case": "case_id",
               "subject": "subject"}  # fmt: skip
    given: dict[str, Any] = {
        attribute: fields.text(name) for name, attribute in singles.items() if name in fields.nodes
    }
    given |= {name: fields.texts(name) for name in ("to", "cc") if name in fields.nodes}
    if "secure" in fields.nodes:
        given["secure"] = read_truth(fields, "secure", found)
    if "attributes" in fields.nodes:
        given["attributes"] = read_attributes(fields)
    return given


def _as_written(reading: Reading) -> str:
    fields, wanted = Fields(reading.flags), reading.wanted
    # The receiver stands there once, wherever it was said; among aliases it matters that a flag
    # did, which wins over those that a message names.
    apart = ("attributes",) if wanted.aliases else ("attributes", "receiver")
    options = {name: fields.texts(name) for name in sorted(fields.nodes) if name not in apart}
    receiver = fields.text("receiver") if "receiver" in fields.nodes else wanted.receiver
    written = (options, read_attributes(fields), wanted.date, receiver, reading.department)
    # Named only where asked for, so that what has no such option keeps the key it had.
    extras = ("extract_uuencode", "attach_original", "extract_tnef")
    asked = [name for name in extras if getattr(wanted, name)]
    return repr((*written, *asked, *([reading.target] if reading.target else [])))


def _named(origin: str, error: InputError) -> InputError:
    if error.message.startswith(origin):
        return error
    return InputError(f"{origin}: {error.message}", error.hint)
