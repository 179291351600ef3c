"""The verb logout: the session ends on the server too."""

from typing import TYPE_CHECKING

from egain_cli.cli.options import Output, Server, grouped

if TYPE_CHECKING:
    from egain_cli.access import Access


@grouped
def verb(server: Server, output: Output) -> int:
    """End the session, on the server too.

    What was kept is forgotten in any case; a server that cannot be reached is told about.
    """
    from egain_cli.access import LOCKED, find_access
    from egain_cli.cli import messages
    from egain_cli.cli.opening import open_settings, session_store
    from egain_cli.entrusted import no_credentials
    from egain_cli.errors import RefusedError
    from egain_cli.report import SCHEMA, json_line

    settings = open_settings(server, output)
    store = session_store(settings)
    access = find_access(settings, store, no_credentials)
    profile, url = str(settings.text("profile")), access.endpoint.base
    if not settings.text("session") and store.is_locked(profile, url):
        raise RefusedError(f"{LOCKED} ({url})", "Run it at a terminal.")
    if settings.text("session") or access.kept:
        _end(access)
        said = f"logged out of {url}"
    else:
        said = f"not logged in to {url} (profile {profile})"
    messages.say(said)
    if settings.truth("json"):
        facts = {"url": url, "profile": profile, "message": said, "exit_code": 0}
        messages.write(json_line({"event": "logout", "schema": SCHEMA, **facts}))
    return 0


def _end(access: "Access") -> None:
    from egain_cli.client.answers import read_words
    from egain_cli.errors import HTTP_EXIT_CODES, EgainError

    hint = "The server may keep it until it times out; it counts as one of five sessions."
    connection = access.prepare(session_only=True)
    try:
        answer = connection.logout()
    except EgainError as error:
        words = f"forgotten here, but not ended there: {error.message}"
        raise EgainError(words, hint, error.exit_code) from error
    finally:
        connection.http.close()
        if not access.settings.text("session"):  # that one is not the kept one
            access.store.forget(str(access.settings.text("profile")), access.endpoint.base)
    if answer.status not in (204, 401):  # 401: it had ended before
        words = f"{answer.status} {read_words(answer).message}"
        code = HTTP_EXIT_CODES.get(answer.status)
        raise EgainError(f"forgotten here, but the server did not end it: {words}", hint, code)
