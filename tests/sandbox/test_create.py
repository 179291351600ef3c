"""What the create route accepts and refuses, spoken to as any client would."""

from __future__ import annotations

import base64
import dataclasses
import json
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from egain_cli.sandbox.serve import Running, running
from egain_cli.sandbox.world import DEFAULT_WORLD

from .documents import FULL, GONE, PLAIN, changed
from .wire import Wire, opened

if TYPE_CHECKING:
    from collections.abc import Mapping

A = "attachments.attachment"
C = "payload.email.contents.content"
E = "payload.email.emailAddresses"
U = "customAttributes.customAttribute"
LONG = f"{'a' * 250}@b.com"


def _one(name: str, value: object) -> dict[str, Any]:
    return {"attribName": name, "attribValues": {"attribValue": [{"value": value}]}}


BROKEN = [
    # unknown members
    (changed("bcc", "x@y.de"), "400-147", "'bcc'"),
    (changed(f"{E}.bcc", {"address": ["x@y.de"]}), "400-147", f"'{E}.bcc'"),
    (changed("queue", {"name": "q"}), "400-147", "'queue'"),
    (changed("customerName", "J"), "400-147", "'customerName'"),
    (changed(f"{A}.1.size", 5), "400-147", "'attachments.attachment[1].size'"),
    (changed("customer.department", {"name": "service"}), "400-147", "'customer.department'"),
    (changed("customer.department", None), "400-147", "'customer.department'"),
    # missing ones
    ({}, "400-146", "'department.name'"),
    (changed("department", GONE), "400-146", "'department.name'"),
    (changed("type.value", GONE), "400-146", "'type.value'"),
    (changed("type.subtype", GONE), "400-146", "'type.subtype.value'"),
    (changed("payload", GONE), "400-146", f"'{E}.from'"),
    (changed(f"{E}.from", GONE), "400-146", f"'{E}.from'"),
    (changed(f"{E}.receiver", GONE), "400-146", f"'{E}.receiver'"),
    (changed("payload.email.date", GONE), "400-146", "'payload.email.date'"),
    (changed("subject", GONE, PLAIN), "400-146", "payload.email.contents is required"),
    (changed(f"{A}.0.contentType", GONE), "400-146", "'attachments.attachment[0].contentType'"),
    (changed(f"{A}.1.content", GONE), "400-146", "'attachments.attachment[1].content'"),
    (changed(f"{C}.0.type", GONE), "400-146", "'payload.email.contents.content[0].type'"),
    (changed(f"{C}.1.value", GONE), "400-146", "'payload.email.contents.content[1].value'"),
    (changed(f"{U}.0.attribName", GONE), "400-146", f"'{U}[0].attribName'"),
    (changed(f"{U}.0.attribValues", GONE), "400-146", f"'{U}[0].attribValues'"),
    # empty ones
    (changed("subject", ""), "400-387", "'subject'"),
    (changed("subject", None), "400-387", "'subject'"),
    (changed("department.name", ""), "400-387", "'department.name'"),
    (changed("payload.email.date", {}), "400-387", "'payload.email.date'"),
    (changed("payload.email.date", ""), "400-387", "'payload.email.date'"),
    (changed("attachments", {}), "400-387", "'attachments'"),
    (changed("attachments", {"attachment": []}), "400-387", "'attachments.attachment'"),
    (changed(f"{A}.0.content", ""), "400-387", "'attachments.attachment[0].content'"),
    (changed(f"{E}.to", {"address": []}), "400-387", f"'{E}.to.address'"),
    (changed("customer", {"contactPersons": None}), "400-387", "'customer.contactPersons'"),
    # wrong shapes
    (changed("payload", "x"), "400-152", "'payload'. (sandbox: expected an object)"),
    (changed("attachments", FULL["attachments"]["attachment"]), "400-152", "an object"),
    (
        changed("attachments", {"attachment": FULL["attachments"]["attachment"][0]}),
        "400-152",
        "'attachments.attachment'. (sandbox: expected an array)",
    ),
    (changed("customer", "J"), "400-152", "'customer'"),
    (changed("customer.department.name", "service"), "400-147", "'customer.department'"),
    (
        changed("customer.contactPersons.contactPerson", [{"firstName": "J"}] * 2),
        "400-152",
        "'customer.contactPersons.contactPerson'. (sandbox: expected one at most, found 2)",
    ),
    (changed(f"{E}.replyTo", {"address": ["a@b.com", "c@d.com"]}), "400-152", "a single value"),
    (changed(f"{E}.replyTo", {"address": [["a"]]}), "400-152", "a single value"),
    (changed("subject", {"value": "s"}), "400-152", "expected a single value"),
    (changed("subject", 5), "400-152", "expected a string"),
    (changed("customer.contactPersons.contactPerson", {"a": "J"}), "400-152", "an array"),
    # wrong values
    (changed("type.value", "task"), "400-152", "'type.value'. (sandbox: must be \"email\")"),
    (changed("type.subtype.value", "compose"), "400-152", "'type.subtype.value'"),
    (changed("department.name", "Service"), "400-152", "'department.name'"),
    (changed("department.name", "d" * 900), "400-152", "no department 'ddd"),
    (changed("case.id", True), "400-152", "'case.id'"),
    (changed("isSecure", "True"), "400-152", "'isSecure'"),
    (changed("isSecure", 1), "400-152", "'isSecure'"),
    (changed("subject", "s" * 256), "400-152", "must not exceed 255 characters, has 256"),
    (changed("payload.email.date", {"date": "2015-12-26"}), "400-152", "in UTC with milliseconds"),
    (changed("payload.email.date", {"date": 5}), "400-152", "'payload.email.date.date'"),
    (changed("payload.email.date.date", "2015-12-26T19:00:00.000+01:00"), "400-152", "ISO 8601"),
    (changed("payload.email.date.date", "2015-02-30T19:00:00.000Z"), "400-152", "no such day"),
    (changed("payload.email.date.date", "٢٠١٥-12-26T19:00:00.000Z"), "400-152", "ISO 8601"),
    (changed(f"{E}.from", ["a@b.com"]), "400-152", "expected a single value"),
    (changed(f"{E}.from", 5), "400-152", "expected one e-mail address"),
    (changed(f"{E}.from", "a@b.com,c@d.com"), "400-152", "exactly one @"),
    (changed(f"{E}.from", "a.b.com"), "400-152", "exactly one @"),
    (changed(f"{E}.from", '"A" <a@b.com>'), "400-152", "none of"),
    (changed(f"{E}.from", "a;b@c.com"), "400-152", "none of"),
    (changed(f"{E}.from", r"a\\b@c.com"), "400-152", "none of"),
    (changed(f"{E}.replyTo", "a@com"), "400-152", "has a . after the @"),
    (changed(f"{E}.replyTo", "a@.com"), "400-152", "between @ and ."),
    (changed(f"{E}.replyTo", "a@b."), "400-152", "does not end in a ."),
    (changed(f"{E}.replyTo", LONG), "400-152", "must not exceed 255"),
    (changed(f"{E}.cc.address.1", "nobody"), "400-152", f"'{E}.cc.address[1]'"),
    (changed(f"{E}.to", ["a@b.com", 7]), "400-152", f"'{E}.to.address[1]'"),
    (changed(f"{E}.receiver", "help@business.com"), "400-152", "there is no such alias"),
    (changed(f"{E}.receiver", "old-support@business.com"), "400-152", "is not active"),
    (changed(f"{E}.receiver", "sales@business.com"), "400-152", "alias of 'sales'"),
    (changed(f"{C}.0.type", "markdown"), "400-152", 'must be "text" or "html"'),
    (changed(f"{C}.0.value", 5), "400-152", "expected a string"),
    (changed(f"{A}.0.content", "aGVs bG8="), "400-152", "not strictly valid base64"),
    (changed(f"{A}.0.content", "aGVsbG8"), "400-152", "not strictly valid base64"),
    (changed(f"{A}.0.content", "aGVsbG8==="), "400-152", "not strictly valid base64"),
    (changed(f"{A}.0.content", "aGVs="), "400-152", "more padding than the last group needs"),
    (changed(f"{A}.0.content", "aGVs===="), "400-152", "more padding than the last group needs"),
    (changed(f"{A}.0.content", "aGVs\nbG8="), "400-152", "not strictly valid base64"),
    (changed(f"{A}.0.content", "é==="), "400-152", "not strictly valid base64"),
    (changed(f"{A}.0.content", 5), "400-152", "base64"),
    (changed(f"{A}.0.contentType", "t" * 256), "400-152", "must not exceed 255"),
    (changed(f"{A}.0.fileName", "f" * 256), "400-152", "must not exceed 255"),
    (changed(f"{A}.0.fileName", "run.EXE. "), "400-152", "files of type .exe are blocked"),
    (changed(f"{A}.0.isInline", "yes"), "400-152", "'attachments.attachment[0].isInline'"),
    (changed(f"{A}.0.contentId", GONE), "400-152", "'attachments.attachment[0].contentId'"),
    (changed(U, [_one("mood", "5")]), "400-152", "there is no custom attribute 'mood'"),
    (changed(U, [_one("customer_rating", "6")]), "400-152", "an enumeration of 1, 2, 3, 4, 5"),
    # an id that is not there
    (changed("case.id", "4711"), "400-194", "not found: '4711'"),
    (changed("case.id", 10**40), "400-194", str(10**40)),
]


@pytest.mark.parametrize(("document", "code", "text"), BROKEN)
def test_a_broken_document_is_refused_by_its_rule(
    wire: Wire, document: object, code: str, text: str
) -> None:
    """Each broken document gets 400, the rule's code, and a text that names place and reason."""
    answer = wire.create(document)
    assert answer.status == 400
    assert answer.json["code"] == code
    assert text in answer.json["developerMessage"]
    assert answer.headers["Location"] is None


UNREADABLE = [
    (b"{", "not valid JSON"),
    (b"[]", "not a JSON object"),
    (b"\xff", "not UTF-8 at byte 1"),
    (b"\xef\xbb\xbf{}", "BOM"),
    (b'{"a":1,"a":2}', "the member 'a' is given twice"),
    (b'{"' + b"a" * 501 + b'":1}', "the name of a member is longer than 500 characters"),
    (b'{"a":NaN}', "NaN is no JSON value"),
    (b'{"a":1e999}', "out of range"),
    (b'{"a":' + b"9" * 5000 + b"}", "not valid JSON"),
    (b'{"a":"\\ud800"}', "surrogate"),
    (b'{"\\udfff":1}', "surrogate"),
    (b"[" + b"1," * 100_000 + b"1]", "more than 100000 values"),
    (b'["' + b'\\\\","' * 100_001 + b'"]', "more than 100000 values"),
    (b'["' + b'","' * 200_001 + b'"]', "more than 100000 values"),
    (b'{"a":' * 40 + b"1" + b"}" * 40, "nested deeper than 32"),
    (b"[" * 100_000, "nested deeper than 32"),
]


@pytest.mark.parametrize(("body", "text"), UNREADABLE, ids=range(len(UNREADABLE)))
def test_json_is_read_without_leniency(wire: Wire, body: bytes, text: str) -> None:
    """A body that parsers could disagree about is refused with a code marked as the sandbox's."""
    answer = wire.create(body)
    assert (answer.status, answer.json["code"]) == (400, "400-90001")
    assert "a code of the sandbox only" in answer.json["developerMessage"]
    assert text in answer.json["developerMessage"]


HEADERS = [
    ({"X_egain_session": None}, 401, "401-101"),
    ({"X_egain_session": "c0ffee"}, 401, "401-101"),
    ({"Accept_Language": "tlh"}, 406, "406-100"),
    ({"Accept": "text/csv"}, 406, "406-90001"),
    ({"Accept": "application/json;q=0"}, 406, "406-90001"),
    ({"Content_Type": None}, 415, "415-90001"),
    ({"Content_Type": "text/xml"}, 415, "415-90001"),
    ({"Content_Type": "application/x-www-form-urlencoded"}, 415, "415-90001"),
]


@pytest.mark.parametrize(("headers", "status", "code"), HEADERS)
def test_headers_are_judged(
    wire: Wire, headers: Mapping[str, str | None], status: int, code: str
) -> None:
    """A wrong header has its own status and code, even when the body is good."""
    answer = wire.create(
        json.dumps(FULL).encode(), **{"Content_Type": "application/json", **headers}
    )
    assert answer.status == status
    assert code in answer.text


def test_a_wrong_content_type_is_told_the_right_ones(wire: Wire) -> None:
    """The refusal names the three that are documented."""
    refused = wire.create(b"<a/>", Content_Type="text/xml")
    assert "application/json or application/xml or multipart/form-data" in refused.text


@pytest.mark.parametrize("language", ["en-US", "xx;q=0.1, de-DE", "*", "fr-ca;q=oops, nl-NL"])
def test_a_published_language_is_welcome(wire: Wire, language: str) -> None:
    """One of the fifteen language codes anywhere in the list is enough."""
    assert wire.create(PLAIN, Accept_Language=language).status == 201


def test_query_parameters_are_refused(wire: Wire) -> None:
    """The create page has none, so any of them is 400-101."""
    answer = wire.ask("POST", "/system/ws/v12/interaction/activity?a=1&b=2", PLAIN)
    assert (answer.status, answer.json["code"]) == (400, "400-101")
    assert "'a, b'" in answer.json["developerMessage"]


def test_an_absent_body_is_refused(wire: Wire) -> None:
    """No body at all is 400-264."""
    assert wire.create(b"").json["code"] == "400-264"


def test_a_user_without_the_right_is_refused_last(sandbox: Running) -> None:
    """403-178 comes only when the document itself is good."""
    reader = opened(sandbox.url, "reader")
    assert reader.create(FULL).json["code"] == "403-178"
    assert reader.create({}).json["code"] == "400-146"


def test_the_order_of_the_checks(wire: Wire) -> None:
    """Of several faults the one that the documentation's order puts first is named."""
    faults = [
        ("bcc", "x", "400-147"),
        ("department", GONE, "400-146"),
        ("subject", "", "400-387"),
        ("isSecure", "maybe", "400-152"),
        ("case.id", "4711", "400-194"),
    ]
    for index, (_, _, code) in enumerate(faults):
        document = FULL
        for path, value, _ in faults[index:]:
            document = changed(path, value, document)
        assert wire.create(document).json["code"] == code


def test_a_full_document_is_accepted_and_reads_back_equal(wire: Wire) -> None:
    """201 without a body, with a host-relative Location; all that was sent is there to compare."""
    full = changed(f"{E}.from", "nobody.yet@customer.com")
    answer = wire.create(full)
    assert (answer.status, answer.body) == (201, b"")
    assert answer.headers["X-egain-session"] == wire.session
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Location"].startswith("/system/ws/v12/interaction/activity/")
    activity = wire.read(answer.headers["Location"])
    same = ("isSecure", "subject", "payload", "customAttributes")
    assert {name: activity[name] for name in same} == {name: full[name] for name in same}
    sent = full["attachments"]["attachment"]
    for item, size, there in zip(sent, (8, 5), activity["attachments"]["attachment"], strict=True):
        bare = {name: value for name, value in item.items() if name != "content"}
        assert there.items() >= (bare | {"size": size}).items()
        assert "content" not in there
    assert {name: activity["customer"][name] for name in full["customer"]} == full["customer"]
    assert wire.stored(answer.headers["Location"])["document"] == full
    assert wire.warnings(answer.headers["Location"]) == []


PLAUSIBLE = [
    (
        changed("payload.email.date", "2015-12-26T19:00:00.000Z"),
        "payload.email.date: a plain string",
    ),
    (changed("payload.email.date.date", "2015-12-26T19:00:00Z"), "no milliseconds"),
    (changed(f"{E}.to", "a@b.com"), f"{E}.to: a plain string"),
    (changed(f"{E}.to", ["a@b.com"]), f"{E}.to: a plain array"),
    (changed(f"{E}.cc", {"address": "a@b.com"}), "a single string"),
    (changed(f"{E}.cc", {"emailAddress": ["a@b.com"]}), "emailAddress"),
    (changed(f"{E}.cc.address", ["a@b.com"] * 40), "more than 255 characters together"),
    (changed(f"{E}.from", "@b.com"), "nothing before the @"),
    (changed("subject", "a\0b"), "subject: control characters"),
    (changed(f"{E}.cc.address.0", "a\1@b.com"), "cc.address[0]: control characters"),
    (changed(C, {"type": "text", "value": "x"}), "an object, not an array"),
    (changed(C, [{"type": "text", "value": "x"}] * 2), "more than once"),
    (changed(U, [_one("customer_rating", 5)]), "not a JSON string"),
    (changed(U, [_one("source", "a\tb")]), "control characters"),
    (changed(U, [_one("source", "ok")] * 16), "more than 15"),
    (changed(f"{U}.0.attribValues.attribValue", [{"value": "1"}] * 76), "more than 75"),
    (changed(U, [_one("source", "📎")]), "emoji"),
    (changed(f"{E}.cc", {"emailAddress": "a@b.com"}), "emailAddress"),
    (changed(f"{E}.replyTo", {"address": ["a@b.com"]}), f"{E}.replyTo: an object"),
    (changed(f"{E}.replyTo", {"emailAddress": "a@b.com"}), f"{E}.replyTo: an object"),
    (changed("customer.hairColour", "red"), "customer.hairColour: not checked"),
    (changed("attachments", GONE), "no attachment has the contentId of cid:logo1"),
    (changed(f"{A}.0.contentId", "logo"), "no attachment has the contentId of cid:logo1"),
]


@pytest.mark.parametrize(("document", "warning"), PLAUSIBLE)
def test_a_plausible_reading_is_accepted_with_a_warning(
    wire: Wire, document: dict[str, Any], warning: str
) -> None:
    """Where the facts are inferred only, nobody is blocked and nobody learns a shape in silence."""
    location = wire.create(document).headers["Location"]
    warnings = wire.warnings(location)
    assert len(warnings) == 1
    assert warning in warnings[0]
    assert wire.stored(location)["document"] == document


REFERENCES = [
    ('<img src="cid:a%20b">', "a b"),
    ("<img src='CID:a&amp;b'>", "a&b"),
    ("<p style='background:url(cid:pic)'>", "pic"),
    ('<img src="cid:a(1)">', "a(1)"),
    ('<img src="cid:logo1">', "<logo1>"),
    ("acid:base and cid: nothing", "x"),
]


@pytest.mark.parametrize(("html", "cid"), REFERENCES)
def test_a_reference_is_found_however_it_is_written(wire: Wire, html: str, cid: str) -> None:
    """Escapes of HTML and of URLs are undone before anything is called absent."""
    document = changed(f"{A}.0.contentId", cid, changed(f"{C}.1.value", html))
    assert wire.warnings(wire.create(document).headers["Location"]) == []


def test_a_flood_of_warnings_is_cut(wire: Wire) -> None:
    """A hundred are kept, and the number of the others."""
    document = changed("customer", {f"a{index}": "b" for index in range(250)})
    warnings = wire.warnings(wire.create(document).headers["Location"])
    assert (len(warnings), warnings[-1]) == (101, "and 150 more")


def test_many_commas_in_a_text_are_no_flood(wire: Wire) -> None:
    """What stands inside of strings does not count as values, however it is escaped."""
    text = '\\",' * 300_000 + "\\\\"
    assert wire.create(changed(f"{C}.0.value", text)).status == 201


def test_a_charset_changes_nothing_for_json(wire: Wire) -> None:
    """JSON is UTF-8 whatever its Content-Type says, and who says otherwise is warned."""
    body = json.dumps(PLAIN).encode()
    for charset, warned in (("utf-8", 0), ("UTF-8", 0), ("iso-8859-1", 1)):
        answer = wire.create(body, Content_Type=f"application/json; charset={charset}")
        assert len(wire.warnings(answer.headers["Location"])) == warned


WELCOME = [
    changed("isSecure", True),
    changed("isSecure", "true"),
    changed(f"{A}.0.isInline", True),
    changed(f"{A}.1.isInline", False),
    changed(f"{A}.0.fileName", GONE),
    changed(f"{A}.0.fileName", "exe"),
    changed("case.id", 1060),
    changed("subject", "s" * 255),
    changed(f"{E}.from", "o'neil+ü@b.com"),
    changed(f"{E}.receiver", "Support@Business.com"),
    changed(U, [_one("source", "ä")]),
    changed("subject", GONE),
    changed("attachments", GONE, changed(f"{C}.1.value", "<p>no picture</p>")),
]


@pytest.mark.parametrize("document", WELCOME)
def test_what_no_rule_forbids_is_accepted_in_silence(wire: Wire, document: object) -> None:
    """Booleans, numbers as ids and limits met exactly are as good as the examples' strings."""
    answer = wire.create(document)
    assert answer.status == 201, answer.text
    assert wire.warnings(answer.headers["Location"]) == []


def test_secure_email_needs_secure_messaging() -> None:
    """With secure messaging off, isSecure "true" is refused and "false" is not."""
    world = dataclasses.replace(DEFAULT_WORLD, secure_messaging=False)
    with running(world) as started:
        wire = opened(started.url)
        refused = wire.create(changed("isSecure", "true"))
        assert (refused.status, refused.json["code"]) == (400, "400-152")
        assert "secure messaging is disabled" in refused.text
        assert wire.create(changed("isSecure", "false")).status == 201


def test_a_new_case_can_be_written_to_again(wire: Wire) -> None:
    """Without a case a new one is made, and it exists for the next email."""
    first = wire.read(wire.create(PLAIN).headers["Location"])
    second = wire.read(wire.create(PLAIN).headers["Location"])
    assert first["case"]["id"] != second["case"]["id"]
    again = wire.create(changed("case.id", str(first["case"]["id"]), PLAIN))
    assert wire.read(again.headers["Location"], "")["case"]["id"] == first["case"]["id"]


def test_a_customer_is_found_by_from(wire: Wire) -> None:
    """Two emails of one address belong to one customer, whatever its letters' case."""
    addresses = ("new@b.com", "NEW@b.com", "other@b.com")
    documents = [changed(f"{E}.from", address, PLAIN) for address in addresses]
    made = [wire.read(wire.create(document).headers["Location"]) for document in documents]
    ids = [activity["customer"]["id"] for activity in made]
    assert ids[0] == ids[1] != ids[2]


def test_a_large_attachment_is_accepted(wire: Wire) -> None:
    """20 MB go in and come out the same."""
    content = base64.b64encode(os.urandom(20_000_000)).decode()
    location = wire.create(changed(f"{A}.0.content", content)).headers["Location"]
    (first, _) = wire.read(location)["attachments"]["attachment"]
    told = wire.ask("GET", f"{first['link']['href']}?$attribute=contentUrl").json
    answer = wire.ask("GET", told["attachment"][0]["contentUrl"])
    assert base64.b64encode(answer.body).decode() == content


def test_a_body_beyond_the_worlds_limit_is_refused() -> None:
    """413, and the next request is as welcome as ever."""
    with running(dataclasses.replace(DEFAULT_WORLD, max_body_bytes=5000)) as started:
        wire = opened(started.url)
        refused = wire.create(b" " * 3_000_000)
        assert (refused.status, refused.json["code"]) == (413, "413-90001")
        assert wire.create(PLAIN).status == 201


def test_parallel_creates_get_distinct_ids(wire: Wire) -> None:
    """Fifty at once make fifty activities."""
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(wire.create, [PLAIN] * 50))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.headers["Location"] for answer in answers}) == 50


def test_errors_are_xml_unless_json_is_asked_for(wire: Wire) -> None:
    """Without Accept, or with */*, the error is the documented XML, escaped and legal."""
    for accept in (None, "*/*", "application/xml, application/json;q=0.5"):
        answer = wire.create({"<\x01&": 1}, Accept=accept)
        assert answer.headers["Content-Type"] == "application/xml"
        assert answer.text == (
            '<error xmlns="http://bindings.egain.com/ws/model/v12/gen/common"><code>400-147</code>'
            "<developerMessage>Unsupported attribute is present in request body: "
            "'&lt;\ufffd&amp;'.</developerMessage></error>"
        )
