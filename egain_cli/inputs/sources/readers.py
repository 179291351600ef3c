"""Owns reading what is no archive: a message in one form or another, or a mailbox of them."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from egain_cli.errors import InputError
from egain_cli.inputs.sources.emlx import unframe, what_is_missing
from egain_cli.inputs.sources.mbox import mbox_messages
from egain_cli.inputs.sources.messages import RawMessage, failing
from egain_cli.inputs.sources.names import suffix_of
from egain_cli.inputs.sources.streams import sought

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from egain_cli.inputs.sources.entries import Entry, Search
    from egain_cli.inputs.sources.streams import Stream

_FOREIGN = "Export its messages as .eml or mbox (readpst does it for .pst), and name those."


def in_words(origin: str, error: Exception) -> InputError:
    """The error of a source that cannot be read, or not to its end."""
    if isinstance(error, InputError):
        return error
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    hint = "Copy it again from where it came from, or unpack it and name the folder."
    return InputError(f"{origin}: cannot be read: {reason}", hint)


def whole(entry: Entry, search: Search) -> bytes:
    """The bytes of an entry that is a message, opened only now; InputError where there are none."""
    try:
        if entry.whole:
            return entry.whole()
        with closing(entry.open()) as stream:
            return stream.whole(search.limits)
    except Exception as error:  # noqa: BLE001 - whatever a damaged archive raises
        raise in_words(entry.origin, error) from None


def nothing(_entry: Entry, _stream: Stream, _search: Search) -> Iterator[RawMessage]:
    """No message: the entry is none, and holds none."""
    yield from ()


def message(entry: Entry, stream: Stream, search: Search) -> Iterator[RawMessage]:
    """The message that an opened entry is."""
    yield RawMessage(entry.origin, partial(_rest, entry, stream, search, None), entry.time)


def _rest(
    entry: Entry, stream: Stream, search: Search, convert: Callable[[bytes, str], bytes] | None
) -> bytes:
    try:
        content = stream.whole(search.limits)
    except Exception as error:  # noqa: BLE001 - whatever a damaged archive raises
        raise in_words(entry.origin, error) from None
    return convert(content, entry.origin) if convert else content


def emlx(entry: Entry, stream: Stream, search: Search) -> Iterator[RawMessage]:
    """The message that Apple Mail saved."""
    read = partial(_rest, entry, stream, search, unframe)
    yield RawMessage(entry.origin, read, entry.time, what_is_missing(entry.name))


def outlook(entry: Entry, stream: Stream, search: Search) -> Iterator[RawMessage]:
    """The message that Outlook saved."""
    from egain_cli.inputs.sources.outlook import to_message  # noqa: PLC0415 - hardly ever needed

    yield RawMessage(entry.origin, partial(_rest, entry, stream, search, to_message), entry.time)


def foreign(entry: Entry, _stream: Stream, _search: Search) -> Iterator[RawMessage]:
    """What holds messages in a form that is not read: one that says so."""
    words = f"{entry.origin}: a .{suffix_of(entry.name)} file is not read"
    yield failing(entry.origin, InputError(words, _FOREIGN))


def mbox(entry: Entry, stream: Stream, _search: Search) -> Iterator[RawMessage]:
    """The messages of a mailbox."""
    with sought(stream) as (file, error):
        yield from mbox_messages(file, entry.origin)
    if error:
        raise error  # what came before it was read
