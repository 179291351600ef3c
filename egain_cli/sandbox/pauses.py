"""Owns waiting on purpose, which ends when the server does; knows not what is waited for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Scope

STOPPING = "stopping"


def stopping(scope: Scope) -> asyncio.Event:
    """What is set once the server ends: see `protocol.py`."""
    found: asyncio.Event = scope["state"][STOPPING]
    return found


async def pause(scope: Scope, seconds: float) -> None:
    """Wait so many seconds; less when the server ends, which would cancel the request otherwise."""
    if seconds > 0:
        await first_of(seconds, stopping(scope))


async def first_of(seconds: float, *events: asyncio.Event) -> None:
    """Return once one of the events is set, or the time is over."""
    tasks = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
