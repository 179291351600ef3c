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
    fields do not travel. Nothing is sent. Of a file with several messages, each is shown. Exit
    code 6 when something keeps one from being sent.
    """
    from egain_cli.cli.explaining import choose_shown, finish
    from egain_cli.cli.opening import open_settings

    settings = open_settings(target, output, max_size=max_size, profile=profile)
    shown = choose_shown(settings)
    valid = []
    for explanation in _explanations(file, settings, reading):
        shown(explanation)
        valid.append(explanation.valid)
    return finish(valid, settings)


def _explanations(file: str, settings: "Settings", reading: Reading) -> "Iterator[Explanation]":
    from egain_cli.cli.looking import is_yaml, make_read, make_screen, make_wanted
    from egain_cli.cli.sources import tell_left_out
    from egain_cli.explanation import explain_emails, explain_messages
    from egain_cli.inputs.sources.arguments import open_sources
    from egain_cli.yaml_reader import Mark, Node

    screen = make_screen(settings)
    where = {name: settings.values[name].where for name in ("department", "receiver")}
    if is_yaml(file):
        kept = {
            name: Node(settings.text(name), Mark(place))
            for name, place in where.items()
            if settings.text(name)
        }
        yield from explain_emails(file, kept, screen)
        return
    wanted = make_wanted(settings, reading)
    read = make_read(settings, {}, wanted)
    with open_sources([file]) as sources:
        yield from explain_messages(sources.messages(), read, screen, wanted, where)
        if not settings.truth("quiet"):
            tell_left_out(sources)
