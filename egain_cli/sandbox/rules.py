"""Owns the verdict on a document; knows no single rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from egain_cli.sandbox import doubts, fields, readings, shape
from egain_cli.sandbox.accepted import accept
from egain_cli.sandbox.checks import Question, first_refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from egain_cli.sandbox.accepted import Accepted
    from egain_cli.sandbox.parsed import Parsed
    from egain_cli.sandbox.refusals import Refusal
    from egain_cli.sandbox.world import User, World

_MOST_WARNINGS = 100


def judge(
    parsed: Parsed, caller: User, world: World, has_case: Callable[[str], bool]
) -> Accepted | Refusal:
    """The first refusal, else what was accepted; `has_case` knows the cases, new ones too."""
    canonical, warnings = readings.read(parsed.document)
    refusal = first_refusal(Question(canonical, caller, world, has_case))
    if refusal:
        return refusal
    doubtful = (*parsed.warnings, *warnings, *_unchecked(canonical), *doubts.about(canonical))
    return accept(parsed.document, canonical, _readable(doubtful))


def _readable(warnings: tuple[str, ...]) -> tuple[str, ...]:
    """As many as anyone reads: an element of thousands of unknown members has one for each."""
    more = len(warnings) - _MOST_WARNINGS
    return warnings if more <= 0 else (*warnings[:_MOST_WARNINGS], f"and {more} more")


def _unchecked(document: dict[str, Any]) -> Iterator[str]:
    for path in shape.unknown(document, fields.TREE):
        yield f"{path}: not checked; the sandbox knows no list of the customer's members"
