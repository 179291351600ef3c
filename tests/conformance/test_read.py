"""Reading activities by their ids, in JSON and XML; two activities are created to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conformance.cases import ACTIVITY, Case, refused
from tests.conformance.claims import (
    DOCUMENTED,
    GUESS,
    INFERRED,
    SEEN,
    body_root,
    has,
    header,
    holds,
    lacks,
    spaced,
    status,
)
from tests.conformance.documents import everything
from tests.conformance.mirror import mirrored
from tests.conformance.reading import JSON, XML
from tests.conformance.wire import SESSION, Request

if TYPE_CHECKING:
    from tests.conformance.judging import Ask

SOURCE = "read page, facts 5"
UNKNOWN = "987654321"
READ = (status(DOCUMENTED, 200), header(SEEN, SESSION, ".+"))


def get(ids: str, query: str = "", accept: str = JSON, who: str = "user") -> Request:
    """Reading activities."""
    return Request("GET", f"{ACTIVITY}/{ids}", query, (("Accept", accept),), who=who)


# Where the official examples have each element; that a reading has them there too is inferred.
SPACES = {
    "activity": "interaction/activity",
    "activity.department.name": "platform",
    "activity.type.value": "interaction/activity",
    "activity.type.subtype.value": "common",
    "activity.payload.email.contents.content.value": "common",
    "activity.payload.email.emailAddresses.to.address": "interaction/activity",
    "activity.attachments.attachment.fileName": "interaction/attachment",
}
CASES: tuple[Case, ...] = (
    Case(
        "an activity is read in JSON",
        get("{activity}"),
        (
            *READ,
            header(DOCUMENTED, "Content-Type", r"application/json(;.*)?"),
            has(SEEN, "activity.id", r"\d+"),
            has(SEEN, "activity.link.href", r"/.*/interaction/activity/\d+"),
            has(SEEN, "activity.case.id", r"\d+"),
            holds(INFERRED, "activity.mode.value", "inbound"),
            holds(INFERRED, "activity.type.value", "email"),
            holds(INFERRED, "activity.type.subtype.value", "general"),
            has(SEEN, "activity.status.value"),
            has(SEEN, "activity.customer.id", r"\d+"),
            has(SEEN, "activity.created.date", r"\d{4}-\d\d-\d\dT.*Z"),
            holds(INFERRED, "activity.attachments.count", "2"),
            lacks(INFERRED, "activity.payload"),
        ),
        SOURCE,
    ),
    Case(
        "an activity is read in XML",
        get("{activity}", accept=XML),
        (
            *READ,
            header(DOCUMENTED, "Content-Type", r"application/xml(;.*)?"),
            body_root(SEEN, "interaction/activity", "activities"),
            has(SEEN, "activity.id", r"\d+"),
            has(SEEN, "activity.case.id", r"\d+"),
            has(SEEN, "activity.created.date", r"\d{4}-\d\d-\d\dT.*Z"),
            lacks(INFERRED, "activity.payload"),
        ),
        SOURCE,
    ),
    *(
        Case(
            f"with $attribute=all everything that was sent comes back in {media}",
            get("{activity}", "$attribute=all", media),
            (*READ, *mirrored(everything())),
            "facts 5: the payload mirrors the request [inferred]",
        )
        for media in (JSON, XML)
    ),
    Case(
        "in XML each element is in the namespace that the examples have it in",
        get("{activity}", "$attribute=all", XML),
        (*READ, *(spaced(INFERRED, path, kind) for path, kind in SPACES.items())),
        "facts 2.3",
    ),
    Case(
        "without Accept an activity is read in XML",
        Request("GET", f"{ACTIVITY}/{{activity}}"),
        (*READ, body_root(DOCUMENTED, "interaction/activity", "activities")),
        "introduction: XML is the default",
    ),
    *(
        Case(
            f"several activities are read at once, {how}, by ascending id",
            get(ids),
            (*READ, holds(DOCUMENTED, "activity.id", "{activity}", "{second}")),
            SOURCE,
        )
        for how, ids in (
            ("separated by a comma", "{activity},{second}"),
            ("separated by an escaped comma", "{activity}%2C{second}"),
            ("in any order", "{second},{activity}"),
        )
    ),
    Case(
        "one attribute alone may be asked for",
        get("{second}", "$attribute=subject"),
        (*READ, holds(DOCUMENTED, "activity.subject", "Issue with mobile phone")),
        SOURCE,
    ),
    Case(
        "an unknown attribute is refused",
        get("{activity}", "$attribute=nonsense"),
        refused("400-116", says=("nonsense",), sure=INFERRED),
        "catalogue of codes",
    ),
    Case(
        "an unknown query parameter is refused",
        get("{activity}", "nonsense=1"),
        refused("400-101", says=("nonsense",), sure=INFERRED),
        "catalogue of codes",
    ),
    *(
        Case(
            f"{what} is not found",
            get(ids),
            refused("404-100", says=(UNKNOWN,)),
            SOURCE,
        )
        for what, ids in (
            ("an unknown id", UNKNOWN),
            ("an unknown id beside a known one", f"{{activity}},{UNKNOWN}"),
        )
    ),
    Case("an id that is no number is not found, or refused", get("nonsense"),
         (status(GUESS, 400, 404),), SOURCE),
    Case(
        "more than 75 ids are refused",
        get(",".join(str(number) for number in range(1001, 1077))),
        refused("400-10424"),
        SOURCE,
    ),
    Case("who may only read, may read", get("{activity}", who="reader"), READ, SOURCE),
    Case(
        "a user without the right may not read",
        get("{activity}", who="injector"),
        refused("403-178"),
        SOURCE,
    ),
    Case("without a session nothing is read", get("{activity}", who=""), refused("401-101"), SOURCE),
    Case("what is asked for must be JSON or XML", get("{activity}", accept="text/html"),
         (status(DOCUMENTED, 406),), SOURCE),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_activities_are_read_by_their_ids(case: Case, ask: Ask, known: dict[str, str]) -> None:
    """What was created comes back as a summary or whole, and nothing else does."""
    ask(case, places=known)
