"""Owns what lint finds of each item: all that a send would tell, and doubts; sends nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from egain_cli.errors import EgainError, unforeseen
from egain_cli.findings import finding
from egain_cli.inputs.doubts import Suspect, doubt
from egain_cli.inputs.mime import tree
from egain_cli.replay.examination import examine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from egain_cli.findings import Finding
    from egain_cli.inputs.messages import RawMessage
    from egain_cli.inputs.mime.part import Part
    from egain_cli.model import Item
    from egain_cli.replay.plan import Check

    Read = Callable[[list[RawMessage]], Iterable[Item]]


@dataclass(frozen=True, slots=True)
class Screen:
    """What every item is held against.

    `check` is the format's and that of the size; `aliases` are addresses that eGain answers for;
    `now` is aware of its zone. `seen` remembers the key of each item, and where it stood first.
    """

    check: Check
    now: datetime
    aliases: tuple[str, ...] = ()
    seen: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Kept:
    """The bytes of a message, read once: of standard input they are not there again."""

    source: RawMessage
    content: bytes = b""

    def read(self) -> bytes:
        """The bytes; InputError as the source says it."""
        self.content = self.content or self.source.read()
        return self.content


def screen_messages(
    messages: Iterable[RawMessage], read: Read, screen: Screen
) -> Iterator[tuple[Item, Part | None]]:
    """The item that `read` makes of each message, with all that was found of it, and the parts.

    There are no parts of what cannot be read.
    """
    for message in messages:
        yield from _screen_message(message, read, screen)


# A function of its own, so that nothing holds a message's bytes while the next one is read.
def _screen_message(
    message: RawMessage, read: Read, screen: Screen
) -> Iterator[tuple[Item, Part | None]]:
    kept = _Kept(message)
    for item in read([replace(message, read=kept.read)]):
        part = None if is_unreadable(item) else tree.parse(kept.content)
        screened = _screened(item, screen, part)
        yield screened, None if is_unreadable(screened) else part


def screen_items(items: Iterable[Item], screen: Screen) -> Iterator[Item]:
    """The items, made of fields, each with all that was found of it."""
    for item in items:
        yield _screened(item, screen, None)


def is_unreadable(item: Item) -> bool:
    """Whether nothing of it could be read, or not to the end."""
    return any(found.rule.name == "unreadable" for found in item.findings)


def _screened(item: Item, screen: Screen, message: Part | None) -> Item:
    if is_unreadable(item):
        return item
    try:
        found = [*examine(item, screen.check), *_repeated(item, screen)]
        found += doubt(Suspect(item, screen.now, message, screen.aliases))
    except Exception as error:  # noqa: BLE001 - one item never ends a run
        failure = error if isinstance(error, EgainError) else unforeseen(error)
        words = f"{item.origin}: {failure.message}"
        found = [*item.findings, finding("unreadable", "input", words, failure.hint)]
    return replace(item, findings=tuple(found))


def _repeated(item: Item, screen: Screen) -> list[Finding]:
    """A warning for what stood there before, to the byte and with the same options."""
    first = screen.seen.get(item.key)
    if first is None:
        screen.seen[item.key] = item.origin
        return []
    words = "was named before" if first == item.origin else f"is the same as {first}"
    return [finding("sent-twice", "input", words)]
