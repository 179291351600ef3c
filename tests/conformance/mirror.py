"""Owns what a document must be when it is read back; knows neither format nor server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.conformance.claims import INFERRED, Claim, holds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conformance.documents import Document

# What cannot come back as it went: content is told by its own address, the customer by its id, and
# whether an attachment is inline may be told of those that are not as well.
_OTHERWISE = ("attachments.attachment.content", "attachments.attachment.isInline", "customer.")


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each text of a document with its path, arrays not counting."""
    for name, below in node.items():
        here = f"{path}{name}"
        for each in below if isinstance(below, list) else [below]:
            yield from leaves(each, f"{here}.") if isinstance(each, dict) else [(here, str(each))]


def mirrored(document: Document) -> Iterator[Claim]:
    """That every text of the document is read back in its own place: inferred."""
    found: dict[str, list[str]] = {}
    for path, text in leaves(document):
        if path != _OTHERWISE[0] and not path.startswith(_OTHERWISE[1:]):
            found.setdefault(path, []).append(text)
    for path, texts in found.items():
        yield holds(INFERRED, f"activity.{path}", *texts)
