"""Logging in and out, sessions and how many; none of these cases creates an activity."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest

from tests.conformance.cases import Case, refused, with_headers
from tests.conformance.claims import (
    DOCUMENTED,
    GUESS,
    INFERRED,
    SEEN,
    Claim,
    family,
    header,
    no_body,
    says,
    status,
)
from tests.conformance.reading import JSON, NAMESPACES, XML
from tests.conformance.sessions import credentials, login_request, logout_request
from tests.conformance.settings import SETTINGS
from tests.conformance.test_headers import LIST, UNKNOWN
from tests.conformance.wire import SESSION, Request

if TYPE_CHECKING:
    from tests.conformance.judging import Ask

NAME, PASSWORD = credentials(SETTINGS, "user")
SOURCE = "login page, facts 1.1"
GUID = r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
OPENED = (status(DOCUMENTED, 204), header(DOCUMENTED, SESSION, GUID), no_body(DOCUMENTED))
GOOD = login_request(NAME, PASSWORD)
STRANGER = login_request("nobody-has-this-name", "nor this password")
INVALID = "User could not be authenticated. Invalid session ID."


def body(content: str, media: str = JSON) -> Request:
    """A login with that body."""
    return replace(with_headers(GOOD, Content_Type=media), body=content.encode())


def xml(name: str, password: str) -> str:
    """The login in XML."""
    inner = f"<userName>{escape(name)}</userName><password>{escape(password)}</password>"
    return f'<login xmlns="{NAMESPACES}/platform">{inner}</login>'


def no(media: str = JSON, *statuses: int) -> tuple[Claim, ...]:
    """The claims on a refused login; that it speaks the legacy family is inferred."""
    return (status(DOCUMENTED, *statuses), family(INFERRED, "legacy", media))


CASES: tuple[Case, ...] = (
    Case("userName and password in JSON open a session", GOOD, OPENED, SOURCE),
    Case("userName and password in XML open a session", body(xml(NAME, PASSWORD), XML), OPENED, SOURCE),
    Case(
        "the page's own spelling, username, opens a session or not",
        body(json.dumps({"username": NAME, "password": PASSWORD})),
        (status(GUESS, 204, 400, 401),),
        "login page's table, against everything that runs",
    ),
    Case(
        "forceLogin is allowed where no session has to end for it",
        replace(GOOD, query="forceLogin=yes"),
        OPENED,
        SOURCE,
        needs=("force_login",),
    ),
    Case("forceLogin has no other value than yes", replace(GOOD, query="forceLogin=no"),
         (status(INFERRED, 400), family(INFERRED, "legacy", JSON)), SOURCE),
    Case("an unknown user is refused", STRANGER, no(JSON, 401), SOURCE, ("status: 401",)),
    Case("an unknown user is refused in XML", with_headers(STRANGER, Accept=XML), no(XML, 401), SOURCE),
    Case("without Accept the refusal is XML", with_headers(STRANGER, Accept=None), no(XML, 401), SOURCE),
    Case("a wrong password is refused", login_request(NAME, f"not {PASSWORD}"), no(JSON, 401), SOURCE),
    Case("a login without a password is refused", body(json.dumps({"userName": "nobody-has-this-name"})),
         no(JSON, 400, 401), SOURCE),
    Case("a login without a name is refused", body(json.dumps({"password": "nor this password"})),
         no(JSON, 400, 401), SOURCE),
    Case("an empty password is refused", login_request("nobody-has-this-name", ""), no(JSON, 400, 401), SOURCE),
    Case("a login without a body is refused", replace(GOOD, body=None), no(JSON, 400, 401), SOURCE),
    Case("a login that is no JSON is refused", body("hello"), no(JSON, 400, 401), SOURCE),
    Case("a login that is no XML is refused", body("hello", XML), no(JSON, 400, 401), SOURCE),
    Case("a login in plain text is refused", body("hello", "text/plain"),
         (status(GUESS, 400, 401, 415),), SOURCE),
    *(
        Case(
            f"the logout of a session that is none is refused in {media}",
            with_headers(logout_request(media), X_egain_session=UNKNOWN),
            (status(DOCUMENTED, 401), family(SEEN if media == XML else INFERRED, "legacy", media),
             says(SEEN, INVALID)),
            "logout page, its own example",
        )
        for media in (JSON, XML)
    ),
)  # fmt: skip
OUT = Case(
    "logging out ends the session and answers with its id",
    logout_request(),
    (status(DOCUMENTED, 204), header(SEEN, SESSION, GUID), no_body(DOCUMENTED)),
    "logout page",
)
ENDED = Case(
    "a session that was ended is none any more",
    replace(LIST, who=""),
    refused("401-101"),
    "authentication page",
    ("header: X-egain-session",),
)
ALIVE = Case("a session lives on", replace(LIST, who=""), (status(DOCUMENTED, 200, 204),), SOURCE)
TOO_MANY = Case(
    "a session too many is refused",
    GOOD,
    (
        status(DOCUMENTED, *range(400, 500)),
        status(GUESS, 403),
        family(INFERRED, "legacy", JSON),
    ),
    "login page: five sessions; the status is a guess",
    needs=("force_login",),
)
FORCED = Case(
    "forceLogin=yes ends the oldest session",
    replace(GOOD, query="forceLogin=yes"),
    OPENED,
    "login page",
    needs=("force_login",),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_logging_in_and_out(case: Case, ask: Ask) -> None:
    """Good credentials open a session, all others are refused in the legacy family."""
    try:
        ask(case)
    finally:
        ask.sessions.end_others()


def test_a_session_ends_with_its_logout(ask: Ask) -> None:
    """It lives from login to logout; another login gives another one."""
    try:
        first, second = (ask(CASES[0]).header(SESSION) for _ in range(2))
        assert first != second
        ask(ALIVE, first)
        ask(OUT, first)
        ask(ENDED, first)
        ask(ALIVE, second)
    finally:
        ask.sessions.end_others()


def test_a_user_has_so_many_sessions_and_no_more(ask: Ask) -> None:
    """One more is refused, unless forced: then the oldest ends, and the others live."""
    ask.sessions.end("user")
    limit, ours = int(SETTINGS.sessions), list[str]()
    try:
        while len(ours) < limit:
            session = ask.sessions.send(GOOD).header(SESSION)
            if not session:  # somebody else uses this user too
                break
            ours.append(session)
        ask(TOO_MANY)
        ours.append(ask(FORCED).header(SESSION))
        if len(ours) > limit:
            ask(ENDED, ours[0])
        for session in ours[1:]:
            ask(ALIVE, session)
    finally:
        ask.sessions.end_others()
