"""The page's rows of an attachment, as elements; as parts of a form see test_create_multipart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conformance.cases import Case, Said, created, either, in_formats, refused
from tests.conformance.claims import INFERRED, holds
from tests.conformance.documents import DROP, PAGE, attachment, attachments, contents, logo
from tests.conformance.settings import SETTINGS

if TYPE_CHECKING:
    from tests.conformance.claims import Claim
    from tests.conformance.documents import Document
    from tests.conformance.judging import Ask

ELEMENTS = ("JSON", "XML")
ALL = (*ELEMENTS, "multipart")
LISTED = "activity.attachments.attachment"
TYPE, CONTENT = "attachment: contentType", "attachment: content"
INLINE, ID, NAME = "attachment: isInline", "attachment: contentId", "attachment: fileName"


def one(
    name: str,
    row: str,
    item: Document,
    told: tuple[Claim, ...],
    formats: tuple[str, ...] = ELEMENTS,
    stored: tuple[Claim, ...] = (),
) -> Said:
    """A case with one attachment."""
    return Said(name, row, (attachments(item),), told, stored, formats=formats)


SAIDS = (
    Said("an inline attachment and another are taken, and keep their order", "attachments",
         (contents(("html", PAGE)), attachments(logo(), attachment())), created(),
         (holds(INFERRED, "activity.attachments.count", "2"),
          holds(INFERRED, f"{LISTED}.fileName", "logo.png", "log.txt"),
          holds(INFERRED, f"{LISTED}.contentType", "image/png", "text/plain"),
          holds(INFERRED, f"{LISTED}.contentId", "logo1"))),
    Said("a blocked file type is refused", "attachments",
         (attachments(attachment(fileName=f"tool.{SETTINGS.blocked_type}")),),
         refused("400-152"), needs=("blocked_type",)),
    Said("a blocked file type is refused in upper case too", "attachments",
         (attachments(attachment(fileName=f"TOOL.{SETTINGS.blocked_type.upper()}")),),
         refused("400-152", sure=INFERRED), needs=("blocked_type",)),
    Said("a second attachment of a blocked type is refused", "attachments",
         (attachments(attachment(), attachment(fileName=f"tool.{SETTINGS.blocked_type}")),),
         refused("400-152"), needs=("blocked_type",)),
    one("an attachment without a content type is refused", TYPE, attachment(contentType=DROP),
        refused("400-146", says=("contentType",))),
    one("an attachment with an empty content type is refused", TYPE, attachment(contentType=""),
        refused("400-387", says=("contentType",))),
    one("a content type of 256 characters is refused", TYPE,
        attachment(contentType="text/" + "x" * 251), refused("400-152", says=("contentType",)), ALL),
    one("a content type of 255 characters is taken", TYPE,
        attachment(contentType="text/" + "x" * 250), created(), ALL),
    one("an attachment without content is refused", CONTENT, attachment(content=DROP),
        refused("400-146", says=("content",))),
    one("content that is not base64 is refused", CONTENT, attachment(content="not base64!"),
        refused("400-152", says=("content",))),
    one("base64 without its padding is refused, or taken", CONTENT, attachment(content="aGVsbG8"),
        either("400-152")),
    one("a file name of 256 characters is refused", NAME,
        attachment(fileName="x" * 252 + ".txt"), refused("400-152", says=("fileName",)), ALL),
    one("a file name of 255 characters is taken", NAME, attachment(fileName="x" * 251 + ".txt"),
        created(), ALL, (holds(INFERRED, f"{LISTED}.fileName", "x" * 251 + ".txt"),)),
    one("a file name beyond ASCII is kept", NAME, attachment(fileName="Größe 注文.txt"), created(),
        ALL, (holds(INFERRED, f"{LISTED}.fileName", "Größe 注文.txt"),)),
    one("an attachment without a file name is taken", NAME, attachment(fileName=DROP), created()),
    one("isInline must be true or false", INLINE, logo(isInline="maybe"),
        refused("400-152", says=("isInline",))),
    one("isInline may be a JSON boolean", INLINE, logo(isInline=True), created(sure=INFERRED),
        ("JSON",)),
    one("isInline may be false", INLINE, attachment(isInline="false"), created()),
    one("an inline attachment without a content id is refused", ID, logo(contentId=DROP),
        refused("400-146", "400-152", says=("contentId",))),
    one("an empty content id is refused", ID, logo(contentId=""), refused("400-387")),
    one("an attachment that is not inline may have a content id", ID, attachment(contentId="x"),
        created(sure=INFERRED)),
    one("an unknown attribute of an attachment is refused", "attachments", attachment(nonsense="x"),
        refused("400-147", says=("nonsense",), sure=INFERRED)),
)  # fmt: skip
CASES: tuple[Case, ...] = in_formats(SAIDS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_attachments_follow_their_rows(case: Case, ask: Ask) -> None:
    """Each row of an attachment is taken when right, and refused when wrong."""
    ask(case)
