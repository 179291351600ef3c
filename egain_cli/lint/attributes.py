"""Owns what is asked of custom attributes, and what is doubted in them; changes nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from egain_cli.findings import finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from egain_cli.findings import Finding
    from egain_cli.model import Activity

    Doubt = tuple[str, Callable[[str, tuple[str, ...]], bool]]

_MAX_ATTRIBUTES = 15  # this and the next: see _doubted
_ODD = re.compile("[\x00-\x1f\x7f\U00010000-\U0010ffff]")
_DOUBTS: tuple[Doubt, ...] = (
    ("a name of more than 255 characters", lambda name, _values: len(name) > 255),
    ("more than 75 values", lambda _name, values: len(values) > 75),
    (
        "a value of more than 4000 characters",
        lambda _name, values: any(len(value) > 4000 for value in values),
    ),
    (
        "a value with an emoji or a control character, such as a line break",
        lambda _name, values: any(map(_ODD.search, values)),
    ),
)


def check_attributes(activity: Activity) -> Iterator[Finding]:
    """Findings about the custom attributes: errors, then doubts."""
    yield from _empty(activity)
    yield from _doubted(activity)


def _empty(activity: Activity) -> Iterator[Finding]:
    for name, values in activity.attributes:
        if not name or not values or not all(values):
            words = "a custom attribute needs a name and a value that is not empty"
            yield finding("empty-value", f"attributes.{name}", words)


def _doubted(activity: Activity) -> Iterator[Finding]:
    """What the newer API generation's schema does not allow of custom attributes.

    That this one has the same limits is inferred: its own page of them is not at hand.
    """
    newer = "which the newer API does not allow and this server may refuse"
    if len(activity.attributes) > _MAX_ATTRIBUTES:
        words = f"more than {_MAX_ATTRIBUTES} custom attributes, {newer}"
        yield finding("attribute-doubted", "attributes", words)
    for name, values in activity.attributes:
        for words, doubtful in _DOUBTS:
            if doubtful(name, values):
                yield finding("attribute-doubted", f"attributes.{name}", f"has {words}, {newer}")
