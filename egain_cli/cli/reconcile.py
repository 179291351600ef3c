"""The verb reconcile: what nobody knows of a past run, and settling it."""

from enum import StrEnum
from typing import Annotated

import typer

from egain_cli.cli.bulk import Keeping
from egain_cli.cli.options import Output, Server, grouped
from egain_cli.cli.past import RunName


class Assume(StrEnum):
    """What a person knows of emails that the program knows nothing of."""

    ACCEPTED = "accepted"
    NOT_SENT = "not-sent"


@grouped
def verb(
    server: Server,
    output: Output,
    keeping: Keeping,
    run: RunName,
    assume: Annotated[
        Assume | None,
        typer.Option(help="Settle what is not found: not-sent may go again.", show_default=False),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="Settle this email alone. Repeatable."),
    ] = None,
    marker_attribute: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Look each up on the server by this custom attribute, sent with it.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """List what is unknown of a past run, and settle it.

    An unknown email may have arrived; it is held until somebody knows. With a marker attribute each
    is looked up on the server: what is found was accepted, what is not stays unknown. Exit code 7
    while anything is unknown, else 0.
    """
    from egain_cli.cli.opening import open_settings
    from egain_cli.cli.past import opened
    from egain_cli.cli.reconciling import reconcile
    from egain_cli.journal.runs import find_run

    settings = open_settings(server, output, keeping, marker_attribute=marker_attribute)
    accepted = None if assume is None else assume is Assume.ACCEPTED
    with opened(settings) as journal:
        return reconcile(journal, find_run(journal, run), settings, accepted, only or [])
