"""The verb runs: what was sent in the past, and forgetting what is old."""

from typing import TYPE_CHECKING, Annotated

import typer

from egain_cli.cli.bulk import Keeping
from egain_cli.cli.options import Output, grouped

if TYPE_CHECKING:
    from egain_cli.config.layers import Settings
    from egain_cli.journal.file import Journal

MAX_ROWS = 25  # in a table; a pipe and --json list all


@grouped
def verb(
    output: Output,
    keeping: Keeping,
    prune: Annotated[
        str | None,
        typer.Option(
            metavar="AGE",
            help="Forget runs that ended longer ago: 12h, 30d, 8w.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """List the runs that are recorded, and forget old ones.

    What was accepted stays known when its run is forgotten, so that nothing is sent twice; a run
    with unknown emails is kept.
    """
    from egain_cli.cli.opening import open_settings
    from egain_cli.cli.past import opened

    settings = open_settings(output, keeping)
    age = _parse_age(prune) if prune is not None else None
    with opened(settings) as file:
        if age is None:
            _list(file, settings)
        else:
            _prune(file, age, settings)
    return 0


def _list(journal: "Journal", settings: "Settings") -> None:
    import sys

    from egain_cli.cli import messages
    from egain_cli.cli.past import run_event
    from egain_cli.cli.run_table import COLUMNS, run_line, show_runs
    from egain_cli.journal.runs import list_runs
    from egain_cli.report import json_line

    runs = list_runs(journal)
    if settings.truth("json"):
        for past in runs:
            messages.write(json_line(run_event(past)))
    elif settings.truth("quiet"):
        return
    elif not sys.stdout.isatty():
        messages.write("\t".join(COLUMNS))
        for past in runs:
            messages.write(run_line(past))
    else:
        show_runs(runs[-MAX_ROWS:])
        if len(runs) > MAX_ROWS:
            words = f"{len(runs) - MAX_ROWS:,} older ones; a pipe or --json lists all"
            messages.say(words, "note")


def _prune(journal: "Journal", seconds: float, settings: "Settings") -> None:
    from egain_cli.cli import messages
    from egain_cli.cli.wording import duration, several
    from egain_cli.journal.runs import prune
    from egain_cli.report import SCHEMA, json_line

    gone = prune(journal, seconds)
    if settings.truth("json"):
        event = {"event": "pruned", "schema": SCHEMA, "runs": gone.runs, "messages": gone.messages}
        messages.write(json_line({**event, "kept_unknown": gone.kept_unknown}))
    if settings.truth("quiet"):
        return
    ago = f"ended more than {duration(seconds)} ago"
    if gone.runs:
        forgot = f"{several(gone.runs, 'run')} with {several(gone.messages, 'email')}"
        messages.say(f"forgot {forgot}, which {ago}")
        messages.say("what was accepted stays known, and is not sent again", "note")
    else:
        messages.say(f"nothing to forget: no run {ago}, or its emails are still unknown")
    if gone.kept_unknown:
        words = f"kept {several(gone.kept_unknown, 'older run')}, whose emails are still unknown"
        messages.say(words, "note")
        messages.say("Settle them with `egain reconcile RUN`.", "hint")


def _parse_age(text: str) -> float:
    """The seconds that an age such as 30d has; UsageError for what is none."""
    import re

    from egain_cli.errors import UsageError

    units = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)([smhdw])", text.strip().lower(), re.ASCII)
    if not found:
        hint = "Write a number with s, m, h, d or w, such as 30d."
        raise UsageError(f"--prune {text!r} is no age", hint)
    return float(found[1]) * units[found[2]]
