"""Owns the frame that Apple Mail puts around a message; knows nothing of the message itself."""

from __future__ import annotations

import re

from egain_cli.errors import InputError
from egain_cli.findings import Finding, finding

_COUNT = re.compile(rb"\s*(\d{1,12})[ \t]*(?:\r\n|\n|\r)")


def unframe(content: bytes, origin: str) -> bytes:
    """The message in an .emlx: a line with its length in bytes, the message, a property list.

    What begins with no such line is a message without a frame. Raises InputError where the file
    is shorter than the line says.
    """
    frame = _COUNT.match(content)
    if not frame:
        return content
    end = frame.end() + int(frame.group(1))
    if end > len(content):
        missing = end - len(content)
        words = f"{origin}: is cut off: {missing} of {frame.group(1).decode()} bytes are missing"
        raise InputError(words, "Copy the file again from the Mac.")
    return content[frame.end() : end]


def what_is_missing(name: str) -> tuple[Finding, ...]:
    """A warning where the name says that the attachments lie in files of their own."""
    if not name.lower().endswith(".partial.emlx"):
        return ()
    words = "Apple Mail keeps the attachments of a .partial.emlx in other files; they are not here"
    hint = "Save the message from Mail as Raw Message Source to have it whole."
    return (finding("saved-in-part", "attachments", words, hint),)
