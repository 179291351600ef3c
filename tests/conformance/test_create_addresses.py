"""The rules of email addresses, at each row that holds one; sources: create page, address page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conformance.cases import Case, Said, created, either, in_formats, refused
from tests.conformance.claims import INFERRED, holds
from tests.conformance.documents import CC, FROM, REPLY_TO, TO
from tests.conformance.settings import SETTINGS

if TYPE_CHECKING:
    from tests.conformance.judging import Ask

# Each breaks one rule of the vendor's definition of an address.
INVALID = {
    "no at sign": "jhenry.customer.com",
    "two at signs": "jhenry@home@customer.com",
    "two addresses in one": "jhenry@customer.com,boss@customer.com",
    "nothing between at sign and dot": "jhenry@.com",
    "no dot after the at sign": "jhenry@customer",
    "a dot at the end": "jhenry@customer.com.",
    "256 characters": "j" * (256 - len("@customer.com")) + "@customer.com",
    "two backslashes in a row": "j\\\\henry@customer.com",
    "a display name": '"J Henry" <jhenry@customer.com>',
    **{f"the character {sign!r}": f"j{sign}henry@customer.com" for sign in '()[]:; <>"'},
}
# What the definition does not forbid.
VALID = {
    "255 characters": "j" * (255 - len("@customer.com")) + "@customer.com",
    "a plus sign": "jhenry+orders@customer.com",
    "an apostrophe": "j.o'henry@customer.com",
    "one backslash": "j\\henry@customer.com",
    "letters beyond ASCII": "jürgen@kunde-größe.de",
}
LISTS = {"to": TO, "cc": CC}

ONE_ADDRESS = tuple(
    Said(f"{path.rpartition('.')[2]} with {what} is refused", path, ((path, address),),
         refused("400-152", says=(path.rpartition(".")[2],)),
         formats=("JSON", "XML") if path == FROM else ("JSON",))
    for path in (FROM, REPLY_TO)
    for what, address in INVALID.items()
)  # fmt: skip
IN_A_LIST = tuple(
    Said(f"{name} with {what} is refused", path,
         ((path, {"address": [SETTINGS.receiver, address]}),),
         refused("400-152", says=(name,)), formats=("JSON",))
    for name, path in LISTS.items()
    for what, address in INVALID.items()
)  # fmt: skip
GOOD = tuple(
    Said(f"replyTo with {what} is taken", REPLY_TO, ((REPLY_TO, address),), created(),
         (holds(INFERRED, f"activity.{REPLY_TO}", address),))
    for what, address in VALID.items()
)  # fmt: skip
GOOD_LISTS = tuple(
    Said(f"several addresses in {name} are taken, in order", path,
         ((path, {"address": ["second@business.com", "first@business.com"]}),), created(),
         (holds(INFERRED, f"activity.{path}.address", "second@business.com", "first@business.com"),))
    for name, path in LISTS.items()
)  # fmt: skip
LONG_LISTS = tuple(
    Said(f"{name} that exceeds 255 characters only as a whole is taken or refused", path,
         ((path, {"address": [f"{letter * 90}@business.com" for letter in "abc"]}),),
         either("400-152"), formats=("JSON",))
    for name, path in LISTS.items()
)  # fmt: skip
OTHERS = (
    Said("a list of two senders is refused", FROM,
         ((FROM, [SETTINGS.sender, "boss@customer.com"]),),
         refused("400-152", "400-147"), formats=("JSON", "XML")),
    Said("a list of two addresses in replyTo is refused", REPLY_TO,
         ((REPLY_TO, ["reply@customer.com", "boss@customer.com"]),),
         refused("400-152", "400-147"), formats=("JSON", "XML")),
    Said("an empty address in to is refused", TO, ((TO, {"address": [""]}),),
         refused("400-387"), formats=("JSON", "XML")),
    Said("an empty replyTo is refused", REPLY_TO, ((REPLY_TO, ""),), refused("400-387")),
    Said("bcc, which this API does not have, is refused", TO,
         (("payload.email.emailAddresses.bcc", {"address": ["x@business.com"]}),),
         refused("400-147", says=("bcc",), sure=INFERRED)),
)  # fmt: skip
CASES: tuple[Case, ...] = in_formats(
    (*ONE_ADDRESS, *IN_A_LIST, *GOOD, *GOOD_LISTS, *LONG_LISTS, *OTHERS)
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_addresses_follow_the_vendors_definition(case: Case, ask: Ask) -> None:
    """What the definition forbids is refused at each row, what it does not forbid is taken."""
    ask(case)
