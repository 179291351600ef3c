"""The verb login: a session for a profile, opened and kept."""

from typing import TYPE_CHECKING, Annotated

import typer

from egain_cli.cli.options import Output, Server, Text, grouped

if TYPE_CHECKING:
    from egain_cli.access import Access
    from egain_cli.config.layers import Settings
    from egain_cli.session import KeptSession


@grouped
def verb(
    server: Server,
    output: Output,
    username: Annotated[Text, typer.Option(help="The user who logs in.")] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    password_file: Annotated[
        Text, typer.Option(help="Read the password from the first line of a file.")
    ] = None,
) -> int:
    """Open a session and keep it for the profile.

    The password comes from --password-stdin, --password-file, EGAIN_PASSWORD or a prompt, and is
    never kept. The session is kept in the keyring when there is one, else in a file of your own.
    """
    import os
    from dataclasses import replace
    from pathlib import Path

    from egain_cli.access import find_access, find_endpoint, require_trust
    from egain_cli.cli import messages
    from egain_cli.cli.asking import ask_for_login
    from egain_cli.cli.opening import session_store, warn_of_danger
    from egain_cli.cli.options import values
    from egain_cli.config.layers import load_settings

    given = values(server, output) | {"username": username, "password_file": password_file}
    settings = load_settings(given, os.environ, Path.cwd())
    store = session_store(settings)
    if password_stdin and settings.text("url"):
        require_trust(settings, find_endpoint(settings), store)
    settings, credentials = ask_for_login(settings, password_stdin=password_stdin)
    access = replace(find_access(settings, store), kept=None, credentials=credentials)
    warn_of_danger(settings, access.endpoint)
    kept = _open(access, settings)
    messages.say(f"logged in to {kept.url} as {kept.username}")
    messages.say(f"the session is kept in {_place(kept)} for the profile {kept.profile}", "note")
    _remember(settings)
    return 0


def _open(access: "Access", settings: "Settings") -> "KeptSession":
    from egain_cli.access import now
    from egain_cli.session import KeptSession

    connection = access.prepare()
    try:
        session = connection.login()
        username = connection.credentials.username if connection.credentials else ""
        profile = str(settings.text("profile"))
        kept = KeptSession(profile, access.endpoint.base, username, now(), session)
        return access.store.keep(kept)
    finally:
        connection.http.close()


def _remember(settings: "Settings") -> None:
    """Write what a person gave by flag or prompt into the profile, so that it need not be said."""
    from egain_cli.cli import messages
    from egain_cli.config.layers import Layer, profile_path
    from egain_cli.config.profiles import set_value

    path = profile_path(settings.environ, str(settings.text("profile")))
    for name in ("url", "username"):
        if settings.layer(name) is Layer.FLAG:
            set_value(path, name, settings.text(name))
            messages.say(f"{name} is now {settings.text(name)} in {path}", "note")


def _place(kept: "KeptSession") -> str:
    return "the keyring" if kept.kept_in == "keyring" else "a file only you can read"
