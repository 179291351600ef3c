"""Owns the options of runs over many messages, in groups; knows not what they do."""

from enum import StrEnum
from typing import Annotated, NamedTuple

import typer

from egain_cli.cli.options import Text, option

_BULK = "Many messages"


class OnUnknown(StrEnum):
    """What becomes of a message that was left unknown before."""

    HOLD = "hold"
    RETRY = "retry"
    SKIP = "skip"


class Keeping(NamedTuple):
    """Where it is remembered what was sent. The field is a setting of the same name."""

    journal: Annotated[
        Text, option("--journal", help="The file that remembers what was sent.", panel=_BULK)
    ] = None


class Speed(NamedTuple):
    """How fast many messages go. Every field is a setting of the same name."""

    workers: Annotated[Text, option("--workers", help="How many at a time (4).", panel=_BULK)] = (
        None
    )
    processes: Annotated[
        Text, option("--processes", help="In how many processes (1).", panel=_BULK)
    ] = None
    rate: Annotated[Text, option("--rate", help="How many a second at most.", panel=_BULK)] = None
    retries: Annotated[
        Text,
        option("--retries", help="How often what did not arrive is tried again (4).", panel=_BULK),
    ] = None


class Bulk(NamedTuple):
    """What a run over many messages does with the past, and when it ends early."""

    again: Annotated[
        bool, option("--again", help="Send what was accepted before, too.", panel=_BULK)
    ] = False
    on_unknown: Annotated[
        OnUnknown,
        typer.Option(help="What was left unknown before.", rich_help_panel=_BULK),
    ] = OnUnknown.HOLD
    limit: Annotated[
        int | None, option("--limit", help="Send so many at most.", panel=_BULK, min=1)
    ] = None
    max_errors: Annotated[
        int | None, option("--max-errors", help="Stop after so many failed.", panel=_BULK, min=1)
    ] = None
    max_duration: Annotated[
        Text, option("--max-duration", help="Stop after 90s, 15m, 8h.", panel=_BULK)
    ] = None
    failed_dir: Annotated[
        Text,
        option(
            "--failed-dir",
            help="Keep copies there of what is rejected, invalid or unknown.",
            panel=_BULK,
        ),
    ] = None
