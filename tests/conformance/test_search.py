"""Searching activities, in pages; two activities are created to be found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conformance.cases import ACTIVITY, Case, refused
from tests.conformance.claims import (
    DOCUMENTED,
    INFERRED,
    Claim,
    body_root,
    counts,
    header,
    holds,
    no_body,
    status,
)
from tests.conformance.documents import RUN
from tests.conformance.reading import JSON, XML
from tests.conformance.settings import SETTINGS
from tests.conformance.wire import Request

if TYPE_CHECKING:
    from tests.conformance.judging import Ask

SOURCE = "search page, facts 5"
SECOND: tuple[Claim, ...] = (
    status(DOCUMENTED, 200),
    header(DOCUMENTED, "Content-Type", r"application/json(;.*)?"),
    holds(DOCUMENTED, "activity.id", "{second}"),
)
NONE = (status(DOCUMENTED, 204), no_body(DOCUMENTED))
FAR_OFF = "2999-01-01T00:00:00.000Z"
LONG_AGO, LATER = "2001-01-01T00:00:00.000Z", "2001-01-02T00:00:00.000Z"


def search(query: str, accept: str = JSON, who: str = "user") -> Request:
    """A search."""
    return Request("GET", ACTIVITY, query, (("Accept", accept),), who=who)


def found(what: str, query: str, needs: tuple[str, ...] = ()) -> Case:
    """A search that finds the second activity and nothing else."""
    return Case(f"{what} finds it", search(query), SECOND, SOURCE, needs=needs)


def nothing(what: str, query: str) -> Case:
    """A search that finds nothing."""
    return Case(f"{what} finds nothing", search(query), NONE, SOURCE)


CASES: tuple[Case, ...] = (
    found("its case", "case={case}"),
    found("its case and customer", "case={case}&customer={customer}"),
    found("its type and case", "type=email&case={case}"),
    found("its mode and case", "mode=inbound&case={case}"),
    found("a value of a custom attribute", f"custom.{SETTINGS.free_text}={RUN}", ("free_text",)),
    found("a time since which it was created", f"createdDate=[{LONG_AGO},]&case={{case}}"),
    found("a time since which it was modified", f"lastModifiedDate=[{LONG_AGO},]&case={{case}}"),
    found("a time before which it was created", f"createdDate=[,{FAR_OFF}]&case={{case}}"),
    nothing("an unknown case", "case=987654321"),
    nothing("its case with another customer", "case={case}&customer=987654321"),
    nothing("a day long ago", f"createdDate=[{LONG_AGO},{LATER}]"),
    nothing("its case at a time long ago", f"createdDate=[,{LATER}]&case={{case}}"),
    nothing("an exact value but for its end", f"custom.{SETTINGS.free_text}={RUN[:-1]}"),
    Case(
        "a search may be answered in XML",
        search("case={case}", XML),
        (
            status(DOCUMENTED, 200),
            body_root(INFERRED, "interaction/activity", "activities"),
            holds(INFERRED, "activity.id", "{second}"),
        ),
        SOURCE,
    ),
    Case(
        "a page may hold one",
        search("customer={customer}&$pagenum=1&$pagesize=1"),
        (status(DOCUMENTED, 200), counts(DOCUMENTED, "activity.id", 1)),
        SOURCE,
    ),
    Case(
        "a range may hold one, wherever it begins to count",
        search("customer={customer}&$rangestart=1&$rangesize=1"),
        (status(DOCUMENTED, 200), counts(DOCUMENTED, "activity.id", 1)),
        SOURCE,
    ),
    Case(
        "pages and ranges cannot be mixed",
        search("case={case}&$pagenum=1&$rangestart=1"),
        refused("400-120"),
        SOURCE,
    ),
    *(
        Case(
            f"a page of {size} is refused",
            search(f"case={{case}}&$pagesize={size}"),
            refused("400-102", "400-244", "400-10424"),
            SOURCE,
        )
        for size in ("76", "0", "many")
    ),
    Case(
        "$order needs $sort",
        search("case={case}&$order=asc"),
        refused("400-124", sure=INFERRED),
        "catalogue of codes",
    ),
    Case(
        "an order that is none is refused",
        search("case={case}&$sort=id&$order=sideways"),
        refused("400-102", "400-244", sure=INFERRED),
        "catalogue of codes",
    ),
    *(
        Case(
            f"the range of dates {text} is refused",
            search(f"createdDate={text}&case={{case}}"),
            refused("400-244", "400-102", sure=INFERRED),
            "facts 4",
        )
        for text in ("yesterday", "[yesterday,]", f"[{LONG_AGO}")
    ),
    Case("a type needs a second filter", search("type=email"), refused("400-245"), SOURCE),
    Case(
        "a search without a filter is refused",
        search(""),
        refused("400-245", sure=INFERRED),
        "catalogue of codes",
    ),
    Case(
        "an unknown filter is refused",
        search("case={case}&nonsense=1"),
        refused("400-101", says=("nonsense",), sure=INFERRED),
        "catalogue of codes",
    ),
    Case("without a session nothing is found", search("case={case}", who=""), refused("401-101"), SOURCE),
    Case(
        "a user without the right may not search",
        search("case={case}", who="injector"),
        refused("403-178"),
        SOURCE,
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_activities_are_found(case: Case, ask: Ask, known: dict[str, str]) -> None:
    """Filters are joined by "and" and exact; what finds nothing is 204 without a body."""
    ask(case, places=known)
