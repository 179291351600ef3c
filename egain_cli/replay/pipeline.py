"""Owns the way of one message from its source to its outcome; knows no thread and no screen."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import TYPE_CHECKING, Generic, TypeVar

from egain_cli.client.settle import Settled, settle_failure
from egain_cli.errors import EgainError, unforeseen
from egain_cli.journal.file import JournalError
from egain_cli.journal.ledger import Rule
from egain_cli.replay.attempts import Attempts
from egain_cli.replay.course import Course, Task, outcome_of
from egain_cli.replay.delivery import INTERRUPTED, PLANNED, STOPPED
from egain_cli.replay.earlier import REPEATED, hold
from egain_cli.replay.examination import examine, keep_back
from egain_cli.replay.why import Why

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from egain_cli.model import Draft, Outcome
    from egain_cli.replay.halt import Halt
    from egain_cli.replay.lines import Lines
    from egain_cli.replay.pace import Pace
    from egain_cli.replay.plan import Plan
    from egain_cli.replay.recorder import Recorder

T = TypeVar("T")


@dataclass(slots=True)
class Pipeline(Generic[T]):
    """The way of every message of a run; one for all threads of a process.

    `opening` reads a message and knows its key, without parsing it; `warn` hears what a person
    should know although the run goes on. What takes the processor is done within `computing`.
    """

    plan: Plan
    opening: Callable[[T], Draft]
    recorder: Recorder
    lines: Lines
    pace: Pace | None
    halt: Halt
    rule: Rule = field(default_factory=Rule)
    warn: Callable[[str], None] = lambda words: None  # noqa: ARG005
    computing: AbstractContextManager[None] = field(default_factory=nullcontext)

    def follow(self, task: Task[T]) -> Outcome:
        """What became of a message; raises only what keeps the whole run from beginning."""
        started = perf_counter()
        course = Course(task)
        try:
            settled = self._follow(course, self.opening)
        except KeyboardInterrupt:
            self.halt.stop(Why.ASKED)
            settled = course.settled or (INTERRUPTED if course.claimed else STOPPED)
        except JournalError as error:
            self.halt.stop(Why.UNRECORDED)
            settled = settle_failure(error)
        except Exception as error:  # noqa: BLE001 - one item never ends a run
            failure = error if isinstance(error, EgainError) else unforeseen(error)
            settled = course.settled or settle_failure(failure)  # what the server said stands
        self.lines.enter_outcome()
        ms = round((perf_counter() - started) * 1000)
        outcome = outcome_of(course, settled, ms)
        try:
            self.halt.heed(outcome)
            return self._record(course, outcome)
        except KeyboardInterrupt:  # what became of it is known, and it is told all the same
            self.halt.stop(Why.ASKED)
            return self._record(course, outcome)

    def _follow(self, course: Course, opening: Callable[[T], Draft]) -> Settled:
        if self.halt():
            return self.halt.left
        draft = opening(course.task.raw)
        course.key, course.content = draft.key, draft.content
        left_out = self._leave_out(course)
        if left_out and not self.plan.preview:
            return left_out
        with self.computing:
            course.item = draft.compose()
            course.findings = examine(course.item, self.plan.check)
        if self.plan.preview:
            number, known = course.task.number, course.identity
            course.identity = known or self.recorder.identify(number, course.key)
            course.mark(self.plan.marker)
            course.preview = self.plan.preview(course.activity)
        kept_back = left_out or keep_back(course.findings, strict=self.plan.strict)
        return kept_back or (self._attempts().send(course) if self.plan.connect else PLANNED)

    def _leave_out(self, course: Course) -> Settled | None:
        """What becomes of an email that is not to be sent, whatever is in it."""
        if course.task.repeated:
            course.identity = course.key  # it is no second copy: it gets no number of its own
            return REPEATED
        if not self.plan.resumes:
            return None
        verdict = self.recorder.look(course.task.number, course.key, self.rule)
        return hold(course, verdict, self.plan) if verdict else None

    def _attempts(self) -> Attempts:
        assert self.pace is not None  # noqa: S101 - whoever sends has one
        return Attempts(self.plan, self.recorder, self.lines, self.pace, self.halt, self.rule)

    def _record(self, course: Course, outcome: Outcome) -> Outcome:
        """Write the outcome down; where that fails it stands all the same, and the run stops."""
        number = course.task.number
        try:
            if course.key and not course.identity:
                outcome = replace(outcome, key=self.recorder.identify(number, course.key))
            self.recorder.settle(number, outcome)
        except JournalError as error:
            self.halt.stop(Why.UNRECORDED)
            if self.halt.why is Why.AT_ONCE and not course.claimed:
                return outcome  # the run's books are closed: nobody asks for what was not sent
            words = f"{outcome.origin}: {outcome.status} {outcome.activity_id or ''}".rstrip()
            self.warn(f"{words}, which is not in the journal: {error.message}")
        if self.plan.keep:
            self._keep(outcome, course.content)
        return outcome

    def _keep(self, outcome: Outcome, content: bytes) -> None:
        assert self.plan.keep is not None  # noqa: S101 - asked before
        try:
            self.plan.keep(outcome, content)
        except Exception as error:
            logging.getLogger("egain_cli").debug("not kept", exc_info=error)
