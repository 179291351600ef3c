"""Owns the processes that do a run's work, each with threads of its own; knows no source."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from typing import TYPE_CHECKING, Any

from egain_cli.replay.crew import Crew
from egain_cli.replay.station import AT_ONCE, GRACE, begin, work
from egain_cli.replay.why import Why

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from multiprocessing.process import BaseProcess

    from egain_cli.replay.halt import Halt

_BATCH = 32  # messages that a process gets at a time, and more where it has many threads


@contextmanager
def process_crew(make: Any, processes: int, workers: int, halt: Halt) -> Iterator[Crew[Any]]:
    """So many processes, which share the workers; they end with the run, or when it dies.

    `make` is called in each process, so it can be pickled, with the halt that all share: it gives
    the pipeline, and what is to be called at the end.
    """
    threads = max(1, workers // processes)
    executor = ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=begin, initargs=(make, threads, halt)
    )
    batch = max(_BATCH, 8 * threads)
    others = set(active_children())

    def end() -> None:
        _await_end(set(active_children()) - others, halt)

    try:
        yield Crew(work, executor, batch=batch, ahead=batch, window=processes + 2, end=end)
    except BaseException:
        halt.stop(Why.ASKED)
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _await_end(children: Collection[BaseProcess], halt: Halt) -> None:
    """Wait until the processes have ended, each by itself if it can: they see the halt."""
    until = time.monotonic() + (GRACE if halt.why is Why.LOST else AT_ONCE)
    for child in children:
        child.join(max(0.0, until - time.monotonic()))
        child.kill()
        child.join()
