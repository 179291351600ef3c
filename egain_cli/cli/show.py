"""The verb show: activities as the server has them."""

from typing import TYPE_CHECKING, Annotated

import typer

from egain_cli.cli.options import Output, Server, grouped

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.cli.activities import Shown
    from egain_cli.client.connection import Connection
    from egain_cli.errors import EgainError


@grouped
def verb(
    server: Server,
    output: Output,
    ids: Annotated[
        list[str],
        typer.Argument(metavar="ACTIVITY ...", help="Ids, or the URLs that a send has shown."),
    ],
) -> int:
    """Read activities back and show what they hold.

    Needs the right to view the agent console. Exit code 3 when only some of them can be read.
    """
    from functools import partial

    from egain_cli.access import find_access
    from egain_cli.cli.activities import choose_shown
    from egain_cli.cli.opening import open_settings, session_store, warn_of_danger

    settings = open_settings(server, output)
    access = find_access(settings, session_store(settings))
    wanted = list(dict.fromkeys(_id(each, access.endpoint.base) for each in ids))
    warn_of_danger(settings, access.endpoint)
    try:
        tell = partial(_tell, json=settings.truth("json"))
        return _show(access.connect(), wanted, choose_shown(settings), tell)
    finally:
        access.close()


def _show(
    connection: "Connection", ids: list[str], shown: "Shown", tell: "Callable[[EgainError], None]"
) -> int:
    from egain_cli.client.reading import read_activities
    from egain_cli.errors import EgainError, ExitCode

    codes = []
    for activity_id, found in read_activities(connection, ids):
        if isinstance(found, EgainError):
            tell(found)
        else:
            shown(activity_id, found)
        codes.append(found.exit_code if isinstance(found, EgainError) else ExitCode.OK)
    some = ExitCode.PARTIAL if ExitCode.OK in codes else ExitCode.FAILED
    return codes[0] if len(set(codes)) == 1 else some


def _tell(error: "EgainError", *, json: bool) -> None:
    from egain_cli.cli import messages
    from egain_cli.report import error_event, json_line

    if json:
        messages.write(json_line(error_event(error)))
    messages.say(error.message, "error")
    messages.say(error.hint, "hint")


def _id(text: str, base: str) -> str:
    """The id that a text names: itself, or the last piece of a URL of this server."""
    import re

    from egain_cli.endpoint import same_origin
    from egain_cli.errors import UsageError

    if "://" in text and not same_origin(text, base):
        hint = "Say so with --url, or give the id alone."
        raise UsageError(f"{text!r} is on another server than {base}", hint)
    found = text.rstrip("/").rpartition("/")[2]
    if not re.fullmatch(r"[\w.-]+", found, re.ASCII):
        hint = "Give its number, as `egain send-email` shows it, or its URL."
        raise UsageError(f"{text!r} is not the id of an activity", hint)
    return found
