"""Owns what one request is to the sandbox, as values; knows no route and no rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from egain_cli.sandbox.headers import SESSION
from egain_cli.sandbox.pauses import stopping
from egain_cli.sandbox.refusals import Refusal, refuse

if TYPE_CHECKING:
    from asyncio import Event
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from egain_cli.sandbox.fault_run import Faults
    from egain_cli.sandbox.in_flight import InFlight
    from egain_cli.sandbox.sessions import Sessions
    from egain_cli.sandbox.store import Store
    from egain_cli.sandbox.tickets import Tickets
    from egain_cli.sandbox.world import User, World

    Endpoint = Callable[["Sandbox", "Call"], Response]
    OwnEndpoint = Callable[["Sandbox", "Call"], Response | Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What every endpoint works with; `host` is a name that the sandbox may also be called by."""

    world: World
    store: Store
    sessions: Sessions
    tickets: Tickets
    faults: Faults
    in_flight: InFlight
    host: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A request, read to its end; `body` is None when it was larger than the world takes."""

    headers: Mapping[str, str]
    raw_headers: tuple[tuple[str, str], ...]
    query: tuple[tuple[str, str], ...]
    target: str  # what the path names, such as the ids; else ""
    body: bytes | None
    stopping: Event  # set once the server ends
    inner: str = ""  # what it names inside of that, such as an attachment's id; else ""
    version: str = "v12"
    size: int = 0  # of the body as it came, in bytes
    number: int = 0  # of the request, among those of its route
    faults: tuple[str, ...] = ()  # the names of those in play

    @property
    def base(self) -> str:
        """The API's path in the version that was asked, which answers point to as well."""
        return f"/system/ws/{self.version}"

    @property
    def session(self) -> str:
        """The session id as sent, or ""."""
        return self.headers.get(SESSION, "")


async def read_call(request: Request, limit: int) -> Call:
    """Read all of a request before anything is judged.

    Many clients miss an answer that comes while they still send, and could then not tell a refusal
    from a lost answer. What is beyond `limit` is read and dropped.
    """
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        chunks.append(chunk)
        if size > limit:
            chunks.clear()
    pairs = (
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw
    )
    return Call(
        headers=request.headers,
        raw_headers=tuple(pairs),
        query=tuple(request.query_params.multi_items()),
        target=request.path_params.get("target", ""),
        body=b"".join(chunks) if size <= limit else None,
        stopping=stopping(request.scope),
        inner=request.path_params.get("inner", ""),
        version=request.path_params.get("version", "v12"),
        size=size,
    )


def caller(sandbox: Sandbox, call: Call) -> User | Refusal:
    """Whose session the call carries, or 401-101."""
    name = sandbox.sessions.user_of(call.session)
    user = sandbox.world.user(name) if name else None
    return user or refuse("401-101")
