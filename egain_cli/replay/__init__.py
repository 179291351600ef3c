"""Owns the way of an item to its outcome, one after another; prints nothing, raises for no item."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

from egain_cli import lint
from egain_cli.client.http import Body
from egain_cli.client.settle import Settled, settle_answer, settle_failure
from egain_cli.errors import (
    EgainError,
    ExitCode,
    RefusedError,
    UncertainError,
    UsageError,
    unforeseen,
)
from egain_cli.findings import Finding, Severity
from egain_cli.model import Item, Outcome, Payload, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from egain_cli.client.connection import Connection
    from egain_cli.model import Activity

    Encode = Callable[[Activity], Payload]
    Check = Callable[[Activity], list[Finding]]
    Verify = Callable[[Activity, Settled, Connection], Settled]

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

    `check` finds what the format of `encode` cannot carry. `connect` is called at the first item
    that can be sent; None sends nothing. `strict` keeps back what has a warning; `preview` makes
    the payload that is put into every outcome; `verify` reads back what was accepted; once
    `stopped` says True the rest is not attempted.
    """

    encode: Encode
    connect: Callable[[], Connection] | None
    check: Check = lambda activity: []  # noqa: ARG005
    strict: bool = False
    preview: Encode | None = None
    verify: Verify | None = None
    stopped: Callable[[], bool] = lambda: False


@dataclass(slots=True)
class _Way:
    """The way to the server: opened at the first item that needs it, closed to all by a stop."""

    plan: Plan
    connection: Connection | EgainError | None = None
    any_outcome: bool = False
    interrupted: bool = False


def replay(items: Iterable[Item], plan: Plan) -> Iterator[Outcome]:
    """The outcome of each item, in order; an interrupt leaves the rest not attempted.

    Raises RefusedError or UsageError where `connect` does so before there is any outcome.
    """
    way = _Way(plan)
    for item in items:
        started = perf_counter()
        findings: tuple[Finding, ...] = item.findings
        preview = None
        try:
            findings = examine(item, plan.check)
            preview = plan.preview(item.activity) if plan.preview else None
            settled = _keep_back(findings, plan) or _settle(item, way)
        except KeyboardInterrupt:
            settled = _STOPPED
        except (RefusedError, UsageError):
            raise
        except Exception as error:  # noqa: BLE001 - one item never ends a run
            settled = settle_failure(unforeseen(error))
        way.interrupted |= replace(settled, attempts=0) in (_STOPPED, _INTERRUPTED)
        way.any_outcome = True
        outcome = _outcome(item, settled, (*findings, *settled.findings))
        ms = round((perf_counter() - started) * 1000)
        yield replace(outcome, ms=ms, preview=preview)


def examine(item: Item, check: Check) -> tuple[Finding, ...]:
    """What was found of an item on the way, and what `check` and lint find before it is sent."""
    if any(found.rule.name == "unreadable" for found in item.findings):
        return item.findings
    # What could not be understood is missing, too; to say so twice helps nobody.
    known = {found.field for found in item.findings if found.rule.severity is Severity.ERROR}
    more = [*lint.check(item.activity), *check(item.activity)]
    missing = [f for f in more if f.rule.name == "required-missing" and f.field in known]
    return (*item.findings, *(found for found in more if found not in missing))


def _keep_back(findings: Iterable[Finding], plan: Plan) -> Settled | None:
    kept_back = (Severity.ERROR, Severity.WARNING) if plan.strict else (Severity.ERROR,)
    broken = [found for found in findings if found.rule.severity in kept_back]
    if not broken:
        return None
    words = "; ".join(
        found.message if found.rule.name == "unreadable" else str(found) for found in broken
    )
    return Settled(status=Status.INVALID, message=words, exit_code=ExitCode.INVALID)


def _settle(item: Item, way: _Way) -> Settled:
    plan = way.plan
    if way.interrupted or plan.stopped():
        return _STOPPED
    if plan.connect is None:
        return _PLANNED
    if way.connection is None:
        way.connection = _connect(plan.connect, fatal=not way.any_outcome)
    if isinstance(way.connection, EgainError):
        return settle_failure(way.connection)
    if plan.stopped():  # while the login was under way
        return _STOPPED
    return _send(item.activity, way.connection, plan)


def _connect(connect: Callable[[], Connection], *, fatal: bool) -> Connection | EgainError:
    try:
        return connect()
    except (RefusedError, UsageError) as error:
        if fatal:
            raise
        return error
    except EgainError as error:
        return error


def _send(activity: Activity, connection: Connection, plan: Plan) -> Settled:
    payload = plan.encode(activity)
    body = Body(payload, payload.length)
    try:
        answer = connection.create(payload, body)
        settled = settle_answer(answer, connection.endpoint.absolute)
        if answer.status == 401 and (failure := connection.login_failure):
            hint = f"The new login failed too: {failure.message}. {failure.hint}"
            settled = replace(settled, hint=hint)
    except KeyboardInterrupt:
        settled = _INTERRUPTED if body.begun else _STOPPED
    except Exception as error:  # noqa: BLE001 - what had begun to leave is unknown, whatever failed
        settled = settle_failure(_doubted(error, body))
    settled = replace(settled, attempts=body.attempts)
    if plan.verify and settled.status is Status.ACCEPTED:
        return plan.verify(activity, settled, connection)
    return settled


def _doubted(error: Exception, body: Body) -> EgainError:
    """What failed; unknown once the body had begun to leave, as where an attached file changed."""
    failure = error if isinstance(error, EgainError) else unforeseen(error)
    if body.begun and not isinstance(failure, UncertainError):
        return UncertainError(failure.message, failure.hint)
    return failure


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
        verified=settled.verified,
    )
