"""What stands around an activity: the body as a whole, query parameters, and JSON itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.conformance.cases import Case, create, created, refused
from tests.conformance.claims import DOCUMENTED, GUESS, INFERRED, family, status
from tests.conformance.documents import (
    PAGE,
    as_json,
    attachment,
    attachments,
    contents,
    edited,
    everything,
    logo,
    required,
)
from tests.conformance.mirror import mirrored
from tests.conformance.multipart import MULTIPART
from tests.conformance.reading import JSON, XML
from tests.conformance.xml_documents import as_xml

if TYPE_CHECKING:
    from tests.conformance.judging import Ask

SOURCE = "create page"
MANDATORY, QUERY, ONE = (
    "the body is mandatory",
    "no query parameters",
    "only one activity at a time",
)
GOOD = as_json(required())
# No code is published for a body that cannot be read.
UNREADABLE = (status(DOCUMENTED, 400), family(INFERRED, "interaction", JSON))


def unreadable(name: str, body: bytes, media: str = JSON) -> Case:
    """A case with a body that is not what its Content-Type says."""
    return Case(name, create(body, media), UNREADABLE, f"{SOURCE}, request body", (MANDATORY,))


CASES: tuple[Case, ...] = (
    *(
        Case(
            f"without a body it is refused ({media.partition(';')[0]})",
            create(None, media),
            refused("400-264"),
            f"{SOURCE}: the request body is mandatory",
            (MANDATORY, "status: 400"),
        )
        for media in (JSON, XML)
    ),
    Case(
        "without a body it is refused (multipart/form-data)",
        create(None, MULTIPART),
        refused("400-264", "400-146"),
        f"{SOURCE}: the request body is mandatory",
        (MANDATORY,),
    ),
    unreadable("JSON that breaks off is refused", GOOD[:-20]),
    unreadable("text that is no JSON is refused", b"hello"),
    unreadable("a JSON array is refused", b"[" + GOOD + b"]"),
    unreadable("a JSON string is refused", b'"activity"'),
    unreadable("JSON that is not UTF-8 is refused", GOOD.replace(b"Issue", b"\xff\xfe")),
    unreadable("XML called JSON is refused", as_xml(required())),
    unreadable("JSON called XML is refused", GOOD, XML),
    Case(
        "two activities in one body are refused",
        create(as_json({"activity": [required(), required()]})),
        refused("400-147", "400-146", "400-152"),
        f"{SOURCE}: only one email activity can be created at a time",
        (ONE,),
    ),
    Case(
        "the activity in an envelope is refused, as Example 1 has none",
        create(as_json({"activity": required()})),
        refused("400-147", "400-146", sure=INFERRED),
        "facts 2.4: root element dropped for a single object",
    ),
    Case(
        "an empty object is refused",
        create(b"{}"),
        refused("400-146", "400-264"),
        f"{SOURCE}: required rows",
    ),
    *(
        Case(
            f"the query ?{query} is refused",
            replace(create(GOOD), query=query),
            refused("400-101", says=(query.partition("=")[0],), sure=INFERRED),
            f"{SOURCE}: no query parameters, neither specific nor common",
            (QUERY,),
        )
        for query in ("nonsense=1", "$attribute=all", "$pagesize=5")
    ),
    Case(
        "a query is refused before the body is looked at",
        replace(create(b"{"), query="nonsense=1"),
        refused("400-101", sure=INFERRED),
        "facts 3, suggested order [guess]",
    ),
    Case(
        "unknown attributes come before missing ones",
        create(as_json({"nonsense": "x"})),
        refused("400-147", "400-146"),
        "facts 3, suggested order [guess]",
    ),
    Case(
        "members in another order mean the same",
        create(as_json(dict(reversed(required().items())))),
        created(),
        "JSON: objects are not ordered",
        creates=True,
    ),
    Case(
        "what JSON escapes is what it stands for",
        create(GOOD.replace(b"Issue", b"I\\u0073sue")),
        created(),
        "JSON",
        creates=True,
    ),
    Case(
        "the same name twice in an object is taken or refused",
        create(GOOD.replace(b'"subject"', b'"subject": "first", "subject"', 1)),
        (status(GUESS, 201, 400),),
        "JSON: undefined",
        creates=True,
    ),
    *(
        Case(
            f"example {number} in JSON is taken: {what}",
            create(as_json(document)),
            created(),
            f"{SOURCE}, example {number}, as its title describes it",
            (f"example {number}", "status: 201"),
            creates=True,
            stored=tuple(mirrored(document)),
        )
        for number, what, document in (
            (3, "attachments", edited(contents(("html", PAGE)), attachments(logo(), attachment()))),
            (5, "all attributes", everything()),
        )
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_body_is_one_readable_activity(case: Case, ask: Ask) -> None:
    """A body that is none, not readable or not one activity is refused, whatever it holds."""
    ask(case)
