"""What only multipart/form-data has: its two named parts, and attachments as further parts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.conformance.cases import Case, create, created, refused
from tests.conformance.claims import DOCUMENTED, GUESS, INFERRED, family, holds, status
from tests.conformance.documents import (
    PAGE,
    PIXEL,
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
from tests.conformance.multipart import (
    BOUNDARY,
    MULTIPART,
    Part,
    as_multipart,
    attached,
    form,
    said_parts,
)
from tests.conformance.reading import JSON, XML
from tests.conformance.settings import SETTINGS
from tests.conformance.xml_documents import as_xml

if TYPE_CHECKING:
    from tests.conformance.claims import Claim
    from tests.conformance.judging import Ask

SOURCE = "create page and facts 2.6"
DATA, KIND = said_parts(as_json(required()), JSON)
LISTED = "activity.attachments.attachment"
BYTES = bytes(range(256)) * 5 + f"\r\n--{BOUNDARY[:-1]}\r\n".encode()
INLINE = edited(contents(("html", PAGE)))
UNREADABLE = (status(DOCUMENTED, 400), family(INFERRED, "interaction", JSON))


def taken(name: str, body: bytes, *stored: object, **more: object) -> Case:
    """A case of a form that is taken."""
    told = more.pop("told", created())
    return Case(name, create(body, MULTIPART), told, SOURCE, creates=True, stored=stored, **more)  # type: ignore[arg-type]


def not_taken(
    name: str, *parts: Part, told: tuple[Claim, ...] = UNREADABLE, needs: tuple[str, ...] = ()
) -> Case:
    """A case of a form that is refused."""
    return Case(name, create(form(*parts), MULTIPART), told, SOURCE, needs=needs)


CASES: tuple[Case, ...] = (
    taken(
        "example 2: a new case with required elements",
        form(DATA, KIND),
        holds(INFERRED, "activity.subject", "Issue with mobile phone"),
        holds(INFERRED, "activity.department.name", SETTINGS.department),
        rows=("example 2", "status: 201"),
    ),
    taken(
        "the activity may be XML",
        form(*said_parts(as_xml(required()), XML)),
        holds(INFERRED, "activity.subject", "Issue with mobile phone"),
    ),
    taken("data-type may come before data", form(KIND, DATA)),
    taken(
        "example 4: attachments, one of them inline",
        as_multipart(edited(contents(("html", PAGE)), attachments(logo(), attachment()))),
        holds(INFERRED, "activity.attachments.count", "2"),
        holds(INFERRED, f"{LISTED}.fileName", "logo.png", "log.txt"),
        holds(INFERRED, f"{LISTED}.contentType", "image/png", "text/plain"),
        holds(INFERRED, f"{LISTED}.size", str(len(PIXEL)), "5"),
        rows=("example 4", "attachments in multipart"),
    ),
    taken(
        "example 6: all attributes",
        as_multipart(everything()),
        *mirrored(everything()),
        rows=("example 6",),
    ),
    taken(
        "bytes of any kind arrive whole, also what looks like the beginning of a boundary",
        form(
            DATA, KIND, Part("attachment1", BYTES, "all.bin", ("Content-Type: application/x-all",))
        ),
        holds(INFERRED, f"{LISTED}.size", str(len(BYTES))),
    ),
    taken(
        "an inline part may be marked by its name alone, or must not",
        form(
            *said_parts(as_json(INLINE), JSON),
            Part("logo1", PIXEL, "logo.png", ("Content-Type: image/png",)),
        ),
        told=(status(GUESS, 201, 400),),
    ),
    taken(
        "an inline part may be marked by its Content-ID alone, or must not",
        form(
            *said_parts(as_json(INLINE), JSON),
            replace(attached(logo()), name="attachment1"),
        ),
        told=(status(GUESS, 201, 400),),
    ),
    Case(
        "a quoted boundary is the same boundary",
        create(form(DATA, KIND), f'multipart/form-data; boundary="{BOUNDARY}"'),
        created(),
        SOURCE,
        creates=True,
    ),
    Case(
        "attachments inside data are refused",
        create(
            form(*said_parts(as_json(edited(attachments(attachment()))), JSON)),
            MULTIPART,
        ),
        refused("400-147", says=("attachments",)),
        "create page, row attachments",
        ("attachments in multipart", "attachments"),
    ),
    not_taken(
        "a part of a blocked file type is refused",
        DATA,
        KIND,
        Part("a", b"x", f"tool.{SETTINGS.blocked_type}", ("Content-Type: text/plain",)),
        told=refused("400-152"),
        needs=("blocked_type",),
    ),
    not_taken("without data it is refused", KIND, told=refused("400-146", "400-264")),
    not_taken("without data-type it is refused", DATA, told=refused("400-146", "400-152")),
    not_taken(
        "a data-type that is neither JSON nor XML is refused",
        DATA,
        Part("data-type", b"text/plain"),
        told=refused("400-152"),
    ),
    not_taken(
        "data that is not what data-type says is refused", DATA, Part("data-type", XML.encode())
    ),
    not_taken("an empty data is refused", Part("data", b""), KIND, told=(status(DOCUMENTED, 400),)),
    Case(
        "a form without its last boundary is refused",
        create(form(DATA, KIND).replace(f"--{BOUNDARY}--".encode(), b""), MULTIPART),
        UNREADABLE,
        SOURCE,
    ),
    Case(
        "a form whose boundary is nowhere in it is refused",
        create(form(DATA, KIND), "multipart/form-data; boundary=elsewhere"),
        (status(DOCUMENTED, 400), family(INFERRED, "interaction", JSON)),
        SOURCE,
    ),
    Case(
        "a form without a boundary is refused",
        create(form(DATA, KIND), "multipart/form-data"),
        (status(INFERRED, 400, 415), family(INFERRED, "interaction", JSON)),
        SOURCE,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_form_has_two_named_parts_and_one_for_each_attachment(case: Case, ask: Ask) -> None:
    """The documented parts are required, attachments inside data refused, bytes kept."""
    ask(case)
