"""Owns the items of send-eml: from raw messages, one source after another; sends nothing."""

from __future__ import annotations

import os
from dataclasses import replace
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
from egain_cli.model import Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from egain_cli.findings import Finding
    from egain_cli.yaml_reader import Node

__all__ = ["RawMessage", "check_date", "find_messages", "read_messages"]


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


def read_messages(
    messages: Iterable[RawMessage],
    flags: Mapping[str, Node],
    wanted: Wanted,
    department: str | None,
) -> Iterator[Item]:
    """An item for each message; what the flags say replaces what the message says."""
    for message in messages:
        yield _read(message, flags, wanted, department)


# A function of its own, so that nothing holds a message's bytes while its item is being sent.
def _read(
    message: RawMessage, flags: Mapping[str, Node], wanted: Wanted, department: str | None
) -> Item:
    content = b""
    try:
        content = message.read()
        activity, found = to_activity(content, wanted, file_time=message.time)
    except InputError as error:
        return _unreadable(message, _named(message.origin, error), content)
    except Exception as error:  # noqa: BLE001 - one message never ends a run
        failure = unforeseen(error)
        words = InputError(f"{message.origin}: {failure.message}", failure.hint)
        return _unreadable(message, words, content)
    if wanted.attach_original:
        activity, note = attach_original(activity, content)
        found.append(note)
    activity = replace(activity, department=department)
    activity = replace(activity, **_overrides(Fields(flags), found))
    key = message_key(content, _as_written(flags, wanted, department))
    return Item(message.origin, key, activity, (*message.findings, *found))


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


def _as_written(flags: Mapping[str, Node], wanted: Wanted, department: str | None) -> str:
    fields = Fields(flags)
    options = {name: fields.texts(name) for name in sorted(flags) if name != "attributes"}
    written = (options, read_attributes(fields), wanted.date, wanted.receiver, department)
    # Named only where asked for, so that what has no such option keeps the key it had.
    extras = ("extract_uuencode", "attach_original", "extract_tnef")
    asked = [name for name in extras if getattr(wanted, name)]
    return repr((*written, *asked))


def _named(origin: str, error: InputError) -> InputError:
    if error.message.startswith(origin):
        return error
    return InputError(f"{origin}: {error.message}", error.hint)
