"""How messages are handed out and gathered, and what becomes of them when a run ends early."""

from __future__ import annotations

import threading
import time
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from egain_cli.errors import EgainError
from egain_cli.journal.file import JournalError
from egain_cli.model import Outcome, Status
from egain_cli.replay.crew import Crew, Source
from egain_cli.replay.engine import Engine
from egain_cli.replay.halt import Halt
from egain_cli.replay.recorder import Unrecorded
from egain_cli.replay.why import Why

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from egain_cli.replay.course import Task


def outcome(task: Task[Any], status: Status = Status.ACCEPTED) -> Outcome:
    """What became of a task."""
    return Outcome(origin=task.origin, key="", status=status, number=task.number)


def left(tasks: Sequence[Task[Any]]) -> list[Outcome]:
    """What becomes of tasks that nobody finishes."""
    return [outcome(task, Status.NOT_ATTEMPTED) for task in tasks]


@dataclass
class Work:
    """Follows messages, at a gate where there is one; knows how many were with it at a time."""

    gate: threading.Event | None = None
    seen: list[str] = field(default_factory=list)
    weight: int = 0
    heaviest: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, tasks: list[Task[int]]) -> list[Outcome]:
        """What became of a batch; a message is its weight here."""
        with self.lock:
            self.seen += [task.origin for task in tasks]
            self.weight += sum(task.raw for task in tasks)
            self.heaviest = max(self.heaviest, self.weight)
        if self.gate:
            self.gate.wait(10)
        time.sleep(0.001)
        with self.lock:
            self.weight -= sum(task.raw for task in tasks)
        return [outcome(task) for task in tasks]


@dataclass
class Trailing(Work):
    """Leaves the last ones of each batch under way; they come with a later one, or an empty one."""

    most: int = 0
    under_way: list[Task[int]] = field(default_factory=list)
    asked: int = 0

    def __call__(self, tasks: list[Task[int]]) -> list[Outcome]:
        """What became of all but a few, and of those that were left before."""
        with self.lock:
            self.asked += not tasks
            self.weight += sum(task.raw for task in tasks)
            self.heaviest = max(self.heaviest, self.weight)
            count = len(self.under_way)
            self.under_way += tasks
            count = max(count, len(self.under_way) - self.most) if tasks else count
            done, self.under_way = self.under_way[:count], self.under_way[count:]
            self.weight -= sum(task.raw for task in done)
        return [outcome(task) for task in done]


class Recorded(Unrecorded):
    """Remembers how many were recorded at a time; `full` from a number on."""

    def __init__(self, full: int | None = None) -> None:
        super().__init__()
        self.chunks: list[int] = []
        self.full = full

    def discover(self, origins: Sequence[str]) -> int:
        """Write down that there are these."""
        if self.full is not None and sum(self.chunks) + len(origins) > self.full:
            raise JournalError("the disk is full", "Make room.")
        self.chunks.append(len(origins))
        return super().discover(origins)


def sources(count: int, weight: int = 1) -> Iterator[Source[int]]:
    """So many messages."""
    return (Source(f"{number}.eml", weight, weight) for number in range(1, count + 1))


@contextmanager
def engine(work: Any, recorder: Unrecorded | None = None, **options: Any) -> Iterator[Engine[int]]:
    """An engine with four threads."""
    with ThreadPoolExecutor(4) as threads:
        crew: Crew[int] = Crew(work, options.pop("executor", threads), ahead=8, **options)
        yield Engine(crew, recorder or Unrecorded(), Halt(), left)


def test_without_an_executor_each_is_followed_in_turn() -> None:
    """Recorded one by one, and not before the one before it is done."""
    work, recorder = Work(), Recorded()
    running = Engine(Crew(work), recorder, Halt(), left)
    for number, each in enumerate(running.run(sources(5)), 1):
        assert each.number == number
        assert (len(recorder.chunks), len(work.seen)) == (number, number)


@pytest.mark.parametrize(("batch", "window"), [(1, 1), (1, 6), (3, 2), (8, 9)])
def test_each_has_one_outcome_whatever_the_batches(batch: int, window: int) -> None:
    """They come as they are done, and are recorded some at a time."""
    recorder = Recorded()
    counted: list[int] = []
    with engine(Work(), recorder, batch=batch, window=window) as running:
        running.on_found = counted.append
        found = sorted(each.number for each in running.run(sources(50)))
    assert found == list(range(1, 51))
    assert recorder.chunks == counted == [8, 8, 8, 8, 8, 8, 2]


def test_no_more_bytes_are_in_flight_than_fit() -> None:
    """But for a message that is larger than that: it goes alone."""
    work = Work()
    with engine(work, window=16, in_flight=50) as running:
        assert len(list(running.run(sources(40, weight=20)))) == 40
        assert work.heaviest <= 50
        assert len(list(running.run(sources(6, weight=500)))) == 6
    assert work.heaviest == 500


@pytest.mark.parametrize("left_under_way", [1, 2, 100])
def test_what_a_batch_leaves_under_way_is_asked_for(left_under_way: int) -> None:
    """With a later batch; at the end, and where nothing more fits, with an empty one."""
    work = Trailing(most=left_under_way)
    with engine(work, batch=8, window=2) as running:
        found = sorted(each.number for each in running.run(sources(50)))
    assert found == list(range(1, 51))
    assert work.asked >= 1
    with engine(work, window=16, in_flight=50) as running:
        assert len(list(running.run(sources(40, weight=20)))) == 40
    assert work.heaviest <= 50


def test_large_messages_are_not_read_ahead_of_their_turn() -> None:
    """So much as weighs eight megabytes is enough for a chunk."""
    recorder = Recorded()
    with engine(Work(), recorder, window=2) as running:
        assert len(list(running.run(sources(6, weight=5 << 20)))) == 6
    assert recorder.chunks == [2, 2, 2]


def test_what_comes_after_a_stop_is_recorded_many_at_a_time() -> None:
    """In one batch, as nothing of it is read."""
    recorder, work = Recorded(), Work()
    with engine(work, recorder, window=4) as running:
        for each in running.run(sources(600)):
            if each.number == 1:
                running.halt.stop(Why.LIMIT)
    assert sum(recorder.chunks) == 600 == len(work.seen)
    assert max(recorder.chunks) == 512


def test_a_run_stops_when_its_time_is_over() -> None:
    """The first look around tells."""
    with engine(Work(), window=4) as running:
        running.deadline = time.monotonic() - 1
        assert len(list(running.run(sources(9)))) == 9
    assert running.halt.why is Why.DURATION


def test_what_cannot_be_recorded_ends_the_run_after_what_is_under_way() -> None:
    """Each that was recorded has its outcome before the error comes."""
    found: list[int] = []
    with engine(Work(), Recorded(full=20), window=4) as running:
        with pytest.raises(JournalError):
            found.extend(each.number for each in running.run(sources(50)))
        assert running.halt.why is Why.UNRECORDED
    assert sorted(found) == list(range(1, 17))


def test_a_run_that_ends_at_once_gives_what_is_done_and_abandons_the_rest() -> None:
    """Whatever the threads do: none is waited for, and none has two outcomes."""
    gate = threading.Event()
    found: list[Outcome] = []
    with engine(Work(gate), window=8) as running:
        timer = threading.Timer(0.2, running.halt.stop, (Why.AT_ONCE,))
        timer.start()
        started = time.monotonic()
        found.extend(running.run(sources(30)))
        assert time.monotonic() - started < 3
        gate.set()
        timer.join()
    assert sorted(each.number for each in found) == list(range(1, 17))  # two chunks
    assert {each.status for each in found} == {Status.NOT_ATTEMPTED}


def test_what_is_done_when_a_run_ends_at_once_is_told_as_it_is() -> None:
    """Although nobody had gathered it yet."""

    def work(tasks: list[Task[int]]) -> list[Outcome]:
        if tasks[0].number > 2:
            running.halt.stop(Why.AT_ONCE)
        return [outcome(task) for task in tasks]

    with engine(work, window=3) as running:
        found = {each.number: each.status for each in running.run(sources(8))}
    assert sorted(found) == list(range(1, 9))
    assert found[1] == found[2] == Status.ACCEPTED


def test_a_run_that_a_signal_breaks_off_can_be_left() -> None:
    """What was had is not told again, what was not is abandoned."""
    with engine(Work(), window=1) as running:
        run = running.run(sources(20))
        had = [next(run).number for _ in range(3)]
        rest = [each.number for each in running.leave(had[-1])]
    assert sorted(had + rest) == list(range(1, max(rest) + 1))


@pytest.mark.parametrize("how", ["at once", "left", "lost"])
def test_who_does_the_work_has_ended_before_anybody_asks_what_became_of_it(how: str) -> None:
    """Else what is told would be overtaken by what is recorded later."""
    order: list[str] = []

    def leave(tasks: Sequence[Task[int]]) -> list[Outcome]:
        order.append("asked")
        return left(tasks)

    executor = Breaking(later=True) if how == "lost" else ThreadPoolExecutor(1)
    crew: Crew[int] = Crew(Work(), executor, end=lambda: order.append("ended"))
    running = Engine(crew, Unrecorded(), Halt(), leave)
    run = running.run(sources(20))
    had = next(run).number
    if how == "left":
        running.leave(had)
    else:
        if how == "at once":
            running.halt.stop(Why.AT_ONCE)
        with suppress(EgainError):
            list(run)
    executor.shutdown()
    assert order == ["ended", "asked"]
    assert running.halt.why is {"left": Why.GOING_ON, "lost": Why.LOST}.get(how, Why.AT_ONCE)


class Breaking(ThreadPoolExecutor):
    """Breaks when it is given its fifth batch, or while it is at it."""

    def __init__(self, *, later: bool) -> None:
        super().__init__(1)
        self.later, self.given = later, 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Take a batch."""
        self.given += 1
        if self.given < 5:
            return super().submit(fn, *args, **kwargs)
        if not self.later:
            raise BrokenExecutor("gone")
        return super().submit(_break)


def _break() -> None:
    raise BrokenExecutor("gone")


@pytest.mark.parametrize("later", [False, True])
def test_a_lost_worker_ends_the_run_with_an_error_after_its_outcomes(later: bool) -> None:
    """What was with it is abandoned; each that was recorded has one outcome."""
    found: list[Outcome] = []
    with (
        Breaking(later=later) as executor,
        engine(Work(), executor=executor, window=3) as running,
        pytest.raises(EgainError, match="ended by itself"),
    ):
        found.extend(running.run(sources(30)))
    assert sorted(each.number for each in found) == list(range(1, 9))
    assert {each.status for each in found} == {Status.ACCEPTED, Status.NOT_ATTEMPTED}
    assert running.halt()


def test_what_work_raises_ends_the_run() -> None:
    """As a refused login does, before anything was sent."""

    def work(_: list[Task[int]]) -> list[Outcome]:
        raise EgainError("refused", "")

    with engine(work, window=3) as running, pytest.raises(EgainError, match="refused"):
        list(running.run(sources(5)))
