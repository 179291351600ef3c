"""The verb status: who, where, whether the session still lives, and whence each setting."""

from typing import TYPE_CHECKING

from egain_cli.cli.options import Output, Server, Target, grouped

if TYPE_CHECKING:
    from egain_cli.access import Access
    from egain_cli.config.layers import Settings


@grouped
def verb(server: Server, target: Target, output: Output) -> int:
    """Say who is logged in where, and whether it still holds.

    Asks the server, and creates nothing. Exit code 0 when the session lives, 4 when there is none.
    """
    from egain_cli.access import find_access
    from egain_cli.cli.opening import open_settings, session_store, warn_of_danger
    from egain_cli.cli.settings_table import settings_rows, show_settings
    from egain_cli.entrusted import find_token_file, no_credentials

    settings = open_settings(server, target, output)
    access = find_access(settings, session_store(settings), no_credentials)
    warn_of_danger(settings, access.endpoint)
    state, exit_code = _ask_server(access)
    token = find_token_file(settings, access.endpoint)
    kept = None if token or settings.text("session") else access.kept
    facts = {
        "url": access.endpoint.base,
        "profile": str(settings.text("profile")),
        "username": kept.username if kept else settings.text("username"),
        "session": state,
        "kept_in": kept.kept_in if kept else None,
        "since": kept.since if kept else None,
    }
    if settings.truth("json"):
        _show_json(facts, settings, exit_code)
    elif not settings.truth("quiet"):
        rows = [(name, str(value or "-")) for name, value in facts.items()]
        show_settings("Session", ("what", "value"), rows)
        show_settings("Settings", ("setting", "value", "from"), settings_rows(settings))
    return exit_code


def _ask_server(access: "Access") -> tuple[str, int]:
    from egain_cli.access import LOCKED
    from egain_cli.client.answers import said
    from egain_cli.errors import HTTP_EXIT_CODES, ExitCode

    connection = access.prepare()
    try:
        if connection.session.id is None and connection.token is None:
            return LOCKED if access.is_locked else "none", ExitCode.REFUSED
        answer = connection.get(access.endpoint.custom_attributes)
    finally:
        connection.http.close()
    if answer.status == 204 or (answer.status == 200 and answer.text.lstrip()[:1] == "{"):
        return "not needed: the token is taken" if connection.token else "lives", ExitCode.OK
    exit_code = HTTP_EXIT_CODES.get(answer.status, ExitCode.FAILED)
    if answer.status == 401:
        state = "the token is refused" if connection.token else "has ended"
        return f"{state}: {said(answer)}", exit_code
    return f"cannot be judged, the server said: {said(answer)}", exit_code


def _show_json(facts: dict[str, str | None], settings: "Settings", exit_code: int) -> None:
    from egain_cli.cli import messages
    from egain_cli.cli.settings_table import settings_rows
    from egain_cli.report import SCHEMA, json_line

    rows = [{"name": n, "value": v, "origin": o} for n, v, o in settings_rows(settings)]
    event = {"event": "status", "schema": SCHEMA, **facts, "settings": rows}
    messages.write(json_line({**event, "exit_code": int(exit_code)}))
