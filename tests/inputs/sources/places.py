"""What the tests of sources share: messages, mailboxes, and what is found in a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.errors import InputError
from egain_cli.inputs.sources.arguments import open_sources

if TYPE_CHECKING:
    from pathlib import Path

    from egain_cli.inputs.sources.limits import Limits
    from egain_cli.inputs.sources.messages import RawMessage

LINE = b"From jane@customer.com Mon Mar  2 08:14:05 2026\n"


def mail(subject: str, body: str = "hello\n") -> bytes:
    """A small message."""
    return f"From: a@b.c\nSubject: {subject}\n\n{body}".encode()


def mailbox(*messages: bytes) -> bytes:
    """Messages joined to an mbox, as they are."""
    return b"".join(LINE + message + b"\n" for message in messages)


def put(folder: Path, files: dict[str, bytes]) -> None:
    """Write files, with the folders that they lie in."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def found(*names: str, limits: Limits | None = None) -> dict[str, bytes | str]:
    """What is found: the bytes of each message, or the words of the error, by origin.

    No origin may be found twice, and counting must find as many.
    """
    messages: dict[str, bytes | str] = {}
    with open_sources(names, limits) as sources:
        for message in sources.messages():
            assert message.origin not in messages
            messages[message.origin] = _read(message)
        count = sources.count()
        assert count.exact
        assert count.number == len(messages) == sources.search.left_out.found
    return messages


def _read(message: RawMessage) -> bytes | str:
    try:
        return message.read()
    except InputError as error:
        return error.message if error.hint else ""


def left_out(*names: str) -> str:
    """What is said to have been left out."""
    with open_sources(names) as sources:
        for _ in sources.messages():
            pass
        return sources.search.left_out.sentence()
