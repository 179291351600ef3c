"""The verb explain: how one message becomes an activity, part by part; nothing is sent."""

from typing import TYPE_CHECKING, Annotated

import typer

from egain_cli.cli.options import Output, Reading, Target, Text, grouped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.config.layers import Settings
    from egain_cli.explanation import Explanation


@grouped
def verb(
    target: Target,
    reading: Reading,
    output: Output,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE or -", help="A saved message, or a YAML file; - is standard input."
        ),
    ],
    max_size: Annotated[
        Text, typer.Option(help="Of a request, in bytes: 500k, 25M.", show_default=False)
    ] = None,
    profile: Annotated[Text, typer.Option(help="The profile to use.", show_default=False)] = None,
) -> int:
    """Show how one message becomes an activity, part by part.

    Each field with its source and what was changed, what became of each part, and which header
    fields do not travel. Nothing is sent. Of a file with several messages, each is shown.
    """
    from egain_cli.cli.explaining import choose_shown, finish
    from egain_cli.cli.opening import open_settings

    settings = open_settings(target, output, max_size=max_size, profile=profile)
    shown = choose_shown(settings)
    readable = []
    for explanation in _explanations(file, settings, reading):
        shown(explanation)
        readable.append(explanation.readable)
    return finish(readable, settings)


def _explanations(file: str, settings: "Settings", reading: Reading) -> "Iterator[Explanation]":
    from egain_cli.cli.looking import is_yaml, make_read, make_screen, make_wanted
    from egain_cli.explanation import explain_emails, explain_messages
    from egain_cli.inputs.messages import find_messages
    from egain_cli.yaml_reader import Mark, Node

    screen = make_screen(settings)
    where = {name: settings.values[name].where for name in ("department", "receiver")}
    if is_yaml(file):
        kept = {
            name: Node(settings.text(name), Mark(place))
            for name, place in where.items()
            if settings.text(name)
        }
        return explain_emails(file, kept, screen)
    wanted = make_wanted(settings, reading)
    read = make_read(settings, {}, wanted)
    return explain_messages(find_messages([file]), read, screen, wanted, where)
