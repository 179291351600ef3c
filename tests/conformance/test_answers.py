"""What an answer looks like: of what was created, and of each family of errors."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.conformance.cases import Case, create, created, refused
from tests.conformance.claims import DOCUMENTED, SEEN, header, holds, status
from tests.conformance.documents import DROP, as_json, edited, required
from tests.conformance.reading import JSON, XML
from tests.conformance.wire import SESSION, Request
from tests.conformance.xml_documents import as_xml

if TYPE_CHECKING:
    from tests.conformance.judging import Ask

SOURCE = "create page, response headers; facts 3"
ENCODERS = {JSON: as_json, XML: as_xml}
BAD = edited(("type.value", DROP))

CREATED = tuple(
    Case(
        f"{sent} may be answered in {wanted}",
        create(ENCODERS[sent](required()), sent, wanted),
        created(wanted),
        SOURCE,
        ("answer: X-egain-session", "answer: Content-Type", "answer: Location", "status: 201"),
        creates=True,
    )
    for sent in ENCODERS
    for wanted in ENCODERS
)
REFUSED = tuple(
    Case(
        f"{what} in {sent} is refused in {wanted}",
        replace(create(ENCODERS[sent](document), sent, wanted), who=who),
        refused(code, media=wanted),
        "facts 3, interaction family of errors",
        (f"status: {code[:3]}",),
    )
    for sent in ENCODERS
    for wanted in ENCODERS
    for what, document, who, code in (
        ("a mistake", BAD, "user", "400-146"),
        ("a stranger", required(), "", "401-101"),
        ("a reader", required(), "reader", "403-178"),
    )
)
CASES: tuple[Case, ...] = (*CREATED, *REFUSED)
FOLLOWED = Request("GET", "{location}", headers=(("Accept", JSON),))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answers_have_the_form_that_was_asked_for(case: Case, ask: Ask) -> None:
    """201 with its headers and no body, errors in the media type that was wanted."""
    ask(case)


def test_the_location_leads_to_the_activity(ask: Ask) -> None:
    """It is a path on the same host, below the same context root."""
    answer = ask(CREATED[0])
    location = answer.header("Location")
    base = ask.sessions.server.base
    assert location.startswith(base)
    found = Case("reading", FOLLOWED, (status(DOCUMENTED, 200),
                 holds(SEEN, "activity.id", location.rpartition("/")[2])), SOURCE)  # fmt: skip
    ask(found, places={"location": location.removeprefix(base)})


def test_the_session_comes_back(ask: Ask) -> None:
    """An answer carries the current session's id, which is the one that was sent."""
    session = ask.sessions.of("user")
    ask(replace(CREATED[0], claims=(header(SEEN, SESSION, re.escape(session)),)))
