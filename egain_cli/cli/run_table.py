"""Owns how past runs are listed: a row of a table, a line of tab-separated values; reads none."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from egain_cli.cli.past import command_in_words, counts_in_words
from egain_cli.cli.wording import duration, moment, seconds_between
from egain_cli.model import Status
from egain_cli.report import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from egain_cli.journal.runs import PastRun

COLUMNS = (
    "run", "started", "ended", "verb", "target", "sources", "state", "discovered",
    *(str(status) for status in Status), "exit_code",
)  # fmt: skip
_TO_THE_MINUTE = len("2026-11-23 17:31")
_STYLES = {"done": "green", "running": "cyan", "interrupted": "yellow"}


def run_line(past: PastRun) -> str:
    """A run as tab-separated values in the order of COLUMNS."""
    record = past.record
    values = (
        past.number, past.started, past.ended, record.verb, record.target,
        shlex.join(record.sources), past.state, past.discovered,
        *(past.counts.get(status, 0) for status in Status), past.exit_code,
    )  # fmt: skip
    return "\t".join("" if value is None else printable(str(value)) for value in values)


def show_runs(runs: Sequence[PastRun]) -> None:
    """Runs as a table, the newest nearest to the prompt; a target that all have is said once."""
    from egain_cli.cli import console

    targets = {past.record.target for past in runs}
    one = len(targets) == 1
    columns = (
        "run",
        "started",
        "command",
        *(() if one else ("target",)),
        "emails",
        "state",
        "exit",
    )
    rows = [
        (
            str(past.number), moment(past.started)[:_TO_THE_MINUTE], command_in_words(past),
            *(() if one else (past.record.target,)), counts_in_words(past), past.state, _exit(past),
        )
        for past in runs
    ]  # fmt: skip
    title = f"Runs to {targets.pop()}" if one else "Runs"
    console.show_table(title, columns, rows, _STYLES, ("run", "started", "state"))


def run_facts(past: PastRun, exit_code: int) -> Iterator[tuple[str, str]]:
    """What there is to say of a run as a whole: names and values, in the order of a table."""
    record = past.record
    took = seconds_between(past.started, past.ended)
    yield "command", command_in_words(past)
    yield "in folder", record.folder
    yield "target", record.target
    yield from _options(record.options)
    yield "started", moment(past.started)
    yield "ended", moment(past.ended) + (f", after {duration(took)}" if took is not None else "")
    yield "state", past.state
    yield "emails", counts_in_words(past)
    yield "exit code", "-" if past.state == "running" else str(exit_code)


def _options(options: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The options that were given; those that were not say nothing."""
    for name, value in options.items():
        if isinstance(value, dict):
            yield from _options(value)
        elif isinstance(value, list | tuple):
            yield from ((name.replace("_", " "), str(each)) for each in value)
        elif value not in (None, False, ""):
            yield name.replace("_", " "), "yes" if value is True else str(value)


def _exit(past: PastRun) -> str:
    return "-" if past.exit_code is None else str(past.exit_code)
