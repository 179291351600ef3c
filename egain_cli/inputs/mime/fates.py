"""Owns what is told of a mapping: each part's path and fate, each field's source; maps nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.inputs.mime import headers
from egain_cli.inputs.mime.mapping import PartFate
from egain_cli.inputs.mime.margins import find_margins

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from egain_cli.inputs.mime.bodies import Bodies
    from egain_cli.inputs.mime.part import Part
    from egain_cli.model import Activity, Attachment


def walk(message: Part) -> Iterator[tuple[str, Part]]:
    """Every part with its path, as IMAP counts them; "0" is a message that is a container."""
    if not message.parts:
        yield "1", message
        return
    yield "0", message
    yield from _below(message, "")


def _below(part: Part, before: str) -> Iterator[tuple[str, Part]]:
    for number, inner in enumerate(part.parts, 1):
        path = f"{before}{number}"
        yield path, inner
        yield from _below(inner, f"{path}.")


def describe(path: str, part: Part) -> str:
    """A part in words: "part 1.2 text/plain utf-8 quoted-printable"."""
    label = part.parameter("content-type", "charset")
    label = label[2] if isinstance(label, tuple) else label
    raw = part.first("content-transfer-encoding") or b""
    encoding = raw.decode("ascii", "replace").strip().lower()
    return " ".join(each for each in ("part", path, part.content_type, label, encoding) if each)


def part_fates(
    message: Part, chosen: Bodies, attachments: Sequence[Attachment]
) -> Iterator[PartFate]:
    """What became of each part; `attachments` are those of `chosen.attachments`, in order."""
    beside = {id(part): number for number, part in enumerate(chosen.attachments)}
    bodies = {id(part): "text" for part in chosen.text} | {id(p): "html" for p in chosen.html}
    for path, part in walk(message):
        size, name, fate = part.end - part.start, headers.file_name(part, message), "container"
        if id(part) in beside:
            number = beside[id(part)]
            attachment = attachments[number]
            fate = f"attachment {number + 1}{', shown inline' * attachment.inline}"
            size, name = attachment.content.size, attachment.name
        elif part.hollow:
            fate = "left out: no part begins in it"
        elif not part.parts:
            fate = "unpacked: its files are attached"
        fate = bodies.get(id(part), fate)
        yield PartFate(path, part.content_type, size, name, fate)
        yield from _around(path, part)


def _around(path: str, part: Part) -> Iterator[PartFate]:
    for place, start, end in find_margins(part):
        where = "before" if place == "preamble" else "behind"
        words = f"not carried: it stands {where} the parts"
        yield PartFate(f"{path}.{place}", "", end - start, None, words)


def sources(
    activity: Activity, chosen_by: dict[str, str], message: Part, chosen: Bodies
) -> Iterator[tuple[str, str]]:
    """Each field that the activity has, and where it is from; `chosen_by` says so for some."""
    values = {"from": activity.sender, "receiver": activity.receiver, "date": activity.date}
    yield from ((field, chosen_by[field]) for field, value in values.items() if value)
    titles = {"subject": "Subject", "to": "To", "cc": "Cc", "reply_to": "Reply-To"}
    yield from ((field, title) for field, title in titles.items() if getattr(activity, field))
    described = {id(each): describe(path, each) for path, each in walk(message)}
    for field, several in (("text", chosen.text), ("html", chosen.html)):
        if several:
            yield field, ", ".join(described[id(each)] for each in several)
    if activity.text and not chosen.text:
        yield "text", "the invitation, or the winmail.dat"
    if activity.html and not chosen.html:
        yield "html", "the winmail.dat"
    for number, _ in enumerate(activity.attachments, 1):
        leaves = chosen.attachments[number - 1 : number]
        source = described[id(leaves[0])] if leaves else "a file that was unpacked"
        yield f"attachments[{number}]", source
