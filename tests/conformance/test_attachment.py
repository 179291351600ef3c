"""Reading attachments: what is told of each, and the address that gives its bytes once."""

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
    status,
)
from tests.conformance.documents import PIXEL
from tests.conformance.judging import READ_BACK
from tests.conformance.reading import JSON, XML, values
from tests.conformance.wire import Request

if TYPE_CHECKING:
    from tests.conformance.judging import Ask
    from tests.conformance.sessions import Sessions

SOURCE = "attachment page, facts 5"
PATH = f"{ACTIVITY}/{{activity}}/attachment"


def get(number: str, query: str = "", accept: str = JSON, who: str = "user") -> Request:
    """Reading an attachment."""
    return Request("GET", f"{PATH}/{number}", query, (("Accept", accept),), who=who)


TOLD = (
    holds(SEEN, "attachment.id", "{attachment}"),
    holds(INFERRED, "attachment.fileName", "logo.png"),
    holds(INFERRED, "attachment.contentType", "image/png"),
    holds(SEEN, "attachment.size", str(len(PIXEL))),
    holds(SEEN, "attachment.isBlocked", "false"),
)
CASES: tuple[Case, ...] = (
    Case("an attachment is told of in JSON", get("{attachment}"),
         (status(DOCUMENTED, 200), *TOLD), SOURCE),
    Case("an attachment is told of in XML", get("{attachment}", accept=XML),
         (status(DOCUMENTED, 200), body_root(SEEN, "interaction/attachment", "attachments"), *TOLD),
         SOURCE),
    Case("the address of its bytes is a path on the same host",
         get("{attachment}", "$attribute=contentUrl"),
         (status(DOCUMENTED, 200), has(DOCUMENTED, "attachment.contentUrl", r"/[^/].*")), SOURCE),
    Case("an unknown attachment is not found", get("987654321"),
         refused("404-100", "404-101", sure=INFERRED), SOURCE),
    Case("an attachment of an unknown activity is not found",
         Request("GET", f"{ACTIVITY}/987654321/attachment/{{attachment}}", "", (("Accept", JSON),)),
         refused("404-100", "404-101", sure=INFERRED), SOURCE),
    Case("an unknown attribute is refused", get("{attachment}", "$attribute=nonsense"),
         refused("400-116", sure=INFERRED), "catalogue of codes"),
    Case("without a session nothing is told", get("{attachment}", who=""), refused("401-101"), SOURCE),
    Case("a user without the right may not read it", get("{attachment}", who="injector"),
         refused("403-178", sure=INFERRED), SOURCE),
)  # fmt: skip
ADDRESS = CASES[2]
FIRST = Case("its bytes", Request("GET", ""),
             (status(DOCUMENTED, 200), header(INFERRED, "Content-Type", r"image/png(;.*)?")), SOURCE)  # fmt: skip
AGAIN = Case("its bytes again", Request("GET", ""),
             (status(DOCUMENTED, *range(400, 500)), status(GUESS, 404)), SOURCE)  # fmt: skip


@pytest.fixture(scope="module")
def picture(sessions: Sessions, known: dict[str, str]) -> dict[str, str]:
    """The places of the first activity's picture.

    How one learns an attachment's id is not documented: it stands in the activity itself, or
    behind the link there.
    """
    user = sessions.of("user")
    answer = sessions.send(READ_BACK, user, {"id": known["activity"]})
    ids = values(answer, "activity.attachments.attachment.id")
    if not ids:
        (link,) = values(answer, "activity.attachments.link.href")
        linked = Request("GET", link.removeprefix(sessions.server.base), "", (("Accept", JSON),))
        ids = values(sessions.send(linked, user), "attachment.id")
    return {**known, "attachment": ids[0]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_attachments_are_told_of(case: Case, ask: Ask, picture: dict[str, str]) -> None:
    """What was sent with an activity is known of its attachment."""
    ask(case, places=picture)


def test_an_attachments_bytes_are_given_once(ask: Ask, picture: dict[str, str]) -> None:
    """The address is used up by its first reader, and each has to ask for another."""
    for _ in range(2):
        (url,) = values(ask(ADDRESS, places=picture), "attachment.contentUrl")
        assert ask.fetch(FIRST, url).content == PIXEL
        ask.fetch(AGAIN, url)
