"""Owns the server's side of a connection, as far as answers may need it; knows no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uvicorn.protocols.http.h11_impl import H11Protocol

from egain_cli.sandbox.broken import TRANSPORT

if TYPE_CHECKING:
    import asyncio


class Protocol(H11Protocol):
    """uvicorn's HTTP/1.1, with the connection itself in the state of every request's scope."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Add the connection to what each request is given a copy of."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, TRANSPORT: transport}
