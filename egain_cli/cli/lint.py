"""The verb lint: what would go wrong with emails, or be altered; nothing is sent."""

from typing import TYPE_CHECKING, Annotated

import typer

from egain_cli.cli.options import (
    Envelope,
    Extras,
    Output,
    Reading,
    Target,
    Text,
    grouped,
    values,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.config.layers import Settings
    from egain_cli.model import Item
    from egain_cli.screening import Read, Screen
    from egain_cli.yaml_reader import Node


@grouped
def verb(
    envelope: Envelope,
    target: Target,
    extras: Extras,
    reading: Reading,
    output: Output,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH ... or -",
            help="What send-eml takes, or YAML files; - is standard input.",
        ),
    ] = None,
    files_from: Annotated[
        Text,
        typer.Option(
            metavar="FILE", help="More paths, one a line or NUL-separated.", show_default=False
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Count warnings as errors, as --strict does elsewhere.")
    ] = False,
    max_size: Annotated[
        Text, typer.Option(help="Of a request, in bytes: 500k, 25M.", show_default=False)
    ] = None,
    profile: Annotated[Text, typer.Option(help="The profile to use.", show_default=False)] = None,
) -> int:
    """Say what would go wrong with emails, or be altered.

    Nothing is sent, and no server is asked. Exit code 6 when there are errors.
    """
    from itertools import groupby

    from egain_cli.cli.linting import Linting
    from egain_cli.cli.looking import is_yaml, make_read, make_screen, make_wanted
    from egain_cli.cli.opening import open_settings
    from egain_cli.cli.sources import name_sources
    from egain_cli.inputs.flags import to_nodes

    settings = open_settings(target, output, max_size=max_size, profile=profile)
    given = values(envelope, extras)
    given |= {"department": target.department, "receiver": target.receiver}
    screen = make_screen(settings)
    linting = Linting(settings, strict=strict)
    flags = to_nodes(given)
    read = make_read(settings, flags, make_wanted(settings, reading))
    for are_yaml, names in groupby(name_sources(paths, files_from), is_yaml):
        if are_yaml:
            items = _emails(list(names), flags, settings, screen)
        else:
            items = _messages(list(names), read, settings, screen)
        for item in items:
            linting.enter(item)
    return linting.end()


def _emails(
    names: list[str], flags: "dict[str, Node]", settings: "Settings", screen: "Screen"
) -> "Iterator[Item]":
    """The items of YAML files, as send-email reads them."""
    from egain_cli.inputs.emails import read_emails
    from egain_cli.inputs.flags import to_nodes
    from egain_cli.screening import screen_items

    kept = {name: settings.text(name) for name in ("department", "receiver")}
    return screen_items(read_emails(names, flags, to_nodes(kept)), screen)


def _messages(
    names: list[str], read: "Read", settings: "Settings", screen: "Screen"
) -> "Iterator[Item]":
    """The items of messages, as send-eml reads them; what is passed over is told."""
    from egain_cli.cli.sources import tell_of_sources
    from egain_cli.inputs.sources.arguments import open_sources
    from egain_cli.screening import screen_messages

    with open_sources(names) as sources:
        yield from (item for item, _ in screen_messages(sources.messages(), read, screen))
        if not settings.truth("quiet"):
            tell_of_sources(sources)
