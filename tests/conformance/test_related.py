"""What stands around activities: cases, customers, the list of custom attributes, the version."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.conformance.cases import Case, create, created, refused
from tests.conformance.claims import (
    DOCUMENTED,
    GUESS,
    INFERRED,
    SEEN,
    Claim,
    has,
    header,
    holds,
    status,
)
from tests.conformance.documents import FROM, RUN, as_json, customer, edited
from tests.conformance.reading import JSON, XML, values
from tests.conformance.settings import SETTINGS
from tests.conformance.test_headers import LIST
from tests.conformance.wire import Request

if TYPE_CHECKING:
    from tests.conformance.judging import Ask
    from tests.conformance.wire import Answer

ATTRIBUTES, RELATED = "custom attributes page", "facts 5"
READ = status(DOCUMENTED, 200)


def get(path: str, query: str = "", accept: str = JSON, who: str = "user") -> Request:
    """Reading something else than an activity."""
    return Request("GET", path, query, (("Accept", accept),), who=who)


def mentions(text: str) -> Claim:
    """The body holds a text, wherever; how attributes are described is not known."""

    def fault(answer: Answer) -> str:
        return "" if text.encode() in answer.content else f"the body does not mention {text}"

    return Claim(INFERRED, fault)


CASE, CUSTOMER = "/{version}/interaction/case", "/{version}/interaction/customer"
CASES: tuple[Case, ...] = (
    Case("a case is read in JSON", get(f"{CASE}/{{case}}"),
         (READ, holds(SEEN, "case.id", "{case}"), has(SEEN, "case.status.value"),
          holds(SEEN, "case.customer.id", "{customer}"),
          has(SEEN, "case.activities.link.href", "/.*")), RELATED),
    Case("a case is read in XML", get(f"{CASE}/{{case}}", accept=XML),
         (READ, header(DOCUMENTED, "Content-Type", r"application/xml(;.*)?"),
          holds(INFERRED, "case.id", "{case}")), RELATED),
    Case("an unknown case is not found", get(f"{CASE}/987654321"),
         refused("404-100", sure=INFERRED), RELATED),
    Case("without a session no case is read", get(f"{CASE}/{{case}}", who=""),
         refused("401-101"), RELATED),
    Case("a customer is found by address", get(CUSTOMER, f"email={SETTINGS.sender}&$attribute=all"),
         (READ, holds(SEEN, "customer.id", "{customer}")), RELATED),
    Case("a customer is found in XML", get(CUSTOMER, f"email={SETTINGS.sender}", XML),
         (READ, holds(INFERRED, "customer.id", "{customer}")), RELATED),
    Case("an unknown address finds no customer", get(CUSTOMER, "email=nobody-has-this@customer.com"),
         (status(INFERRED, 204),), RELATED),
    Case("without a session no customer is found", get(CUSTOMER, f"email={SETTINGS.sender}", who=""),
         refused("401-101"), RELATED),
)  # fmt: skip
# These need no activity.
OTHERS: tuple[Case, ...] = (
    *(Case(f"custom attributes are listed in {media}", get(LIST.path, LIST.query, media),
           (READ, header(DOCUMENTED, "Content-Type", rf"{media}(;.*)?"),
            mentions(SETTINGS.enumeration)), ATTRIBUTES, needs=("enumeration",))
      for media in (JSON, XML)),
    *(Case(f"no right is needed to list them: {who}", replace(LIST, who=who),
           (status(DOCUMENTED, 200, 204),), ATTRIBUTES) for who in ("reader", "injector")),
    Case("without a session none is listed", replace(LIST, who=""), refused("401-101"), ATTRIBUTES),
    Case("another list than that of custom attributes is refused",
         replace(LIST, query="$attribute=nonsense"), refused("400-116", sure=INFERRED), ATTRIBUTES),
    *(Case(f"what is installed is told in {media}", get("/v19/about", accept=media),
           (READ, header(DOCUMENTED, "Content-Type", rf"{media}(;.*)?")), "facts 0")
      for media in (JSON, XML)),
    Case("what is installed is told with a session only", get("/v19/about", who=""),
         (status(DOCUMENTED, 401),), "facts 0"),
    Case("what is installed has no query parameters", get("/v19/about", "nonsense=1"),
         refused("400-101", sure=INFERRED), "catalogue of codes"),
    # A real server has other routes than these and no word on how it answers; 501 is the sandbox's.
    *(Case(f"{method} {path} is no route", Request(method, path, headers=(("Accept", JSON),)),
           (status(INFERRED, *range(400, 600)), status(GUESS, 404, 405, 501)), "no page has it")
      for method, path in (
          ("GET", "/{version}/interaction/nonsense"), ("POST", "/{version}/interaction/nonsense"),
          ("PATCH", "/{version}/interaction/activity"), ("GET", "/{version}/nonsense"),
          ("GET", "/nonsense"))),
)  # fmt: skip


# Someone who is in no other case of the run, so that the element is what makes the customer.
NEWCOMER = f"newcomer-{RUN}@customer.com"
NEW = Case("creating", create(as_json(edited((FROM, NEWCOMER), customer()))), created(),
           RELATED, ("customer",), creates=True)  # fmt: skip
NAMED = Case("reading", get(CUSTOMER, f"email={NEWCOMER}&$attribute=all"),
             (READ, holds(INFERRED, "customer.contactPersons.contactPerson.firstName", "J"),
              holds(INFERRED, "customer.contactPersons.contactPerson.lastName", "Henry")), RELATED)  # fmt: skip
OTHERWISE = {"contactPersons": {"contactPerson": [{"firstName": "Somebody", "lastName": "Else"}]}}
AGAIN = Case("again", create(as_json(edited((FROM, NEWCOMER), customer(**OTHERWISE)))), created(),
             RELATED, ("customer",), creates=True)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cases_and_customers_are_read(case: Case, ask: Ask, known: dict[str, str]) -> None:
    """The case and the customer that an activity brought about can be read themselves."""
    ask(case, places=known)


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: case.name)
def test_what_needs_no_activity(case: Case, ask: Ask) -> None:
    """The list of custom attributes, the version, and what is not there."""
    ask(case)


def test_a_case_leads_to_its_activities(ask: Ask, known: dict[str, str]) -> None:
    """Its link is followed as it stands."""
    (link,) = values(ask(CASES[0], places=known), "case.activities.link.href")[:1]
    path, _, query = link.removeprefix(ask.sessions.server.base).partition("?")
    linked = Case("following the link", get(path, query),
                  (READ, holds(SEEN, "activity.id", "{second}")), RELATED)  # fmt: skip
    ask(linked, places=known)


def test_the_customer_element_makes_a_customer_once(ask: Ask) -> None:
    """It describes somebody who is new; later ones are ignored, as the page says."""
    ask(NEW)
    ask(NAMED)
    ask(AGAIN)
    ask(NAMED)
