"""Owns how an email is explained, whether a message or made from fields; shows nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from egain_cli.errors import InputError
from egain_cli.findings import Severity
from egain_cli.inputs.emails import read_fields, to_item, unreadable
from egain_cli.inputs.mime.mapping import Moments
from egain_cli.inputs.mime.message import trace
from egain_cli.inputs.written import written_at
from egain_cli.screening import screen_items, screen_messages
from egain_cli.statement import Field, Header, explain_fields, left_behind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from egain_cli.inputs.messages import RawMessage
    from egain_cli.inputs.mime.mapping import PartFate, Trace, Wanted
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

    @property
    def valid(self) -> bool:
        """Whether nothing was found that keeps it from being sent."""
        found = [each.rule.severity for field in self.fields for each in field.changes]
        return Severity.ERROR not in found


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
        for item, part in screen_messages([message], read, screen):
            if part is None:
                yield Explanation(item.origin, explain_fields(item, {}))
                continue
            traced = trace(part, item.activity, wanted, Moments(message.time, screen.now))
            fields = explain_fields(item, _sources(item, traced, settings, wanted))
            yield Explanation(item.origin, fields, traced.parts, left_behind(part))


def explain_emails(
    name: str, defaults: Mapping[str, Node], screen: Screen
) -> Iterator[Explanation]:
    """Each document of a YAML file explained; of a bad file, what is wrong with it."""
    try:
        written = read_fields(name, {}, defaults)
        items = [to_item(*each) for each in written]
    except InputError as error:
        yield Explanation(name, explain_fields(unreadable(name, error), {}))
        return
    for item, (_, fields) in zip(screen_items(items, screen), written, strict=True):
        sources = written_at(fields.nodes, len(item.activity.attachments))
        yield Explanation(item.origin, explain_fields(item, sources))


def _sources(
    item: Item, traced: Trace, settings: Mapping[str, str], wanted: Wanted
) -> dict[str, str]:
    """Where each field comes from; behind the parts' attachments stands the original, if any."""
    sources = {"department": settings["department"], **dict(traced.sources)}
    if wanted.attach_original:
        sources[f"attachments[{len(item.activity.attachments)}]"] = "the message itself"
    if sources.get("receiver") == SETTINGS:
        sources["receiver"] = settings["receiver"]
    return sources
