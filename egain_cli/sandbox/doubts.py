"""Owns what no documented rule forbids and a real server may refuse; knows no other shapes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from egain_cli.sandbox.references import references
from egain_cli.sandbox.shape import MISSING, find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def about(document: dict[str, Any]) -> Iterator[str]:
    """A warning for each value that is doubtful, and for each reference that leads nowhere."""
    for pattern, doubtful, text in _DOUBTS:
        for path, value in find(document, pattern):
            if value is not MISSING and doubtful(value):
                yield f"{path}: {text}"
    yield from _dangling(document)


def _dangling(document: dict[str, Any]) -> Iterator[str]:
    """References of the html to an attachment that is not there.

    The page describes the cid scheme and does not say that a dangling reference is refused: real
    mail has such, so it passes.
    """
    found = find(document, "attachments.attachment[].contentId")
    ids = {str(value).removeprefix("<").removesuffix(">") for _, value in found}
    for written, meant in references(document).items():
        if ids.isdisjoint(meant):
            yield f"payload.email.contents: no attachment has the contentId of cid:{written[:100]}"


_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_UNPUBLISHED = re.compile("[\x00-\x1f\x7f\U00010000-\U0010ffff]")
_SINGLE_ADDRESSES = tuple(
    f"payload.email.emailAddresses.{name}"
    for name in ("from", "receiver", "replyTo", "to.address[]", "cc.address[]")
)
_ATTRIBUTES = "customAttributes.customAttribute"
_VALUES = f"{_ATTRIBUTES}[].attribValues.attribValue"
_DOUBTS: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    (
        "payload.email.date.date",
        lambda value: "." not in value,
        "no milliseconds; every published example has them",
    ),
    (
        "payload.email.contents.content",
        lambda value: len({item["type"] for item in value}) < len(value),
        "the same content type more than once; the page says one or both",
    ),
    *(
        (
            f"payload.email.emailAddresses.{name}.address",
            lambda value: len(", ".join(value)) > 255,
            "more than 255 characters together; the limit may count the whole list",
        )
        for name in ("to", "cc")
    ),
    *(
        (
            path,
            lambda value: value.startswith("@"),
            "nothing before the @; the documented definition does not ask for it",
        )
        for path in _SINGLE_ADDRESSES
    ),
    *(
        (path, lambda value: bool(_CONTROL.search(value)), "control characters")
        for path in ("subject", *_SINGLE_ADDRESSES)
    ),
    # The next three: limits of the newer API generation's schema; v12's page could not be read.
    (_ATTRIBUTES, lambda value: len(value) > 15, "more than 15 custom attributes"),
    (f"{_VALUES}", lambda value: len(value) > 75, "more than 75 values"),
    (
        f"{_VALUES}[].value",
        lambda value: bool(_UNPUBLISHED.search(str(value))) or len(str(value)) > 4000,
        "control characters, emoji or more than 4000 characters in a custom attribute",
    ),
    (f"{_VALUES}[].value", lambda value: not isinstance(value, str), "not a JSON string"),
)
