"""Owns how it is shown what of a source has arrived; looks nothing up itself."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from egain_cli.audit import Audited, State, audit, judge_all
from egain_cli.cli import messages
from egain_cli.cli.past import command_for, sources_of
from egain_cli.cli.wording import several
from egain_cli.report import SCHEMA, json_line, printable

if TYPE_CHECKING:
    from egain_cli.config.layers import Settings
    from egain_cli.errors import ExitCode
    from egain_cli.journal.file import Journal
    from egain_cli.journal.runs import PastRun

COLUMNS = ("state", "run", "activity_id", "status", "message", "origin", "key")
MAX_ROWS = 200  # of what has not arrived, in a table; a pipe and --json list all messages
_STYLES: dict[str, str] = {
    State.UNKNOWN: "bold yellow", State.FAILED: "red", State.MISSING: "red",
    State.UNREADABLE: "red",
}  # fmt: skip
_KNOWN = {
    State.ACCEPTED: "accepted in run {}",
    State.UNKNOWN: "unknown since run {}",
    State.MISSING: "no run has sent it",
    State.UNREADABLE: "it cannot be read",
}


@dataclass(slots=True)
class _Found:
    """What was found so far, shown as it comes; a terminal gets its table at the end."""

    settings: Settings
    states: Counter[State] = field(default_factory=Counter)
    rows: list[Audited] = field(default_factory=list)

    @property
    def _plain(self) -> bool:
        return not self.settings.truth("json") and not self.settings.truth("quiet")

    def begin(self) -> None:
        """Write the header line where lines are asked for."""
        if self._plain and not sys.stdout.isatty():
            messages.write("\t".join(COLUMNS))

    def enter(self, found: Audited) -> None:
        """Count a message, and show it."""
        self.states[found.state] += 1
        if self.settings.truth("json"):
            messages.write(json_line({"event": "verified", "schema": SCHEMA, **_members(found)}))
        elif self._plain and not sys.stdout.isatty():
            values = _members(found)
            messages.write("\t".join(printable(str(values[name] or "")) for name in COLUMNS))
        elif found.state is not State.ACCEPTED and len(self.rows) < MAX_ROWS:
            self.rows.append(found)

    def end(self, past: PastRun, names: list[str]) -> ExitCode:
        """Show what it comes to; the exit code."""
        exit_code = judge_all(self.states)
        if self.settings.truth("json"):
            counts = {str(state): self.states[state] for state in State}
            event = {"event": "summary", "schema": SCHEMA, "run": past.number}
            total = {"discovered": sum(self.states.values())}
            messages.write(json_line({**event, **total, **counts, "exit_code": int(exit_code)}))
        elif self._plain and sys.stdout.isatty():
            self._draw(past)
        if not self.settings.truth("quiet"):
            _say(self.states, names, past, self.settings)
        return exit_code

    def _draw(self, past: PastRun) -> None:
        from egain_cli.cli import console

        rows = [(each.origin, str(each.state), _said(each)) for each in self.rows]
        if rows:
            title = f"Not known to have arrived (run {past.number})"
            console.show_table(title, ("email", "state", "what is known"), rows, _STYLES)
        more = sum(self.states.values()) - self.states[State.ACCEPTED] - len(rows)
        if more:
            messages.say(f"{more:,} more; a pipe or --json lists every message", "note")


def verify_sources(journal: Journal, past: PastRun, paths: list[str], settings: Settings) -> int:
    """Look up every message of the sources, show what is known of it; the exit code of it all."""
    from egain_cli.cli.resending import reading_of
    from egain_cli.cli.sources import tell_left_out
    from egain_cli.inputs.sources.arguments import open_sources

    names = sources_of(past, paths)
    reading = reading_of(past)
    found = _Found(settings)
    with open_sources(names) as sources:
        found.begin()
        for each in audit(sources.messages(), reading.open, journal, past.number):
            found.enter(each)
        if not settings.truth("quiet"):
            tell_left_out(sources)
    return found.end(past, names)


def _say(states: Counter[State], names: list[str], past: PastRun, settings: Settings) -> None:
    total = sum(states.values())
    if not total:
        messages.say(f"there is no message in {', '.join(names[:3])}", "error")
        return
    counts = ", ".join(f"{states[state]:,} {state}" for state in State if states[state])
    messages.say(f"{several(total, 'message')} looked up: {counts}")
    if states[State.UNKNOWN]:
        command = command_for("reconcile", past.number, settings)
        messages.say(f"Settle what is unknown: {command}.", "hint")
    if states[State.MISSING] or states[State.FAILED]:
        words = f"Run {past.number}'s command over these paths sends what has not arrived."
        messages.say(words, "hint")


def _members(found: Audited) -> dict[str, object]:
    return {
        "origin": found.origin,
        "key": found.key,
        "state": str(found.state),
        "run": found.run,
        "activity_id": found.activity_id,
        "status": found.status and str(found.status),
        "message": found.message,
    }


def _said(found: Audited) -> str:
    if found.state is State.FAILED:
        return f"{str(found.status).replace('_', ' ')}: {found.message or ''}"
    return _KNOWN[found.state].format(found.run)
