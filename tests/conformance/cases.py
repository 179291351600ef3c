"""Owns what a case is, and the cases that come in three formats; knows no server."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.conformance import claims
from tests.conformance.claims import DOCUMENTED, INFERRED, SEEN, Claim, Confidence
from tests.conformance.documents import Document, Edit, as_json, edited
from tests.conformance.multipart import MULTIPART, as_multipart
from tests.conformance.reading import JSON, XML
from tests.conformance.wire import Request
from tests.conformance.xml_documents import as_xml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.conformance.wire import Answer

ACTIVITY = "/{version}/interaction/activity"
LOCATION = r"/[^?#]*/ws/v\d+/interaction/activity/\d+"


@dataclass(frozen=True, slots=True)
class Case:
    """One request and what its answer must be.

    `name` is a sentence, `rows` are those of the page that it shows, `source` where the facts are
    from. `creates` tells that the server has one activity more afterwards, `stored` is what reading
    that one back must hold, and `needs` names settings without which the case says nothing.
    """

    name: str
    request: Request
    claims: tuple[Claim, ...]
    source: str
    rows: tuple[str, ...] = ()
    creates: bool = False
    stored: tuple[Claim, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A case about what an activity says, whatever the format; the page is its source."""

    name: str
    row: str
    edits: tuple[Edit, ...]
    claims: tuple[Claim, ...]
    stored: tuple[Claim, ...] = ()
    needs: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("JSON", "XML", "multipart")


FORMATS: dict[str, tuple[str, Callable[[Document], bytes]]] = {
    "JSON": (JSON, as_json),
    "XML": (XML, as_xml),
    "multipart": (MULTIPART, as_multipart),
}


def create(body: bytes | None, content_type: str = JSON, accept: str = JSON) -> Request:
    """The request that creates an activity."""
    headers = (("Content-Type", content_type), ("Accept", accept))
    return Request("POST", ACTIVITY, headers=headers, body=body)


def with_headers(request: Request, **headers: str | None) -> Request:
    """The request with headers replaced or added, and those that are None taken away."""
    changed = {name.replace("_", "-"): text for name, text in headers.items()}
    kept = tuple(pair for pair in request.headers if pair[0] not in changed)
    added = tuple((name, text) for name, text in changed.items() if text is not None)
    return replace(request, headers=kept + added)


def created(media: str = JSON, sure: Confidence = DOCUMENTED) -> tuple[Claim, ...]:
    """The answer of a request that created an activity; that it has no body is inferred."""
    return (
        claims.status(sure, 201),
        claims.header(SEEN, "Location", LOCATION),
        claims.header(SEEN, "X-egain-session", r"[0-9a-zA-Z-]{1,36}"),
        claims.header(DOCUMENTED, "Content-Type", rf"{media}(;.*)?"),
        claims.no_body(INFERRED),
    )


def refused(
    *codes: str, says: tuple[str, ...] = (), sure: Confidence = DOCUMENTED, media: str = JSON
) -> tuple[Claim, ...]:
    """The answer of a request that is refused with one of the codes.

    `sure` is how the status is known. The shape of the answer is seen; the codes are those of the
    newer API's catalogue and inferred, except 401-101, which an official example has.
    """
    statuses = tuple(sorted({int(code[:3]) for code in codes}))
    known = SEEN if codes == ("401-101",) else INFERRED
    told = (claims.says(INFERRED, *says),) if says else ()
    return (
        claims.status(sure, *statuses),
        claims.family(SEEN, "interaction", media),
        claims.code(known, *codes),
        *told,
    )


def either(code: str, media: str = JSON) -> tuple[Claim, ...]:
    """For what the facts leave open: created, or refused with that code."""
    good, bad = created(media), refused(code, media=media)

    def fault(answer: Answer) -> str:
        side = good if answer.status == 201 else bad
        return next(filter(None, (claim.fault(answer) for claim in side)), "")

    return (Claim(claims.GUESS, fault, statuses=(201, int(code[:3])), codes=(code,)),)


def in_formats(said: Iterable[Said]) -> tuple[Case, ...]:
    """Each of them once for each of its formats; XML answers XML errors."""
    return tuple(_in_format(each, name) for each in said for name in each.formats)


def _in_format(said: Said, name: str) -> Case:
    media, encode = FORMATS[name]
    return Case(
        f"{said.name} ({name})",
        create(encode(edited(*said.edits)), media),
        said.claims,
        f"create page, row {said.row}",
        (said.row,),
        any(201 in claim.statuses for claim in said.claims),
        said.stored,
        said.needs,
    )
