"""Owns how an email is explained, whether a message or made from fields; shows nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from egain_cli.errors import InputError
from egain_cli.inputs.emails import read_fields, to_item, unreadable
from egain_cli.inputs.mime.mapping import Moments
from egain_cli.inputs.mime.message import map_message
from egain_cli.inputs.written import written_at
from egain_cli.screening import Kept, screen_items, screen_messages
from egain_cli.statement import Field, Header, explain_fields, left_behind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from egain_cli.inputs.messages import RawMessage
    from egain_cli.inputs.mime.mapping import Mapping as Mapped
    from egain_cli.inputs.mime.mapping import PartFate, Wanted
    from egain_cli.model import Item
    from egain_cli.screening import Read, Screen
    from egain_cli.yaml_reader import Node

SETTINGS = "the settings"  # what the mapping says of a receiver that no header field names


@dataclass(frozen=True, slots=True)
class Explanation:
    """An email with all that is known of it; what was made from fields has no parts and headers."""

    origin: str
    fields: tuple[Field, ...]
    parts: tuple[PartFate, ...] = ()
    headers: tuple[Header, ...] = ()
    readable: bool = True


def explain_messages(
    messages: Iterable[RawMessage],
    read: Read,
    screen: Screen,
    wanted: Wanted,
    settings: Mapping[str, str],
) -> Iterator[Explanation]:
    """Each message explained; of one that cannot be read, why.

    `settings` says where department and receiver come from, where the message does not say it.
    """
    for message in messages:
        kept = Kept(message)
        for item in screen_messages([replace(message, read=kept.read)], read, screen):
            if _unreadable(item):
                yield Explanation(item.origin, explain_fields(item, {}), readable=False)
                continue
            mapping = map_message(kept.content, wanted, Moments(message.time, screen.now))
            sources = _sources(item, mapping, settings)
            fields = explain_fields(item, sources)
            yield Explanation(item.origin, fields, mapping.parts, left_behind(kept.content))


def explain_emails(
    name: str, defaults: Mapping[str, Node], screen: Screen
) -> Iterator[Explanation]:
    """Each document of a YAML file explained; of a bad file, what is wrong with it."""
    try:
        written = read_fields(name, {}, defaults)
        items = [to_item(*each) for each in written]
    except InputError as error:
        yield Explanation(name, explain_fields(unreadable(name, error), {}), readable=False)
        return
    for item, (_, fields) in zip(screen_items(items, screen), written, strict=True):
        sources = written_at(fields.nodes, len(item.activity.attachments))
        yield Explanation(item.origin, explain_fields(item, sources))


def _sources(item: Item, mapping: Mapped, settings: Mapping[str, str]) -> dict[str, str]:
    """Where each field comes from; behind the parts' attachments stands the original, if any."""
    last = f"attachments[{len(item.activity.attachments)}]"
    sources = {last: "the message itself", "department": settings["department"]}
    sources |= mapping.sources
    if sources.get("receiver") == SETTINGS:
        sources["receiver"] = settings["receiver"]
    return sources


def _unreadable(item: Item) -> bool:
    return any(found.rule.name == "unreadable" for found in item.findings)
