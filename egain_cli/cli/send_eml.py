"""The verb send-eml: saved messages as they are, with what the flags say on top."""

from typing import Annotated

import typer

from egain_cli.cli.options import (
    Envelope,
    Extras,
    Mode,
    Output,
    Server,
    Target,
    grouped,
    values,
)


@grouped
def verb(
    envelope: Envelope,
    target: Target,
    extras: Extras,
    mode: Mode,
    server: Server,
    output: Output,
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH ... or -", help="Saved messages; - is standard input."),
    ],
    date: Annotated[
        str,
        typer.Option(
            help="keep, now, ISO 8601, or a shift such as +30d.", rich_help_panel="The message"
        ),
    ] = "keep",
) -> int:
    """Send saved messages (.eml) as they are.

    Headers, text, HTML, attachments and inline images go to eGain as the message holds them.
    """
    from egain_cli.cli.opening import open_settings
    from egain_cli.cli.sending import Run, send_items
    from egain_cli.inputs.flags import to_nodes
    from egain_cli.inputs.messages import check_date, find_messages, read_messages
    from egain_cli.inputs.mime.message import Wanted

    check_date(date)
    settings = open_settings(server, target, output, mode)
    wanted = Wanted(settings.text("receiver"), settings.texts("aliases"), date)
    flags = to_nodes(values(envelope, extras) | {"receiver": target.receiver})
    messages = list(find_messages(paths))
    items = read_messages(messages, flags, wanted, settings.text("department"))
    return send_items(items, Run(settings, mode, len(paths)))
