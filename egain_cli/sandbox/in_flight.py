"""Owns how many bytes of large bodies may be in memory at once; knows no request."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SMALL = 64 * 1024  # bytes; smaller bodies are not counted
BUDGET = 128 * 1024 * 1024  # bytes; each costs some five bytes of memory while it is judged


class InFlight:
    """A budget of bytes; who finds it spent waits for a turn. For one event loop."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._free = budget
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def room(self, size: int) -> AsyncIterator[None]:
        """Room for so many bytes while the block lasts; what is larger than all takes all."""
        if size <= SMALL:
            yield
            return
        taken = min(size, self._budget)
        await self._take(taken)
        try:
            yield
        finally:
            self._free += taken
            self._admit()

    async def _take(self, size: int) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((size, turn))
        self._admit()
        try:
            await turn
        except asyncio.CancelledError:
            self._withdraw(size, turn)
            raise

    def _withdraw(self, size: int, turn: asyncio.Future[None]) -> None:
        """Who waited has gone; a turn that came at the same moment is given back."""
        if not turn.cancelled():
            self._free += size
        elif (size, turn) in self._waiting:
            self._waiting.remove((size, turn))
        self._admit()

    def _admit(self) -> None:
        """In the order in which they came, so that a large one is not passed over for ever."""
        while self._waiting and self._waiting[0][0] <= self._free:
            size, turn = self._waiting.popleft()
            if not turn.cancelled():
                self._free -= size
                turn.set_result(None)
