"""The verb report: what a past run did, and whether all of a source has arrived."""

from typing import Annotated

import typer

from egain_cli.cli.bulk import Keeping
from egain_cli.cli.options import Output, grouped
from egain_cli.cli.past import RunName


@grouped
def verb(
    output: Output,
    keeping: Keeping,
    run: RunName = "last",
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH ...]", help="With --verify: where the messages are now."),
    ] = None,
    verify: Annotated[
        bool,
        typer.Option("--verify", help="Walk the sources again; say what has not arrived."),
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="List what went well, too, on a terminal.")
    ] = False,
) -> int:
    """Show what a past run did, and why what failed did.

    Its exit code is that of the run. With --verify each message of the sources is looked up: exit
    code 0 when all were accepted, 7 when any is unknown, 3 when some were accepted, 6 when there is
    no message or none can be read, else 1.
    """
    from egain_cli.cli.opening import open_settings
    from egain_cli.cli.past import opened
    from egain_cli.errors import UsageError
    from egain_cli.journal.runs import find_run

    if paths and not verify:
        hint = "Add --verify to look up every message that is there."
        raise UsageError(f"{paths[0]!r} means nothing without --verify", hint)
    settings = open_settings(output, keeping)
    with opened(settings) as file:
        past = find_run(file, run)
        if verify:
            from egain_cli.cli.verifying import verify_sources

            return verify_sources(file, past, paths or [], settings)
        from egain_cli.cli.reporting import report_run

        return report_run(file, past, settings, everything=everything)
