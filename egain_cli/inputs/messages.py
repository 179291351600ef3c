"""Owns the items of send-eml: from raw messages, one source after another; sends nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from egain_cli.errors import InputError, UsageError, unforeseen
from egain_cli.identity import message_key
from egain_cli.inputs.dates import parse_date, parse_shift
from egain_cli.inputs.emails import unreadable
from egain_cli.inputs.fields import Fields, read_attributes, read_truth, refuse_empty
from egain_cli.inputs.files import STDIN, read_input
from egain_cli.inputs.mime.message import Wanted, to_activity
from egain_cli.model import Item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from egain_cli.findings import Finding
    from egain_cli.yaml_reader import Node


@dataclass(frozen=True, slots=True)
class RawMessage:
    """A message as it lies somewhere; `read` gives its bytes, and raises InputError."""

    origin: str
    read: Callable[[], bytes]


def check_date(date: str) -> None:
    """Raise UsageError for a `--date` that is no date, no shift and neither keep nor now."""
    try:
        if date != "keep" and parse_shift(date) is None:
            parse_date(date)
    except ValueError as error:
        hint = "Write keep, now, a date, or a shift such as +30d or -2h."
        raise UsageError(f"--date {date!r} {error}", hint) from None


def find_messages(names: list[str]) -> Iterator[RawMessage]:
    """The messages that the arguments name, in order, none of them read yet.

    A file is one message, and so is standard input (`-`). Whatever holds many messages is to be
    walked here, one at a time.
    """
    for name in names:
        # Standard input is read at once: an interrupt ends that, and nothing is under way yet.
        yield _from_stdin() if name == STDIN else RawMessage(name, partial(read_input, name))


def _from_stdin() -> RawMessage:
    try:
        content = read_input(STDIN)
    except InputError as error:
        return RawMessage(STDIN, partial(_fail, error))
    return RawMessage(STDIN, lambda: content)


def _fail(error: InputError) -> bytes:
    raise error


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
        activity, found = to_activity(content, wanted)
    except InputError as error:
        return unreadable(message.origin, _named(message.origin, error), content)
    except Exception as error:  # noqa: BLE001 - one message never ends a run
        failure = unforeseen(error)
        words = InputError(f"{message.origin}: {failure.message}", failure.hint)
        return unreadable(message.origin, words, content)
    activity = replace(activity, department=department)
    activity = replace(activity, **_overrides(Fields(flags), found))
    key = message_key(content, _as_written(flags, wanted, department))
    return Item(message.origin, key, activity, tuple(found))


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
    return repr((options, read_attributes(fields), wanted.date, wanted.receiver, department))


def _named(origin: str, error: InputError) -> InputError:
    if error.message.startswith(origin):
        return error
    return InputError(f"{origin}: {error.message}", error.hint)
