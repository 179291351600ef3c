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
    from egain_cli.access import find_access
    from egain_cli.cli.asking import ask_for_login
    from egain_cli.cli.opening import open_settings, session_store, warn_of_danger
    from egain_cli.entrusted import require_trust
    from egain_cli.errors import UsageError
    from egain_cli.route import find_endpoint

    if password_stdin and password_file:
        raise UsageError("--password-stdin and --password-file are two passwords", "Give one.")
    settings = open_settings(server, output, username=username, password_file=password_file)
    store = session_store(settings)
    if settings.text("url"):
        require_trust(settings, find_endpoint(settings), store)
    settings, credentials = ask_for_login(settings, password_stdin=password_stdin)
    access = find_access(settings, store, lambda *_: credentials)
    warn_of_danger(settings, access.endpoint)
    _tell(_open(access), settings)
    return 0


def _tell(kept: "KeptSession", settings: "Settings") -> None:
    from egain_cli.cli import messages
    from egain_cli.report import SCHEMA, json_line

    messages.say(f"logged in to {kept.url} as {kept.username}")
    place = "the keyring" if kept.kept_in == "keyring" else "a file only you can read"
    messages.say(f"the session is kept in {place} for the profile {kept.profile}", "note")
    _remember(settings)
    if settings.truth("json"):
        facts = {name: getattr(kept, name) for name in ("url", "username", "profile", "kept_in")}
        messages.write(json_line({"event": "login", "schema": SCHEMA, **facts, "exit_code": 0}))


def _open(access: "Access") -> "KeptSession":
    """A new session, kept; the one that was kept before is ended: a user may hold five."""
    from contextlib import suppress
    from functools import partial

    from egain_cli.cli import messages
    from egain_cli.custody import now
    from egain_cli.errors import EgainError
    from egain_cli.session import KeptSession

    settings, before = access.settings, access.kept
    access.warn = partial(messages.say, label="warning")
    connection = access.prepare(session_only=True)
    connection.session.on_open = lambda session: None  # noqa: ARG005 - kept below, by name
    try:
        session = connection.login()
        username = access.credentials.username if access.credentials else ""
        profile = str(settings.text("profile"))
        try:
            kept = access.store.keep(
                KeptSession(profile, access.endpoint.base, username, now(), session)
            )
        except BaseException:
            with suppress(EgainError):
                connection.logout()
            raise
        if before:
            with suppress(EgainError):
                connection.end(before.session)
        return kept
    finally:
        connection.http.close()


def _remember(settings: "Settings") -> None:
    """Write what a person gave by flag or prompt into the profile, so that it need not be said."""
    from egain_cli.cli import messages
    from egain_cli.config.layers import profile_path
    from egain_cli.config.profiles import set_value
    from egain_cli.config.values import Layer

    path = profile_path(settings.environ, str(settings.text("profile")))
    for name in ("url", "username"):
        if settings.layer(name) is Layer.FLAG:
            set_value(path, name, settings.text(name))
            messages.say(f"{name} is now {settings.text(name)} in {path}", "note")
