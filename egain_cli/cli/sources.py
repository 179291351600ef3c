"""Owns what send-eml says and asks of its sources; finds no message itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from egain_cli.cli import messages
from egain_cli.cli.jobs import Job, Run
from egain_cli.errors import UsageError
from egain_cli.inputs.kept_options import read_options
from egain_cli.inputs.sources.arguments import read_names
from egain_cli.replay.reading import message_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from egain_cli.books import Exits
    from egain_cli.cli.bulk import Bulk
    from egain_cli.cli.options import Mode
    from egain_cli.config.layers import Settings
    from egain_cli.inputs.messages import RawMessage
    from egain_cli.inputs.sources.arguments import Sources
    from egain_cli.model import Draft


def name_sources(paths: list[str] | None, files_from: str | None) -> list[str]:
    """What the arguments and the list name; UsageError where there is neither.

    Raises InputError for a list that cannot be read.
    """
    if not paths and files_from is None:
        hint = "Name files, folders, mailboxes or archives, or - for standard input."
        raise UsageError("Missing argument: neither a PATH nor --files-from", hint)
    return [*(paths or []), *(read_names(files_from) if files_from is not None else [])]


def plan_run(settings: Settings, mode: Mode, sources: Sources, exits: Exits, bulk: Bulk) -> Run:
    """The run over the sources; they are counted only where something is to leave.

    A single file, and a single message through a pipe, is always sent; a folder never is.
    """
    single = len(sources.names) == 1 and not Path(sources.names[0]).is_dir()
    count = sources.count() if single or not (mode.dry_run or mode.curl) else None
    always = single and count is not None and count.exact and count.number <= 1
    return Run(
        settings, mode, count.number if count else None, at_least=bool(count and not count.exact),
        exits=exits, bulk=bulk, alone=False, always=always,
    )  # fmt: skip


def message_job(verb: str, sources: Sources, options: Mapping[str, Any]) -> Job[RawMessage]:
    """What is to be sent of the sources, with content options as they are kept."""

    def opening(target: str) -> Callable[[RawMessage], Draft]:
        return read_options(options, target).open

    return Job(
        verb,
        lambda halt: message_sources(sources.messages(), halt),
        opening,
        tuple(sources.names),
        options,
    )


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
