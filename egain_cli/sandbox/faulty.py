"""Owns a request's way past the faults to its endpoint and back; knows no single fault."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool

from egain_cli.sandbox.bodies import read_body
from egain_cli.sandbox.broken import Cut, Dropped, Slow
from egain_cli.sandbox.calls import Call, Sandbox, read_call
from egain_cli.sandbox.fault_answers import fault_answer
from egain_cli.sandbox.headers import XML, answer_media
from egain_cli.sandbox.in_flight import SMALL
from egain_cli.sandbox.pauses import pause
from egain_cli.sandbox.readings import read
from egain_cli.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from egain_cli.sandbox.calls import Endpoint
    from egain_cli.sandbox.fault_run import Run, Visit
    from egain_cli.sandbox.faults import Plan

_LEGACY = ("login", "logout")


async def visit(sandbox: Sandbox, request: Request, route: str, endpoint: Endpoint) -> ASGIApp:
    """The answer of `endpoint`, or what the faults of the script under way make of it."""
    run, limit = sandbox.faults.run, sandbox.world.max_body_bytes
    arrived = run.arrive(route, request.headers)
    early = run.decide(arrived, unread=True)
    if early.answer:
        await pause(request.scope, early.delay)
        return Dropped()
    plan = None if run.looks_inside(arrived) else run.decide(arrived)
    size = limit if arrived.size is None else min(arrived.size, limit)
    async with sandbox.in_flight.room(size):
        call = await read_call(request, limit)
        if plan is None:
            plan = await run_in_threadpool(_look_inside, sandbox, run, arrived, call)
        call = replace(call, number=arrived.numbers[route], faults=plan.names)
        response = await _carry_out(sandbox, endpoint, call, plan)
    await pause(request.scope, plan.delay)
    return _spoil(plan, response, call, legacy=route in _LEGACY)


async def _carry_out(
    sandbox: Sandbox, endpoint: Endpoint, call: Call, plan: Plan
) -> Response | None:
    """The endpoint's answer; None where a fault keeps the request from it.

    A small body is judged at once: to hand it to a thread takes as long. A large one must not hold
    up other requests.
    """
    if plan.expire:
        sandbox.sessions.end_all()
    if plan.answer and not plan.answer.commits:
        return None
    if call.body and len(call.body) <= SMALL:
        return endpoint(sandbox, call)
    return await run_in_threadpool(endpoint, sandbox, call)


def _look_inside(sandbox: Sandbox, run: Run, arrived: Visit, call: Call) -> Plan:
    return run.decide(arrived.read(call.size, _document(sandbox, call)))


def _document(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """The document in the expected shapes; an empty one where the body is none."""
    parsed = read_body(call, sandbox.world)
    return {} if isinstance(parsed, Refusal) else read(parsed.document)[0]


def _spoil(plan: Plan, response: Response | None, call: Call, *, legacy: bool) -> ASGIApp:
    fault = plan.answer
    if fault and fault.drop:
        return Dropped()
    media = answer_media(call.headers) or XML
    answer = fault_answer(plan, fault, media, legacy=legacy) if fault else response
    if not answer:  # pragma: no cover - without a fault that answers, the endpoint was asked
        return Dropped()
    if plan.cut:
        return Cut(answer, plan.cut)
    return Slow(answer, plan.slow) if plan.slow else answer
