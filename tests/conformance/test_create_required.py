"""The page's required rows, in all three formats: what must be there, and what it must be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conformance.cases import Case, Said, created, either, in_formats, refused
from tests.conformance.claims import GUESS, INFERRED, holds
from tests.conformance.documents import (
    CONTENTS,
    DATE,
    DROP,
    FROM,
    RECEIVER,
    attachment,
    attachments,
    contents,
)
from tests.conformance.settings import SETTINGS

if TYPE_CHECKING:
    from tests.conformance.judging import Ask

PAYLOAD_DATE = "payload.email.date"
REQUIRED = (
    "department.name",
    "type.value",
    "type.subtype.value",
    FROM,
    RECEIVER,
    PAYLOAD_DATE,
)
NEEDED = "subject or attachments or content"

MISSING = tuple(
    Said(f"without {path} it is refused", path, ((path, DROP),),
         refused("400-146", says=(path.rpartition(".")[2],)))
    for path in REQUIRED
)  # fmt: skip
# In XML `<date date=""/>` is an empty date just as in JSON.
EMPTY = tuple(
    Said(f"an empty {path} is refused", path, ((path, {"date": ""} if path == PAYLOAD_DATE else ""),),
         refused("400-387", says=(path.rpartition(".")[2],)))
    for path in REQUIRED
)  # fmt: skip
WRONG = (
    Said(
        "an unknown department is refused",
        "department.name",
        (("department.name", "no such department"),),
        refused("400-152", says=("name",)),
    ),
    Said(
        "the name of a department is compared exactly",
        "department.name",
        (("department.name", SETTINGS.department.swapcase()),),
        refused("400-152", sure=GUESS),
    ),
    Said(
        "a type that the API does not have is refused",
        "type.value",
        (("type.value", "nonsense"),),
        refused("400-152", says=("type",)),
    ),
    Said(
        "a subtype that the API does not have is refused",
        "type.subtype.value",
        (("type.subtype.value", "nonsense"),),
        refused("400-152", says=("subtype",)),
    ),
    Said(
        "a receiver that is no alias is refused",
        RECEIVER,
        ((RECEIVER, "nobody-has-this@business.com"),),
        refused("400-152", says=("receiver",)),
    ),
    Said(
        "a receiver that is an inactive alias is refused",
        RECEIVER,
        ((RECEIVER, SETTINGS.inactive_receiver),),
        refused("400-152", says=("receiver",)),
        needs=("inactive_receiver",),
    ),
    Said(
        "a receiver that is an alias of another department is refused",
        RECEIVER,
        ((RECEIVER, SETTINGS.other_receiver),),
        refused("400-152", says=("receiver",)),
        needs=("other_receiver",),
    ),
    Said(
        "two receivers are refused",
        RECEIVER,
        ((RECEIVER, f"{SETTINGS.receiver},{SETTINGS.receiver}"),),
        refused("400-152", says=("receiver",)),
    ),
    Said(
        "a list of two receivers is refused",
        RECEIVER,
        ((RECEIVER, [SETTINGS.receiver, SETTINGS.receiver]),),
        refused("400-152", "400-147"),
        formats=("JSON", "XML"),
    ),
    Said(
        "upper and lower case do not matter in a receiver",
        RECEIVER,
        ((RECEIVER, SETTINGS.receiver.swapcase()),),
        created(sure=GUESS),
    ),
    *(
        Said(
            f"the date {text!r} is refused",
            PAYLOAD_DATE,
            ((PAYLOAD_DATE, {"date": text}),),
            refused("400-152", says=("date",)),
        )
        for text in ("yesterday", "2015-13-26T19:00:00.000Z", "2015-02-30T19:00:00.000Z", "2015")
    ),
    Said(
        "a date without milliseconds is taken",
        PAYLOAD_DATE,
        ((PAYLOAD_DATE, {"date": "2015-12-26T19:00:00Z"}),),
        created(sure=INFERRED),
    ),
    Said(
        "a date with an offset is taken, or refused as a date",
        PAYLOAD_DATE,
        ((PAYLOAD_DATE, {"date": "2015-12-26T19:00:00.000+02:00"}),),
        either("400-152"),
    ),
    Said(
        "a date that is plain text is taken, or refused as a date",
        PAYLOAD_DATE,
        ((PAYLOAD_DATE, DATE),),
        either("400-152"),
        formats=("JSON",),
    ),
)
AT_LEAST_ONE = (
    Said(
        "with neither subject nor attachments nor content it is refused",
        NEEDED,
        (("subject", DROP),),
        refused("400-146"),
    ),
    Said(
        "a subject alone is enough",
        NEEDED,
        (),
        created(),
        (
            holds(INFERRED, "activity.subject", "Issue with mobile phone"),
            holds(INFERRED, "activity.department.name", SETTINGS.department),
            holds(INFERRED, "activity.type.value", "email"),
            holds(INFERRED, f"activity.{FROM}", SETTINGS.sender),
            holds(INFERRED, f"activity.{RECEIVER}", SETTINGS.receiver),
            holds(INFERRED, f"activity.{PAYLOAD_DATE}.date", DATE),
        ),
    ),
    Said(
        "a content alone is enough",
        NEEDED,
        (("subject", DROP), contents(("text", "This is the issue"))),
        created(),
        (holds(INFERRED, f"activity.{CONTENTS}.content.value", "This is the issue"),),
    ),
    Said(
        "an attachment alone is enough",
        NEEDED,
        (("subject", DROP), attachments(attachment())),
        created(),
        (holds(INFERRED, "activity.attachments.count", "1"),),
    ),
)
CASES: tuple[Case, ...] = in_formats((*MISSING, *EMPTY, *WRONG, *AT_LEAST_ONE))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_required_is_required(case: Case, ask: Ask) -> None:
    """Each required row is refused when missing, empty or wrong, and taken when right."""
    ask(case)
