"""The verb send-eml: saved messages as they are, with what the flags say on top."""

from typing import Annotated

import typer

from egain_cli.cli.bulk import Bulk, Keeping, Speed
from egain_cli.cli.options import (
    Envelope,
    Extras,
    Mode,
    Output,
    Reading,
    Server,
    Target,
    grouped,
    values,
)

_SOURCES = "Where it comes from"


@grouped
def verb(
    envelope: Envelope,
    target: Target,
    extras: Extras,
    reading: Reading,
    mode: Mode,
    speed: Speed,
    bulk: Bulk,
    keeping: Keeping,
    server: Server,
    output: Output,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH ... or -",
            help="Messages, folders, mailboxes, archives of them; - is standard input.",
        ),
    ] = None,
    date: Annotated[
        str,
        typer.Option(
            help="keep, now, ISO 8601, or a shift such as +30d.", rich_help_panel="The message"
        ),
    ] = "keep",
    files_from: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="More paths, one a line or NUL-separated; - is standard input.",
            rich_help_panel=_SOURCES,
            show_default=False,
        ),
    ] = None,
    fail_if_empty: Annotated[
        bool, typer.Option("--fail-if-empty", help="Exit 9 if none.", rich_help_panel=_SOURCES)
    ] = False,
    sysexits: Annotated[
        bool,
        typer.Option("--sysexits", help="Exit codes for a mail pipe.", rich_help_panel="Output"),
    ] = False,
) -> int:
    """Send saved messages (.eml) as they are.

    Or folders of them, mbox, Maildir, .emlx, Outlook's .msg, and zip or tar archives of these.
    Headers, text, HTML, attachments and inline images go to eGain as the message holds them.
    """
    from egain_cli.cli.exits import for_mail_pipes, make_exits
    from egain_cli.cli.opening import open_settings
    from egain_cli.cli.sending import send
    from egain_cli.cli.sources import message_job, name_sources, plan_run, tell_of_sources
    from egain_cli.inputs.kept_options import keep_options
    from egain_cli.inputs.messages import check_date
    from egain_cli.inputs.mime.mapping import Wanted
    from egain_cli.inputs.sources.arguments import open_sources

    with for_mail_pipes(sysexits=sysexits):
        check_date(date)
        settings = open_settings(server, target, output, mode, speed, keeping)
        wanted = Wanted(
            settings.text("receiver"), settings.texts("aliases"), date, **values(reading)
        )
        flags = values(envelope, extras) | {"receiver": target.receiver}
        options = keep_options(flags, wanted, settings.text("department"))
        with open_sources(name_sources(paths, files_from)) as sources:
            exits = make_exits(sources, fail_if_empty=fail_if_empty, sysexits=sysexits)
            run = plan_run(settings, mode, sources, exits, bulk)
            code = send(message_job("send-eml", sources, options), run)
            tell_of_sources(sources)
        return code
