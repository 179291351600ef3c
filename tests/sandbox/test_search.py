"""What a search for activities finds, and in which order."""

from __future__ import annotations

import json
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from egain_cli.sandbox import search
from egain_cli.sandbox.queries import Query
from egain_cli.sandbox.serve import running
from egain_cli.sandbox.store import Store
from egain_cli.sandbox.world import DEFAULT_WORLD

from .documents import FULL, PLAIN, changed
from .wire import ACTIVITY, XML, Wire, opened
from .xml_tree import A, parsed

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

FROM = "payload.email.emailAddresses.from"


def _source(*values: object) -> dict[str, Any]:
    entries = [{"value": value} for value in values]
    custom = [{"attribName": "source", "attribValues": {"attribValue": entries}}]
    return {"customAttributes": {"customAttribute": custom}}


@pytest.fixture(scope="module")
def filled() -> Iterator[Wire]:
    """A sandbox of its own: three mails of two customers, one of them in case 1060."""
    with running() as started:
        wire = opened(started.url)
        for document in (
            PLAIN | {"subject": "b"} | _source("<mid-1@x>", "two words"),
            changed(FROM, "jane@customer.com", PLAIN)
            | {"subject": "a"}
            | _source("<mid-2@x>", True),
            FULL | {"subject": "c"},
        ):
            assert wire.create(document).status == 201
            time.sleep(0.01)
        yield wire


def _ids(wire: Wire, query: str) -> list[int]:
    answer = wire.ask("GET", f"{ACTIVITY}?{query}")
    if answer.status == 204:
        assert answer.body == b""
        return []
    assert answer.status == 200, answer.text
    return [each["id"] - 2794 for each in answer.json["activity"]]


FOUND = [
    ("case=1060", [3]),
    ("case=10000", [1]),
    ("case=9", []),
    ("customer=1001", [1, 3]),
    ("customer=1002", [2]),
    ("customer=x", []),
    ("customer=1001&case=1060", [3]),
    ("customer=1002&case=1060", []),
    ("status=ready_for_inbound_workflow", [1, 2, 3]),
    ("status=completed", []),
    ("mode=inbound", [1, 2, 3]),
    ("mode=outbound", []),
    ("type=email&mode=inbound", [1, 2, 3]),
    ("type=task&mode=inbound", []),
    (f"custom.source={quote('<mid-2@x>')}", [2]),
    ("custom.source=two%20words", [1]),
    ("custom.source=two", []),
    ("custom.customer_rating=5", [3]),
    ("custom.source=true", [2]),
    ("createdDate=[2015-12-26T19:00:00Z,]", [1, 2, 3]),
    ("createdDate=[,2015-12-26T19:00:00.000Z]", []),
    ("lastModifiedDate=[2015-12-26T19:00:00.000Z,%202999-01-01T00:00:00Z]", [1, 2, 3]),
    ("mode=inbound&$sort=subject", [2, 1, 3]),
    ("mode=inbound&$sort=subject&$order=desc", [3, 1, 2]),
    ("mode=inbound&$sort=created&$order=desc", [3, 2, 1]),
    ("mode=inbound&$pagesize=2", [1, 2]),
    ("mode=inbound&$pagesize=2&$pagenum=2", [3]),
    ("mode=inbound&$pagesize=2&$pagenum=3", []),
    ("mode=inbound&$pagenum=1", [1, 2, 3]),
    ("mode=inbound&$rangestart=1&$rangesize=1", [2]),
    ("mode=inbound&$rangestart=0", [1, 2, 3]),
    ("mode=inbound&$pagesize=75", [1, 2, 3]),
]


@pytest.mark.parametrize(("query", "ids"), FOUND)
def test_filters_must_all_fit_exactly(filled: Wire, query: str, ids: list[int]) -> None:
    """Sorted by id unless asked otherwise; nothing found is 204 without a body."""
    assert _ids(filled, query) == ids


REFUSED = [
    ("", 400, "400-245", "'case, customer, status"),
    ("type=email", 400, "400-245", "not enough"),
    ("$pagesize=5", 400, "400-245", "'case"),
    ("case=", 400, "400-244", "'case'"),
    ("case=1&case=2", 400, "400-244", "given once"),
    ("colour=red", 400, "400-101", "'colour'"),
    ("custom.colour=red", 400, "400-101", "there is no custom attribute 'colour'"),
    ("custom.=red", 400, "400-101", "there is no custom attribute ''"),
    ("createdDate=2015-12-26T19:00:00.000Z", 400, "400-244", "expected [start,end]"),
    ("createdDate=[,]", 400, "400-244", "'createdDate'"),
    ("createdDate=[2015-13-26T19:00:00Z,]", 400, "400-244", "'createdDate'"),
    ("lastModifiedDate=[yesterday,]", 400, "400-244", "'lastModifiedDate'"),
    ("case=1&$pagenum=1&$rangesize=1", 400, "400-120", "cannot be mixed"),
    ("case=1&$pagenum=0", 400, "400-244", "from 1 to"),
    ("case=1&$pagesize=76", 400, "400-244", "from 1 to 75"),
    ("case=1&$rangesize=x", 400, "400-244", "'$rangesize'"),
    ("case=1&$rangestart=-1", 400, "400-244", "from 0 to"),
    ("case=1&$order=desc", 400, "400-124", "$sort"),
    ("case=1&$sort=colour", 400, "400-102", "'$sort'"),
    ("case=1&$attribute=colour", 400, "400-116", "'colour'"),
    *(
        (f"case=1&{name}=x", 501, "501-90001", f"'{name}' is not emulated")
        for name in ("assignedTo", "queue", "assignedUserName", "folder")
    ),
]


@pytest.mark.parametrize(("query", "status", "code", "text"), REFUSED)
def test_a_search_that_means_nothing_is_refused(
    filled: Wire, query: str, status: int, code: str, text: str
) -> None:
    """Each with the catalogue's code; what is documented and not emulated says so."""
    answer = filled.ask("GET", f"{ACTIVITY}?{query}")
    assert (answer.status, answer.json["code"]) == (status, code)
    assert text in answer.json["developerMessage"]


def test_a_search_answers_in_the_form_of_a_read(filled: Wire) -> None:
    """Summaries without a wish, everything with $attribute=all, and XML for whoever asks for it."""
    (summary,) = filled.ask("GET", f"{ACTIVITY}?case=1060").json["activity"]
    (whole,) = filled.ask("GET", f"{ACTIVITY}?case=1060&$attribute=all").json["activity"]
    assert "payload" not in summary
    assert whole["payload"] == FULL["payload"]
    root = parsed(filled.ask("GET", f"{ACTIVITY}?case=1060", headers={"Accept": XML}))
    assert [each.get("id") for each in root] == [str(whole["id"])]
    assert root.tag == f"{{{A}}}activities"


def test_a_page_has_25_unless_more_are_asked_for() -> None:
    """Both numbers are documented: 25 by default, 75 at most."""
    with running() as started:
        wire = opened(started.url)
        for _ in range(26):
            wire.create(PLAIN)
        assert len(_ids(wire, "mode=inbound")) == 25
        assert len(_ids(wire, "mode=inbound&$pagesize=75")) == 26


PLANS = [
    ({"case": "1060"}, "activities_by_case"),
    ({"customer": "1001"}, "activities_by_customer"),
    ({"createdDate": "[2999-01-01T00:00:00Z,]"}, "activities_by_date"),
    ({"custom.source": "x"}, "INTEGER PRIMARY KEY"),
]


@pytest.mark.parametrize(("filters", "index"), PLANS)
def test_a_search_does_not_look_at_every_activity(filters: dict[str, str], index: str) -> None:
    """Ten thousand activities must not slow it down: each filter that narrows has an index."""
    conditions = search.read_conditions(filters, DEFAULT_WORLD)
    assert isinstance(conditions, list)
    plans: list[str] = []

    class Explained:
        """The connection, asked how it would find instead of what."""

        def __init__(self, connection: sqlite3.Connection) -> None:
            self.connection = connection

        def execute(self, sql: str, values: Any) -> list[Any]:
            rows = self.connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
            plans.append(json.dumps(rows))
            return []

    with closing(Store()) as store:
        store.ask(lambda found: search.find_ids(Explained(found), conditions, Query({})))  # type: ignore[arg-type]
    assert index in plans[0]
    assert "SCAN activities" not in plans[0]
