"""Owns what becomes of the uuencoded files of a message, in its text or parts; knows no HTML."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from egain_cli.content import BytesContent
from egain_cli.findings import finding, shorten
from egain_cli.inputs.content_type import PREFIX, content_type
from egain_cli.inputs.mime import transfer
from egain_cli.inputs.mime.parts import told_name
from egain_cli.inputs.mime.uuencode import find_files
from egain_cli.model import Attachment

if TYPE_CHECKING:
    from egain_cli.findings import Finding
    from egain_cli.inputs.mime.bodies import Bodies
    from egain_cli.inputs.mime.mapping import Wanted
    from egain_cli.inputs.mime.part import Part
    from egain_cli.inputs.mime.uuencode import Encoded


def take_parts(chosen: Bodies) -> tuple[Bodies, list[Encoded]]:
    """The bodies and attachments without the parts that are several files, and those files.

    A part that is one file stays a part, and is undone there: its header names it.
    """
    kept: list[Part] = []
    taken: list[Encoded] = []
    for leaf in chosen.attachments:
        files = transfer.uuencoded_files(leaf)
        if len(files) > 1:
            taken += files
        else:
            kept.append(leaf)
    return replace(chosen, attachments=kept), taken


def take_files(
    text: str | None, of_parts: list[Encoded], before: int, wanted: Wanted, found: list[Finding]
) -> tuple[str | None, tuple[Attachment, ...]]:
    """The text, and the files that were taken out of parts and of it; none are unless wanted.

    `before` is the number of attachments that come before them.
    """
    files = list(find_files(text)) if text else []
    if not wanted.extract_uuencode:
        for file in files:
            words = f"holds the file {shorten(file.name)}, uuencoded; it stays there"
            found.append(finding("uuencode-in-text", "text", words))
        return text, ()
    attachments = []
    for number, file in enumerate([*of_parts, *files], 1):
        field = f"attachments[{before + number}]"
        place = "a part that held several files" if number <= len(of_parts) else "the text"
        words = f"{shorten(file.name)} was taken out of {place}"
        found.append(finding("uuencode-extracted", field, words))
        attachments.append(_attachment(file, field, found))
    return _without(text, files) if text else text, tuple(attachments)


def _without(text: str, files: list[Encoded]) -> str:
    starts = [0, *(file.end for file in files)]
    ends = [*(file.start for file in files), len(text)]
    return "".join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _attachment(file: Encoded, field: str, found: list[Finding]) -> Attachment:
    name = told_name(file.name, field, found)
    kind = content_type(None, file.content[:PREFIX], name)
    return Attachment(name=name, content_type=kind, content=BytesContent(file.content))
