"""Owns reading customers, by id and by address; knows no rule and nothing of how they came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from egain_cli.sandbox import customer_rows, readback
from egain_cli.sandbox.queries import Asks, read_query
from egain_cli.sandbox.reading import as_id, read_ids
from egain_cli.sandbox.refusals import Refusal, refuse
from egain_cli.sandbox.shape import find

if TYPE_CHECKING:
    from egain_cli.sandbox.calls import Call, Sandbox
    from egain_cli.sandbox.customer_rows import KeptCustomer
    from egain_cli.sandbox.queries import Query

_MEMBERS = ("customerName", "department", "type", "contactPersons")
_BY_ID, _BY_EMAIL = Asks(_MEMBERS), Asks(_MEMBERS, filters=("email",))


def by_ids(sandbox: Sandbox, call: Call) -> list[dict[str, Any]] | Refusal:
    """The customers of the ids in the path."""
    query, ids = read_query(call.query, _BY_ID), read_ids(call.target)
    if isinstance(query, Refusal):
        return query
    if isinstance(ids, Refusal):
        return ids
    found = sandbox.store.ask(customer_rows.find_by_ids, [as_id(name) for name in ids])
    missing = [name for name in ids if as_id(name) not in {each.id for each in found}]
    if missing:
        return refuse("404-100", ",".join(missing))
    return _shown(found, query, call)


def by_email(sandbox: Sandbox, call: Call) -> list[dict[str, Any]] | Refusal:
    """The customers of an address: one, or one a department; none is no error."""
    query = read_query(call.query, _BY_EMAIL)
    if isinstance(query, Refusal):
        return query
    if "email" not in query.filters:
        return refuse("400-112", "email", rule="no other search for customers is emulated")
    found = sandbox.store.ask(customer_rows.find_by_address, query.filters["email"])
    return _shown(found, query, call)


def _shown(found: list[KeptCustomer], query: Query, call: Call) -> list[dict[str, Any]]:
    whole = [_customer(each, call.base) for each in found]
    return [readback.pick(each, query.members) if query.members else each for each in whole]


def _customer(kept: KeptCustomer, base: str) -> dict[str, Any]:
    """A customer with the address as a contact point: that the server adds it is a guess."""
    members = readback.customer(kept, base)
    persons = [person for _, person in find(members, "contactPersons.contactPerson[]")]
    first = persons[0] if persons else {}
    points = [point for _, point in find(first, "contactPoints.contactPoint[]")]
    email = {"value": "email", "email": {"emailAddress": kept.address}}
    named = first | {"contactPoints": {"contactPoint": [*points, {"id": kept.id, "type": email}]}}
    return {
        "type": {"value": "individual"},
        **members,
        "department": {"name": kept.department},
        "contactPersons": {"contactPerson": [named, *persons[1:]]},
    }
