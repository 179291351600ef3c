"""Owns the making of application and server from packages that may be absent; knows no socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.errors import EgainError

if TYPE_CHECKING:
    import uvicorn
    from starlette.applications import Starlette

    from egain_cli.sandbox.faults import Script
    from egain_cli.sandbox.store import Store
    from egain_cli.sandbox.world import World


def application(
    world: World, store: Store, host: str = "", script: Script | None = None
) -> Starlette:
    """`app.build_app`, with words for whoever lacks the packages: raises EgainError."""
    try:
        from egain_cli.sandbox.app import build_app  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise _not_installed() from error
    return build_app(world, store, host, script)


def make_server(app: Starlette) -> uvicorn.Server:
    """A quiet HTTP/1.1 server of `app`, not yet running; raises EgainError without uvicorn."""
    try:
        import uvicorn  # noqa: PLC0415 - an optional extra

        from egain_cli.sandbox.protocol import Protocol  # noqa: PLC0415 - it needs uvicorn
    except ImportError as error:
        raise _not_installed() from error
    return uvicorn.Server(
        uvicorn.Config(
            app,
            loop="asyncio",
            http=Protocol,
            ws="none",
            lifespan="off",
            log_config=None,  # the caller's logging stays as it is
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=75,  # longer than clients keep a connection they mean to use again
            timeout_graceful_shutdown=3,
        )
    )


def _not_installed() -> EgainError:
    hint = "Install them: pip install 'egain-cli[sandbox]'"
    return EgainError("the sandbox needs starlette and uvicorn", hint)
