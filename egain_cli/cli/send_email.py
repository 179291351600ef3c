"""The verb send-email: emails from flags, from YAML, or from YAML with flags on top."""

from typing import Annotated

import typer

from egain_cli.cli.bulk import Keeping
from egain_cli.cli.options import (
    Envelope,
    Extras,
    Mode,
    Output,
    Server,
    Target,
    Text,
    Texts,
    grouped,
    values,
)

_PANEL = "The message"


@grouped
def verb(
    envelope: Envelope,
    target: Target,
    extras: Extras,
    mode: Mode,
    keeping: Keeping,
    server: Server,
    output: Output,
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE.yaml ... or -]", help="YAML files; - is standard input."),
    ] = None,
    date: Annotated[
        Text,
        typer.Option(help="ISO 8601; without a zone local time.", rich_help_panel=_PANEL),
    ] = None,
    text: Annotated[
        Text, typer.Option(help="The text; @FILE reads a file, @@ is @.", rich_help_panel=_PANEL)
    ] = None,
    html: Annotated[
        Text, typer.Option(help="The HTML; @FILE reads a file, @@ is @.", rich_help_panel=_PANEL)
    ] = None,
    attach: Annotated[
        Texts,
        typer.Option(help="PATH[;name=...][;type=...][;cid=...]", rich_help_panel=_PANEL),
    ] = None,
    inline: Annotated[
        Texts, typer.Option(help="The same, shown in the HTML.", rich_help_panel=_PANEL)
    ] = None,
    customer_first_name: Annotated[
        Text,
        typer.Option(help="Of a customer who is new.", rich_help_panel="eGain's own attributes"),
    ] = None,
    customer_last_name: Annotated[
        Text,
        typer.Option(help="Of a customer who is new.", rich_help_panel="eGain's own attributes"),
    ] = None,
) -> int:
    """Send emails from flags, YAML files, or both.

    Flags alone make one email. Each document of each YAML file is one email; flags win over it.
    """
    from egain_cli.cli.jobs import MARKER_HINT, Job, Run, refuse_marker
    from egain_cli.cli.opening import open_settings
    from egain_cli.cli.sending import send
    from egain_cli.inputs.emails import open_items, read_emails, refuse_attribute
    from egain_cli.inputs.flags import to_nodes
    from egain_cli.replay.reading import item_sources

    given = values(envelope, extras) | {
        "department": target.department, "receiver": target.receiver, "date": date, "text": text,
        "html": html, "attach": attach, "inline": inline,
        "customer_first_name": customer_first_name, "customer_last_name": customer_last_name,
    }  # fmt: skip
    settings = open_settings(server, target, output, mode, keeping)
    kept = {name: settings.text(name) for name in ("department", "receiver")}
    names = list(files or ())
    refuse_marker(settings, extras.attr or ())
    read = read_emails(names, to_nodes(given), to_nodes(kept))
    items = [
        refuse_attribute(each, settings.text("marker_attribute"), MARKER_HINT) for each in read
    ]
    job = Job("send-email", lambda _: item_sources(items), open_items, tuple(names))
    return send(job, Run(settings, mode, len(items)))
