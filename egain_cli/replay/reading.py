"""Owns when a message is read: by the feeder where it has to be, else by whoever follows it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from egain_cli.errors import InputError, unforeseen
from egain_cli.inputs.sources.messages import failing
from egain_cli.replay.crew import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from egain_cli.inputs.sources.messages import RawMessage
    from egain_cli.model import Item
    from egain_cli.replay.halt import Halt


def message_sources(messages: Iterable[RawMessage], halt: Halt) -> Iterator[Source[RawMessage]]:
    """Messages as a run takes them; what is no file of its own is read now, while it is there."""
    for message in messages:
        if message.size is not None or halt():
            yield Source(message.origin, message.size or 0, message, message.repeated)
        else:
            yield _read(message)


def item_sources(items: Iterable[Item]) -> Iterator[Source[Item]]:
    """Items that are made already, as a run takes them."""
    for item in items:
        yield Source(item.origin, 0, item)


# A function of its own, so that nothing holds a message's bytes while the next one is read.
def _read(message: RawMessage) -> Source[RawMessage]:
    try:
        content = message.read()
    except Exception as error:  # noqa: BLE001 - one message never ends a run
        failure = unforeseen(error)
        words = InputError(f"{message.origin}: {failure.message}", failure.hint)
        known = error if isinstance(error, InputError) else words
        failed = replace(failing(message.origin, known), findings=message.findings)
        return Source(message.origin, 0, failed)
    held = replace(message, read=partial(_given, content), size=len(content))
    return Source(message.origin, len(content), held, message.repeated)


def _given(content: bytes) -> bytes:
    return content
