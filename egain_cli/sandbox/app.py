"""Owns the way from a request to an answer; knows no route, no rule and no port."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from egain_cli.sandbox.answers import no
from egain_cli.sandbox.calls import Sandbox, read_call
from egain_cli.sandbox.headers import XML, answer_media
from egain_cli.sandbox.refusals import refuse
from egain_cli.sandbox.routes import EGAIN, OWN
from egain_cli.sandbox.sessions import Sessions
from egain_cli.sandbox.tickets import Tickets

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from egain_cli.sandbox.calls import Endpoint
    from egain_cli.sandbox.store import Store
    from egain_cli.sandbox.world import World


def build_app(world: World, store: Store, host: str = "") -> Starlette:
    """The emulator of `world` as an ASGI application that keeps what it accepts in `store`.

    `host` is the name it is bound to, where that is neither an address nor localhost. The store
    takes in the world's cases and customers; the caller closes it.
    """
    store.seed(world)
    sessions = Sessions(world.sessions_per_user, world.session_seconds)
    sandbox = Sandbox(world, store, sessions, Tickets(), host)
    app = Starlette(
        routes=[
            *(_exactly(_route(sandbox, *row)) for row in EGAIN),
            *(_route(sandbox, *row) for row in OWN),
        ],
        exception_handlers={
            HTTPException: _not_emulated,
            ClientDisconnect: _gone,
            Exception: _broken,
        },
    )
    app.router.redirect_slashes = False  # a path that eGain does not have is none here either
    return app


def _route(sandbox: Sandbox, method: str, path: str, answer: Endpoint) -> Route:
    return Route(path, _endpoint(sandbox, answer), methods=[method])


def _exactly(route: Route) -> Route:
    """No HEAD beside GET: eGain documents none, and it would use up a one-time URL."""
    route.methods = (route.methods or set()) - {"HEAD"}
    return route


def _endpoint(sandbox: Sandbox, answer: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """`answer`, in a thread of its own: judging a large body must not hold up other requests."""

    async def endpoint(request: Request) -> Response:
        call = await read_call(request, sandbox.world.max_body_bytes)
        return await run_in_threadpool(answer, sandbox, call)

    return endpoint


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
