"""Owns how much text the sandbox keeps of one activity; knows no format and no rule of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from egain_cli.sandbox.refusals import Refusal, refuse
from egain_cli.sandbox.shape import find

if TYPE_CHECKING:
    from collections.abc import Iterator

# Characters. Python takes four bytes for each as soon as one of them is an emoji, and a text is
# searched, compared and stored in several copies; an attachment is ASCII and is kept once.
MAX_TEXT = 32_000_000


def too_much_text(document: dict[str, Any]) -> Refusal | None:
    """The refusal (400-90001, the sandbox's own) of more than MAX_TEXT beside the attachments."""
    content = find(document, "attachments.attachment[].content")
    attached = sum(len(value) for _, value in content if isinstance(value, str))
    if sum(_lengths(document)) - attached <= MAX_TEXT:
        return None
    rule = f"beyond the sandbox's bounds: more than {MAX_TEXT} characters beside the attachments"
    return refuse("400-90001", rule=rule)


def _lengths(value: Any) -> Iterator[int]:
    if isinstance(value, str):
        yield len(value)
    children = (*value.keys(), *value.values()) if isinstance(value, dict) else value
    for child in children if isinstance(value, dict | list) else ():
        yield from _lengths(child)
