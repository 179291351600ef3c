"""What a world of one's own changes in the answers."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from egain_cli.sandbox.serve import running
from egain_cli.sandbox.world import DEFAULT_WORLD, Alias, Customer, User

from .documents import FULL, GONE, PLAIN, changed
from .wire import ACTIVITY, Wire, log_in, opened

if TYPE_CHECKING:
    from egain_cli.sandbox.serve import Running

FROM = "payload.email.emailAddresses.from"
RECEIVER = "payload.email.emailAddresses.receiver"
JANE = changed(FROM, "jane@customer.com")
SALES = changed("department.name", "sales", changed(RECEIVER, "sales@business.com", JANE))


def _customer(wire: Wire, document: dict[str, Any]) -> int:
    return int(wire.read(wire.create(document).headers["Location"])["customer"]["id"])


REFUSING: list[tuple[dict[str, Any], dict[str, Any], str, str]] = [
    ({"secure_messaging": False}, {"isSecure": "true"}, "400-152", "secure messaging is disabled"),
    ({"blocked_extensions": ("png",)}, {}, "400-152", "files of type .png are blocked"),
    ({"custom_attributes": ()}, {}, "400-152", "no custom attribute 'customer_rating'"),
    ({"cases": ()}, {}, "400-194", "'1060'"),
    ({"aliases": (Alias("support@business.com", "sales"),)}, {}, "400-152", "not of 'service'"),
    ({"users": (User("demo", "demo", may_create=False),)}, {}, "403-178", "create"),
    ({"max_attachment_bytes": 7}, {}, "400-10424", "'attachments.attachment[0].content' is '7'"),
    ({"max_body_bytes": 100}, {}, "413-90001", "100 bytes"),
]


@pytest.mark.parametrize(("world", "members", "code", "text"), REFUSING)
def test_a_world_decides_what_is_refused(
    world: dict[str, Any], members: dict[str, Any], code: str, text: str
) -> None:
    """Each setting turns a document that the default world takes into a refusal that names it."""
    with running(replace(DEFAULT_WORLD, **world)) as started:
        answer = opened(started.url).create(FULL | members)
    assert (answer.json["code"], text in answer.json["developerMessage"]) == (code, True)


def test_an_attachment_of_just_the_limit_is_taken() -> None:
    """The limit counts decoded bytes, and what reaches it is not beyond it."""
    with running(replace(DEFAULT_WORLD, max_attachment_bytes=8)) as started:
        assert opened(started.url).create(FULL).status == 201


def test_a_session_ends_after_the_worlds_idle_time() -> None:
    """Until then it works; afterwards 401-101, and a new login opens another."""
    with running(replace(DEFAULT_WORLD, session_seconds=2)) as started:
        wire = opened(started.url)
        assert wire.create(PLAIN).status == 201
        time.sleep(2.5)
        assert wire.create(PLAIN).json["code"] == "401-101"
        assert opened(started.url).create(PLAIN).status == 201


def test_the_world_says_how_many_sessions_a_user_may_hold() -> None:
    """With one for each user the second login is refused, and forceLogin ends the first."""
    with running(replace(DEFAULT_WORLD, sessions_per_user=1)) as started:
        first = opened(started.url)
        assert log_in(started.url).status == 403
        assert opened(started.url).create(PLAIN).status == 201
        assert first.create(PLAIN).json["code"] == "401-101"


def test_a_customer_is_one_across_departments() -> None:
    """Without customer departmentalization the address decides; case does not count."""
    with running() as started:
        wire = opened(started.url)
        first = _customer(wire, JANE)
        assert _customer(wire, SALES) == first
        assert _customer(wire, changed(FROM, "Jane@Customer.com")) == first
        assert _customer(wire, changed(FROM, "john@customer.com")) != first


def test_a_customer_is_one_in_each_department_where_the_world_says_so() -> None:
    """With customer departmentalization the same address in another department is another one."""
    with running(replace(DEFAULT_WORLD, customers_by_department=True)) as started:
        wire = opened(started.url)
        service, sales = _customer(wire, JANE), _customer(wire, SALES)
        assert service != sales
        assert [_customer(wire, JANE), _customer(wire, SALES)] == [service, sales]
        found = wire.ask("GET", "/system/ws/v12/interaction/customer?email=jane@customer.com").json
        homes = {each["id"]: each["department"]["name"] for each in found["customer"]}
        assert homes == {service: "service", sales: "sales"}


def test_the_customer_element_makes_a_customer_and_no_more() -> None:
    """It is kept when it makes one; later it is ignored, as documented, and a note says so."""
    other = changed("customer.contactPersons.contactPerson.0.firstName", "Joan", JANE)
    with running() as started:
        wire = opened(started.url)
        first, second = (wire.create(each).headers["Location"] for each in (JANE, other))
        names = [wire.read(each)["customer"]["customerName"] for each in (first, second)]
        assert names == ["J Henry", "J Henry"]
        number = wire.read(first)["customer"]["id"]
        assert wire.stored(first)["notes"] == []
        note = f"customer: ignored, as documented; customer {number} has that address already"
        assert wire.stored(second)["notes"] == [note]
        assert wire.warnings(second) == []
        third = wire.create(changed("customer", GONE, JANE)).headers["Location"]
        assert wire.stored(third)["notes"] == []


def test_a_customer_of_the_world_is_known_before_the_first_mail() -> None:
    """The `customer` element is of no use for one who is there already."""
    customers = (Customer("JANE@customer.com", "sales"),)
    with running(replace(DEFAULT_WORLD, customers=customers)) as started:
        wire = opened(started.url)
        (known,) = wire.ask(
            "GET", "/system/ws/v12/interaction/customer?email=jane@customer.com"
        ).json["customer"]
        location = wire.create(JANE).headers["Location"]
        assert wire.read(location)["customer"]["id"] == known["id"]
        assert "ignored" in wire.stored(location)["notes"][0]


def test_the_world_is_shown_without_passwords(sandbox: Running) -> None:
    """In the words of a world file, to whoever may use the sandbox's own routes."""
    shown = Wire(sandbox.url).ask("GET", "/_sandbox/world").json
    assert shown["departments"] == ["service", "sales"]
    assert shown["users"][1] == {"name": "reader", "rights": ["read"]}
    assert shown["cases"] == [{"id": "1060", "status": "open"}]
    assert "password" not in str(shown)
    foreign = Wire(sandbox.url).ask("GET", "/_sandbox/world", headers={"Host": "evil.example"})
    assert foreign.status == 403


def test_whoever_may_not_read_is_refused_everywhere(sandbox: Running, wire: Wire) -> None:
    """403-178 names the action; the list of attributes and `about` need no right."""
    injector = opened(sandbox.url, "injector")
    location = wire.create(FULL).headers["Location"]
    ws = "/system/ws/v12"
    for path in (
        *(location, f"{ACTIVITY}?case=1060", f"{location}/attachment", f"{location}/attachment/1"),
        *(f"{ws}/interaction/case/1060", f"{ws}/interaction/customer?email=a@b.de"),
        f"{ws}/interaction/customer/1",
    ):
        answer = injector.ask("GET", path)
        assert (answer.status, answer.json["code"]) == (403, "403-178")
        assert Wire(sandbox.url).ask("GET", path).json["code"] == "401-101"
    for path in (f"{ACTIVITY}/attributes?$attribute=custom", f"{ws}/about"):
        assert injector.ask("GET", path).status == 200
        assert Wire(sandbox.url).ask("GET", path).json["code"] == "401-101"
