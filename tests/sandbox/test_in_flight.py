"""How many bytes of large bodies are in memory at once."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.sandbox.in_flight import SMALL, InFlight

BUDGET = 10 * SMALL
SIZES = st.lists(st.integers(0, 2 * BUDGET), max_size=30)


@given(sizes=SIZES, leaving=st.sets(st.integers(0, 29)))
def test_the_budget_is_kept_and_everybody_gets_a_turn(sizes: list[int], leaving: set[int]) -> None:
    """Whatever comes, also when some go away while they wait or while they are in."""

    async def play() -> None:
        flight, used, done = InFlight(BUDGET), 0, 0

        async def enter(size: int) -> None:
            nonlocal used, done
            async with flight.room(size):
                counted = min(size, BUDGET) if size > SMALL else 0
                used += counted
                try:
                    assert used <= BUDGET
                    await asyncio.sleep(0)
                    await asyncio.sleep(0)
                finally:
                    used -= counted
            done += 1

        tasks = [asyncio.create_task(enter(size)) for size in sizes]
        await asyncio.sleep(0)
        gone = [tasks[place] for place in leaving if place < len(tasks) and tasks[place].cancel()]
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await asyncio.wait_for(task, 5)
        assert done == len(tasks) - len(gone)
        async with asyncio.timeout(5), flight.room(BUDGET):
            assert used == 0

    asyncio.run(play())


def test_a_large_body_is_not_passed_over() -> None:
    """They enter in the order in which they came; small bodies never wait."""

    async def play() -> list[str]:
        flight, order = InFlight(BUDGET), []

        async def enter(name: str, size: int) -> None:
            async with flight.room(size):
                order.append(name)

        async with flight.room(BUDGET // 2):
            tasks = [
                asyncio.create_task(enter(name, size))
                for name, size in (("all", BUDGET), ("part", BUDGET // 2), ("small", SMALL))
            ]
            await asyncio.sleep(0.01)
            assert order == ["small"]
        await asyncio.gather(*tasks)
        return order

    assert asyncio.run(play()) == ["small", "all", "part"]


@pytest.mark.parametrize("first", ["turn", "end"])
def test_who_is_let_in_and_gone_at_once_gives_the_room_back(first: str) -> None:
    """A turn that comes together with the end of the request is not lost, and not given twice."""

    async def play() -> None:
        flight = InFlight(BUDGET)

        async def enter() -> None:
            async with flight.room(BUDGET):
                raise AssertionError("it has gone")

        async with flight.room(BUDGET):
            task = asyncio.create_task(enter())
            await asyncio.sleep(0)
            if first == "end":
                task.cancel()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        async with asyncio.timeout(1), flight.room(BUDGET):
            waiting = asyncio.create_task(enter())
            await asyncio.sleep(0.01)
            assert not waiting.done()
            waiting.cancel()

    asyncio.run(play())
