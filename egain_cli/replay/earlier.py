"""Owns what an earlier sending of the same email means for this one; looks nothing up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.client.settle import Settled
from egain_cli.errors import ExitCode
from egain_cli.journal.ledger import Decision
from egain_cli.model import Before, Status

if TYPE_CHECKING:
    from egain_cli.journal.ledger import Verdict
    from egain_cli.replay.course import Course
    from egain_cli.replay.plan import Plan


REPEATED = Settled(status=Status.SKIPPED, message="the same file was named before")


def held(verdict: Verdict, *, skips_unknown: bool) -> Settled:
    """What becomes of an email that may not be sent, by what is known of it."""
    earlier = verdict.earlier
    where = f"run {earlier.run}, {earlier.at}" if earlier else "another run"
    if verdict.decision is Decision.HELD and not skips_unknown:
        run = earlier.run if earlier else "RUN"
        return Settled(
            status=Status.UNKNOWN,
            message=f"left unknown before ({where}), and held back: it may have arrived",
            exit_code=ExitCode.UNKNOWN,
            hint=f"Settle it: egain reconcile {run}. Or --on-unknown retry, or skip.",
        )
    words = {
        Decision.HELD: f"left unknown before ({where}), and skipped",
        Decision.BUSY: f"being sent by {where}",
    }.get(verdict.decision, f"accepted before ({where})")
    accepted = earlier if verdict.decision is Decision.ACCEPTED else None
    activity_id = accepted.activity_id if accepted else None
    return Settled(status=Status.SKIPPED, message=words, activity_id=activity_id)


def hold(course: Course, verdict: Verdict, plan: Plan) -> Settled:
    """The same, noted in the course of the email with what was sent before."""
    course.identity, course.before = verdict.identity, before_of(verdict)
    return held(verdict, skips_unknown=plan.skips_unknown)


def before_of(verdict: Verdict) -> Before | None:
    """What an outcome tells of another sending, if there was one, or is one just now."""
    earlier = verdict.earlier
    if earlier is None:
        return None
    return Before(earlier.run, earlier.at, earlier.activity_id, earlier.status)
