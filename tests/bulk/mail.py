"""Messages to send by the hundred, each with a subject of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def message(number: int, more: str = "") -> bytes:
    """A small message whose subject is its number."""
    return (
        f"From: Jane <jane@customer.com>\nTo: support@business.com\nSubject: {number:05}\n"
        f"Date: Mon, 2 Mar 2026 08:14:05 +0100\n\ntext {number}{more}\n"
    ).encode()


def write_mail(folder: Path, count: int, first: int = 1) -> Path:
    """A folder with so many messages, one a file; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        (folder / f"{number:05}.eml").write_bytes(message(number))
    return folder


def write_mbox(path: Path, numbers: Iterable[int]) -> Path:
    """A mailbox that holds the messages of these numbers; its path."""
    separator = b"From jane@customer.com Mon Mar  2 08:14:05 2026\n"
    path.write_bytes(b"".join(separator + message(number) + b"\n" for number in numbers))
    return path


def subjects(first: int, last: int) -> list[str]:
    """The subjects of the messages from one number to another, both included."""
    return [f"{number:05}" for number in range(first, last + 1)]
