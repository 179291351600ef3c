"""Owns what is made of a winmail.dat: its files and bodies as values; knows not how they lie."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """An attachment.

    `name` as it was given, empty where it has none; `location` its Content-Location. `message` is
    what a message attached as such holds: `content` is then a TNEF stream of its own.
    """

    name: str
    content: bytes
    content_type: str | None = None
    content_id: str | None = None
    location: str | None = None
    message: Unpacked | None = None


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A message: files in order, bodies where they are, and in `damaged` what is wrong, in words.

    The damage of messages in it is named there too. `html_charset` is a label, None where nothing
    says how the HTML is written; `rtf` is decompressed.
    """

    files: tuple[File, ...] = ()
    subject: str | None = None
    text: str | None = None
    html: bytes | None = None
    html_charset: str | None = None
    rtf: bytes | None = None
    damaged: str = ""
