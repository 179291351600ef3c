"""Owns login and logout, which speak the legacy family of errors; knows nothing of activities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from egain_cli.sandbox.answers import no
from egain_cli.sandbox.bodies import LOGIN, read_body
from egain_cli.sandbox.headers import SESSION, XML, answer_media, unacceptable
from egain_cli.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from egain_cli.sandbox.calls import Call, Sandbox

_MEMBERS = {"userName", "username", "password"}


def login(sandbox: Sandbox, call: Call) -> Response:
    """204 with the new session's id in its header; 400, 401 or 403 in the legacy family."""
    opened = _open(sandbox, call)
    if isinstance(opened, Refusal):
        return no(opened, answer_media(call.headers) or XML, legacy=True)
    return Response(status_code=204, headers={SESSION: opened})


def logout(sandbox: Sandbox, call: Call) -> Response:
    """204 and the id once more, or 401 with the text of the logout page's own example."""
    if sandbox.sessions.close(call.session):
        return Response(status_code=204, headers={SESSION: call.session})
    refusal = Refusal(401, "", "User could not be authenticated. Invalid session ID.")
    return no(refusal, answer_media(call.headers) or XML, legacy=True)


def _open(sandbox: Sandbox, call: Call) -> str | Refusal:
    refusal = unacceptable(call.headers)
    parsed = refusal or read_body(call, sandbox.world, LOGIN, {"forceLogin"})
    if isinstance(parsed, Refusal):
        return parsed
    if any(value != "yes" for _, value in call.query):
        return Refusal(400, "", "forceLogin must be 'yes' where it is given.")
    name, password = _credentials(parsed.document)
    user = sandbox.world.user(name)
    if not name or not password:
        return Refusal(400, "", "userName and password are required, as strings, and nothing else.")
    if not user or user.password != password:
        return Refusal(401, "", "User could not be authenticated. Invalid user name or password.")
    session = sandbox.sessions.open(name, force=bool(call.query))
    # That a session too many is a 403 is a guess: the page only says that the login fails.
    limit = sandbox.world.sessions_per_user
    full = f"User {name} already has {limit} sessions. Use forceLogin=yes to end the oldest."
    return session or Refusal(403, "", full)


def _credentials(document: dict[str, Any]) -> tuple[str, str]:
    """Name and password, or ("", "").

    The page's table says `username` and every client at work `userName`: both are taken.
    """
    names = [document[key] for key in ("userName", "username") if key in document]
    values = [*names, document.get("password")]
    if len(names) != 1 or not document.keys() <= _MEMBERS:
        return "", ""
    name, password = (value if isinstance(value, str) else "" for value in values)
    return name, password
