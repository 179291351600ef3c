"""Owns the tries to send one message, and its claim before the first; reads and keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import count
from time import perf_counter, sleep
from typing import TYPE_CHECKING

from egain_cli.client.settle import Settled, settle_failure
from egain_cli.errors import EgainError
from egain_cli.journal.ledger import Decision, Rule
from egain_cli.replay.delivery import STOPPED, deliver
from egain_cli.replay.earlier import before_of, hold
from egain_cli.replay.why import Why

if TYPE_CHECKING:
    from egain_cli.replay.course import Course
    from egain_cli.replay.halt import Halt
    from egain_cli.replay.lines import Lines
    from egain_cli.replay.pace import Pace
    from egain_cli.replay.plan import Plan
    from egain_cli.replay.recorder import Recorder

_ANOTHER = 0.1  # seconds between two looks whether another run has sent the same content


@dataclass(frozen=True, slots=True)
class Attempts:
    """What a try needs; the same for all messages of a run."""

    plan: Plan
    recorder: Recorder
    lines: Lines
    pace: Pace
    halt: Halt
    rule: Rule

    def send(self, course: Course) -> Settled:
        """Try until it arrived, or was refused, or may have arrived, or nothing is left to try."""
        settled = STOPPED
        for attempt in count(1):
            with self.pace.turn() as ours:
                if not ours:
                    return settled if attempt > 1 else self.halt.left
                started = perf_counter()
                settled = self._try(course)
            course.attempts += settled.attempts
            if settled.http_status is not None and not settled.retriable:
                self.pace.went_well(perf_counter() - started)
            if not settled.retriable or not self._again(settled, attempt):
                break
        return settled

    def _again(self, settled: Settled, attempt: int) -> bool:
        if (settled.wait or 0) > self.pace.longest:
            self.halt.stop(Why.PUT_OFF)
        why = f"{settled.http_status or ''} {settled.message or ''}".strip()
        return self.pace.pushed_back(attempt, settled.wait, why)

    def _try(self, course: Course) -> Settled:
        try:
            connection = self.lines.get()
        except EgainError as error:
            return settle_failure(error)
        if self.halt():  # while the login was under way
            return self.halt.left
        if not course.claimed and (settled := self._claim(course)):
            return settled
        course.settled = None  # from here on it may arrive
        stop = partial(self.halt.stop, Why.ASKED)
        settled = course.settled = deliver(course.activity, connection, self.plan, stop)
        return settled

    def _claim(self, course: Course) -> Settled | None:
        """Write down that it is being sent; what becomes of it where it may not be."""
        if not self.halt.take():
            return self.halt.left
        verdict = self.recorder.claim(course.task.number, course.key, self.rule)
        while verdict.decision is Decision.BUSY and self.rule.again and not self.halt():
            sleep(_ANOTHER)  # it is to be sent whatever others send, and one after the other
            verdict = self.recorder.claim(course.task.number, course.key, self.rule)
        if verdict.decision is not Decision.SEND:
            self.halt.give_back()
            return hold(course, verdict, self.plan)
        course.claimed, course.identity = True, verdict.identity
        course.before = before_of(verdict)
        course.mark(self.plan.marker)
        return None
