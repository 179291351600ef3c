"""Owns the rules an email can break and what a finding is; knows not how one is found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps an email from being sent, a warning does not; a note tells what was done."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its stable id; scripts may filter by the id, people read the name."""

    id: str
    name: str
    severity: Severity


def _table(severity: Severity, rules: dict[str, str]) -> dict[str, Rule]:
    return {name: Rule(code, name, severity) for code, name in rules.items()}


# What the create page documents is an error; what the mapping changes or doubts is a warning; what
# it does because its own documentation promises it is a note.
RULES = (
    _table(
        Severity.ERROR,
        {
            "L001": "required-missing",
            "L002": "nothing-to-say",
            "L003": "several-addresses",
            "L004": "bad-address",
            "L005": "bad-date",
            "L006": "bad-boolean",
            "L007": "bad-case-id",
            "L008": "not-unicode",
            "L009": "unreadable",
            "L010": "empty-value",
            "L012": "subject-too-long",
            "L013": "file-name-too-long",
            "L014": "content-type-too-long",
            "L015": "content-id-missing",
            "L016": "content-id-shared",
            "L017": "not-in-a-header",
        },
    )
    | _table(
        Severity.WARNING,
        {
            "L101": "cid-without-attachment",
            "L102": "inline-not-referred-to",
            "L103": "file-not-attached",
            "L104": "date-replaced",
            "L105": "charset-replaced",
            "L106": "encoding-damaged",
            "L107": "subject-shortened",
            "L108": "address-left-out",
            "L109": "sender-chosen",
            "L110": "name-made",
            "L111": "name-changed",
            "L112": "header-damaged",
            "L113": "no-location",
            "L114": "attachment-empty",
            "L115": "characters-left-out",
            "L116": "read-in-two-ways",
            "L117": "attribute-doubted",
            "L131": "read-back-differs",
            "L132": "not-read-back",
            "L133": "not-compared",
        },
    )
    | _table(
        Severity.NOTE,
        {
            "L201": "reference-rewritten",
            "L202": "image-attached",
        },
    )
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that something broke: the field as users write it, what is wrong, what to do."""

    rule: Rule
    field: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.field}: {self.message} ({self.rule.id} {self.rule.name})"


def finding(name: str, field: str, message: str, hint: str = "") -> Finding:
    """A finding of the rule with this name."""
    return Finding(RULES[name], field, message, hint)


def shorten(value: str, limit: int = 120) -> str:
    """A value as a message quotes it: escaped, and cut where it would fill the screen."""
    quoted = repr(value)
    return quoted if len(quoted) <= limit else f"{quoted[:limit]}… ({len(value)} characters)"
