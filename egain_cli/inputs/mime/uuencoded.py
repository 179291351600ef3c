"""Owns what becomes of files that stand uuencoded in the text of a message; knows no part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.content import BytesContent
from egain_cli.findings import finding, shorten
from egain_cli.inputs.content_type import PREFIX, content_type
from egain_cli.inputs.mime.parts import clean_name
from egain_cli.inputs.mime.uuencode import find_files
from egain_cli.model import Attachment

if TYPE_CHECKING:
    from egain_cli.findings import Finding
    from egain_cli.inputs.mime.mapping import Wanted
    from egain_cli.inputs.mime.uuencode import Encoded


def take_files(
    text: str | None, before: int, wanted: Wanted, found: list[Finding]
) -> tuple[str | None, tuple[Attachment, ...]]:
    """The text, and the files that were taken out of it; none are unless that is wanted.

    `before` is the number of attachments that come before them.
    """
    files = list(find_files(text)) if text else []
    if not text or not files:
        return text, ()
    if not wanted.extract_uuencode:
        for file in files:
            words = f"holds the file {shorten(file.name)}, uuencoded; it stays there"
            found.append(finding("uuencode-in-text", "text", words))
        return text, ()
    for number, file in enumerate(files, before + 1):
        words = f"{shorten(file.name)} was taken out of the text"
        found.append(finding("uuencode-extracted", f"attachments[{number}]", words))
    return _without(text, files), tuple(map(_attachment, files))


def _without(text: str, files: list[Encoded]) -> str:
    starts = [0, *(file.end for file in files)]
    ends = [*(file.start for file in files), len(text)]
    return "".join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _attachment(file: Encoded) -> Attachment:
    name = clean_name(file.name)
    kind = content_type(None, file.content[:PREFIX], name)
    return Attachment(name=name, content_type=kind, content=BytesContent(file.content))
