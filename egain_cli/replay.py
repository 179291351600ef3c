"""Owns the way of an item to its outcome, one after another; prints nothing, raises for no item."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

from egain_cli import lint
from egain_cli.client.http import Body
from egain_cli.client.settle import Settled, settle_answer, settle_failure
from egain_cli.errors import EgainError, ExitCode, RefusedError, UncertainError, UsageError
from egain_cli.findings import Finding, Severity
from egain_cli.model import Item, Outcome, Payload, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from egain_cli.client.connection import Connection
    from egain_cli.model import Activity

    Encode = Callable[[Activity], Payload]

_PLANNED = Settled(status=Status.NOT_ATTEMPTED, message="would be sent")
_STOPPED = Settled(
    status=Status.NOT_ATTEMPTED,
    message="stopped before it was sent",
    exit_code=ExitCode.CANCELLED,
)
_INTERRUPTED = Settled(
    status=Status.UNKNOWN,
    message="interrupted after the message had begun to leave",
    exit_code=ExitCode.UNKNOWN,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run goes.

    `connect` is called at the first item that can be sent; None sends nothing. `strict` keeps back
    what has a warning; `preview` puts the payload into every outcome; once `stopped` says True the
    rest is not attempted.
    """

    encode: Encode
    connect: Callable[[], Connection] | None
    strict: bool = False
    preview: bool = False
    stopped: Callable[[], bool] = lambda: False


def replay(items: Iterable[Item], plan: Plan) -> Iterator[Outcome]:
    """The outcome of each item, in order.

    Raises RefusedError or UsageError where `connect` does so before there is any outcome.
    """
    connection: Connection | EgainError | None = None
    any_outcome = False
    for item in items:
        started = perf_counter()
        findings = _examine(item)
        settled = _keep_back(findings, plan)
        if settled is None and plan.connect and connection is None and not plan.stopped():
            connection = _connect(plan.connect, fatal=not any_outcome)
        settled = settled or _settle(item, plan, connection)
        outcome = _outcome(item, settled, (*findings, *settled.findings))
        if plan.preview:
            outcome = replace(outcome, preview=plan.encode(item.activity))
        any_outcome = True
        yield replace(outcome, ms=round((perf_counter() - started) * 1000))


def _examine(item: Item) -> tuple[Finding, ...]:
    if any(found.rule.name == "unreadable" for found in item.findings):
        return item.findings
    return (*item.findings, *lint.check(item.activity))


def _keep_back(findings: Iterable[Finding], plan: Plan) -> Settled | None:
    kept_back = (Severity.ERROR, Severity.WARNING) if plan.strict else (Severity.ERROR,)
    broken = [found for found in findings if found.rule.severity in kept_back]
    if not broken:
        return None
    words = "; ".join(
        found.message if found.rule.name == "unreadable" else str(found) for found in broken
    )
    return Settled(status=Status.INVALID, message=words, exit_code=ExitCode.INVALID)


def _connect(connect: Callable[[], Connection], *, fatal: bool) -> Connection | EgainError:
    try:
        return connect()
    except (RefusedError, UsageError) as error:
        if fatal:
            raise
        return error
    except EgainError as error:
        return error


def _settle(item: Item, plan: Plan, connection: Connection | EgainError | None) -> Settled:
    if plan.stopped():
        return _STOPPED
    if connection is None:
        return _PLANNED
    if isinstance(connection, EgainError):
        return settle_failure(connection)
    return _send(plan.encode(item.activity), connection)


def _send(payload: Payload, connection: Connection) -> Settled:
    body = Body(payload, payload.length)
    try:
        answer, attempts = connection.create(payload, body)
    except KeyboardInterrupt:
        return replace(_INTERRUPTED, attempts=1) if body.begun else _STOPPED
    except EgainError as error:
        if body.begun and not isinstance(error, UncertainError):
            # An attached file that changed while it was read cut the body short.
            error = UncertainError(error.message, error.hint)
        return replace(settle_failure(error), attempts=1)
    settled = settle_answer(answer, connection.endpoint.absolute)
    return replace(settled, attempts=attempts)


def _outcome(item: Item, settled: Settled, findings: tuple[Finding, ...]) -> Outcome:
    attachments = item.activity.attachments
    return Outcome(
        origin=item.origin,
        key=item.key,
        status=settled.status,
        http_status=settled.http_status,
        activity_id=settled.activity_id,
        location=settled.location,
        code=settled.code,
        message=settled.message,
        attempts=settled.attempts,
        attachments=len(attachments),
        inline=sum(attachment.inline for attachment in attachments),
        findings=findings,
        exit_code=settled.exit_code,
        hint=settled.hint,
    )
