"""What is told of cases and customers, and of the installation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from egain_cli.sandbox.serve import running
from egain_cli.sandbox.world import DEFAULT_WORLD, Case

from .documents import FULL, PLAIN, changed
from .wire import ACTIVITY, XML, Wire, opened
from .xml_tree import CASE, COMMON, CUSTOMER, PERSON, POINT, A, P, members, parsed, spaces

if TYPE_CHECKING:
    from collections.abc import Iterator

WS = "/system/ws/v12/interaction"
FROM = "payload.email.emailAddresses.from"


@pytest.fixture(scope="module")
def filled() -> Iterator[Wire]:
    """A sandbox of its own with three cases of the world, a mail into one and one into a new."""
    cases = (Case("1060"), Case("07", "sales", "closed"), Case("X-1"))
    with running(replace(DEFAULT_WORLD, cases=cases)) as started:
        wire = opened(started.url)
        wire.create(FULL)
        wire.create(changed(FROM, "jane@customer.com", PLAIN))
        yield wire


def test_a_new_case_has_the_mails_customer_and_subject(filled: Wire) -> None:
    """Its activities' link is a search that finds the mail."""
    (case,) = filled.ask("GET", f"{WS}/case/10000").json["case"]
    assert case["id"] == 10_000
    assert case["link"] == {"rel": "self", "href": f"{WS}/case/10000"}
    assert case["status"] == {"value": "open"}
    assert case["subject"] == PLAIN["subject"]
    assert case["department"] == {"name": "service"}
    assert case["customer"]["customerName"] == "jane@customer.com"
    assert case["created"]["date"].endswith("Z")
    (mail,) = filled.ask("GET", case["activities"]["link"]["href"]).json["activity"]
    assert mail["case"]["link"]["href"] == case["link"]["href"]
    (customer,) = filled.ask("GET", case["customer"]["link"]["href"]).json["customer"]
    assert customer["id"] == mail["customer"]["id"]


def test_a_case_of_the_world_gets_what_the_mail_brings(filled: Wire) -> None:
    """One without mails has neither customer nor subject; ids that are no numbers stay texts."""
    joined, closed, named = filled.ask("GET", f"{WS}/case/1060%2C07,X-1,1060").json["case"]
    assert (joined["id"], joined["subject"]) == (1060, FULL["subject"])
    assert joined["customer"]["customerName"] == "J Henry"
    assert (closed["id"], closed["status"]["value"]) == ("07", "closed")
    assert closed["department"] == {"name": "sales"}
    assert "customer" not in closed
    assert (named["id"], "department" in named) == ("X-1", False)


def test_a_later_mail_changes_nothing_of_its_case() -> None:
    """The case stays with the customer and the subject of its first mail."""
    with running() as started:
        wire = opened(started.url)
        for document in (FULL, changed(FROM, "b@customer.com") | {"subject": "Another"}):
            assert wire.create(document).status == 201
        (case,) = wire.ask("GET", f"{WS}/case/1060").json["case"]
        assert (case["subject"], case["customer"]["id"]) == (FULL["subject"], 1001)


def test_a_case_in_xml(filled: Wire) -> None:
    """Members in the case's namespace, the customer's and the department's in their own."""
    root = parsed(filled.ask("GET", f"{WS}/case/10000", headers={"Accept": XML}))
    assert root.tag == f"{{{CASE}}}cases"
    assert spaces(root) >= {
        ("case", CASE),
        ("case.status.value", CASE),
        ("case.department.name", P),
        ("case.customer.customerName", CUSTOMER),
        ("case.activities.link", A),
    }
    (case,) = root
    assert case.get("id") == "10000"


def test_a_customer_is_found_by_address(filled: Wire) -> None:
    """With what the `customer` element said, and the address as a contact point."""
    (known,) = filled.ask("GET", f"{WS}/customer?email=JHenry@customer.com").json["customer"]
    (person,) = known["contactPersons"]["contactPerson"]
    assert known["type"] == {"value": "individual"}
    assert (person["firstName"], person["lastName"]) == ("J", "Henry")
    (point,) = person["contactPoints"]["contactPoint"]
    assert point["type"]["email"] == {"emailAddress": "jhenry@customer.com"}
    (plain,) = filled.ask("GET", f"{WS}/customer?email=jane@customer.com").json["customer"]
    assert plain["type"] == {"value": "individual"}
    chosen = f"{WS}/customer/{known['id']},{plain['id']}?$attribute=customerName"
    names = [each["customerName"] for each in filled.ask("GET", chosen).json["customer"]]
    assert names == ["J Henry", "jane@customer.com"]


def test_what_a_customer_element_says_of_contact_points_is_kept(filled: Wire) -> None:
    """The address comes behind the points that the element named."""
    phone = {"type": {"value": "phone", "phone": {"phoneNo": "1"}}}
    path = "customer.contactPersons.contactPerson.0.contactPoints"
    document = changed(path, {"contactPoint": [phone]}, changed(FROM, "tel@customer.com"))
    assert filled.create(document).status == 201
    (known,) = filled.ask("GET", f"{WS}/customer?email=tel@customer.com").json["customer"]
    (person,) = known["contactPersons"]["contactPerson"]
    kinds = [each["type"]["value"] for each in person["contactPoints"]["contactPoint"]]
    assert kinds == ["phone", "email"]


def test_a_customer_in_xml(filled: Wire) -> None:
    """Person and contact points in their own namespaces."""
    address = "jhenry@customer.com"
    root = parsed(filled.ask("GET", f"{WS}/customer?email={address}", headers={"Accept": XML}))
    assert root.tag == f"{{{CUSTOMER}}}customers"
    person = "customer.contactPersons.contactPerson"
    assert spaces(root) >= {
        ("customer", CUSTOMER),
        ("customer.department.name", P),
        (person, PERSON),
        (f"{person}.firstName", PERSON),
        (f"{person}.contactPoints", PERSON),
        (f"{person}.contactPoints.contactPoint", POINT),
        (f"{person}.contactPoints.contactPoint.type.email.emailAddress", POINT),
    }


REFUSED = [
    ("case/1060,9", 404, "404-100", "'9'"),
    ("case/" + ",".join(map(str, range(76))), 400, "400-10424", "'75'"),
    ("case/1060?x=1", 400, "400-101", "'x'"),
    ("case/1060?$attribute=colour", 400, "400-116", "'colour'"),
    ("customer", 400, "400-112", "'email'"),
    ("customer?phone=1", 400, "400-101", "'phone'"),
    ("customer?email=", 400, "400-244", "'email'"),
    ("customer/1001,1,x", 404, "404-100", "'1,x'"),
    ("customer/" + ",".join(map(str, range(76))), 400, "400-10424", "'75'"),
    ("customer/1001?email=a@b.de", 400, "400-101", "'email'"),
]


@pytest.mark.parametrize(("path", "status", "code", "text"), REFUSED)
def test_a_wrong_question_is_refused(
    filled: Wire, path: str, status: int, code: str, text: str
) -> None:
    """Unknown ids and other queries, each with its code."""
    answer = filled.ask("GET", f"{WS}/{path}")
    assert (answer.status, answer.json["code"]) == (status, code)
    assert text in answer.json["developerMessage"]


def test_an_address_without_a_customer_is_no_error(filled: Wire) -> None:
    """204 without a body."""
    answer = filled.ask("GET", f"{WS}/customer?email=nobody@customer.com")
    assert (answer.status, answer.body) == (204, b"")


@pytest.mark.parametrize("version", [f"v{number}" for number in range(12, 21)])
def test_every_version_serves_the_same_and_points_to_itself(wire: Wire, version: str) -> None:
    """Newer installations serve the same paths; Location and links keep the version asked for."""
    activities = ACTIVITY.replace("v12", version)
    location = wire.ask("POST", activities, PLAIN).headers["Location"]
    assert location.startswith(f"{activities}/")
    activity = wire.read(location)
    links = [activity[name]["link"]["href"] for name in ("case", "customer", "attachments")]
    assert all(href.startswith(f"/system/ws/{version}/") for href in links)
    about = f"/system/ws/{version}/about"
    assert wire.ask("GET", about).json["apiVersion"] == version
    root = parsed(wire.ask("GET", about, headers={"Accept": XML}))
    assert root.tag == f"{{{COMMON}}}about"
    assert members(root)["apiVersion"] == [version]
    assert wire.ask("GET", f"{about}?a=b").json["code"] == "400-101"
