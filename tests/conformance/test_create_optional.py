"""The page's optional rows but for addresses and attachments, in all three formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conformance.cases import Case, Said, created, either, in_formats, refused
from tests.conformance.claims import DOCUMENTED, GUESS, INFERRED, has, holds
from tests.conformance.documents import CONTENTS, FROM, PAGE, RUN, contents, custom, customer
from tests.conformance.settings import SETTINGS

if TYPE_CHECKING:
    from tests.conformance.judging import Ask

KIND, TEXT = f"activity.{CONTENTS}.content.type", f"activity.{CONTENTS}.content.value"
ATTRIBUTE = "activity.customAttributes.customAttribute"
VALUES = f"{ATTRIBUTE}.attribValues.attribValue.value"
UNKNOWN_CASE = "987654321"
NOBODY_YET = f"new-{RUN}@customer.com"


def said(name: str, row: str, edit: tuple[str, object], *told: object, **more: object) -> Said:
    """A case with one edit: the claims, and what is stored."""
    return Said(name, row, (edit,), *told, **more)  # type: ignore[arg-type]


CASE = (
    said("an existing case is joined", "case.id", ("case", {"id": SETTINGS.case}), created(),
         (holds(DOCUMENTED, "activity.case.id", SETTINGS.case),), needs=("case",)),
    Said("without a case there is a new one", "case.id", (), created(),
         (has(DOCUMENTED, "activity.case.id", rf"(?!{SETTINGS.case}$)\d+"),)),
    said("a case that does not exist is refused", "case.id", ("case", {"id": UNKNOWN_CASE}),
         refused("400-194", says=(UNKNOWN_CASE,))),
    said("an empty case id is refused", "case.id", ("case", {"id": ""}), refused("400-387")),
)  # fmt: skip
SECURE = (
    said("isSecure may be true, where secure messaging is enabled", "isSecure",
         ("isSecure", "true"), created() if SETTINGS.secure else refused("400-152", says=("isSecure",)),
         (holds(INFERRED, "activity.isSecure", "true"),)),
    said("isSecure may be false", "isSecure", ("isSecure", "false"), created(),
         (holds(INFERRED, "activity.isSecure", "false"),)),
    said("isSecure may be a JSON boolean", "isSecure", ("isSecure", False), created(sure=INFERRED),
         formats=("JSON", "multipart")),
    said("isSecure must be true or false", "isSecure", ("isSecure", "maybe"),
         refused("400-152", says=("isSecure",))),
    said("an empty isSecure is refused", "isSecure", ("isSecure", ""), refused("400-387")),
)  # fmt: skip
SUBJECT = (
    said("a subject of 255 characters is taken", "subject", ("subject", "s" * 255), created(),
         (holds(INFERRED, "activity.subject", "s" * 255),)),
    said("a subject of 255 characters beyond ASCII is taken: characters count, not bytes",
         "subject", ("subject", "ß" * 255), created(),
         (holds(INFERRED, "activity.subject", "ß" * 255),)),
    said("a subject of 256 characters is refused", "subject", ("subject", "s" * 256),
         refused("400-152", says=("subject",))),
    said("an empty subject is refused", "subject", ("subject", ""), refused("400-387")),
)  # fmt: skip
CONTENT = (
    *(said(f"a content of type {kind} is taken", "payload.email.contents", contents((kind, text)),
           created(), (holds(INFERRED, KIND, kind), holds(INFERRED, TEXT, text)))
      for kind, text in (("text", "two\nlines & <signs>"), ("html", "<p>Größe &amp; 注文</p>"))),
    said("text and html together are taken", "payload.email.contents",
         contents(("text", "This is the issue"), ("html", "<p>This is the issue</p>")), created(),
         (has(INFERRED, KIND, "text|html"),)),
    said("a content of another type is refused", "payload.email.contents",
         contents(("markdown", "# x")), refused("400-152", says=("type",))),
    said("a content without a type is refused", "payload.email.contents",
         (CONTENTS, {"content": [{"value": "x"}]}), refused("400-146", says=("type",))),
    said("a content without a value is refused", "payload.email.contents",
         (CONTENTS, {"content": [{"type": "text"}]}), refused("400-146", says=("value",))),
    said("a content of text given twice is taken or refused", "payload.email.contents",
         contents(("text", "one"), ("text", "two")), either("400-152"), formats=("JSON", "XML")),
    said("html may refer to a cid that is not attached, or be refused", "payload.email.contents",
         contents(("html", PAGE)), either("400-152"), formats=("JSON",)),
)  # fmt: skip
CUSTOM = (
    said("a value of an enumeration is taken", "customAttributes",
         custom((SETTINGS.enumeration, (SETTINGS.enumeration_value,))), created(),
         (holds(INFERRED, f"{ATTRIBUTE}.attribName", SETTINGS.enumeration),
          holds(INFERRED, VALUES, SETTINGS.enumeration_value)),
         needs=("enumeration",)),
    said("a value beyond the enumeration is refused", "customAttributes",
         custom((SETTINGS.enumeration, ("no such value",))), refused("400-152"),
         needs=("enumeration",)),
    said("an unknown custom attribute is refused", "customAttributes",
         custom(("no such attribute", ("x",))), refused("400-152")),
    said("free text is taken", "customAttributes",
         custom((SETTINGS.free_text, ("a conformance test: größer, 100 %",))), created(),
         (holds(INFERRED, VALUES, "a conformance test: größer, 100 %"),), needs=("free_text",)),
    said("several values of one attribute are taken", "customAttributes",
         custom((SETTINGS.free_text, ("one", "two"))), created(sure=INFERRED),
         (holds(INFERRED, VALUES, "one", "two"),), needs=("free_text",)),
    said("several custom attributes are taken", "customAttributes",
         custom((SETTINGS.enumeration, (SETTINGS.enumeration_value,)), (SETTINGS.free_text, ("x",))),
         created(), (has(INFERRED, f"{ATTRIBUTE}.attribName"),), needs=("enumeration", "free_text")),
    said("a control character in free text is taken or refused", "customAttributes",
         custom((SETTINGS.free_text, ("bell\u0007",))), either("400-152"),
         needs=("free_text",), formats=("JSON",)),
    said("a custom attribute without values is refused", "customAttributes",
         ("customAttributes", {"customAttribute": [{"attribName": SETTINGS.free_text}]}),
         refused("400-146", says=("attribValues",)), needs=("free_text",)),
    said("a custom attribute without a name is refused", "customAttributes",
         ("customAttributes",
          {"customAttribute": [{"attribValues": {"attribValue": [{"value": "x"}]}}]}),
         refused("400-146", says=("attribName",))),
)  # fmt: skip
CUSTOMER = (
    Said("a customer who is not there yet is created", "customer", ((FROM, NOBODY_YET), customer()),
         created(), (has(INFERRED, "activity.customer.id"),)),
    Said("a customer who is there already is left alone and the element ignored", "customer",
         (customer(),), created()),
    Said("a customer's documented members are taken", "customer",
         ((FROM, f"x{NOBODY_YET}"), customer(role="Customer", howReferred="Website", pin="1234")),
         created(sure=INFERRED)),
    said("two contact persons are refused", "customer", customer(
        contactPersons={"contactPerson": [{"firstName": "J"}, {"firstName": "K"}]}),
         refused("400-152", "400-147", sure=INFERRED)),
    said("a customer's department is refused", "customer",
         customer(department={"name": SETTINGS.department}),
         refused("400-147", says=("department",))),
)  # fmt: skip
OTHERS = (
    said("an attribute that no page knows is refused", "subject", ("nonsense", "x"),
         refused("400-147", says=("nonsense",), sure=INFERRED)),
    said("an attribute of other activities is refused", "subject", ("priority", {"value": "1"}),
         refused("400-147", says=("priority",), sure=INFERRED)),
    said("an unknown attribute deep inside is refused", "payload.email.contents",
         ("payload.email.nonsense", "x"), refused("400-147", says=("nonsense",), sure=INFERRED)),
    said("null is refused as missing, empty or wrong", "subject", ("subject", None),
         refused("400-146", "400-152", "400-387", sure=GUESS), formats=("JSON",)),
    said("a number where text belongs is refused, or taken as text", "case.id",
         ("case", {"id": int(SETTINGS.case) if SETTINGS.case.isdecimal() else 1}), either("400-152"),
         needs=("case",), formats=("JSON",)),
)  # fmt: skip
CASES: tuple[Case, ...] = in_formats(
    (*CASE, *SECURE, *SUBJECT, *CONTENT, *CUSTOM, *CUSTOMER, *OTHERS)
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_optional_follows_its_row(case: Case, ask: Ask) -> None:
    """Each optional row is taken when right, stored as it came, and refused when wrong."""
    ask(case)
