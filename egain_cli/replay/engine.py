"""Owns handing messages to whoever follows them, and gathering what became of each; sends nothing.

What runs a batch is a `concurrent.futures.Executor`: threads, processes, or whatever else is one.
"""

from __future__ import annotations

from concurrent.futures import BrokenExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from queue import Empty
from time import monotonic
from typing import TYPE_CHECKING, Generic, TypeVar

from egain_cli.errors import EgainError
from egain_cli.journal.file import JournalError
from egain_cli.replay.course import Task
from egain_cli.replay.under_way import UnderWay
from egain_cli.replay.why import Why

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from egain_cli.model import Outcome
    from egain_cli.replay.crew import Crew, Source
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
    _open: dict[int, Task[T]] = field(default_factory=dict)  # those whose outcome nobody has yet
    _under_way: UnderWay[T] = field(init=False)

    def __post_init__(self) -> None:
        self._under_way = UnderWay(self.crew)

    def run(self, sources: Iterable[Source[T]]) -> Iterator[Outcome]:
        """What became of each message, in the order in which they are done.

        Once the run is halted the rest is recorded and not read. Raises what `work` raises; and at
        the end JournalError where no more could be recorded, EgainError where a worker was lost.
        """
        for outcome in self._run(sources):
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
            while self._under_way:
                self._under_way.ask()
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
        while not self._under_way.has_room(weights):
            self._under_way.ask()
            yield from self._gather(wait=True)
        self._under_way.hand_over(tasks, weights)
        yield from self._gather(wait=False)

    def _gather(self, *, wait: bool) -> Iterator[Outcome]:
        """What is done by now; with `wait` at least a look around."""
        self._look_around()
        with suppress(Empty):
            outcomes = self._under_way.take(_TICK if wait else 0)
            while True:
                yield from outcomes
                outcomes = self._under_way.take()

    def _look_around(self) -> None:
        self.on_tick()
        if self.deadline is not None and monotonic() > self.deadline:
            self.halt.stop(Why.DURATION)
        if self.halt.why is Why.AT_ONCE:
            raise _AtOnceError

    def _abandon(self) -> Iterator[Outcome]:
        self.crew.end()
        for outcomes in self._under_way.abandon():
            yield from outcomes
        yield from self.abandoned(list(self._open.values()))


class _AtOnceError(Exception):
    """Somebody wants the run to end at once."""


def _chunks(sources: Iterable[Source[T]], size: Callable[[], int]) -> Iterator[list[Source[T]]]:
    """As many as are recorded at a time, and no more than weigh much together."""
    rest = iter(sources)
    while found := list(islice(rest, 1)):
        weight = found[0].weight
        while len(found) < size() and weight < _LARGE and (more := next(rest, None)):
            found.append(more)
            weight += more.weight
        yield found
