"""The verb retry: sending again what of a past run surely did not arrive."""

from typing import TYPE_CHECKING, Annotated

import typer

from egain_cli.cli.bulk import Keeping, Speed
from egain_cli.cli.options import Output, Server, grouped
from egain_cli.cli.past import RunName

if TYPE_CHECKING:
    from egain_cli.config.layers import Settings
    from egain_cli.journal.file import Journal
    from egain_cli.journal.runs import PastRun


@grouped
def verb(
    server: Server,
    output: Output,
    keeping: Keeping,
    speed: Speed,
    run: RunName,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH ...]", help="Where the messages are now, if moved."),
    ] = None,
) -> int:
    """Send again what of a past run surely did not arrive.

    That is what was rejected, invalid or not attempted, with the options that the run had. What is
    unknown is never sent: see `egain reconcile`. The retry is a run of its own.
    """
    from egain_cli.cli.opening import open_settings
    from egain_cli.cli.past import opened, sources_of
    from egain_cli.cli.resending import find_wanted, resend
    from egain_cli.journal.history import open_unknown
    from egain_cli.journal.runs import find_run

    settings = open_settings(server, output, keeping, speed)
    with opened(settings) as journal:
        past = find_run(journal, run)
        unknown = sum(1 for _ in open_unknown(journal, past.number))
        _tell_unknown(past, unknown, settings)
        wanted = find_wanted(journal, past, _choose(journal, past))
    if not wanted:
        return _end_without(past, unknown, settings)
    return resend(past, wanted, sources_of(past, paths or []), settings)


def _choose(journal: "Journal", past: "PastRun") -> set[str]:
    """The identities of what surely did not arrive, by that run or by any since.

    Raises UsageError for a run that still goes on: it may yet send them.
    """
    from egain_cli.errors import UsageError
    from egain_cli.journal import history
    from egain_cli.model import Status

    if past.state == "running":
        words = f"run {past.number} still goes on (process {past.pid} on {past.host})"
        raise UsageError(words, "Wait until it has ended, or end it.")
    again = (Status.REJECTED, Status.INVALID, Status.NOT_ATTEMPTED)
    left = history.identities(journal, past.number, again)
    known = history.states(journal, left)
    since = {key for key, each in known.items() if each.accepted or each.unknown}
    return left - since


def _tell_unknown(past: "PastRun", unknown: int, settings: "Settings") -> None:
    from egain_cli.cli import messages
    from egain_cli.cli.past import command_for
    from egain_cli.cli.wording import several

    if not unknown or settings.truth("quiet"):
        return
    words = f"{several(unknown, 'unknown email')} of run {past.number} not sent again"
    messages.say(words, "note")
    command = command_for("reconcile", past.number, settings)
    messages.say(f"Settle what is unknown: {command}.", "hint")


def _end_without(past: "PastRun", unknown: int, settings: "Settings") -> int:
    """Say that there is nothing to send; the exit code, which is that of a doubt where one is."""
    from egain_cli.books import Books
    from egain_cli.cli import messages
    from egain_cli.errors import ExitCode
    from egain_cli.report import json_line, summary_event

    books = Books()
    if unknown:
        books.fail(ExitCode.UNKNOWN)
    if settings.truth("json"):
        messages.write(json_line(summary_event(books, 0.0)))
    if not settings.truth("quiet"):
        messages.say(f"nothing of run {past.number} is to be sent again")
    return int(books.exit_code)
