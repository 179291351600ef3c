"""Owns how a run is recorded: which journal, or none, and how the record ends; sends nothing."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from egain_cli.books import Books
from egain_cli.cli import messages
from egain_cli.cli.jobs import record_of
from egain_cli.errors import ExitCode
from egain_cli.journal.file import default_path, open_journal
from egain_cli.journal.runs import begin_run
from egain_cli.model import Outcome, Status
from egain_cli.remembered import to_outcome
from egain_cli.replay.recorder import Recorder, Unrecorded
from egain_cli.replay.why import Why

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from egain_cli.cli.jobs import Job, Run
    from egain_cli.config.layers import Settings
    from egain_cli.journal.file import Journal
    from egain_cli.journal.history import ItemRow
    from egain_cli.journal.ledger import Ledger
    from egain_cli.replay.course import Task
    from egain_cli.replay.halt import Halt

T = TypeVar("T")
# For the benchmarks alone, which measure what the journal costs.
_UNRECORDED = "EGAIN_BENCH_NO_JOURNAL"
_SENT = (Status.ACCEPTED, Status.REJECTED, Status.UNKNOWN)


@dataclass(slots=True)
class Record:
    """What a run is recorded with; `ledger` is None where nothing is sent.

    `books` are the run's own: they know whether a stop left anything out.
    """

    recorder: Recorder
    journal: Journal | None = None
    ledger: Ledger | None = None
    books: Books = field(default_factory=Books)
    abandoned: bool = False

    @property
    def number(self) -> int | None:
        """The number of the run."""
        return self.ledger.run if self.ledger else None

    def close(self, exit_code: int, counts: Mapping[Status, int] | None) -> None:
        """End the record with the run's books. Raises JournalError where that is not kept.

        What was abandoned may still be settled by a thread, so that its books are not compared.
        """
        if self.ledger:
            ledger, self.ledger = self.ledger, None
            stopped = self.books.exit_codes[ExitCode.CANCELLED] > 0
            try:
                ledger.close(exit_code, None if self.abandoned else counts, stopped=stopped)
            finally:
                tell_lost(ledger)

    def abandon(self, halt: Halt, tasks: Sequence[Task[T]]) -> list[Outcome]:
        """What became of tasks that nobody finishes any more: what the journal says of them.

        After this nothing more is claimed or recorded, whatever a thread is still doing.
        """
        if not halt():
            halt.stop(Why.ASKED)
        wanted = {task.number: task for task in tasks}
        if self.ledger is None or self.journal is None:
            return [_left(task, halt) for task in tasks]
        from egain_cli.journal.history import items

        run, self.abandoned = self.ledger.run, True
        self.ledger.close(int(ExitCode.CANCELLED))
        rows = {row.number: row for row in items(self.journal, run) if row.number in wanted}
        found = [
            _settled(task, rows[number], halt) if number in rows else _left(task, halt)
            for number, task in wanted.items()
        ]
        if halt.why is Why.LOST:  # nobody asked for an end: the books have to say why it came
            for outcome in found:
                if outcome.status is Status.NOT_ATTEMPTED:
                    self.ledger.settle(outcome.number, outcome)
        return found


@contextmanager
def recorded(job: Job[T], run: Run, target: str) -> Iterator[Record]:
    """What the run is recorded with, while it lasts.

    A dry run only looks into the journal, if there is one. Raises JournalError where there is
    something that is no journal, or that cannot be written.
    """
    if _UNRECORDED in run.settings.environ:
        yield Record(Unrecorded())
        return
    path = journal_path(run.settings)
    looks_only = not run.sends
    journal = None
    if not looks_only or (run.resumes and target):
        journal = open_journal(path, create=not looks_only, check=not run.always)
    try:
        if looks_only or journal is None:
            yield Record(_looking(journal), journal)
            return
        ledger = begin_run(journal, record_of(job, run, target))
        record = Record(ledger, journal, ledger, run.books)
        try:
            yield record
        finally:
            record.close(int(ExitCode.FAILED), None)  # where it was not closed in order
    finally:
        if journal:
            journal.close()


def journal_path(settings: Settings) -> Path:
    """The journal that the settings name, or the user's own."""
    chosen = settings.text("journal")
    return Path(chosen) if chosen else default_path(settings.environ)


def tell_lost(ledger: Ledger) -> None:
    """Say of what was sent, and told so, that the journal knows no more than that it was begun."""
    lost = [each for each in ledger.lost if each.status in _SENT]
    for each in lost:
        words = f"{each.origin}: {each.status} {each.activity_id or ''}".rstrip()
        messages.say(f"{words}, which is not in the journal: it has it as unknown", "warning")
    if lost:
        hint = f"`egain reconcile {ledger.run}` settles them; until then no run sends them again."
        messages.say(hint, "hint")


def _looking(journal: Journal | None) -> Unrecorded:
    if journal is None:
        return Unrecorded()
    from egain_cli.journal.history import known

    return Unrecorded(partial(known, journal))


def _left(task: Task[T], halt: Halt) -> Outcome:
    left = halt.left
    return Outcome(
        origin=task.origin, key="", status=left.status, message=left.message,
        exit_code=left.exit_code, number=task.number,
    )  # fmt: skip


def _settled(task: Task[T], row: ItemRow, halt: Halt) -> Outcome:
    outcome = to_outcome(row)
    if outcome is None or outcome.status is Status.NOT_ATTEMPTED:
        return replace(_left(task, halt), key=row.identity or "")
    if outcome.status is Status.UNKNOWN and not outcome.message:
        words = "interrupted while it was being sent: it may have arrived"
        outcome = replace(outcome, message=words, exit_code=ExitCode.UNKNOWN)
    return replace(outcome, number=task.number)
