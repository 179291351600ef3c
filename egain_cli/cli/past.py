"""Owns what the verbs about past runs share: the journal, the run, its words; shows nothing."""

from __future__ import annotations

import shlex
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from egain_cli.report import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from egain_cli.config.layers import Settings
    from egain_cli.journal.file import Journal
    from egain_cli.journal.runs import PastRun
    from egain_cli.model import Status

REPEATS = "repeats"  # among a retry's options: the number of the run that it repeats
_NAMED = 3  # arguments that are shown of a command
RunName = Annotated[str, typer.Argument(metavar="RUN", help="Its number, or last.")]


@contextmanager
def opened(settings: Settings) -> Iterator[Journal]:
    """The journal that the settings name, or the user's own; JournalError where there is none."""
    from egain_cli.journal.file import JournalError, default_path, open_journal

    file = settings.text("journal")
    path = Path(file) if file else default_path(settings.environ)
    journal = open_journal(path, create=False)
    if journal is None:
        hint = "Runs are recorded where something was sent; --journal names another file."
        raise JournalError(f"no run is recorded: there is no {path}", hint)
    try:
        yield journal
    finally:
        journal.close()


def command_for(verb: str, run: int, settings: Settings) -> str:
    """The command line for something to do with a run next, in the journal that was named."""
    file = settings.text("journal")
    more = ("--journal", file) if file else ()
    return f"`egain {shlex.join((verb, str(run), *more))}`"


def counts_in_words(past: PastRun) -> str:
    """What became of a run's emails: `8 accepted, 2 rejected`; those that have no outcome too."""
    counts = [f"{count:,} {status.replace('_', ' ')}" for status, count in _counts(past) if count]
    under_way = past.discovered - sum(past.counts.values())
    counts += [f"{under_way:,} without outcome"] if under_way > 0 else []
    return ", ".join(counts) or "nothing"


def command_in_words(past: PastRun) -> str:
    """What was called, as a shell would read it, without the options; a shell names thousands."""
    sources = past.record.sources
    repeated = past.record.options.get(REPEATS)
    named = (past.record.verb, *([str(repeated)] if repeated else ()))
    more = f" and {len(sources) - _NAMED:,} more" if len(sources) > _NAMED else ""
    return shlex.join((*named, *sources[:_NAMED])) + more


def run_event(past: PastRun) -> dict[str, Any]:
    """The event of a run."""
    record = past.record
    return {
        "event": "run",
        "schema": SCHEMA,
        "run": past.number,
        "verb": record.verb,
        "target": record.target,
        "repeats": record.options.get(REPEATS),
        "sources": list(record.sources),
        "folder": record.folder,
        "options": dict(record.options),
        "started": past.started,
        "ended": past.ended,
        "state": past.state,
        "discovered": past.discovered,
        **{str(status): count for status, count in _counts(past)},
        "exit_code": past.exit_code,
        "pid": past.pid,
        "host": past.host,
    }


def sources_of(past: PastRun, paths: Sequence[str]) -> list[str]:
    """Where a run's emails are to be found: the paths, else its own arguments.

    Those were meant in the folder that the run was called in. Raises UsageError for what came
    through standard input, which is gone.
    """
    from egain_cli.errors import UsageError

    if paths:
        return list(paths)
    record = past.record
    if "-" in record.sources or not record.sources:
        words = f"run {past.number} read standard input, which cannot be read again"
        raise UsageError(words, "Name the files that hold the same messages.")
    here = Path(record.folder) == Path.cwd()
    return [each if here else str(Path(record.folder) / each) for each in record.sources]


def _counts(past: PastRun) -> Iterator[tuple[Status, int]]:
    from egain_cli.model import Status

    yield from ((status, past.counts.get(status, 0)) for status in Status)
