"""Owns how checks of a server and its choices are shown, and their exit code; asks no server."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from egain_cli.cli import messages
from egain_cli.doctor import Check, Result
from egain_cli.errors import ExitCode
from egain_cli.probe import State, Verdict
from egain_cli.report import SCHEMA, json_line, printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from egain_cli.config.layers import Settings
    from egain_cli.dialect import Dialect

_STYLES: dict[str, str] = {
    Result.OK: "green", Result.WARNING: "yellow", Result.FAILED: "red", Result.SKIPPED: "dim",
    State.CONFIRMED: "green", State.ACCEPTED: "yellow", State.REFUSED: "red",
    State.UNKNOWN: "bold yellow", State.NOT_ASKED: "dim",
}  # fmt: skip
_COLUMNS = ("what", "result", "ms", "seen", "hint")


@dataclass(slots=True)
class Diagnosis:
    """What was found so far, shown as it comes; a terminal gets its tables at the end."""

    settings: Settings
    dialect: Dialect
    checks: list[Check] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    tables: bool = False

    def __post_init__(self) -> None:
        """Begin to show: a line with the columns where lines are asked for."""
        plain = not self.settings.truth("json") and not self.settings.truth("quiet")
        self.tables = plain and sys.stdout.isatty()
        if plain and not self.tables:
            messages.write("\t".join(_COLUMNS))

    def check(self, check: Check) -> None:
        """Take a check, and show it."""
        self.checks.append(check)
        event = {
            "event": "check", "name": check.name, "result": str(check.result), "ms": check.ms,
            "message": check.words, "hint": check.hint,
        }  # fmt: skip
        self._show(event, _check_row(check))

    def judge(self, verdict: Verdict) -> None:
        """Take a verdict on a choice, and show it."""
        self.verdicts.append(verdict)
        choice = verdict.choice
        event = {
            "event": "choice", "key": choice.key, "value": verdict.value,
            "in_use": self._in_use(verdict), "confidence": str(choice.confidence),
            "state": str(verdict.state), "message": verdict.words, "hint": self._hint(verdict),
        }  # fmt: skip
        self._show(event, self._choice_row(verdict))

    def end(self) -> ExitCode:
        """Show what is still to be shown, and what it all comes to."""
        exit_code = self._exit_code()
        if self.settings.truth("json"):
            counts = {str(each): self._count(each) for each in Result}
            event = {"event": "summary", "schema": SCHEMA, **counts, "exit_code": int(exit_code)}
            messages.write(json_line(event))
        if self.tables:
            self._draw()
        return exit_code

    def _show(self, event: Mapping[str, object], row: tuple[str, ...]) -> None:
        if self.settings.truth("json"):
            messages.write(json_line({"schema": SCHEMA, **event}))
        elif not self.tables and not self.settings.truth("quiet"):
            messages.write("\t".join(printable(cell) for cell in row))

    def _draw(self) -> None:
        from egain_cli.cli import console

        checks = [_check_row(check) for check in self.checks]
        console.show_table("Checks", _COLUMNS, checks, _STYLES)
        choices = []
        for verdict in self.verdicts:
            name, state, _, seen, hint = self._choice_row(verdict)
            choices.append((name, state, seen, str(verdict.choice.confidence), hint))
        columns = ("choice", "result", "seen", "public facts", "hint")
        console.show_table("What public facts leave open", columns, choices, _STYLES)

    def _count(self, result: Result) -> int:
        return sum(check.result is result for check in self.checks)

    def _in_use(self, verdict: Verdict) -> str:
        return str(getattr(self.dialect, verdict.choice.field))

    def _hint(self, verdict: Verdict) -> str:
        if verdict.value == self._in_use(verdict):
            return ""
        return f"Use it from now on: --dialect {verdict.choice.key}={verdict.value}, or a profile."

    def _choice_row(self, verdict: Verdict) -> tuple[str, ...]:
        choice = verdict.choice
        words = verdict.words or f"{choice.question} ({choice.confidence})"
        name = f"{choice.key}={verdict.value}"
        return name, str(verdict.state), "", words, self._hint(verdict)

    def _exit_code(self) -> ExitCode:
        for check in self.checks:
            if check.result is Result.FAILED:
                return check.exit_code
        if any(verdict.state is State.UNKNOWN for verdict in self.verdicts):
            return ExitCode.UNKNOWN
        wrong = any(each.state is State.REFUSED or self._hint(each) for each in self.verdicts)
        return ExitCode.FAILED if wrong else ExitCode.OK


def _check_row(check: Check) -> tuple[str, ...]:
    return check.name, str(check.result), str(check.ms), check.words, check.hint
