"""Owns what is said before a run begins, and how its results will be shown; sends nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from egain_cli.cli import messages
from egain_cli.cli.opening import warn_of_danger
from egain_cli.cli.results import Commands, Results, choose_results
from egain_cli.errors import UsageError
from egain_cli.route import find_endpoint

if TYPE_CHECKING:
    from egain_cli.access import Access
    from egain_cli.cli.jobs import Run
    from egain_cli.cli.recording import Record


def announce(run: Run, access: Access | None, record: Record) -> Results:
    """Say what is about to be sent where; the way to show what becomes of it."""
    settings = run.settings
    if run.mode.curl and settings.truth("json"):
        hint = "With --dry-run --json each line carries the payload."
        raise UsageError("--curl prints commands, not JSON lines", hint)
    if run.mode.curl:
        return Commands(settings, find_endpoint(settings))
    if access is None:
        return choose_results(settings, "Checked, not sent", preview=True)
    warn_of_danger(settings, access.endpoint)
    if run.several and not run.title:
        _say_where(run, access, record)
    return choose_results(settings, run.title or access.endpoint.base, preview=False)


def _say_where(run: Run, access: Access, record: Record) -> None:
    user = access.kept.username if access.kept else run.settings.text("username")
    at_least = "at least " if run.at_least else ""
    words = f"sending {at_least}{run.count} emails to {access.endpoint.base}"
    number = f" (run {record.number})" if record.number else ""
    messages.say(f"{words} as {user or 'this session'}{number}")
    sys.stderr.flush()
