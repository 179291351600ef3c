"""What reading back answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .documents import FULL, PLAIN, changed
from .wire import ACTIVITY, XML, Wire, opened
from .xml_tree import CASE, COMMON, CUSTOMER, PERSON, A, P, T, members, parsed, spaces

if TYPE_CHECKING:
    from egain_cli.sandbox.serve import Running


def test_a_summary_leaves_the_payload_out(wire: Wire) -> None:
    """Without $attribute=all the documented members are there, ids as numbers, and no payload."""
    location = wire.create(FULL).headers["Location"]
    activity = wire.read(location, "")
    assert activity["id"] == int(location.rpartition("/")[2])
    assert activity["link"] == {"rel": "self", "href": location}
    href = "/system/ws/v12/interaction/case/1060"
    assert activity["case"] == {"id": 1060, "link": {"rel": "self", "href": href}}
    assert activity["department"] == {"name": "service"}
    assert activity["type"] == {"value": "email", "subtype": {"value": "general"}}
    assert activity["mode"] == {"value": "inbound"}
    href = f"{location}/attachment"
    assert activity["attachments"] == {"count": 2, "link": {"rel": "self", "href": href}}
    assert activity["subject"] == FULL["subject"]
    assert activity["created"]["date"].endswith("Z")
    assert "payload" not in activity


def test_several_ids_come_back_in_their_order_and_once(wire: Wire) -> None:
    """Ids are comma-separated, encoded or not, and the answer is sorted by id."""
    ids = [wire.create(PLAIN).headers["Location"].rpartition("/")[2] for _ in range(3)]
    wanted = [int(number) for number in ids]
    for separator in (",", "%2C"):
        path = f"{ACTIVITY}/{separator.join([*reversed(ids), ids[0]])}"
        answer = wire.ask("GET", path)
        assert answer.headers["X-egain-session"] == wire.session
        assert [activity["id"] for activity in answer.json["activity"]] == wanted


REFUSED = [
    ("/1", 404, "404-100", "'1'"),
    ("/1,x,9999999999999999999", 404, "404-100", "'1,x,9999999999999999999'"),
    ("/" + ",".join(map(str, range(76))), 400, "400-10424", "'75'"),
    ("/1?a=b", 400, "400-101", "'a'"),
    ("/1?$attribute=subject,colour,all", 400, "400-116", "'all, colour'"),
    ("/1?$attribute=", 400, "400-244", "$attribute"),
    ("/1?$attribute=all&$attribute=id", 400, "400-244", "given once"),
    ("/1?$order=asc", 400, "400-124", "$sort"),
    ("/1?$sort=colour", 400, "400-102", "id, subject, created, lastModified"),
    ("/1?$sort=id&$order=up", 400, "400-102", "asc, desc"),
    ("/1?$pagesize=5", 400, "400-101", "$pagesize"),
    ("/1?embedInlineAttachment=yes", 501, "501-90001", "'embedInlineAttachment' is not emulated"),
]


@pytest.mark.parametrize(("target", "status", "code", "text"), REFUSED)
def test_a_wrong_read_is_refused(
    wire: Wire, target: str, status: int, code: str, text: str
) -> None:
    """Unknown ids, too many ids and other queries are refused, each with its code."""
    answer = wire.ask("GET", ACTIVITY + target)
    assert (answer.status, answer.json["code"]) == (status, code)
    assert text in answer.json["developerMessage"]


def test_reading_needs_a_session_and_the_right(sandbox: Running, wire: Wire) -> None:
    """401-101 without a session; 403-178 for one who may only create."""
    assert Wire(sandbox.url).ask("GET", f"{ACTIVITY}/1").json["code"] == "401-101"
    injector = opened(sandbox.url, "injector")
    location = injector.create(PLAIN).headers["Location"]
    assert injector.ask("GET", location).json["code"] == "403-178"
    assert wire.read(location)["subject"] == PLAIN["subject"]


def test_a_wrong_header_is_refused_when_reading(wire: Wire) -> None:
    """Accept-Language counts here as well."""
    assert wire.ask("GET", f"{ACTIVITY}/1", headers={"Accept-Language": "x"}).status == 406


ADDRESSES = "payload.email.emailAddresses"
OTHERWISE = [
    (changed("payload.email.date", "2015-12-26T19:00:00.000Z"), "payload"),
    (changed(f"{ADDRESSES}.to", "support@business.com"), "payload"),
    (changed(f"{ADDRESSES}.cc", ["boss@customer.com", "team@customer.com"]), "payload"),
    (changed(f"{ADDRESSES}.to", {"emailAddress": ["support@business.com"]}), "payload"),
    (changed("isSecure", False), "isSecure"),
    (
        changed("customAttributes.customAttribute.0.attribValues.attribValue.0.value", 5),
        "customAttributes",
    ),
]


@pytest.mark.parametrize(("document", "name"), OTHERWISE)
def test_another_reading_is_read_back_in_the_canonical_shape(
    wire: Wire, document: dict[str, object], name: str
) -> None:
    """Whatever shape a request chose among the plausible ones, reading back knows one."""
    assert wire.read(wire.create(document).headers["Location"])[name] == FULL[name]


def test_a_case_is_told_as_a_number_and_with_all_as_it_was_sent(wire: Wire) -> None:
    """Ids are numbers in the public examples; what mirrors the request is text as there."""
    sent = wire.create(changed("case.id", 1060)).headers["Location"]
    made = wire.create(PLAIN).headers["Location"]
    assert [wire.read(sent, query)["case"]["id"] for query in ("", "?$attribute=all")] == [
        1060,
        "1060",
    ]
    assert wire.read(made, "")["case"] == wire.read(made)["case"]


def test_what_was_not_sent_is_not_read_back(wire: Wire) -> None:
    """But the documented default of isSecure is told, and so is who sent it."""
    plain = changed(f"{ADDRESSES}.from", "plain@customer.com", PLAIN)
    activity = wire.read(wire.create(plain).headers["Location"])
    assert activity["isSecure"] == "false"
    assert activity["customer"]["customerName"] == "plain@customer.com"
    assert activity["payload"] == plain["payload"]
    assert "customAttributes" not in activity
    assert activity["attachments"].keys() == {"count", "link"}


def test_chosen_members_come_with_the_identity(wire: Wire) -> None:
    """A list of names gives these and no others; one that is not there is left out."""
    location = wire.create(PLAIN).headers["Location"]
    chosen = wire.read(location, "?$attribute=subject,payload,customAttributes")
    assert chosen.keys() == {"id", "link", "subject", "payload"}


def test_several_are_sorted_as_asked(wire: Wire) -> None:
    """By id unless asked otherwise; ties stay in the order of their ids."""
    documents = [PLAIN | {"subject": subject} for subject in ("b", "a", "b")]
    ids = [wire.create(each).headers["Location"].rpartition("/")[2] for each in documents]
    for order, places in (("$sort=subject", [1, 0, 2]), ("$sort=id&$order=desc", [2, 1, 0])):
        answer = wire.ask("GET", f"{ACTIVITY}/{','.join(ids)}?{order}").json
        assert [each["id"] for each in answer["activity"]] == [int(ids[place]) for place in places]


SPACES = {
    ("activity", A),
    ("activity.link", A),
    ("activity.department.name", P),
    ("activity.type.value", A),
    ("activity.type.subtype", A),
    ("activity.type.subtype.value", COMMON),
    ("activity.case", A),
    ("activity.case.link", CASE),
    ("activity.customer.contactPersons", CUSTOMER),
    ("activity.customer.contactPersons.contactPerson.firstName", PERSON),
    ("activity.attachments", A),
    ("activity.attachments.attachment.fileName", T),
    ("activity.customAttributes", A),
    ("activity.customAttributes.customAttribute.attribValues.attribValue.value", COMMON),
    ("activity.payload.email.date", A),
    ("activity.payload.email.contents.content", A),
    ("activity.payload.email.contents.content.value", COMMON),
    ("activity.payload.email.emailAddresses.to.address", A),
    ("activity.payload.email.emailAddresses.from", A),
}


@pytest.mark.parametrize("accept", [XML, None])
def test_xml_has_the_namespaces_of_the_examples(wire: Wire, accept: str | None) -> None:
    """Asked for XML, or for nothing and so for XML, each element stands where it belongs."""
    full = changed(f"{ADDRESSES}.from", f"{accept}@x.de".replace("/", "."))
    location = wire.create(full).headers["Location"]
    root = parsed(wire.ask("GET", f"{location}?$attribute=all", headers={"Accept": accept}))
    assert root.tag == f"{{{A}}}activities"
    assert spaces(root) >= SPACES
    (activity,) = root
    assert activity.get("id") == location.rpartition("/")[2]
    told = members(activity)
    assert told["case"][0]["id"] == "1060"
    assert told["payload"][0]["email"][0]["date"] == [{"date": "2015-12-26T19:00:00.000Z"}]
    assert told["attachments"][0]["count"] == "2"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a<b>&\"'", "a<b>&\"'"),
        ("]]>", "]]>"),
        ("\r\n\t x ", "\r\n\t x "),
        ("a\x01b\x00", "a\ufffdb\ufffd"),
    ],
)
def test_xml_keeps_every_character_that_it_can(wire: Wire, text: str, told: str) -> None:
    """Line ends and blanks survive; what no XML can carry is replaced and not left out."""
    location = wire.create(changed("subject", text)).headers["Location"]
    (activity,) = parsed(wire.ask("GET", location, headers={"Accept": XML}))
    assert members(activity)["subject"] == [told]


def test_unchecked_names_cannot_break_the_xml(wire: Wire) -> None:
    """Members of `customer` pass unchecked, also those that no XML element can be called."""
    names = {"a b": "1", "7": "2", "<x>": "3", "id": "4", "link": "5"}
    document = changed(f"{ADDRESSES}.from", "odd@customer.com") | {"customer": names}
    location = wire.create(document).headers["Location"]
    root = parsed(wire.ask("GET", f"{location}?$attribute=all", headers={"Accept": XML}))
    (customer,) = members(root[0])["customer"]
    assert (customer["a_b"], customer["_7"], customer["_x_"]) == (["1"], ["2"], ["3"])
    assert customer["id"] != "4"
