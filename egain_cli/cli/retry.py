"""The verb retry: sending again what of a past run surely did not arrive."""

from typing import TYPE_CHECKING, Annotated

import typer

from egain_cli.cli.bulk import Keeping, Speed
from egain_cli.cli.options import Output, Server, grouped
from egain_cli.cli.past import RunName

if TYPE_CHECKING:
    from egain_cli.config.layers import Settings
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
    from egain_cli.books import Books
    from egain_cli.cli.opening import open_settings
    from egain_cli.cli.past import opened, sources_of
    from egain_cli.cli.resending import end_unsent, resend
    from egain_cli.cli.wanting import find_wanted
    from egain_cli.errors import ExitCode
    from egain_cli.journal.history import open_unknown
    from egain_cli.journal.runs import find_run

    settings = open_settings(server, output, keeping, speed)
    with opened(settings) as journal:
        past = find_run(journal, run)
        _require_ended(past)
        unknown = sum(1 for _ in open_unknown(journal, past.number))
        _tell_unknown(past, unknown, settings)
        wanted = find_wanted(journal, past)
    if not wanted:
        books = Books()
        if unknown:
            books.fail(ExitCode.UNKNOWN)
        return end_unsent(past, books, settings)
    return resend(past, wanted, sources_of(past, paths or []), settings)


def _require_ended(past: "PastRun") -> None:
    """Raise UsageError for a run that still goes on: it may yet send them."""
    from egain_cli.errors import UsageError

    if past.state == "running":
        words = f"run {past.number} still goes on (process {past.pid} on {past.host})"
        raise UsageError(words, "Wait until it has ended, or end it.")


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
