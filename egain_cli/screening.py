"""Owns what lint finds of each item: all that a send would tell, and doubts; sends nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from egain_cli.errors import EgainError, unforeseen
from egain_cli.findings import finding
from egain_cli.inputs.doubts import Suspect, doubt
from egain_cli.inputs.mime import tree
from egain_cli.replay import examine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from egain_cli.findings import Finding
    from egain_cli.inputs.messages import RawMessage
    from egain_cli.model import Item
    from egain_cli.replay import Check

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
class Kept:
    """The bytes of a message, read once: of standard input they are not there again."""

    source: RawMessage
    content: bytes = b""

    def read(self) -> bytes:
        """The bytes; InputError as the source says it."""
        self.content = self.content or self.source.read()
        return self.content


def screen_messages(messages: Iterable[RawMessage], read: Read, screen: Screen) -> Iterator[Item]:
    """The item that `read` makes of each message, with all that was found of it."""
    for message in messages:
        kept = Kept(message)
        for item in read([replace(message, read=kept.read)]):
            yield _screened(item, screen, kept.content)


def screen_items(items: Iterable[Item], screen: Screen) -> Iterator[Item]:
    """The items, made of fields, each with all that was found of it."""
    for item in items:
        yield _screened(item, screen, b"")


def _screened(item: Item, screen: Screen, content: bytes) -> Item:
    try:
        found = [*examine(item, screen.check), *_repeated(item, screen)]
        if not any(each.rule.name == "unreadable" for each in found):
            message = tree.parse(content) if content else None
            found += doubt(Suspect(item, screen.now, message, screen.aliases))
    except Exception as error:  # noqa: BLE001 - one item never ends a run
        failure = error if isinstance(error, EgainError) else unforeseen(error)
        words = f"{item.origin}: {failure.message}"
        found = [*item.findings, finding("unreadable", "input", words, failure.hint)]
    return replace(item, findings=tuple(found))


def _repeated(item: Item, screen: Screen) -> list[Finding]:
    """A warning for what stood there before, to the byte and with the same options."""
    first = screen.seen.setdefault(item.key, item.origin)
    if first == item.origin:
        return []
    return [finding("sent-twice", "input", f"is the same as {first}")]
