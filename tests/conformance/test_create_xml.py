"""What only XML has: the vendor's Example 1, namespaces, prefixes, escaping, order, attacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conformance.cases import Case, create, created, refused
from tests.conformance.claims import DOCUMENTED, GUESS, INFERRED, SEEN, family, holds, status
from tests.conformance.documents import (
    CONTENTS,
    FROM,
    PAGE,
    RECEIVER,
    attachment,
    attachments,
    contents,
    edited,
    everything,
    logo,
    required,
)
from tests.conformance.mirror import mirrored
from tests.conformance.reading import XML
from tests.conformance.settings import SETTINGS
from tests.conformance.xml_documents import EXAMPLE_1, PREFIXES, as_xml

if TYPE_CHECKING:
    from tests.conformance.judging import Ask

SOURCE = "facts 2.3, from the vendor's Example 1"
GOOD = as_xml(required())
DATED = b'<date date="2015-12-26T19:00:00.000Z"></date>'
assert DATED in GOOD
SECURE = "true" if SETTINGS.secure else "false"
# No code is published for a body that cannot be read.
UNREADABLE = (status(DOCUMENTED, 400), family(INFERRED, "interaction", XML))
BOMB = b"""<?xml version="1.0"?><!DOCTYPE activity [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<activity><subject>&c;</subject></activity>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE activity [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<activity><subject>&a;</subject></activity>"""


def renamed(body: bytes) -> bytes:
    """The same document with other prefixes, and one even for what had none."""
    text = body.decode()
    for prefix in ("ns2", "ns3", "ns4", "ns5", "ns6"):
        text = text.replace(f"{prefix}:", f"q{prefix}:").replace(
            f"xmlns:{prefix}=", f"xmlns:q{prefix}="
        )
    return text.encode()


def declared_at_the_element(body: bytes) -> bytes:
    """The same document, in which the department's name declares its namespace itself."""
    text = body.decode().replace("<ns2:name>", '<name xmlns="NAMESPACE">')
    namespace = text.partition('xmlns:ns2="')[2].partition('"')[0]
    return text.replace("NAMESPACE", namespace).replace("</ns2:name>", "</name>").encode()


def taken(name: str, body: bytes, *stored: object, **more: object) -> Case:
    """A case of a body that is taken; the answer is wanted in XML."""
    told = more.pop("told", created(XML))
    return Case(name, create(body, XML, XML), told, SOURCE, creates=True, stored=stored, **more)  # type: ignore[arg-type]


def unreadable(name: str, body: bytes) -> Case:
    """A case of a body that is no XML that anybody should read."""
    return Case(name, create(body, XML, XML), UNREADABLE, "XML")


CASES: tuple[Case, ...] = (
    taken(
        "the vendor's Example 1: a secure email for an existing case",
        EXAMPLE_1.encode(),
        holds(INFERRED, "activity.case.id", SETTINGS.case),
        holds(INFERRED, "activity.department.name", SETTINGS.department),
        holds(INFERRED, "activity.isSecure", SECURE),
        holds(INFERRED, "activity.subject", "Issue with mobile phone"),
        holds(INFERRED, f"activity.{FROM}", SETTINGS.sender),
        holds(INFERRED, f"activity.{RECEIVER}", SETTINGS.receiver),
        holds(INFERRED, "activity.payload.email.date.date", "2015-12-26T19:00:00.000Z"),
        holds(INFERRED, f"activity.{CONTENTS}.content.type", "html"),
        holds(
            INFERRED,
            f"activity.{CONTENTS}.content.value",
            "<p>The screen stays <b>dark</b> &amp; cold.</p>",
        ),
        rows=("example 1", "status: 201"),
        needs=("case",),
    ),
    taken(
        "example 3 in XML: attachments, one of them inline",
        as_xml(edited(contents(("html", PAGE)), attachments(logo(), attachment()))),
        holds(INFERRED, "activity.attachments.count", "2"),
        rows=("example 3",),
    ),
    taken(
        "example 5 in XML: all attributes",
        as_xml(everything()),
        *mirrored(everything()),
        rows=("example 5",),
    ),
    taken("prefixes do not matter", renamed(GOOD)),
    taken("a namespace may be declared where it is used", declared_at_the_element(GOOD)),
    taken("unused namespaces need not be declared", GOOD.replace(b" xmlns:ns6=", b" xmlns:x=")),
    taken("the declaration may be left out", GOOD.partition(b"\n")[2]),
    taken("comments mean nothing", GOOD.replace(b"<subject>", b"<!-- none --><subject>")),
    taken("white space between elements means nothing", GOOD.replace(b"><", b">\n  <")),
    taken(
        "CDATA is what escaping is",
        GOOD.replace(b"Issue with", b"a <![CDATA[<b> & ]]]]><![CDATA[>]]> c"),
        holds(INFERRED, "activity.subject", "a <b> & ]]> c mobile phone"),
    ),
    taken(
        "characters may be written as numbers",
        GOOD.replace(b"Issue", b"&#x47;r&#246;&#223;e"),
        holds(INFERRED, "activity.subject", "Größe with mobile phone"),
    ),
    taken(
        "elements may come in another order, or must not",
        as_xml(dict(reversed(required().items()))),
        told=(status(GUESS, 201, 400),),
    ),
    taken(
        "attachments may have the activity's own namespace, or must not",
        as_xml(
            edited(attachments(attachment())),
            {start: prefix for start, prefix in PREFIXES.items() if start != "attachments."},
        ),
        told=(status(GUESS, 201, 400),),
    ),
    Case(
        "an element that is seen in another namespace is refused",
        create(as_xml(required(), {"department.": "ns2"}), XML, XML),
        refused("400-147", "400-146", "400-152", sure=INFERRED, media=XML),
        SOURCE,
    ),
    Case(
        "a date as text of its element is taken or refused: in Example 1 it is an attribute",
        create(GOOD.replace(DATED, b"<date>2015-12-26T19:00:00.000Z</date>"), XML, XML),
        (status(GUESS, 201, 400),),
        SOURCE,
        creates=True,
    ),
    Case(
        "a date in an element of its own is refused: in Example 1 it is an attribute",
        create(
            GOOD.replace(DATED, b"<date><date>2015-12-26T19:00:00.000Z</date></date>"), XML, XML
        ),
        refused("400-147", "400-146", "400-152", sure=INFERRED, media=XML),
        SOURCE,
    ),
    Case(
        "a body without any namespace is refused",
        create(GOOD.replace(b" xmlns=", b" xmlns:unused="), XML, XML),
        refused("400-147", "400-146", "400-152", sure=INFERRED, media=XML),
        SOURCE,
    ),
    Case(
        "another root is refused",
        create(
            GOOD.replace(b"<activity ", b"<task ").replace(b"</activity>", b"</task>"), XML, XML
        ),
        (status(SEEN, 400), family(SEEN, "interaction", XML)),
        SOURCE,
    ),
    Case(
        "two activities in one body are refused",
        create(GOOD.replace(b"</activity>", b"</activity><activity/>"), XML, XML),
        UNREADABLE,
        "create page: only one email activity can be created at a time",
        ("only one activity at a time",),
    ),
    Case(
        "an unknown element is refused",
        create(as_xml(edited(("nonsense", "x"))), XML, XML),
        refused("400-147", says=("nonsense",), sure=INFERRED, media=XML),
        SOURCE,
    ),
    Case(
        "a subject given twice is refused",
        create(GOOD.replace(b"<subject>", b"<subject>first</subject><subject>"), XML, XML),
        refused("400-147", "400-152", sure=INFERRED, media=XML),
        SOURCE,
    ),
    unreadable("XML that breaks off is refused", GOOD[:-20]),
    unreadable("text that is no XML is refused", b"hello"),
    unreadable(
        "a prefix that is not declared is refused", GOOD.replace(b"xmlns:ns2=", b"xmlns:x=")
    ),
    unreadable("XML that is not in its encoding is refused", GOOD.replace(b"Issue", b"\xff\xfe")),
    unreadable("a control character is refused", GOOD.replace(b"Issue", b"\x01")),
    unreadable("entities that grow are refused", BOMB),
    unreadable("an entity from elsewhere is refused", OUTSIDE),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_xml_is_read_as_example_1_has_it(case: Case, ask: Ask) -> None:
    """The official structure is taken, what means the same as well, and nothing else."""
    ask(case)
