"""The verb logout: the session ends on the server too."""

from egain_cli.cli.options import Output, Server, grouped


@grouped
def verb(server: Server, output: Output) -> int:
    """End the session, on the server too.

    What was kept is forgotten in any case; a server that cannot be reached is told about.
    """
    from egain_cli.access import find_access
    from egain_cli.cli import messages
    from egain_cli.cli.opening import open_settings, session_store
    from egain_cli.client.answers import read_words
    from egain_cli.errors import EgainError

    settings = open_settings(server, output)
    store = session_store(settings)
    access = find_access(settings, store)
    connection = access.prepare()
    profile = str(settings.text("profile"))
    if connection.session is None:
        messages.say(f"not logged in to {access.endpoint.base} (profile {profile})")
        store.forget(profile, access.endpoint.base)
        return 0
    try:
        answer = connection.logout()
    except EgainError as error:
        hint = "The server may keep the session until it times out; it counts as one of five."
        raise type(error)(f"forgotten here, but not ended there: {error.message}", hint) from error
    finally:
        store.forget(profile, access.endpoint.base)
        connection.http.close()
    if answer.status in (204, 401):  # 401: it had ended before
        messages.say(f"logged out of {access.endpoint.base}")
        return 0
    said = f"{answer.status} {read_words(answer).message}"
    raise EgainError(f"forgotten here, but the server did not end it: {said}", "Log in to see.")
