"""Owns one try to create an activity, and what its end means; retries nothing, records nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from egain_cli.client.http import Body
from egain_cli.client.settle import Settled, settle_answer, settle_failure
from egain_cli.errors import EgainError, ExitCode, UncertainError, unforeseen
from egain_cli.model import Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.client.connection import Connection
    from egain_cli.model import Activity
    from egain_cli.replay.plan import Plan

PLANNED = Settled(status=Status.NOT_ATTEMPTED, message="would be sent")
STOPPED = Settled(
    status=Status.NOT_ATTEMPTED,
    message="stopped before it was sent",
    exit_code=ExitCode.CANCELLED,
)
INTERRUPTED = Settled(
    status=Status.UNKNOWN,
    message="interrupted after the message had begun to leave",
    exit_code=ExitCode.UNKNOWN,
)


def deliver(
    activity: Activity, connection: Connection, plan: Plan, interrupted: Callable[[], None]
) -> Settled:
    """What became of one create, read back if the plan says so; raises nothing.

    `interrupted` hears of a signal that broke it off.
    """
    body: Body | None = None
    try:
        payload = plan.encode(activity)
        body = Body(payload, payload.length)
        answer = connection.create(payload, body)
        settled = settle_answer(answer, connection.endpoint.absolute)
    except KeyboardInterrupt:
        interrupted()
        settled = INTERRUPTED if body and body.begun else STOPPED
    except Exception as error:  # noqa: BLE001 - what had begun to leave is unknown, whatever failed
        settled = settle_failure(_doubted(error, body))
    if body and body.attempts:
        settled = replace(settled, attempts=body.attempts)
    if plan.verify and settled.status is Status.ACCEPTED:
        return plan.verify(activity, settled, connection)
    return settled


def _doubted(error: Exception, body: Body | None) -> EgainError:
    """What failed; unknown once the body had begun to leave, as where an attached file changed."""
    failure = error if isinstance(error, EgainError) else unforeseen(error)
    if body and body.begun and not isinstance(failure, UncertainError):
        return UncertainError(failure.message, failure.hint)
    return failure
