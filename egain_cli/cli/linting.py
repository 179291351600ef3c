"""Owns how what lint found is shown, and its exit code; finds nothing itself."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from egain_cli.cli import messages
from egain_cli.errors import ExitCode
from egain_cli.findings import Severity
from egain_cli.report import SCHEMA, finding_event, json_line, printable

if TYPE_CHECKING:
    from egain_cli.config.layers import Settings
    from egain_cli.findings import Finding, Rule
    from egain_cli.model import Item

COLUMNS = ("severity", "id", "name", "origin", "field", "message", "hint", "fix")
MAX_ROWS = 40  # of findings in a table; beyond that the table counts rules
_STYLES = {
    Severity.ERROR.value: "red",
    Severity.WARNING.value: "yellow",
    Severity.NOTE.value: "cyan",
}


@dataclass(slots=True)
class Linting:
    """What was found so far, shown as it comes; a terminal gets its table at the end."""

    settings: Settings
    strict: bool
    started: float = field(default_factory=perf_counter)
    emails: int = 0
    kept_back: int = 0
    severities: Counter[Severity] = field(default_factory=Counter)
    rules: Counter[Rule] = field(default_factory=Counter)
    firsts: dict[Rule, str] = field(default_factory=dict)
    rows: list[tuple[str, Finding]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin to show: a line with the columns where lines are asked for."""
        if self._lines:
            messages.write("\t".join(COLUMNS))

    @property
    def _plain(self) -> bool:
        return not self.settings.truth("json") and not self.settings.truth("quiet")

    @property
    def _lines(self) -> bool:
        return self._plain and not sys.stdout.isatty()

    def enter(self, item: Item) -> None:
        """Take an item with all its findings, and show them."""
        self.emails += 1
        stops = (Severity.ERROR, Severity.WARNING) if self.strict else (Severity.ERROR,)
        self.kept_back += any(found.rule.severity in stops for found in item.findings)
        for found in item.findings:
            self._count(item.origin, found)
            if self.settings.truth("json"):
                messages.write(json_line(finding_event(item.origin, found)))
            elif self._lines:
                messages.write("\t".join(printable(cell) for cell in _cells(item.origin, found)))

    def end(self) -> ExitCode:
        """Show what is still to be shown, and what it all comes to."""
        exit_code = ExitCode.INVALID if self.kept_back else ExitCode.OK
        if self.settings.truth("json"):
            messages.write(json_line(self._summary(exit_code)))
        if self._plain and not self._lines and self.rows:
            self._draw()
        if not self.settings.truth("quiet"):
            messages.say(self._sentence())
        return exit_code

    def _count(self, origin: str, found: Finding) -> None:
        self.severities[found.rule.severity] += 1
        self.rules[found.rule] += 1
        self.firsts.setdefault(found.rule, origin)
        if len(self.rows) <= MAX_ROWS:
            self.rows.append((origin, found))

    def _summary(self, exit_code: ExitCode) -> dict[str, object]:
        return {
            "event": "summary", "schema": SCHEMA, "discovered": self.emails,
            "invalid": self.kept_back,
            **{f"{severity}s": self.severities[severity] for severity in Severity},
            "seconds": round(perf_counter() - self.started, 3), "exit_code": int(exit_code),
        }  # fmt: skip

    def _sentence(self) -> str:
        counts = ", ".join(
            f"{count} {severity}{'s' * (count != 1)}"
            for severity in Severity
            if (count := self.severities[severity])
        )
        words = (
            f"{self.emails} email{'s' * (self.emails != 1)} looked at: {counts or 'nothing found'}"
        )
        return f"{words}; {self.kept_back} would not be sent" if self.kept_back else words

    def _draw(self) -> None:
        """Each finding under its email; of many, each rule with its count."""
        from egain_cli.cli import console

        if len(self.rows) <= MAX_ROWS:
            columns = ("email", "severity", "rule", "what is wrong", "what is done about it")
            console.show_table("Findings, nothing sent", columns, _by_email(self.rows), _STYLES)
            return
        columns = ("rule", "severity", "count", "first in", "what is done about it")
        rows = [
            (_name(rule), str(rule.severity), str(count), self.firsts[rule], rule.done)
            for rule, count in sorted(self.rules.items(), key=lambda each: each[0].id)
        ]
        console.show_table("Findings by rule, nothing sent", columns, rows, _STYLES)
        messages.say("a pipe or --json lists every finding", "note")


def _by_email(rows: list[tuple[str, Finding]]) -> list[tuple[str, ...]]:
    shown: list[tuple[str, ...]] = []
    before = ""
    for origin, found in rows:
        words = f"{found.field}: {found.message}" + (f" {found.hint}" if found.hint else "")
        severity = str(found.rule.severity)
        email = "" if origin == before else origin
        shown.append((email, severity, _name(found.rule), words, found.rule.done))
        before = origin
    return shown


def _name(rule: Rule) -> str:
    return f"{rule.id} {rule.name}"


def _cells(origin: str, found: Finding) -> tuple[str, ...]:
    rule = found.rule
    place = (origin, found.field, found.message, found.hint)
    return (str(rule.severity), rule.id, rule.name, *place, rule.done)
