"""The rows of the create page, each with an example of saying it and one of breaking it.

docs/api-coverage.md is made of them and of the program's own tables; the test beside it runs
every example, so that no cell can say what is not so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from egain_cli.encode.places import PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.encode.places import Place

ADDRESSES = "payload.email.emailAddresses"
LONG = "x" * 256


@dataclass(frozen=True)
class Row:
    """An attribute of the page.

    `flags` and `headers` (of an .eml, or flags of send-eml) and `yaml` each say `value`, which then
    stands at the row's first place. `broken` puts a value at a path of a JSON body, which the
    sandbox refuses with `code`; `finding` is what the client says of the same, where it does.
    """

    page: str
    flags: tuple[str, ...]
    yaml: str
    eml: tuple[str, ...]
    value: str
    rule: str
    broken: tuple[str, Any]
    code: str
    finding: str = ""
    breaks: tuple[str, ...] = ()

    @property
    def at(self) -> str:
        """Where its value stands in JSON."""
        if self.page == "attachments":
            return "attachments.attachment[].content"
        return self.places[0].json if self.places else "subject"

    @property
    def places(self) -> list[Place]:
        """Where it stands on the wire."""
        return [place for place in PLACES if place.page == self.page]


ROWS = (
    Row("department.name", ("--receiver", "sales@business.com", "--department", "sales"),
        "department: sales", ("--receiver", "sales@business.com", "--department", "sales"), "sales",
        "required; one that exists", ("department.name", "nowhere"), "400-152",
        "L001", ("--department", "")),
    Row("type.value", (), "", (), "email", "always `email`", ("type.value", "call"), "400-152"),
    Row("type.subtype.value", (), "", (), "general", "always `general`",
        ("type.subtype.value", "compose"), "400-152"),
    Row(f"{ADDRESSES}.from", ("--from", "a@b.de"), "from: a@b.de", ("From: Ann <a@b.de>",), "a@b.de",
        "required; a single address", (f"{ADDRESSES}.from", "a@b"), "400-152",
        "L004", ("--from", "a@b")),
    Row(f"{ADDRESSES}.receiver", ("--receiver", "support@business.com"),
        "receiver: support@business.com", ("Delivered-To: support@business.com",),
        "support@business.com", "required; a single address; an active alias of the department",
        (f"{ADDRESSES}.receiver", "old-support@business.com"), "400-152",
        "L004", ("--receiver", "support")),
    Row("payload.email.date", ("--date", "2015-12-26T20:00:00+01:00"),
        "date: 2015-12-26T20:00:00+01:00", ("Date: Sat, 26 Dec 2015 20:00:00 +0100",),
        "2015-12-26T19:00:00.000Z", "required; ISO 8601, sent as UTC with milliseconds",
        ("payload.email.date", {"date": "26.12.2015"}), "400-152",
        "L005", ("--date", "26.12.2015")),
    Row("subject or attachments or content", ("--subject", "Broken phone"), "subject: Broken phone",
        ("Subject: Broken phone",), "Broken phone", "at least one of the three is required",
        ("subject", None), "400-146", "L002", ("--subject", "")),
    Row("case.id", ("--case", "1060"), "case: 1060", ("--case", "1060"), "1060",
        "a case that exists; without it a new one is made", ("case", {"id": "99"}), "400-194",
        "L007", ("--case", "new")),
    Row("isSecure", ("--secure",), "secure: true", ("--secure",), "true",
        "`true` or `false`; `true` only where secure messaging is on", ("isSecure", "maybe"),
        "400-152"),
    Row("subject", ("--subject", "Broken phone"), "subject: Broken phone",
        ("Subject: =?utf-8?q?Broken_phone?=",), "Broken phone", "at most 255 characters",
        ("subject", LONG), "400-152", "L012", ("--subject", LONG)),
    Row("attachments", ("--attach", "a.csv", "--inline", "a.csv;cid=a"), "attachments: [a.csv]",
        ("attachment", "text/csv"), "eDt5", "no type that is blocked; not in a multipart's `data`",
        ("attachments", {"attachment": [
            {"content": "eA==", "contentType": "a/b", "fileName": "run.exe"}]}), "400-152"),
    Row("customAttributes", ("--attr", "source=import"), "attributes: {source: import}",
        ("--attr", "source=import"), "source",
        "a configured name; a value of its enumeration, if it has one",
        ("customAttributes", {"customAttribute": [
            {"attribName": "customer_rating", "attribValues": {"attribValue": [{"value": "9"}]}}]}),
        "400-152", "L010", ("--attr", "source=")),
    Row("payload.email.contents", ("--text", "It is broken.", "--html", "<p>It"),
        "text: It is broken.", ("", "It is broken."), "text", "`text` and `html`, one or both",
        ("payload.email.contents", {"content": [{"type": "rtf", "value": "x"}]}), "400-152"),
    Row(f"{ADDRESSES}.to", ("--to", "a@b.de"), "to: [a@b.de]", ("To: Ann <a@b.de>",), "a@b.de",
        "valid addresses, each at most 255 characters",
        (f"{ADDRESSES}.to", {"address": ["a b@c.de"]}), "400-152", "L004", ("--to", "a b@c.de")),
    Row(f"{ADDRESSES}.cc", ("--cc", "a@b.de"), "cc: [a@b.de]", ("Cc: Ann <a@b.de>",), "a@b.de",
        "valid addresses, each at most 255 characters",
        (f"{ADDRESSES}.cc", {"address": [f"{LONG}@c.de"]}), "400-152", "L004",
        ("--cc", f"{LONG}@c.de")),
    Row(f"{ADDRESSES}.replyTo", ("--reply-to", "a@b.de"), "reply_to: a@b.de",
        ("Reply-To: Ann <a@b.de>",), "a@b.de", "a single address, at most 255 characters",
        (f"{ADDRESSES}.replyTo", "a@b.de,c@d.ef"), "400-152", "L003",
        ("--reply-to", "a@b.de,c@d.ef")),
    Row("customer", ("--customer-first-name", "Ann"), "customer: {first_name: Ann}", (),
        "individual", "used for a customer who is new; no department in it",
        ("customer", {"department": {"name": "service"}}), "400-147"),
    Row("contentType", ("--attach", "a.csv;type=text/x-own"),
        "attachments: [{path: a.csv, type: text/x-own}]", ("attachment", "text/x-own"), "text/x-own",
        "required; at most 255 characters",
        ("attachments", {"attachment": [{"content": "eA==", "contentType": LONG}]}), "400-152",
        "L014", ("--attach", f"a.csv;type=text/{LONG}")),
    Row("content", ("--attach", "a.csv"), "attachments: [a.csv]", ("attachment", "text/csv"), "eDt5",
        "required; base64 on the wire, the file's bytes as they are",
        ("attachments", {"attachment": [{"content": "e", "contentType": "a/b"}]}), "400-152",
        "L114", ("--attach", "empty.csv")),
    Row("isInline", ("--html", "<img src='cid:a'>", "--inline", "a.csv;cid=a"),
        "{html: '<img src=\"cid:a\">', attachments: [{path: a.csv, cid: a}]}", ("inline", "a"), "true",
        "`true` for what the HTML shows",
        ("attachments", {"attachment": [
            {"content": "eA==", "contentType": "a/b", "isInline": "yes"}]}), "400-152"),
    Row("contentId", ("--html", "<img src='cid:a'>", "--inline", "a.csv;cid=a"),
        "{html: '<img src=\"cid:a\">', attachments: [{path: a.csv, cid: a}]}", ("inline", "a"), "a",
        "required where it is inline; the HTML refers to it by `cid:`",
        ("attachments", {"attachment": [
            {"content": "eA==", "contentType": "a/b", "isInline": "true"}]}), "400-152"),
    Row("fileName", ("--attach", "a.csv;name=b.csv"), "attachments: [{path: a.csv, name: b.csv}]",
        ("attachment", "text/csv"), "b.csv", "at most 255 characters; not of a blocked type",
        ("attachments", {"attachment": [
            {"content": "eA==", "contentType": "a/b", "fileName": "run.exe"}]}), "400-152",
        "L013", ("--attach", f"a.csv;name={LONG}")),
)  # fmt: skip


@dataclass(frozen=True)
class Header:
    """A row about the request beside its attributes: one that is wrong, and the sandbox's code."""

    page: str
    client: str
    wrong: dict[str, str]
    code: str
    confidence: str
    query: str = ""
    body: bool = True


HEADERS = (
    Header(
        "X-egain-session",
        "`egain login`, `EGAIN_SESSION`, or by itself",
        {"X-egain-session": "x"},
        "401-101",
        "seen in an official example",
    ),
    Header(
        "Content-Type",
        "`--format json`, `xml` or `multipart`",
        {"Content-Type": "text/plain"},
        "415-90001",
        "documented; the code for others is a guess",
    ),
    Header(
        "Accept",
        "always `application/json`; XML answers are read too",
        {"Accept": "text/html"},
        "406-90001",
        "documented; the code for others is a guess",
    ),
    Header(
        "Accept-Language",
        "`--language`, one of the 15 codes",
        {"Accept-Language": "xx-XX"},
        "406-100",
        "documented; the list is that of the newer API",
    ),
    Header("query parameters", "none are sent", {}, "400-101", "documented", query="?a=1"),
    Header("request body", "always there", {}, "400-264", "documented", body=False),
)


@dataclass(frozen=True)
class Status:
    """A status that the page lists, and what the client makes of it."""

    status: int
    outcome: str
    exit_code: int
    words: str


STATUSES = (
    Status(201, "accepted", 0, "the id is read from Location"),
    Status(400, "rejected", 1, "code and message are shown word for word"),
    Status(401, "rejected", 4, "after one new login, where a password is at hand"),
    Status(403, "rejected", 4, "the user lacks a right"),
    Status(406, "rejected", 1, "code and message are shown word for word"),
    Status(500, "unknown", 7, "the activity may exist: it is never sent again by itself"),
)


def render() -> str:
    """docs/api-coverage.md."""
    return "\n".join([*_TEXT, *_attributes(), "", *_requests(), "", *_statuses(), ""])


_TEXT = (
    "# What of the API is covered",
    "",
    'Every row of the page "Create Incoming Email Activity": how to say it, where it stands on the',
    "wire, and what becomes of a mistake. This page is made by a test from the program's own tables;",
    "the test runs each example and each mistake, against the client and against the sandbox.",
    "",
    "Namespaces of the XML places, below `http://bindings.egain.com/ws/model/v12/gen/`: A",
    "`interaction/activity`, P `platform`, C `common`, T `interaction/attachment`, U",
    "`interaction/customer`, N `interaction/contactperson`. In a multipart request the same JSON or XML",
    "is the part `data`, and each attachment a part of its own.",
    "",
    "The rules are documented. The confidence is that of the place: how sure it is that JSON and XML",
    "look like this. `egain doctor` lists what is open, and `--dialect` changes it. In the column",
    "client stands the finding that keeps a mistake from being sent, or warns of it; a dash leaves it",
    "to the server.",
    "",
    "## Attributes",
    "",
)


def _attributes() -> Iterator[str]:
    yield (
        "| row | flags | YAML | .eml | JSON | XML | rule | client | sandbox | JSON is | XML is |"
    )
    yield "|" + "---|" * 11
    for row in ROWS:
        for number, place in enumerate(row.places or [None]):
            first = number == 0
            said = (row.page, _flags(row, place), _key(place), _eml(row) if first else "as above")
            ruled = (row.rule, row.finding or "-", row.code) if first else ("as above",) * 3
            yield "| " + " | ".join((*said, *_where(place), *ruled, *_sure(place))) + " |"


def _where(place: Place | None) -> tuple[str, str]:
    return (f"`{place.json}`", f"`{place.xml}`") if place else ("theirs", "theirs")


def _sure(place: Place | None) -> tuple[str, str]:
    return (str(place.json_confidence), str(place.xml_confidence)) if place else ("theirs",) * 2


def _key(place: Place | None) -> str:
    if place is None:
        return "theirs"
    return ", ".join(f"`{name}`" for name in place.field.split(", ") if name) or _SAME


def _flags(row: Row, place: Place | None) -> str:
    names = list(dict.fromkeys(flag for flag in row.flags if flag.startswith("--")))
    if row.page not in ("attachments", "payload.email.contents"):
        names = names[-1:]  # those before it are only what the example needs besides
    if row.page == "customer" and place and place.field.startswith("customer."):
        flag = f"--{place.field.replace('.', '-').replace('_', '-')}"
        names = [flag] if flag in _CUSTOMER else ["YAML"]
    return ", ".join(f"`{name}`" for name in names).replace("`YAML`", "in YAML") or _SAME


_SAME = "always the same"
_CUSTOMER = ("--customer-first-name", "--customer-last-name")


def _eml(row: Row) -> str:
    if not row.eml:
        return _SAME if not row.flags else "not from a message"
    if row.eml[0].startswith("--"):
        return [f"`{name}`" for name in row.eml if name.startswith("--")][-1]
    if row.eml[0] in ("attachment", "inline"):
        return "the part"
    return f"`{row.eml[0].partition(':')[0]}`" if row.eml[0] else "the body"


def _requests() -> Iterator[str]:
    yield "## The request"
    yield ""
    yield "| row | in the client | a wrong one in the sandbox | confidence |"
    yield "|---|---|---|---|"
    for row in HEADERS:
        yield f"| {row.page} | {row.client} | {row.code} | {row.confidence} |"


def _statuses() -> Iterator[str]:
    yield "## The answer"
    yield ""
    yield "| status | outcome | exit code | meaning |"
    yield "|---|---|---|---|"
    for row in STATUSES:
        yield f"| {row.status} | `{row.outcome}` | {row.exit_code} | {row.words} |"
