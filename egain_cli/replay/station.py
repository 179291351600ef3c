"""Owns what a worker process does: its threads, what they leave, its end; knows no source."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import parent_process, util
from multiprocessing.connection import wait
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from egain_cli.replay.why import Why

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from egain_cli.model import Outcome
    from egain_cli.replay.course import Task
    from egain_cli.replay.halt import Halt
    from egain_cli.replay.pipeline import Pipeline

T = TypeVar("T")
GRACE = 60.0  # seconds in which an orphan may finish what is under way, or one whose like was lost
AT_ONCE = 2.0  # seconds in which a process has to see that it ends at once
_GARBAGE = 50_000  # objects made before Python looks for garbage, as in the first process
_PAUSE = 0.02  # seconds before a process that has no message says so
_TICK = 0.2  # seconds between two looks whether the run goes on


@dataclass(slots=True)
class _Station:
    """What a worker process has: the way of a message, and the threads that follow it."""

    pipeline: Pipeline[Any]
    threads: ThreadPoolExecutor
    size: int
    close: Callable[[], None]
    strands: set[Future[None]] = field(default_factory=set)  # those that may be under way
    known: SimpleQueue[Outcome] = field(default_factory=SimpleQueue)  # what was not asked for yet


_station: list[_Station] = []  # of this process, if it is a worker; made by its first call


def work(tasks: list[Task[T]]) -> list[Outcome]:
    """What became of messages of this batch, and of earlier ones; runs in a worker process.

    It is over as soon as one thread has nothing more to do, for a message that takes long is to
    hold up one thread and not all. What it leaves comes with a later call, if with an empty batch.
    """
    station = _station[0]
    rest = iter(tasks)  # from which each thread takes the next one
    strands = [
        station.threads.submit(_follow, station, rest) for _ in range(min(station.size, len(tasks)))
    ]
    station.strands.update(strands)
    if strands:
        wait_for(strands, return_when=FIRST_COMPLETED)
    elif station.strands:
        wait_for(station.strands, _TICK, return_when=FIRST_COMPLETED)
    else:
        time.sleep(_PAUSE)  # it is another process that has some
    for strand in [each for each in station.strands if each.done()]:
        station.strands.remove(strand)
        strand.result()
    return list(_known(station.known))


def _follow(station: _Station, rest: Iterator[Task[Any]]) -> None:
    for task in rest:
        station.known.put(station.pipeline.follow(task))


def _known(queue: SimpleQueue[Outcome]) -> Iterator[Outcome]:
    with suppress(Empty):
        while True:
            yield queue.get_nowait()


def begin(make: Any, threads: int, halt: Halt) -> None:
    """Make this process a worker; signals are for the run's first one, which says when to end."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):
            signal.signal(number, signal.SIG_IGN)
    gc.set_threshold(_GARBAGE)
    pipeline, close = make(halt)
    workers = ThreadPoolExecutor(threads, thread_name_prefix="sending")
    station = _Station(pipeline, workers, threads, close)
    _station.append(station)
    util.Finalize(None, _end, (station,), exitpriority=10)
    threading.Thread(target=_guard, args=(station, halt), daemon=True).start()


def _guard(station: _Station, halt: Halt) -> None:
    """End this process when the run is to end at once.

    Of a run that died, or that lost another process, after what is under way is recorded.
    """
    parent = parent_process()
    while halt.why is not Why.AT_ONCE:
        orphaned = bool(parent and wait([parent.sentinel], timeout=_TICK))
        if orphaned or halt.why is Why.LOST:
            halt.stop(Why.ASKED)
            _drain(station)
            break
    closing = threading.Thread(target=_close, args=(station,), daemon=True)
    closing.start()
    closing.join(AT_ONCE / 2)  # what is known is recorded, as whoever is told of it expects
    os._exit(1)


def _end(station: _Station) -> None:
    station.threads.shutdown()  # what is under way is recorded before the journal is closed
    station.close()


def _is_idle(station: _Station) -> bool:
    return all(strand.done() for strand in tuple(station.strands))


def _drain(station: _Station) -> None:
    until = time.monotonic() + GRACE
    while not _is_idle(station) and time.monotonic() < until:
        time.sleep(_TICK)


def _close(station: _Station) -> None:
    with suppress(Exception):  # nobody is there who could be told
        station.close()
