"""Owns what a finding is: a rule that an email broke, and where; knows not how one is found."""

from __future__ import annotations

from egain_cli.frozen import dataclass
from egain_cli.rules import RULES, Rule, Severity

__all__ = ["RULES", "Finding", "Rule", "Severity", "finding", "shorten"]


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
