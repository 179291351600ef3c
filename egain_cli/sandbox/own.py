"""Owns the sandbox's own routes below /_sandbox/, and who may call them; knows nothing of eGain."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse, Response

from egain_cli.sandbox.answers import fine, no
from egain_cli.sandbox.headers import JSON
from egain_cli.sandbox.refusals import refuse
from egain_cli.sandbox.world_terms import describe_world

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from egain_cli.sandbox.calls import Call, OwnEndpoint, Sandbox

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
GET    /_sandbox/messages?q=&subject=&from=&receiver=&department=&case=&fault=&limit=&offset=
GET    /_sandbox/messages/{id}
GET    /_sandbox/wait?count=&timeout=, and what messages can be asked for
GET    /_sandbox/faults, PUT, POST, DELETE
POST   /_sandbox/clear
"""


def page(_sandbox: Sandbox, _call: Call) -> Response:
    """What is here, for whoever opens the address in a browser."""
    return PlainTextResponse(_PAGE)


def health(_sandbox: Sandbox, _call: Call) -> Response:
    """That the sandbox answers."""
    return fine({"status": "ok"})


def world(sandbox: Sandbox, _call: Call) -> Response:
    """The world in the words of a world file, without passwords."""
    return fine(describe_world(sandbox.world))


def clear(sandbox: Sandbox, _call: Call) -> Response:
    """Forget all activities; sessions stay, and ids go on from where they were."""
    sandbox.store.clear()
    return Response(status_code=204)


def guarded(endpoint: OwnEndpoint) -> OwnEndpoint:
    """`endpoint`, out of reach for web pages that a browser on this machine may show.

    A page of another site can point its own host name here (DNS rebinding), or post blindly; the
    first shows in Host, the second in Origin.
    """

    def guard(sandbox: Sandbox, call: Call) -> Response | Awaitable[Response]:
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
