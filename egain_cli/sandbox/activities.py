"""Owns creating an activity and reading it back; knows neither the rules nor the stored form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from egain_cli.sandbox.answers import fine, no
from egain_cli.sandbox.bodies import read_body
from egain_cli.sandbox.calls import caller
from egain_cli.sandbox.headers import (
    JSON,
    SESSION,
    XML,
    answer_media,
    unacceptable,
    without_secrets,
)
from egain_cli.sandbox.readback import PATH, activity
from egain_cli.sandbox.refusals import Refusal, refuse
from egain_cli.sandbox.rules import Accepted, judge

if TYPE_CHECKING:
    from egain_cli.sandbox.calls import Call, Sandbox

_MOST_IDS = 75  # documented on the page that reads activities
# Documented there too; an answer that ignores them would be a friendly lie.
_NOT_EMULATED = frozenset({"$sort", "$order", "embedInlineAttachment", "payloadVersion"})


def create(sandbox: Sandbox, call: Call) -> Response:
    """201 without a body and with a host-relative Location, once the activity is on disk."""
    media = answer_media(call.headers) or XML
    verdict = _verdict(sandbox, call)
    if isinstance(verdict, Refusal):
        return no(verdict, media)
    number = sandbox.store.save(verdict, call.body or b"", without_secrets(call.raw_headers))
    headers = {SESSION: call.session, "Location": f"{PATH}/{number}"}
    return Response(status_code=201, headers=headers, media_type=media)


def read(sandbox: Sandbox, call: Call) -> Response:
    """The activities of the ids in the path, by id; with `$attribute=all` all that was sent."""
    refusal = _may_not_read(sandbox, call) or _unread_query(call)
    activities = refusal or _activities(sandbox, call)
    if isinstance(activities, Refusal):
        return no(activities, answer_media(call.headers) or XML)
    return fine({"activity": activities}, {SESSION: call.session})


def _verdict(sandbox: Sandbox, call: Call) -> Accepted | Refusal:
    user = caller(sandbox, call)
    if isinstance(user, Refusal):
        return user
    parsed = unacceptable(call.headers) or read_body(call, sandbox.world)
    if isinstance(parsed, Refusal):
        return parsed
    return judge(parsed, user, sandbox.world, sandbox.store.has_case)


def _may_not_read(sandbox: Sandbox, call: Call) -> Refusal | None:
    user = caller(sandbox, call)
    if isinstance(user, Refusal):
        return user
    refusal = unacceptable(call.headers)
    if not refusal and answer_media(call.headers) != JSON:
        rule = f"it reads back JSON only so far: send Accept: {JSON}"
        return refuse("406-90001", rule=rule)
    if not refusal and not user.may_read:
        return refuse("403-178", "get activity")
    return refusal


def _unread_query(call: Call) -> Refusal | None:
    for name, value in call.query:
        if name in _NOT_EMULATED:
            return refuse("501-90001", f"The query parameter '{name}'")
        if name != "$attribute":
            return refuse("400-101", name)
        if value != "all":
            return refuse("400-116", value, rule="lists of attributes are not emulated")
    return None


def _activities(sandbox: Sandbox, call: Call) -> list[dict[str, Any]] | Refusal:
    ids = dict.fromkeys(call.target.split(","))
    if len(ids) > _MOST_IDS:
        return refuse("400-10424", "IDs", str(_MOST_IDS))
    found = {name: sandbox.store.get(int(name)) for name in ids if _is_number(name)}
    missing = [name for name in ids if not found.get(name)]
    if missing:
        return refuse("404-100", ",".join(missing))
    known = sorted((item for item in found.values() if item), key=lambda item: item[0].id)
    return [activity(*item, everything=bool(call.query)) for item in known]


def _is_number(name: str) -> bool:
    return name.isascii() and name.isdigit() and len(name) <= 18
