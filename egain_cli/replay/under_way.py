"""Owns what is with the executor: how much it is, and what came back; knows not what is done."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

    from egain_cli.model import Outcome
    from egain_cli.replay.course import Task
    from egain_cli.replay.crew import Crew, Work

T = TypeVar("T")


@dataclass(slots=True)
class UnderWay(Generic[T]):
    """Batches that an executor has, and messages whose outcome did not come back yet.

    A batch may be over while some of its messages are under way: those come with a later one.
    """

    crew: Crew[T]
    _over: SimpleQueue[Future[list[Outcome]]] = field(default_factory=SimpleQueue)
    _batches: set[Future[list[Outcome]]] = field(default_factory=set)
    _weights: dict[int, int] = field(default_factory=dict)  # by the number of a message

    def __bool__(self) -> bool:
        return bool(self._batches or self._weights)

    def has_room(self, weights: list[int]) -> bool:
        """Whether messages of so many bytes fit beside; where none is under way any does."""
        total = sum(self._weights.values()) + sum(weights)
        fits = total <= self.crew.in_flight and len(self._batches) < self.crew.window
        return fits or not self._weights

    def hand_over(self, tasks: list[Task[T]], weights: list[int]) -> None:
        """One batch more."""
        self._weights.update(zip((task.number for task in tasks), weights, strict=True))
        self._submit(tasks)

    def ask(self) -> None:
        """With an empty batch, for what batches that are over have left under way."""
        if not self._batches:
            self._submit([])

    def take(self, seconds: float = 0) -> list[Outcome]:
        """What the next batch brings; raises queue.Empty where none is over in time.

        And whatever the work raises, BrokenExecutor among it.
        """
        future = self._over.get(timeout=seconds)
        outcomes = future.result()
        self._batches.remove(future)
        for outcome in outcomes:
            self._weights.pop(outcome.number, None)
        return outcomes

    def abandon(self) -> Iterator[list[Outcome]]:
        """What is there by now; nobody waits for the rest any more."""
        for future in self._batches:
            if future.done() and not future.cancelled() and future.exception() is None:
                yield future.result()
        self._batches.clear()
        self._weights.clear()

    def _submit(self, tasks: list[Task[T]]) -> None:
        assert self.crew.executor is not None  # noqa: S101 - without one nothing is under way
        future = _submit(self.crew.executor, self.crew.work, tasks)
        self._batches.add(future)
        future.add_done_callback(self._over.put)


def _submit(executor: Executor, work: Work[T], tasks: list[Task[T]]) -> Future[list[Outcome]]:
    """The future of a batch; of an executor that broke, one that says so."""
    try:
        return executor.submit(work, tasks)
    except BrokenExecutor as error:
        broken: Future[list[Outcome]] = Future()
        broken.set_exception(error)
        return broken
