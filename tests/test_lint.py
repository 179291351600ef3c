"""What the create page asks of an activity, one rule after another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli import address
from egain_cli.content import BytesContent
from egain_cli.findings import RULES, Severity, finding, shorten
from egain_cli.lint import check
from egain_cli.model import Activity, Attachment

GOOD = Activity(
    department="service",
    sender="jane@customer.com",
    receiver="support@business.com",
    date=datetime(2026, 1, 2, tzinfo=UTC),
    subject="Hello",
)
FILE = Attachment(name="a.txt", content_type="text/plain", content=BytesContent(b"x"))


def found(changes: dict[str, Any]) -> list[tuple[str, str]]:
    """The rules that a good activity breaks once it is changed, each with its field."""
    return [(each.rule.name, each.field) for each in check(replace(GOOD, **changes))]


FINE = [
    {},
    {"subject": None, "text": "x"},
    {"subject": None, "html": "x"},
    {"subject": None, "attachments": (FILE,)},
    {"subject": "x" * 255},
    {"subject": "😀" * 255},
    {"to": ("a@b.c", "d@e.f"), "cc": ("a@b.c",), "reply_to": "a@b.c"},
    {"to": ("a" * 251 + "@b.c",)},
    {"case_id": "0"},
    {"attributes": (("x", ("1", "2")),)},
    {"attachments": (replace(FILE, inline=True, content_id="x"), replace(FILE, name=None))},
    {"attachments": (replace(FILE, name="n" * 255, content_type="t/" + "t" * 253),)},
]


@pytest.mark.parametrize("changes", FINE)
def test_what_the_page_allows_has_no_finding(changes: dict[str, Any]) -> None:
    """Optional attributes, one kind of content and lengths at the limit are all in order."""
    assert found(changes) == []


BROKEN = [
    ({"department": None}, [("required-missing", "department")]),
    ({"department": ""}, [("required-missing", "department")]),
    ({"sender": None}, [("required-missing", "from")]),
    ({"receiver": None}, [("required-missing", "receiver")]),
    ({"date": None}, [("required-missing", "date")]),
    ({"subject": None}, [("nothing-to-say", "subject")]),
    ({"subject": "", "text": "", "html": ""}, [("nothing-to-say", "subject")]),
    ({"sender": "a@b.c, d@e.f"}, [("several-addresses", "from")]),
    ({"receiver": "a@b.c;d@e.f"}, [("several-addresses", "receiver")]),
    ({"reply_to": "a@b.c\nd@e.f"}, [("several-addresses", "reply_to")]),
    ({"reply_to": "a@b.c\r\n\r\nd@e.f"}, [("several-addresses", "reply_to")]),
    ({"reply_to": "a@b@c, d"}, [("bad-address", "reply_to")]),
    ({"to": ("a@b.c", "a@b.c d@e.f")}, [("several-addresses", "to[2]")]),
    ({"cc": ("a@b.c,d@e.f", "x")}, [("several-addresses", "cc[1]"), ("bad-address", "cc[2]")]),
    ({"sender": "Jane <jane@b.c>"}, [("bad-address", "from")]),
    ({"reply_to": "jane"}, [("bad-address", "reply_to")]),
    ({"to": ("a@b",)}, [("bad-address", "to[1]")]),
    ({"subject": "x" * 256}, [("subject-too-long", "subject")]),
    ({"case_id": "10a"}, [("bad-case-id", "case")]),
    ({"case_id": "-1"}, [("bad-case-id", "case")]),
    ({"case_id": "1060\n"}, [("bad-case-id", "case")]),
    ({"case_id": "\u0661\u0660"}, [("bad-case-id", "case")]),
    ({"attachments": (FILE, replace(FILE, name="n" * 256))}, [("file-name-too-long", "attachments[2].name")]),
    ({"attachments": (replace(FILE, content_type="t" * 256),)}, [("content-type-too-long", "attachments[1].type")]),
    ({"attachments": (replace(FILE, inline=True),)}, [("content-id-missing", "attachments[1].cid")]),
    ({"attributes": (("x", ()),)}, [("empty-value", "attributes.x")]),
    ({"attributes": (("x", ("1", "")),)}, [("empty-value", "attributes.x")]),
    ({"attributes": (("", ("1",)),)}, [("empty-value", "attributes.")]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), BROKEN)
def test_a_broken_rule_is_an_error(
    changes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """Each documented rule that is broken is an error with the field as users write it."""
    assert found(changes) == expected
    assert all(each.rule.severity is Severity.ERROR for each in check(replace(GOOD, **changes)))


LONG = 200_000


HOSTILE = ["@" * LONG, "," * LONG + "@", "@" + "," * LONG, "@," * LONG]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_address_is_refused_like_any_other(value: str) -> None:
    """Signs without end are looked through once, and only the last of these names several."""
    (name, _), *_ = found({"sender": value})
    assert name == ("several-addresses" if value.startswith("@,@") else "bad-address")


HALF = "a\ud800b"
NOT_UNICODE = [
    ({"department": HALF}, "department"),
    ({"subject": HALF}, "subject"),
    ({"text": HALF}, "text"),
    ({"html": HALF}, "html"),
    ({"sender": HALF + "@b.c"}, "from"),
    ({"receiver": HALF + "@b.c"}, "receiver"),
    ({"reply_to": HALF + "@b.c"}, "reply_to"),
    ({"to": ("a@b.c", HALF + "@b.c")}, "to[2]"),
    ({"cc": (HALF + "@b.c",)}, "cc[1]"),
    ({"attributes": (("x", (HALF,)),)}, "attributes.x"),
    ({"attributes": ((HALF, ("1",)),)}, f"attributes.{HALF}"),
    ({"customer": {"first_name": HALF}}, "customer.first_name"),
    ({"attachments": (replace(FILE, name=HALF),)}, "attachments[1].name"),
    ({"attachments": (replace(FILE, content_type=HALF),)}, "attachments[1].type"),
    ({"attachments": (FILE, replace(FILE, inline=True, content_id=HALF))}, "attachments[2].cid"),
]


@pytest.mark.parametrize(("changes", "field"), NOT_UNICODE)
def test_half_a_character_is_found_wherever_it_stands(changes: dict[str, Any], field: str) -> None:
    """A surrogate on its own is no character, whichever text it stands in."""
    assert found(changes) == [("not-unicode", field)]


def test_the_empty_activity_breaks_all_that_is_required() -> None:
    """Every missing attribute has a finding of its own that says how to give it."""
    findings = check(Activity())
    assert [each.field for each in findings] == [
        "department",
        "from",
        "receiver",
        "date",
        "subject",
    ]
    assert all(each.hint for each in findings if each.rule.name == "required-missing")


def test_an_empty_attachment_is_doubted() -> None:
    """An attachment without content is sent, with a warning that the server may refuse it."""
    empty = replace(FILE, content=BytesContent(b""))
    (doubt,) = check(replace(GOOD, attachments=(FILE, empty)))
    assert (doubt.rule.name, doubt.field) == ("attachment-empty", "attachments[2]")
    assert doubt.rule.severity is Severity.WARNING


NEWER_LIMITS: list[tuple[tuple[tuple[str, tuple[str, ...]], ...], list[str]]] = [
    (tuple((f"a{n}", ("x",)) for n in range(15)), []),
    (tuple((f"a{n}", ("x",)) for n in range(16)), ["attributes"]),
    ((("a", ("x",) * 75),), []),
    ((("a", ("x",) * 76),), ["attributes.a"]),
    ((("a", ("x" * 4000, "\x80é\uffff~ ")),), []),
    ((("a", ("😀",)),), ["attributes.a"]),
    ((("a", ("x", "x" * 4001)),), ["attributes.a"]),
    ((("a", ("x\ny",)),), ["attributes.a"]),
    ((("a", ("\x7f",)), ("b", ("x", "\t"))), ["attributes.a", "attributes.b"]),
    ((("a" * 255, ("x",)),), []),
    ((("a" * 256, ("x",)),), [f"attributes.{'a' * 256}"]),
]


@pytest.mark.parametrize(("attributes", "fields"), NEWER_LIMITS, ids=range(len(NEWER_LIMITS)))
def test_limits_of_the_newer_api_are_doubts(
    attributes: tuple[tuple[str, tuple[str, ...]], ...], fields: list[str]
) -> None:
    """What the newer generation does not allow of custom attributes is a warning, and no error."""
    doubts = check(replace(GOOD, attributes=attributes))
    assert [(each.rule.name, each.field) for each in doubts] == [
        ("attribute-doubted", field) for field in fields
    ]
    assert all(each.rule.severity is Severity.WARNING for each in doubts)


def test_a_finding_says_what_to_do() -> None:
    """A display name is told from its address, and a list from its entries."""
    (named,) = check(replace(GOOD, sender="Jane Doe <jane@customer.com>"))
    assert "without the display name it is jane@customer.com" in str(named)
    (several,) = check(replace(GOOD, to=("a@b.c,d@e.f",)))
    assert "give each its own --to or list entry" in several.message
    assert str(several).startswith("to[1]: ")
    assert str(several).endswith("(L003 several-addresses)")
    (single,) = check(replace(GOOD, sender="a@b.c,d@e.f"))
    assert "list entry" not in single.message


def test_rules_have_ids_of_their_own() -> None:
    """An id names one rule, and its hundreds tell its severity, on which scripts rely."""
    ids = [rule.id for rule in RULES.values()]
    assert len(set(ids)) == len(ids)
    severities = {"L0": Severity.ERROR, "L1": Severity.WARNING, "L2": Severity.NOTE}
    assert all(rule.severity is severities[rule.id[:2]] for rule in RULES.values())
    assert all(rule.name == name for name, rule in RULES.items())
    assert finding("date-replaced", "date", "x").rule is RULES["date-replaced"]


@given(st.text())
def test_a_shortened_value_fits_on_a_screen(value: str) -> None:
    """A quoted value is escaped whole, or cut with its true length behind it."""
    short = shorten(value)
    assert len(short) <= 120 + len("… ( characters)") + len(str(len(value)))
    assert short == repr(value) or short.endswith(f"({len(value)} characters)")


@given(st.text(max_size=20) | st.lists(st.sampled_from(["a@b.c", ",", " ", "<", ">"])).map("".join))
def test_what_address_finds_fault_with_lint_finds(text: str) -> None:
    """Whatever stands as the sender has a finding exactly when it is no valid address."""
    names = {name for name, _ in found({"sender": text})}
    wrong = names & {"required-missing", "several-addresses", "bad-address"}
    assert bool(wrong) == (address.fault(text) is not None)
