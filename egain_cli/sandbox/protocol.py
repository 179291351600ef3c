"""Owns the server's side of a connection, as far as answers may need it; knows no answer."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

from egain_cli.sandbox.broken import TRANSPORT
from egain_cli.sandbox.pauses import STOPPING


class Protocol(H11Protocol):
    """uvicorn's HTTP/1.1, whose scopes say in their state which connection, and when it ends."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Add the connection to what each request is given a copy of."""
        super().connection_made(transport)
        self._stopping = asyncio.Event()
        self.app_state = {**self.app_state, TRANSPORT: transport, STOPPING: self._stopping}

    def shutdown(self) -> None:
        """The server ends: let whatever waits on purpose wait no longer."""
        self._stopping.set()
        super().shutdown()
