"""The page's request headers: session, Content-Type, Accept, Accept-Language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.conformance.cases import Case, create, created, refused, with_headers
from tests.conformance.claims import (
    DOCUMENTED,
    GUESS,
    INFERRED,
    SEEN,
    code,
    family,
    header,
    says,
    status,
)
from tests.conformance.documents import as_json, required
from tests.conformance.reading import JSON, XML
from tests.conformance.wire import Request
from tests.conformance.xml_documents import as_xml

if TYPE_CHECKING:
    from tests.conformance.judging import Ask

LIST = Request(
    "GET", "/{version}/interaction/activity/attributes", "$attribute=custom", (("Accept", JSON),)
)
GOOD = create(as_json(required()))
UNKNOWN = "00000000-0000-4000-8000-000000000000"
# Published for the newer API; that v12 has the same is inferred.
LANGUAGES = (
    *("en-US", "es-ES", "fr-FR", "it-IT", "de-DE", "nl-NL", "pt-BR", "pt-PT", "da-DK", "ru-RU"),
    *("fr-CA", "zh-CN", "ja-JP", "ko-KR", "sv-SE"),
)
NEW_LOGIN = "Invalid or expired 'X-egain-session' header provided. New login is required."
IS_401 = (*refused("401-101"), says(SEEN, NEW_LOGIN))
SESSION, CONTENT = "header: X-egain-session", "header: Content-Type"
ACCEPT, LANGUAGE = "header: Accept", "header: Accept-Language"
NO_SESSION_ROWS = (SESSION, "authentication is required", "status: 401")


def without_session(name: str, request: Request, **more: object) -> Case:
    """A case of a request that has no valid session."""
    return Case(name, request, IS_401, "authentication page", NO_SESSION_ROWS, **more)  # type: ignore[arg-type]


CASES: tuple[Case, ...] = (
    without_session("without a session it is refused", replace(GOOD, who="")),
    without_session(
        "with an unknown session it is refused",
        with_headers(replace(GOOD, who=""), X_egain_session=UNKNOWN),
    ),
    without_session(
        "with a session that is none it is refused",
        with_headers(replace(GOOD, who=""), X_egain_session="x" * 200),
    ),
    Case(
        "the session comes before everything else",
        replace(create(None, "text/plain"), query="x=1", who=""),
        refused("401-101", sure=INFERRED),
        "facts 3, suggested order [guess]",
        (SESSION,),
    ),
    Case(
        "the name of the session's header may be in any case",
        replace(LIST, session_header="x-EGAIN-session"),
        (status(DOCUMENTED, 200, 204),),
        "authentication page",
        (SESSION,),
    ),
    *(
        Case(
            f"the Content-Type {media} is taken",
            create(body, media),
            created(),
            "create page, row Content-Type",
            (CONTENT,),
            creates=True,
        )
        for media, body in (
            ("application/json; charset=UTF-8", as_json(required())),
            ("application/xml; charset=utf-8", as_xml(required())),
            ("Application/JSON", as_json(required())),
        )
    ),
    *(
        Case(
            f"the Content-Type {media} is refused",
            with_headers(GOOD, Content_Type=media),
            (status(GUESS, 400, 415), family(INFERRED, "interaction", JSON)),
            "create page, row Content-Type; facts 3 leaves 415 or 400 open",
            (CONTENT,),
        )
        for media in ("text/plain", "text/xml", "application/x-www-form-urlencoded", None)
    ),
    *(
        Case(
            f"the Accept {wanted} cannot be answered",
            with_headers(GOOD, Accept=wanted),
            (status(DOCUMENTED, 406),),
            "create page, rows Accept and 406",
            (ACCEPT, "status: 406"),
        )
        for wanted in ("text/html", "image/png")
    ),
    *(
        Case(
            f"the Accept {wanted or 'that is absent'} is answered in {media}",
            replace(with_headers(GOOD, Accept=wanted), who=""),
            (status(SEEN, 401), family(sure, "interaction", media), code(SEEN, "401-101")),
            "introduction: XML is the default",
            (ACCEPT, "answer: Content-Type"),
        )
        for wanted, media, sure in (
            (None, XML, DOCUMENTED),
            (XML, XML, SEEN),
            (JSON, JSON, SEEN),
            ("*/*", XML, GUESS),
            (f"{XML};q=0.5, {JSON}", JSON, INFERRED),
        )
    ),
    *(
        Case(
            f"the Accept-Language {language} is taken",
            with_headers(LIST, Accept_Language=language),
            (status(INFERRED, 200, 204),),
            "facts 4, list of the newer API",
            (LANGUAGE,),
        )
        for language in LANGUAGES
    ),
    Case(
        "an activity is created in any language",
        with_headers(GOOD, Accept_Language="fr-FR"),
        created(sure=INFERRED),
        "create page, row Accept-Language",
        (LANGUAGE,),
        creates=True,
    ),
    Case(
        "languages may be a list with preferences",
        with_headers(LIST, Accept_Language="xx-XX, de-DE;q=0.8"),
        (status(GUESS, 200, 204, 406),),
        "HTTP",
        (LANGUAGE,),
    ),
    *(
        Case(
            f"the Accept-Language {language} is refused",
            with_headers(GOOD, Accept_Language=language),
            refused("406-100", sure=INFERRED),
            "create page, row Accept-Language; catalogue of codes",
            (LANGUAGE, "status: 406"),
        )
        for language in ("xx-XX", "nonsense")
    ),
    Case(
        "an answer may be packed when that is asked for",
        with_headers(LIST, Accept_Encoding="gzip"),
        (status(DOCUMENTED, 200, 204), header(DOCUMENTED, "Content-Encoding", "gzip|identity|")),
        "introduction",
    ),
    Case(
        "a user without the right may not create",
        replace(GOOD, who="reader"),
        refused("403-178"),
        "create page, row 403 and the required permission",
        ("the right to create is required", "status: 403"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_headers_follow_their_rows(case: Case, ask: Ask) -> None:
    """Each header of the page is read, and refused where it asks for what is not there."""
    ask(case)
