"""Owns what becomes of a winmail.dat that is to be unpacked; knows not how one is read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from egain_cli.content import BytesContent
from egain_cli.findings import finding, shorten
from egain_cli.inputs.content_type import PREFIX, content_type
from egain_cli.inputs.mime import charset, transfer
from egain_cli.inputs.mime.parts import is_tnef, told_name
from egain_cli.inputs.mime.shown import Called
from egain_cli.inputs.rtf_html import html_within
from egain_cli.inputs.tnef.message import unpack
from egain_cli.model import Attachment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.findings import Finding
    from egain_cli.inputs.mime.bodies import Bodies
    from egain_cli.inputs.mime.part import Part
    from egain_cli.inputs.tnef.unpacked import File, Unpacked

_TNEF = "application/ms-tnef"
_RTF = "application/rtf"


def take(chosen: Bodies, found: list[Finding]) -> tuple[Bodies, list[Unpacked]]:
    """The bodies and attachments without what could be unpacked whole, and what was in that.

    A damaged winmail.dat stays an attachment: then nothing of it can be lost.
    """
    kept: list[Part] = []
    taken: list[Unpacked] = []
    for leaf in chosen.attachments:
        unpacked = _unpack(leaf) if is_tnef(leaf) else None
        if unpacked is None:
            kept.append(leaf)
            continue
        taken.append(unpacked)
        words = f"a winmail.dat was unpacked; it held {len(unpacked.files)} files"
        found.append(finding("tnef-unpacked", "attachments", words))
    return replace(chosen, attachments=kept), taken


def contents(
    taken: list[Unpacked], text: str | None, html: str | None, before: int, found: list[Finding]
) -> tuple[str | None, str | None, list[tuple[Called, Attachment]]]:
    """The text and the HTML, from Outlook's where the message has none, and all the files.

    What Outlook says in another form than the message does is a file too: nothing is lost. With
    each file stands what the HTML may call it; `before` attachments come before them.
    """
    files: list[tuple[Called, Attachment]] = []
    for each in taken:
        within = _html(each)
        if within is not None:
            html, left = (within[0], None) if html is None else (html, within[1])
            files += _file("message.html", left, "text/html")
        if each.text is not None:
            text, left = (each.text, None) if text is None else (text, _if_other(each.text, text))
            files += _file("message.txt", left, "text/plain")
        if within is None or each.html is not None:
            files += _file("message.rtf", each.rtf, _RTF)
        for file in each.files:
            attachment = _attachment(file, f"attachments[{before + len(files) + 1}]", found)
            files.append((Called(file.content_id, location=file.location), attachment))
    return text, html, files


def _html(message: Unpacked) -> tuple[str, bytes] | None:
    """The HTML as text and as bytes: its own, else what its RTF was made from."""
    if message.html is not None:
        return charset.decode(message.html, message.html_charset)[0], message.html
    written = html_within(message.rtf) if message.rtf else None
    return None if written is None else (written, written.encode("utf-8", "replace"))


def _unpack(leaf: Part) -> Unpacked | None:
    held, damage = transfer.content(leaf)
    if damage:
        return None
    try:
        unpacked = unpack(b"".join(held.chunks()))
    except ValueError:
        return None
    return None if unpacked.damaged else unpacked


def _if_other(one: str, other: str) -> bytes | None:
    return None if one.split() == other.split() else one.encode("utf-8", "replace")


def _file(name: str, content: bytes | None, kind: str) -> Iterator[tuple[Called, Attachment]]:
    if content:
        yield Called(), Attachment(name=name, content_type=kind, content=BytesContent(content))


def _attachment(file: File, field: str, found: list[Finding]) -> Attachment:
    """A file; a message that is attached as such stays the stream that it is, which is told."""
    name = file.name or ("message.dat" if file.message else "attachment")
    if not file.name:
        found.append(finding("name-made", f"{field}.name", f"has no name, called {name}"))
    name = told_name(name, field, found)
    if file.message:
        words = f"{shorten(name)} is a message within a winmail.dat; it stays as Outlook wraps it"
        found.append(finding("tnef-passed-on", field, words))
    declared = file.content_type or (_TNEF if file.message else None)
    kind = content_type(declared, file.content[:PREFIX], name)
    return Attachment(name=name, content_type=kind, content=BytesContent(file.content))
