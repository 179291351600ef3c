"""Owns what send-eml says and asks of its sources; finds no message itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from egain_cli.cli import messages
from egain_cli.cli.sending import Run
from egain_cli.errors import UsageError
from egain_cli.inputs.sources.arguments import read_names

if TYPE_CHECKING:
    from egain_cli.cli.options import Mode
    from egain_cli.config.layers import Settings
    from egain_cli.inputs.sources.arguments import Sources
    from egain_cli.report import Exits


def name_sources(paths: list[str] | None, files_from: str | None) -> list[str]:
    """What the arguments and the list name; UsageError where there is neither.

    Raises InputError for a list that cannot be read.
    """
    if not paths and files_from is None:
        hint = "Name files, folders, mailboxes or archives, or - for standard input."
        raise UsageError("Missing argument: neither a PATH nor --files-from", hint)
    return [*(paths or []), *(read_names(files_from) if files_from is not None else [])]


def plan_run(settings: Settings, mode: Mode, sources: Sources, exits: Exits) -> Run:
    """The run over the sources; they are counted only where something is to leave."""
    run = Run(settings, mode, exits=exits)
    if not run.sends:
        return run
    count = sources.count()
    return replace(run, count=count.number, at_least=not count.exact)


def tell_left_out(sources: Sources) -> None:
    """Say what was passed over."""
    if left_out := sources.search.left_out.sentence():
        messages.say(f"{left_out} (--verbose names each)", "note")


def tell_of_sources(sources: Sources) -> None:
    """Say what was passed over, and that there was nothing where that is so."""
    tell_left_out(sources)
    if not sources.search.left_out.found:
        named = ", ".join(sources.names[:3]) + (", …" if len(sources.names) > 3 else "")
        messages.say(f"nothing to send: no message in {named or 'what was named'}", "note")
