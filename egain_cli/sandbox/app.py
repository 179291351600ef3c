"""Owns the way from a request to an answer; knows no route, no rule and no port."""

from __future__ import annotations

from inspect import isawaitable
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from egain_cli.sandbox.answers import no
from egain_cli.sandbox.calls import Sandbox, read_call
from egain_cli.sandbox.fault_run import Faults
from egain_cli.sandbox.faults import Script
from egain_cli.sandbox.faulty import visit
from egain_cli.sandbox.headers import XML, answer_media
from egain_cli.sandbox.in_flight import InFlight
from egain_cli.sandbox.own_faults import MOST_BYTES
from egain_cli.sandbox.refusals import refuse
from egain_cli.sandbox.routes import EGAIN, OWN, route_of
from egain_cli.sandbox.sessions import Sessions
from egain_cli.sandbox.tickets import Tickets

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from egain_cli.sandbox.calls import Endpoint, OwnEndpoint
    from egain_cli.sandbox.store import Store
    from egain_cli.sandbox.world import World


def build_app(
    world: World, store: Store, host: str = "", script: Script | None = None
) -> Starlette:
    """The emulator of `world` as an ASGI application that keeps what it accepts in `store`.

    `host` is the name it is bound to, where that is neither an address nor localhost; `script` says
    which faults it has. The store takes in the world's cases and customers; the caller closes it.
    """
    store.seed(world)
    sessions = Sessions(world.sessions_per_user, world.session_seconds)
    faults = Faults(script or Script())
    sandbox = Sandbox(world, store, sessions, Tickets(), faults, InFlight(), host)
    app = Starlette(
        routes=[
            *(_exactly(sandbox, *row) for row in EGAIN),
            *(_own(sandbox, *row) for row in OWN),
        ],
        exception_handlers={
            HTTPException: _not_emulated,
            ClientDisconnect: _gone,
            Exception: _broken,
        },
    )
    app.router.redirect_slashes = False  # a path that eGain does not have is none here either
    return app


def _exactly(sandbox: Sandbox, method: str, path: str, answer: Endpoint) -> Route:
    """No HEAD beside GET: eGain documents none, and it would use up a one-time URL."""

    async def endpoint(request: Request) -> ASGIApp:
        return await visit(sandbox, request, route_of(method, path), answer)

    route = Route(path, endpoint, methods=[method])
    route.methods = (route.methods or set()) - {"HEAD"}
    return route


def _own(sandbox: Sandbox, method: str, path: str, answer: OwnEndpoint) -> Route:
    """A route without faults; what takes long runs in a thread, what waits is awaited."""

    async def endpoint(request: Request) -> Response:
        call = await read_call(request, MOST_BYTES)
        found = await run_in_threadpool(answer, sandbox, call)
        return await found if isawaitable(found) else found

    return Route(path, endpoint, methods=[method])


def _not_emulated(request: Request, _error: Exception) -> Response:
    """501 for every other route: a friendly answer would teach a client something untrue."""
    refusal = refuse("501-90001", f"{request.method} {request.url.path}")
    return no(refusal, answer_media(request.headers) or XML)


def _gone(_request: Request, _error: Exception) -> Response:
    """Nobody is there to read an answer, and nothing went wrong here."""
    return Response(status_code=400)


def _broken(request: Request, _error: Exception) -> Response:
    """A mistake of the sandbox: the documented answer; the traceback goes to the log only."""
    return no(refuse("500-100"), answer_media(request.headers) or XML)
