"""Owns reading cases; knows no rule and nothing of how they came to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from egain_cli.sandbox import case_rows, customer_rows, readback
from egain_cli.sandbox.queries import Asks, read_query
from egain_cli.sandbox.reading import read_ids
from egain_cli.sandbox.refusals import Refusal, refuse

if TYPE_CHECKING:
    from egain_cli.sandbox.calls import Call, Sandbox
    from egain_cli.sandbox.case_rows import KeptCase

_ASKS = Asks(("status", "subject", "department", "customer", "activities", "created"))
_CUSTOMER = ("customerName",)


def cases(sandbox: Sandbox, call: Call) -> list[dict[str, Any]] | Refusal:
    """The cases of the ids in the path; `activities.link` leads to their mails."""
    query, ids = read_query(call.query, _ASKS), read_ids(call.target)
    if isinstance(query, Refusal):
        return query
    if isinstance(ids, Refusal):
        return ids
    found = sandbox.store.ask(case_rows.find_cases, ids)
    missing = [name for name in ids if name not in {case.id for case in found}]
    if missing:
        return refuse("404-100", ",".join(missing))
    listed = [_case(sandbox, each, call.base) for each in found]
    return [readback.pick(each, query.members or _ASKS.members) for each in listed]


def _case(sandbox: Sandbox, kept: KeptCase, base: str) -> dict[str, Any]:
    """Members as public clients use them; owner and due date, which only agents set, are absent."""
    members: dict[str, Any] = {
        "id": readback.as_number(kept.id),
        "link": readback.link(f"{base}/interaction/case/{kept.id}"),
        "status": {"value": kept.status},
        "subject": kept.subject,
        "activities": {"link": readback.link(f"{base}/interaction/activity?case={kept.id}")},
        "created": {"date": kept.created},
    }
    if kept.department:
        members["department"] = {"name": kept.department}
    if kept.customer_id is not None:  # a clear may have come between the two questions
        for customer in sandbox.store.ask(customer_rows.find_by_ids, [kept.customer_id]):
            members["customer"] = readback.pick(readback.customer(customer, base), _CUSTOMER)
    return members
