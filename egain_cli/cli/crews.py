"""Owns who does the work of a run: this thread alone, threads, or processes with threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from egain_cli.cli import messages
from egain_cli.cli.planning import make_plan
from egain_cli.journal.ledger import Rule
from egain_cli.replay.engine import Crew
from egain_cli.replay.halt import Why
from egain_cli.replay.lines import Lines
from egain_cli.replay.pace import Pace
from egain_cli.replay.pipeline import Pipeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from egain_cli.access import Access
    from egain_cli.cli.jobs import Run
    from egain_cli.cli.recording import Record
    from egain_cli.model import Draft
    from egain_cli.replay.halt import Halt
    from egain_cli.replay.pace import PaceState
    from egain_cli.replay.recorder import Recorder

T = TypeVar("T")
_AHEAD = 32  # messages that are recorded at a time, before a thread gets them


def make_pipeline(
    run: Run,
    opening: Callable[[T], Draft],
    recorder: Recorder,
    access: Access | None,
    halt: Halt,
) -> Pipeline[T]:
    """The way of every message, by settings and options; for one process."""
    settings = run.settings
    plan = make_plan(run, access)
    rate, processes = settings.rate("rate"), run.processes
    pace = Pace(
        max(1, run.workers // processes), rate / processes if rate else None, halt, _tell,
        retries=settings.count("retries"),
    )  # fmt: skip
    rule = Rule(again=not run.resumes, retry_unknown=run.retries_unknown)
    lines = Lines(plan.connect)
    return Pipeline(plan, opening, recorder, lines, pace, halt, rule, _warn)


@dataclass(frozen=True, slots=True)
class Hired(Generic[T]):
    """Who does the work, and how it goes with them just now."""

    crew: Crew[T]
    state: Callable[[], PaceState]


@contextmanager
def hire(
    run: Run, opening: Callable[[T], Draft], record: Record, access: Access | None, halt: Halt
) -> Iterator[Hired[T]]:
    """Whoever the run asks for; at the end they are waited for."""
    pipeline = make_pipeline(run, opening, record.recorder, access, halt)
    with thread_crew(pipeline, run.workers, halt) as crew:
        assert pipeline.pace  # noqa: S101 - make_pipeline gives one
        yield Hired(crew, pipeline.pace.state)


@contextmanager
def thread_crew(pipeline: Pipeline[T], workers: int, halt: Halt) -> Iterator[Crew[T]]:
    """A crew in this process; of one worker it is whoever asks, in order.

    At the end it is waited for, unless the run was to end at once.
    """
    if workers == 1:
        yield Crew(lambda tasks: [pipeline.follow(task) for task in tasks])
        return
    executor = ThreadPoolExecutor(workers, thread_name_prefix="sending")
    try:
        yield Crew(
            lambda tasks: [pipeline.follow(task) for task in tasks],
            executor,
            ahead=max(_AHEAD, workers),
            window=2 * workers,
        )
    except BaseException:
        halt.stop(Why.ASKED)
        raise
    finally:
        executor.shutdown(wait=halt.why is not Why.AT_ONCE, cancel_futures=True)


def _tell(line: str) -> None:
    messages.say(line, "note")


def _warn(words: str) -> None:
    messages.say(words, "warning")
