"""Owns the routes that show what arrived, and that wait for it; knows nothing of eGain."""

from __future__ import annotations

import asyncio
from binascii import b2a_base64
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool

from egain_cli.sandbox.activity_rows import FILTERS, LARGEST
from egain_cli.sandbox.answers import fine, no
from egain_cli.sandbox.headers import JSON
from egain_cli.sandbox.pauses import first_of
from egain_cli.sandbox.refusals import Refusal, refuse

if TYPE_CHECKING:
    from starlette.responses import Response

    from egain_cli.sandbox.activity_rows import Stored
    from egain_cli.sandbox.calls import Call, Sandbox

_PAUSE = 0.02  # seconds between two counts, however many messages come in
_PAGE = {"limit": 50, "offset": 0}
_WAIT = {"count": 1, "timeout": 30}


def messages(sandbox: Sandbox, call: Call) -> Response:
    """A list of what was accepted, the newest first; X-Total-Count says how many there are."""
    asked = _read_query(call, _PAGE)
    if isinstance(asked, Refusal):
        return no(asked, JSON)
    wanted, numbers = asked
    found = sandbox.store.newest(wanted, numbers["limit"], numbers["offset"])
    total = str(sandbox.store.count(wanted))
    return fine([_listed(stored) for stored in found], {"X-Total-Count": total})


async def wait(sandbox: Sandbox, call: Call) -> Response:
    """200 once `count` messages are there, 408 when `timeout` seconds are over before."""
    asked = _read_query(call, _WAIT)
    if isinstance(asked, Refusal):
        return no(asked, JSON)
    wanted, numbers = asked
    loop, came = asyncio.get_running_loop(), asyncio.Event()
    deadline = loop.time() + numbers["timeout"]
    with sandbox.store.watched(lambda: loop.call_soon_threadsafe(came.set)):
        while True:
            came.clear()
            total = await run_in_threadpool(sandbox.store.count, wanted)
            if total >= numbers["count"]:
                return fine({"count": total})
            if loop.time() >= deadline or call.stopping.is_set():
                return no(refuse("408-90001", str(total), str(numbers["count"])), JSON)
            await first_of(deadline - loop.time(), came, call.stopping)
            await first_of(min(_PAUSE, deadline - loop.time()), call.stopping)


def message(sandbox: Sandbox, call: Call) -> Response:
    """Everything about one: headers and body as received, what was accepted, what is doubtful."""
    number = _whole(call.target)
    found = sandbox.store.get(number) if number is not None else None
    if not found:
        return no(refuse("404-90001", call.target), JSON)
    stored, received = found
    bulk = {"headers": received.headers, **_body(received.body), "document": received.document}
    return fine(_listed(stored) | bulk)


def _read_query(
    call: Call, numbers: dict[str, int]
) -> tuple[dict[str, str], dict[str, int]] | Refusal:
    """The filters that a call asks for, and its numbers, each with a default."""
    query = dict(call.query)
    for name, value in query.items():
        if name not in FILTERS and name not in numbers:
            rule = f"expected {', '.join((*FILTERS, *numbers))}"
            return refuse("400-90002", name, rule=rule)
        if name in numbers and _whole(value) is None:
            return refuse("400-90002", name, rule="expected a whole number, zero or more")
    found = {name: _whole(query[name]) or 0 for name in numbers if name in query}
    return {name: query[name] for name in FILTERS if query.get(name)}, numbers | found


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


def _whole(text: str) -> int | None:
    return min(int(text), LARGEST) if text.isascii() and text.isdigit() and len(text) < 20 else None
