"""Owns creating activities, reading them and finding them; knows neither rules nor stored form."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from egain_cli.sandbox import activity_rows, readback, search
from egain_cli.sandbox.answers import no
from egain_cli.sandbox.bodies import read_body
from egain_cli.sandbox.calls import caller
from egain_cli.sandbox.headers import SESSION, XML, answer_media, unacceptable, without_secrets
from egain_cli.sandbox.queries import Asks, read_query
from egain_cli.sandbox.reading import as_id, read_ids
from egain_cli.sandbox.refusals import Refusal, refuse
from egain_cli.sandbox.rules import judge
from egain_cli.sandbox.saving import Request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from egain_cli.sandbox.accepted import Accepted
    from egain_cli.sandbox.activity_rows import Kept
    from egain_cli.sandbox.calls import Call, Sandbox
    from egain_cli.sandbox.queries import Query

_BY_ID = Asks(readback.MEMBERS, tuple(search.SORTS))
_SEARCH = Asks(readback.MEMBERS, tuple(search.SORTS), (*search.FILTERS, search.CUSTOM), paged=True)


def create(sandbox: Sandbox, call: Call) -> Response:
    """201 without a body and with a host-relative Location, once the activity is on disk."""
    media = answer_media(call.headers) or XML
    verdict = _verdict(sandbox, call)
    if isinstance(verdict, Refusal):
        return no(verdict, media)
    received = without_secrets(call.raw_headers)
    request = Request(call.body or b"", received, call.number, call.faults)
    number = sandbox.store.save(verdict, request)
    location = f"{call.base}/interaction/activity/{number}"
    headers = {SESSION: call.session, "Location": location}
    return Response(status_code=201, headers=headers, media_type=media)


def by_ids(sandbox: Sandbox, call: Call) -> list[dict[str, Any]] | Refusal:
    """The activities of the ids in the path; with `$attribute=all` everything about them."""
    query, ids = read_query(call.query, _BY_ID), read_ids(call.target)
    if isinstance(query, Refusal):
        return query
    if isinstance(ids, Refusal):
        return ids
    found = sandbox.store.ask(activity_rows.kept, [as_id(name) for name in ids])
    there = {each.stored.id for each in found}
    missing = [name for name in ids if as_id(name) not in there]
    if missing:
        return refuse("404-100", ",".join(missing))
    order = attrgetter(f"stored.{search.SORTS[query.sort]}")
    by_id = sorted(found, key=lambda each: each.stored.id)
    return _shown(sorted(by_id, key=order, reverse=query.descending), query, call)


def found(sandbox: Sandbox, call: Call) -> list[dict[str, Any]] | Refusal:
    """A page of the activities that fit every filter in the query; none is no error."""
    query = read_query(call.query, _SEARCH)
    if isinstance(query, Refusal):
        return query
    conditions = search.read_conditions(query.filters, sandbox.world)
    if isinstance(conditions, Refusal):
        return conditions
    ids = sandbox.store.ask(search.find_ids, conditions, query)
    return _shown(sandbox.store.ask(activity_rows.kept, ids), query, call)


def _shown(found: Iterable[Kept], query: Query, call: Call) -> list[dict[str, Any]]:
    whole = (readback.activity(each, call.base) for each in found)
    return [readback.choose(members, query.members) for members in whole]


def _verdict(sandbox: Sandbox, call: Call) -> Accepted | Refusal:
    user = caller(sandbox, call)
    if isinstance(user, Refusal):
        return user
    parsed = unacceptable(call.headers) or read_body(call, sandbox.world)
    if isinstance(parsed, Refusal):
        return parsed
    return judge(parsed, user, sandbox.world, sandbox.store.has_case)
