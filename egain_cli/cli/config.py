"""The verb config: every setting with its origin, and a profile's values set."""

import typer

from egain_cli.cli.options import Output, Server, grouped

verb = typer.Typer(add_completion=False, invoke_without_command=True)


@verb.callback()
@grouped
def show(server: Server, output: Output, context: typer.Context) -> int:
    """Show every setting with its origin, and set a profile's.

    A flag wins over the environment, that over egain.yaml in this folder, that over the profile.
    """
    from egain_cli.cli import messages
    from egain_cli.cli.opening import open_settings
    from egain_cli.cli.settings_table import settings_rows, show_settings
    from egain_cli.report import SCHEMA, json_line

    context.obj = server.profile
    if context.invoked_subcommand:
        return 0
    settings = open_settings(server, output)
    rows = settings_rows(settings)
    if settings.truth("json"):
        for name, value, origin in rows:
            event = {"event": "setting", "schema": SCHEMA, "name": name}
            messages.write(json_line({**event, "value": value, "origin": origin}))
    else:
        show_settings("Settings", ("setting", "value", "from"), rows)
    return 0


@verb.command("set")
def set_one(context: typer.Context, name: str, value: str) -> int:
    """Set a profile's value: `egain config set url https://tenant.egain.cloud`."""
    return _change(context.obj, name, value)


@verb.command("unset")
def unset_one(context: typer.Context, name: str) -> int:
    """Take a value out of a profile."""
    return _change(context.obj, name, None)


def _change(profile: str | None, name: str, value: str | None) -> int:
    import os
    from pathlib import Path

    from egain_cli.cli import messages
    from egain_cli.config.layers import load_settings, profile_path
    from egain_cli.config.profiles import set_value

    settings = load_settings({"profile": profile}, os.environ, Path.cwd())
    path = profile_path(os.environ, str(settings.text("profile")))
    set_value(path, name, value)
    done = "is no longer set" if value is None else f"is now {value}"
    messages.say(f"{name} {done} in {path}")
    return 0
