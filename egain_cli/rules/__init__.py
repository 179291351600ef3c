"""Owns the rules an email can break, each with its stable id; knows not how a break is found."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from egain_cli.rules.errors import ERRORS
from egain_cli.rules.notes import NOTES
from egain_cli.rules.warnings import WARNINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    # The id, then the name, what it means, and what is done about it.
    Texts = Mapping[str, tuple[str, str, str]]


class Severity(StrEnum):
    """An error keeps an email from being sent, a warning does not; a note tells what was done."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


# A named tuple, since every start makes the class: as a dataclass it would cost 0.3 ms.
class Rule(NamedTuple):
    """A rule with its stable id; scripts may filter by the id, people read the name.

    `meaning` says what a finding of it means, `done` what is done about it; each is a sentence.
    """

    id: str
    name: str
    severity: Severity
    meaning: str
    done: str


def _table(severity: Severity, texts: Texts) -> dict[str, Rule]:
    return {name: Rule(code, name, severity, *rest) for code, (name, *rest) in texts.items()}


# What the create page documents is an error; what the mapping changes or doubts is a warning; what
# it does because its own documentation promises it is a note.
RULES: dict[str, Rule] = {
    **_table(Severity.ERROR, ERRORS),
    **_table(Severity.WARNING, WARNINGS),
    **_table(Severity.NOTE, NOTES),
}
