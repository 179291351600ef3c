"""Owns handing messages to whoever follows them, and gathering what became of each; sends nothing.

What runs a batch is a `concurrent.futures.Executor`: threads, processes, or whatever else is one.
"""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass, field
from itertools import islice
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, Generic, TypeVar

from egain_cli.errors import EgainError
from egain_cli.journal.file import JournalError
from egain_cli.replay.course import Task
from egain_cli.replay.why import Why

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Executor

    from egain_cli.model import Outcome
    from egain_cli.replay.crew import Crew, Source, Work
    from egain_cli.replay.halt import Halt
    from egain_cli.replay.recorder import Recorder

T = TypeVar("T")
_TICK = 0.1  # seconds after which the main thread looks around
_LARGE = 8 << 20  # bytes that are read ahead of their turn
_ENDED = "a process that was sending ended by itself, or was killed"
_LOST = "What that one had under way is unknown; the rest was not sent."
_REST = 512  # messages that are not sent any more are recorded so many at a time


@dataclass(slots=True)
class Engine(Generic[T]):
    """A run under way.

    `abandoned` gives what became of tasks that nobody finishes any more; `on_found` hears how many
    more were recorded, and `on_tick` some ten times a second that the run goes on.
    """

    crew: Crew[T]
    recorder: Recorder
    halt: Halt
    abandoned: Callable[[Sequence[Task[T]]], list[Outcome]]
    deadline: float | None = None  # by time.monotonic
    on_found: Callable[[int], None] = lambda number: None  # noqa: ARG005
    on_tick: Callable[[], None] = lambda: None
    fed: bool = False  # whether all that the sources hold was found
    _done: SimpleQueue[Future[list[Outcome]]] = field(default_factory=SimpleQueue)
    _pending: set[Future[list[Outcome]]] = field(default_factory=set)
    _weights: dict[int, int] = field(default_factory=dict)  # of those that were handed out
    _open: dict[int, Task[T]] = field(default_factory=dict)  # those whose outcome nobody has yet

    def run(self, sources: Iterable[Source[T]]) -> Iterator[Outcome]:
        """What became of each message, in the order in which they are done.

        Once the run is halted the rest is recorded and not read. Raises what `work` raises; and at
        the end JournalError where no more could be recorded, EgainError where a worker was lost.
        """
        for outcome in self._run(sources):
            self._weights.pop(outcome.number, None)
            yield outcome
            self._open.pop(outcome.number, None)

    def leave(self, taken: int) -> list[Outcome]:
        """What became of the rest, where a signal broke `run` off; `taken` is the last one had."""
        self._open.pop(taken, None)
        self.crew.end()
        return self.abandoned(list(self._open.values()))

    def _run(self, sources: Iterable[Source[T]]) -> Iterator[Outcome]:
        failure: EgainError | None = None
        try:
            try:
                for found in _chunks(sources, self._ahead):
                    yield from self._hand_out(found)
                self.fed = True
            except JournalError as error:
                self.halt.stop(Why.UNRECORDED)
                failure = error
            while self._pending or self._weights:
                self._ask()
                yield from self._gather(wait=True)
        except _AtOnceError:
            yield from self._abandon()
        except BrokenExecutor:
            self.halt.stop(Why.LOST)
            yield from self._abandon()
            if self.halt.why is Why.LOST:  # else the second signal ended it
                failure = EgainError(_ENDED, _LOST)
        if failure:
            raise failure

    def _hand_out(self, found: list[Source[T]]) -> Iterator[Outcome]:
        tasks = self._number(found)
        size = len(tasks) if self.halt() else self.crew.batch
        for start in range(0, len(tasks), size):
            weights = [source.weight for source in found[start : start + size]]
            yield from self._feed(tasks[start : start + size], weights)

    def _ahead(self) -> int:
        """How many messages are recorded at a time: of those that stay, as many as one likes."""
        return _REST if self.halt() else self.crew.ahead

    def _number(self, found: list[Source[T]]) -> list[Task[T]]:
        first = self.recorder.discover([source.origin for source in found])
        tasks = [
            Task(number, source.origin, source.raw, source.repeated)
            for number, source in enumerate(found, first)
        ]
        self._open.update((task.number, task) for task in tasks)
        self.on_found(len(found))
        return tasks

    def _feed(self, tasks: list[Task[T]], weights: list[int]) -> Iterator[Outcome]:
        if self.crew.executor is None:
            self._look_around()
            yield from self.crew.work(tasks)
            return
        while self._weights and not self._has_room(sum(weights)):
            self._ask()
            yield from self._gather(wait=True)
        self._weights.update(zip((task.number for task in tasks), weights, strict=True))
        self._submit(tasks)
        yield from self._gather(wait=False)

    def _ask(self) -> None:
        """With an empty batch, for what batches that are over have left under way."""
        if not self._pending:
            self._submit([])

    def _submit(self, tasks: list[Task[T]]) -> None:
        assert self.crew.executor is not None  # noqa: S101 - without one nothing is under way
        future = _submit(self.crew.executor, self.crew.work, tasks)
        self._pending.add(future)
        future.add_done_callback(self._done.put)

    def _has_room(self, weight: int) -> bool:
        full = sum(self._weights.values()) + weight > self.crew.in_flight
        return len(self._pending) < self.crew.window and not full

    def _gather(self, *, wait: bool) -> Iterator[Outcome]:
        """What is done by now; with `wait` at least a look around."""
        self._look_around()
        try:
            future = self._done.get(timeout=_TICK) if wait else self._done.get_nowait()
            while True:
                outcomes = future.result()
                self._pending.remove(future)
                yield from outcomes
                future = self._done.get_nowait()
        except Empty:
            return

    def _look_around(self) -> None:
        self.on_tick()
        if self.deadline is not None and monotonic() > self.deadline:
            self.halt.stop(Why.DURATION)
        if self.halt.why is Why.AT_ONCE:
            raise _AtOnceError

    def _abandon(self) -> Iterator[Outcome]:
        self.crew.end()
        for future in self._pending:
            if future.done() and not future.cancelled() and future.exception() is None:
                yield from future.result()
        self._pending.clear()
        yield from self.abandoned(list(self._open.values()))


class _AtOnceError(Exception):
    """Somebody wants the run to end at once."""


def _submit(executor: Executor, work: Work[T], tasks: list[Task[T]]) -> Future[list[Outcome]]:
    """The future of a batch; of an executor that broke, one that says so."""
    try:
        return executor.submit(work, tasks)
    except BrokenExecutor as error:
        broken: Future[list[Outcome]] = Future()
        broken.set_exception(error)
        return broken


def _chunks(sources: Iterable[Source[T]], size: Callable[[], int]) -> Iterator[list[Source[T]]]:
    """As many as are recorded at a time, and no more than weigh much together."""
    rest = iter(sources)
    while found := list(islice(rest, 1)):
        weight = found[0].weight
        while len(found) < size() and weight < _LARGE and (more := next(rest, None)):
            found.append(more)
            weight += more.weight
        yield found
