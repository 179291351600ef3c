"""Owns who does the work of a run: this thread alone, threads, or processes with threads."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from egain_cli.cli import messages
from egain_cli.cli.planning import make_plan
from egain_cli.computing import IN_TURN
from egain_cli.frozen import dataclass
from egain_cli.journal.ledger import Rule
from egain_cli.replay.crew import Crew
from egain_cli.replay.lines import Lines
from egain_cli.replay.pace import Pace
from egain_cli.replay.pipeline import Pipeline
from egain_cli.replay.why import Why

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from egain_cli.access import Access
    from egain_cli.cli.jobs import Run
    from egain_cli.cli.recording import Record
    from egain_cli.model import Draft, Outcome
    from egain_cli.quarantine import Quarantine
    from egain_cli.replay.halt import Halt
    from egain_cli.replay.pace import PaceState
    from egain_cli.replay.plan import Keep
    from egain_cli.replay.recorder import Recorder

T = TypeVar("T")
_AHEAD = 32  # messages that are recorded at a time, before a thread gets them


@dataclass(frozen=True, slots=True)
class Order(Generic[T]):
    """All that a process has to know of a run; it can be handed to another one.

    `opening` reads a message; `number` is the run's, None where it is not recorded; `names` are
    its sources and `options` what is kept of it.
    """

    run: Run
    opening: Callable[[T], Draft]
    number: int | None
    names: tuple[str, ...]
    options: Mapping[str, Any]


def make_pipeline(
    order: Order[T], recorder: Recorder, access: Access | None, halt: Halt
) -> Pipeline[T]:
    """The way of every message, by settings and options; for one process."""
    run, settings = order.run, order.run.settings
    plan = make_plan(run, access, _keep(order))
    rate, processes = settings.rate("rate"), run.processes
    pace = Pace(
        max(1, run.workers // processes), rate / processes if rate else None, halt, _tell,
        retries=settings.count("retries"),
    )  # fmt: skip
    rule = Rule(again=not run.resumes, retry_unknown=run.retries_unknown)
    lines = Lines(plan.connect)
    computing = IN_TURN if run.workers > 1 else nullcontext()
    return Pipeline(
        plan, order.opening, recorder, lines, pace, halt, rule, _warn, computing=computing
    )


@dataclass(frozen=True, slots=True)
class Hired(Generic[T]):
    """Who does the work, and how it goes with them just now; None where nobody here knows."""

    crew: Crew[T]
    state: Callable[[], PaceState] | None


@contextmanager
def hire(order: Order[T], record: Record, access: Access | None, halt: Halt) -> Iterator[Hired[T]]:
    """Whoever the run asks for; at the end they are waited for."""
    if order.run.processes > 1 and access and record.ledger and record.journal:
        from egain_cli.cli.factory import processes_of

        with processes_of(order, record.journal.path, access, halt) as crew:
            yield Hired(crew, None)
        return
    pipeline = make_pipeline(order, record.recorder, access, halt)
    with thread_crew(pipeline, order.run.workers, halt) as crew:
        assert pipeline.pace  # noqa: S101 - make_pipeline gives one
        yield Hired(crew, pipeline.pace.state)


@contextmanager
def thread_crew(pipeline: Pipeline[T], workers: int, halt: Halt) -> Iterator[Crew[T]]:
    """A crew in this process; of one worker it is whoever asks, in order.

    At the end it is waited for, unless the run was to end at once.
    """
    if workers == 1:
        yield Crew(lambda tasks: [pipeline.follow(task) for task in tasks], ahead=_AHEAD)
        return
    from concurrent.futures import ThreadPoolExecutor

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


def find_quarantine(run: Run, names: Sequence[str]) -> Quarantine | None:
    """The folder for what fails, where one was asked for; UsageError where it cannot be one."""
    folder = run.bulk.failed_dir
    if folder is None or not run.sends:
        return None
    from egain_cli.quarantine import open_quarantine

    return open_quarantine(Path(folder), names, _warn)


def _keep(order: Order[T]) -> Keep | None:
    """What keeps the messages that failed, where that was asked for."""
    quarantine = find_quarantine(order.run, order.names)
    if quarantine is None:
        return None
    request = {"run": order.number, "options": order.options}

    def keep(outcome: Outcome, content: bytes) -> None:
        quarantine.keep(outcome, lambda: content, request)

    return keep


def _tell(line: str) -> None:
    messages.say(line, "note")


def _warn(words: str) -> None:
    messages.say(words, "warning")
