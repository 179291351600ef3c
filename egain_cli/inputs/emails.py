"""Owns the items of send-email: from flags, and from YAML with flags on top; sends nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from egain_cli.errors import InputError
from egain_cli.findings import finding
from egain_cli.identity import activity_key, addressed, message_key
from egain_cli.inputs.fields import Fields, to_activity
from egain_cli.inputs.files import STDIN, read_input
from egain_cli.inputs.flags import merge
from egain_cli.model import Activity, Draft, Item
from egain_cli.yaml_reader import Node, read_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

FLAGS = "flags"  # the origin of an email that no file describes


def read_emails(
    names: list[str], flags: Mapping[str, Node], defaults: Mapping[str, Node]
) -> Iterator[Item]:
    """An item for each document of each YAML file, or one from the flags where no file is named.

    A flag wins over the file, the file over the defaults. A file with a mistake in it is one item
    that says so, and none of its documents is sent: they can be sent together once it is mended.
    """
    if not names:
        yield _from_flags(merge(flags, defaults))
    for name in names:
        try:
            yield from [to_item(*each) for each in read_fields(name, flags, defaults)]
        except InputError as error:
            yield unreadable(name, error)


def open_items(target: str) -> Callable[[Item], Draft]:
    """How items that are made already are opened, going to this server."""

    def opening(item: Item) -> Draft:
        key = addressed(item.key, target)
        return Draft(item.origin, key, lambda: replace(item, key=key))

    return opening


def refuse_attribute(item: Item, name: str | None, hint: str) -> Item:
    """The item, or one that cannot be sent where it has the attribute that carries the key."""
    if name is None or name not in dict(item.activity.attributes):
        return item
    words = f"{item.origin}: attributes.{name}: the setting marker_attribute has it carry the key"
    return unreadable(item.origin, InputError(words, hint))


def unreadable(origin: str, error: InputError, message: bytes = b"") -> Item:
    """The item of an input that cannot be read: nothing to send, and why."""
    found = finding("unreadable", "input", error.message, error.hint)
    return Item(origin, message_key(message or origin.encode(), ""), Activity(), (found,))


def _from_flags(nodes: dict[str, Node]) -> Item:
    try:
        return to_item(FLAGS, Fields(nodes, Path.cwd()))
    except InputError as error:
        return unreadable(FLAGS, error)


def read_fields(
    name: str, flags: Mapping[str, Node], defaults: Mapping[str, Node]
) -> list[tuple[str, Fields]]:
    """The origin and the fields of each document of a YAML file; InputError for a bad file."""
    documents = read_documents(read_input(name), name)
    if not documents:
        raise InputError(f"{name}: no email in it", "Write at least `from:` and `subject:`.")
    folder = Path.cwd() if name == STDIN else Path(name).parent
    emails = []
    for number, document in enumerate(documents, 1):
        if not isinstance(document.value, dict):
            hint = "Write one `key: value` a line, such as `from: jane@customer.com`."
            raise InputError(f"{document.mark}: not a mapping of an email's fields", hint)
        nodes = merge(flags, merge(document.value, defaults))
        origin = name if len(documents) == 1 else f"{name}#{number}"
        emails.append((origin, Fields(nodes, folder, beside=name != STDIN)))
    return emails


def to_item(origin: str, fields: Fields) -> Item:
    """The item that the fields describe; InputError for what cannot be understood at all."""
    activity, found = to_activity(fields)
    date = fields.text("date") or "now"
    return Item(origin, activity_key(activity, date), activity, tuple(found))
