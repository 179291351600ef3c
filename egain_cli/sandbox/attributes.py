"""Owns the list of the world's custom attributes; knows no activity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from egain_cli.sandbox.answers import fine, no
from egain_cli.sandbox.calls import caller
from egain_cli.sandbox.headers import JSON, SESSION, XML, answer_media, unacceptable
from egain_cli.sandbox.refusals import Refusal, refuse

if TYPE_CHECKING:
    from egain_cli.sandbox.calls import Call, Sandbox


def attributes(sandbox: Sandbox, call: Call) -> Response:
    """The custom attributes of activities; 204 where the world has none.

    No right is needed, only a session, which is why clients ask it whether theirs still lives.
    That there is such a list is documented; the members of its entries are a guess.
    """
    user = caller(sandbox, call)
    refusal = user if isinstance(user, Refusal) else unacceptable(call.headers)
    media = answer_media(call.headers)
    if refusal is None and media != JSON:
        rule = f"it lists attributes in JSON only so far: send Accept: {JSON}"
        refusal = refuse("406-90001", rule=rule)
    if refusal is None and call.query != (("$attribute", "custom"),):
        refusal = refuse("400-116", "", rule="ask for $attribute=custom")
    if refusal is not None:
        return no(refusal, media or XML)
    known = sandbox.world.custom_attributes
    entries = [{"name": each.name, "enumeration": list(each.values)} for each in known]
    if not entries:
        return Response(status_code=204, headers={SESSION: call.session})
    return fine({"customAttribute": entries}, {SESSION: call.session})
