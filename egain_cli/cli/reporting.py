"""Owns how a past run is shown: its facts, its reasons, its emails; looks nothing up anew."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from egain_cli.books import Books
from egain_cli.cli import messages
from egain_cli.cli.past import command_for
from egain_cli.cli.results import JsonLines, Lines, Silence
from egain_cli.cli.run_table import run_facts
from egain_cli.cli.wording import seconds_between
from egain_cli.errors import ExitCode
from egain_cli.journal import history
from egain_cli.journal.books import is_cut
from egain_cli.model import Status
from egain_cli.remembered import to_outcome
from egain_cli.report import json_line, summary_event

if TYPE_CHECKING:
    from egain_cli.config.layers import Settings
    from egain_cli.journal.file import Journal
    from egain_cli.journal.runs import PastRun
    from egain_cli.model import Outcome

    Reasons = list[tuple[Status, int | None, str | None, str | None, int]]

MAX_ROWS = 40  # of what failed in a table; --all, a pipe and --json list all
_WELL = (Status.ACCEPTED, Status.SKIPPED)
_AGAIN = (Status.REJECTED, Status.INVALID, Status.NOT_ATTEMPTED)


@dataclass(slots=True)
class _Told:
    """A run on a terminal: gathered, then drawn at once."""

    everything: bool
    outcomes: list[Outcome] = field(default_factory=list)
    more: int = 0

    def show(self, outcome: Outcome) -> None:
        """Take an outcome into the table: what failed, or all where that was asked for.

        What a stop or a dead server left behind may be thousands, which the reasons count.
        """
        left = outcome.status is Status.NOT_ATTEMPTED
        if not self.everything and (left or outcome.exit_code is ExitCode.OK):
            return
        if self.everything or len(self.outcomes) < MAX_ROWS:
            self.outcomes.append(outcome)
        else:
            self.more += 1

    def draw(self, past: PastRun, books: Books, reasons: Reasons) -> None:
        """Show the facts, the reasons, and the table."""
        from egain_cli.cli import console

        facts = run_facts(past, books.exit_code)
        console.show_table(f"Run {past.number}", ("what", "value"), facts)
        if rows := [_reason_row(reason) for reason in reasons]:
            columns = ("emails", "status", "what was said")
            console.show_table("Why", columns, rows, console.status_styles())
        if self.outcomes:
            title = "Emails" if self.everything else "What failed"
            console.show_outcomes(self.outcomes, title)
        if self.more:
            messages.say(f"{self.more:,} more; --all, a pipe or --json lists them all", "note")


def report_run(journal: Journal, past: PastRun, settings: Settings, *, everything: bool) -> int:
    """Show what a run did; the exit code of its books as they stand now.

    What `reconcile` settled meanwhile counts as it was settled. Of a run that still goes on only
    what has an outcome counts.
    """
    books = Books()
    if is_cut(past.state, past.exit_code):
        books.fail(ExitCode.CANCELLED)
    told = _Told(everything)
    show = _choose(settings, told).show
    for row in history.items(journal, past.number):
        if outcome := to_outcome(row):
            books.enter(outcome)
            show(outcome)
    settled = sum(books.statuses.values())
    books.discovered = settled if past.state == "running" else past.discovered
    reasons = [each for each in history.reasons(journal, past.number) if each[0] not in _WELL]
    if settings.truth("json"):
        _write_summary(past, books, reasons)
    elif not settings.truth("quiet") and sys.stdout.isatty():
        told.draw(past, books, reasons)
    if not settings.truth("quiet"):
        _say(past, books, settings)
    return books.exit_code


def _choose(settings: Settings, told: _Told) -> JsonLines | Lines | Silence | _Told:
    if settings.truth("json"):
        return JsonLines()
    if settings.truth("quiet"):
        return Silence()
    return told if sys.stdout.isatty() else Lines(preview=False)


def _write_summary(past: PastRun, books: Books, reasons: Reasons) -> None:
    names = ("status", "http_status", "code", "message", "count")
    told = [dict(zip(names, reason, strict=True)) for reason in reasons]
    event = summary_event(books, _seconds(past)) | {"run": past.number, "state": past.state}
    messages.write(json_line({**event, "reasons": told}))


def _say(past: PastRun, books: Books, settings: Settings) -> None:
    """The run in a sentence, and what can be done now."""
    messages.say(f"run {past.number}: {books.sentence(_seconds(past))}")
    if past.state == "running":
        words = f"it still goes on (process {past.pid} on {past.host}), and has found"
        messages.say(f"{words} {past.discovered:,} so far", "note")
        return
    if books.statuses[Status.UNKNOWN]:
        command = command_for("reconcile", past.number, settings)
        messages.say(f"Settle what is unknown: {command}.", "hint")
    if any(books.statuses[status] for status in _AGAIN):
        command = command_for("retry", past.number, settings)
        messages.say(f"Send what surely did not arrive again: {command}.", "hint")


def _seconds(past: PastRun) -> float:
    return seconds_between(past.started, past.ended) or 0.0


def _reason_row(reason: tuple[Status, int | None, str | None, str | None, int]) -> tuple[str, ...]:
    status, *said, count = reason
    words = " ".join(str(part) for part in said if part)
    return f"{count:,}", status.replace("_", " "), words
