"""Owns the sandbox's own routes below /_sandbox/, and who may call them; knows nothing of eGain."""

from __future__ import annotations

import ipaddress
from binascii import b2a_base64
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse, Response

from egain_cli.sandbox.activity_rows import LARGEST
from egain_cli.sandbox.answers import fine, no
from egain_cli.sandbox.headers import JSON
from egain_cli.sandbox.refusals import refuse
from egain_cli.sandbox.world_terms import describe_world

if TYPE_CHECKING:
    from egain_cli.sandbox.activity_rows import Stored
    from egain_cli.sandbox.calls import Call, Endpoint, Sandbox

_PAGE = """An emulator of eGain's "create incoming email activity".

Below /system/ws/v12 (and v13 to v20):
POST   /authentication/user/login
DELETE /authentication/user/logout
POST   /interaction/activity
GET    /interaction/activity?case=&customer=&createdDate=[start,end]&custom.NAME=
GET    /interaction/activity/{ids}
GET    /interaction/activity/{id}/attachment
GET    /interaction/activity/{id}/attachment/{ids}?$attribute=contentUrl
GET    /interaction/activity/attributes?$attribute=custom
GET    /interaction/case/{ids}
GET    /interaction/customer?email=
GET    /interaction/customer/{ids}
GET    /about

The sandbox's own:
GET    /_sandbox/health
GET    /_sandbox/world
GET    /_sandbox/messages?q=&limit=&offset=
GET    /_sandbox/messages/{id}
POST   /_sandbox/clear
"""


def page(_sandbox: Sandbox, _call: Call) -> Response:
    """What is here, for whoever opens the address in a browser."""
    return PlainTextResponse(_PAGE)


def health(_sandbox: Sandbox, _call: Call) -> Response:
    """That the sandbox answers."""
    return fine({"status": "ok"})


def messages(sandbox: Sandbox, call: Call) -> Response:
    """A list of what was accepted, the newest first; X-Total-Count says how many there are."""
    query = dict(call.query)
    numbers = {"limit": _number(query, "limit", 50), "offset": _number(query, "offset", 0)}
    for name, number in numbers.items():
        if number is None:
            rule = "expected a whole number, zero or more"
            return no(refuse("400-90002", name, rule=rule), JSON)
    words = query.get("q", "")
    found = sandbox.store.newest(words, numbers["limit"] or 0, numbers["offset"] or 0)
    total = str(sandbox.store.count(words))
    return fine([_listed(stored) for stored in found], {"X-Total-Count": total})


def message(sandbox: Sandbox, call: Call) -> Response:
    """Everything about one: headers and body as received, what was accepted, what is doubtful."""
    number = _whole(call.target)
    found = sandbox.store.get(number) if number is not None else None
    if not found:
        return no(refuse("404-90001", call.target), JSON)
    stored, received = found
    bulk = {"headers": received.headers, **_body(received.body), "document": received.document}
    return fine(_listed(stored) | bulk)


def world(sandbox: Sandbox, _call: Call) -> Response:
    """The world in the words of a world file, without passwords."""
    return fine(describe_world(sandbox.world))


def clear(sandbox: Sandbox, _call: Call) -> Response:
    """Forget all activities; sessions stay, and ids go on from where they were."""
    sandbox.store.clear()
    return Response(status_code=204)


def guarded(endpoint: Endpoint) -> Endpoint:
    """`endpoint`, out of reach for web pages that a browser on this machine may show.

    A page of another site can point its own host name here (DNS rebinding), or post blindly; the
    first shows in Host, the second in Origin.
    """

    def guard(sandbox: Sandbox, call: Call) -> Response:
        host = call.headers.get("host", "")
        origin = call.headers.get("origin")
        if not _is_ours(host, sandbox.host) or (origin and urlsplit(origin).netloc != host):
            rule = "Host must be an address, localhost or the bound name, and Origin the same"
            return no(refuse("403-90001", rule=rule), JSON)
        return endpoint(sandbox, call)

    return guard


def _is_ours(host: str, bound: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        ipaddress.ip_address(name)
    except ValueError:
        return host.partition(":")[0].lower() in {"localhost", bound.lower()} - {""}
    return True


def _listed(stored: Stored) -> dict[str, Any]:
    members = asdict(stored)
    members["from"] = members.pop("sender")
    return members


def _body(body: bytes) -> dict[str, str]:
    """The body as text; where it is none, as multipart with files is, its bytes in base64 too."""
    try:
        return {"body": body.decode("utf-8")}
    except UnicodeDecodeError:
        exact = b2a_base64(body, newline=False).decode()
        return {"body": body.decode("utf-8", "replace"), "body_base64": exact}


def _number(query: dict[str, str], name: str, default: int) -> int | None:
    return _whole(query[name]) if name in query else default


def _whole(text: str) -> int | None:
    return min(int(text), LARGEST) if text.isascii() and text.isdigit() and len(text) < 20 else None
