"""The JSON body of an activity, and the golden bodies of the samples.

`EGAIN_WRITE_GOLDENS=1 pytest tests/encode/test_json.py` writes the goldens anew, for a person to
read the difference before it is committed. It is never set in CI.
"""

from __future__ import annotations

import base64
import json
import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.content import CHUNK, BytesContent, FileContent
from egain_cli.encode.document import wire_date
from egain_cli.encode.json import encode
from egain_cli.errors import InputError
from egain_cli.inputs.emails import read_emails
from egain_cli.inputs.messages import find_messages, read_messages
from egain_cli.inputs.mime.message import Wanted
from egain_cli.lint import check
from egain_cli.model import Activity, Attachment
from egain_cli.yaml_reader import Mark, Node

ROOT = Path(__file__).resolve().parents[2]
GOLDENS = ROOT / "tests" / "goldens" / "json"
SAMPLES = sorted(p.name for p in (ROOT / "samples").iterdir() if p.suffix in {".eml", ".yaml"})
WRITE = bool(os.environ.get("EGAIN_WRITE_GOLDENS"))

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
ZONES = st.builds(timezone, st.timedeltas(timedelta(hours=-23), timedelta(hours=23)))
MAYBE = st.none() | WORDS
CUSTOMER = {
    "level": ("level",),
    "role": ("role",),
    "pin": ("pin",),
    "how_referred": ("howReferred",),
    "industry": ("industry",),
    "market_segment": ("marketSegment",),
    "salutation": ("contactPersons", "contactPerson", "salutation"),
    "first_name": ("contactPersons", "contactPerson", "firstName"),
    "middle_name": ("contactPersons", "contactPerson", "middleName"),
    "last_name": ("contactPersons", "contactPerson", "lastName"),
    "gender": ("contactPersons", "contactPerson", "gender", "value"),
    "job_title": ("contactPersons", "contactPerson", "jobTitle"),
}


def attachments() -> st.SearchStrategy[Attachment]:
    content = st.binary(max_size=300).map(BytesContent)
    beside = st.builds(
        Attachment,
        name=MAYBE,
        content_type=WORDS,
        content=content,
        inline=st.just(False),
        content_id=MAYBE,
    )
    inline = st.builds(
        Attachment,
        name=MAYBE,
        content_type=WORDS,
        content=content,
        inline=st.just(True),
        content_id=WORDS,
    )
    return beside | inline


ACTIVITIES = st.builds(
    Activity,
    department=WORDS,
    sender=WORDS,
    receiver=WORDS,
    date=st.datetimes(datetime(1000, 1, 2), datetime(9999, 12, 30), timezones=ZONES),
    subject=MAYBE,
    text=MAYBE,
    html=MAYBE,
    to=st.lists(WORDS, max_size=3).map(tuple),
    cc=st.lists(WORDS, max_size=3).map(tuple),
    reply_to=MAYBE,
    case_id=MAYBE,
    secure=st.none() | st.booleans(),
    attributes=st.lists(
        st.tuples(WORDS, st.lists(WORDS, min_size=1, max_size=3).map(tuple)), max_size=3
    ).map(tuple),
    customer=st.none() | st.dictionaries(st.sampled_from(sorted(CUSTOMER)), WORDS, min_size=1),
    attachments=st.lists(attachments(), max_size=3).map(tuple),
)  # fmt: skip


def without_nothing(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, [], {})}


def customer_said(given_names: dict[str, str]) -> dict[str, Any]:
    """The customer element, built path by path from the table above."""
    customer: dict[str, Any] = {"type": {"value": "individual"}}
    for name, value in given_names.items():
        *path, last = CUSTOMER[name]
        place = customer
        for step in path:
            place = place.setdefault(step, {})
        place[last] = value
    persons = customer.get("contactPersons")
    if persons:
        persons["contactPerson"] = [persons["contactPerson"]]
    return customer


def attachment_said(attachment: Attachment) -> dict[str, Any]:
    inline = attachment.inline
    return without_nothing(
        {
            "fileName": attachment.name,
            "contentType": attachment.content_type,
            "content": base64.b64encode(b"".join(attachment.content.chunks())).decode(),
            "isInline": "true" if inline else None,
            "contentId": attachment.content_id if inline else None,
        }
    )


def said(activity: Activity) -> dict[str, Any]:
    """The canonical JSON of the API notes, written from the notes and not from the encoder."""
    contents = [
        {"type": kind, "value": value}
        for kind, value in (("text", activity.text), ("html", activity.html))
        if value is not None
    ]
    assert activity.date
    moment = activity.date.astimezone(UTC)
    email = without_nothing(
        {
            "date": {"date": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"},
            "contents": {"content": contents} if contents else None,
            "emailAddresses": without_nothing(
                {
                    "from": activity.sender,
                    "receiver": activity.receiver,
                    "to": {"address": list(activity.to)} if activity.to else None,
                    "cc": {"address": list(activity.cc)} if activity.cc else None,
                    "replyTo": activity.reply_to,
                }
            ),
        }
    )
    attributes = [
        {"attribName": name, "attribValues": {"attribValue": [{"value": v} for v in values]}}
        for name, values in activity.attributes
    ]
    files = [attachment_said(each) for each in activity.attachments]
    return without_nothing(
        {
            "department": {"name": activity.department},
            "type": {"value": "email", "subtype": {"value": "general"}},
            "case": {"id": activity.case_id} if activity.case_id else None,
            "isSecure": {None: None, True: "true", False: "false"}[activity.secure],
            "subject": activity.subject,
            "attachments": {"attachment": files} if files else None,
            "customAttributes": {"customAttribute": attributes} if attributes else None,
            "payload": {"email": email},
            "customer": customer_said(dict(activity.customer)) if activity.customer else None,
        }
    )


@given(ACTIVITIES)
def test_any_activity_survives(activity: Activity) -> None:
    """The body decodes to exactly what the activity says, is as long as it claims, and repeats."""
    payload = encode(activity)
    body = b"".join(payload)
    decoded = json.loads(body)
    assert decoded == said(activity)
    assert payload.length == len(body)
    assert payload.media_type == "application/json"
    assert b"".join(payload) == body
    for member, attachment in zip(
        decoded.get("attachments", {}).get("attachment", []), activity.attachments, strict=True
    ):
        content = base64.b64decode(member["content"], validate=True)
        assert BytesContent(content) == attachment.content


CANONICAL = Activity(
    department="service",
    sender="jhenry@customer.com",
    receiver="support@business.com",
    date=datetime(2015, 12, 26, 20, tzinfo=timezone(timedelta(hours=1))),
    subject="Issue with mobile phone",
    text="This is the issue",
    html='<p>This is the issue <img src="cid:logo1"></p>',
    to=("support@business.com",),
    cc=("boss@customer.com", "team@customer.com"),
    reply_to="reply@customer.com",
    case_id="1060",
    secure=False,
    attributes=(("customer_rating", ("5",)),),
    customer={"first_name": "J", "last_name": "Henry"},
    attachments=(
        Attachment(
            name="logo.png",
            content_type="image/png",
            content=BytesContent(b"\x89PNG\r\n\x1a\n"),
            inline=True,
            content_id="logo1",
        ),
        Attachment(name="log.txt", content_type="text/plain", content=BytesContent(b"hello")),
    ),
)
CANONICAL_BODY = (
    '{"department":{"name":"service"},"type":{"value":"email","subtype":{"value":"general"}},'
    '"case":{"id":"1060"},"isSecure":"false","subject":"Issue with mobile phone",'
    '"attachments":{"attachment":['
    '{"fileName":"logo.png","contentType":"image/png","content":"iVBORw0KGgo=","isInline":"true","contentId":"logo1"},'
    '{"fileName":"log.txt","contentType":"text/plain","content":"aGVsbG8="}]},'
    '"customAttributes":{"customAttribute":[{"attribName":"customer_rating","attribValues":{"attribValue":[{"value":"5"}]}}]},'
    '"payload":{"email":{"date":{"date":"2015-12-26T19:00:00.000Z"},'
    '"contents":{"content":[{"type":"text","value":"This is the issue"},'
    '{"type":"html","value":"<p>This is the issue <img src=\\"cid:logo1\\"></p>"}]},'
    '"emailAddresses":{"from":"jhenry@customer.com","receiver":"support@business.com",'
    '"to":{"address":["support@business.com"]},"cc":{"address":["boss@customer.com","team@customer.com"]},'
    '"replyTo":"reply@customer.com"}}},'
    '"customer":{"type":{"value":"individual"},"contactPersons":{"contactPerson":[{"firstName":"J","lastName":"Henry"}]}}}'
)


def test_the_canonical_body_to_the_letter() -> None:
    """The API notes' canonical JSON comes out letter by letter, members in its order."""
    assert b"".join(encode(CANONICAL)).decode() == CANONICAL_BODY


def test_what_is_absent_or_empty_is_left_out() -> None:
    """No null and no empty text reaches the server, which refuses both (400-387)."""
    empty = Activity(department="", subject="", text="", html="", case_id="", reply_to="")
    expected = {
        "type": {"value": "email", "subtype": {"value": "general"}},
        "payload": {"email": {}},
    }
    assert json.loads(b"".join(encode(empty))) == expected
    assert json.loads(b"".join(encode(Activity()))) == expected


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 2])
def test_a_file_of_any_size_goes_out_in_pieces(tmp_path: Path, size: int) -> None:
    """Pieces of base64 join without padding between them, whatever the size of the file."""
    content = bytes(range(256)) * (size // 256 + 1)
    content = content[:size]
    file = tmp_path / "big.bin"
    file.write_bytes(content)
    attachment = Attachment(name=None, content_type="a/b", content=FileContent(file, size))
    payload = encode(Activity(subject="s", attachments=(attachment, attachment)))
    pieces = list(payload)
    assert sum(map(len, pieces)) == payload.length
    members = json.loads(b"".join(pieces))["attachments"]["attachment"]
    assert [base64.b64decode(each["content"], validate=True) for each in members] == [content] * 2
    assert (len(pieces) == 1) == (size < 1000)
    assert max(map(len, pieces)) <= CHUNK // 3 * 4 + 1000


def test_a_text_that_is_no_unicode_is_still_a_body(tmp_path: Path) -> None:
    """Half a character, which lint refuses, becomes a question mark and keeps the length true."""
    payload = encode(Activity(subject="a\ud800b"))
    assert json.loads(b"".join(payload))["subject"] == "a?b"
    assert payload.length == len(b"".join(payload))


UNSAFE = [0x7F, 0x80, 0x9F, 0x61C, 0x200B, 0x200F, 0x2028, 0x202E, 0x2060, 0x2069, 0xFEFF]
HARMLESS = [0x7E, 0xA0, 0x61B, 0x200A, 0x2010, 0x2027, 0x202F, 0x205F, 0x206A, 0xFEFE, 0x1F600]


@pytest.mark.parametrize(("codes", "raw"), [(UNSAFE, False), (HARMLESS, True)])
def test_what_a_terminal_would_obey_is_escaped(codes: list[int], raw: bool) -> None:
    """Controls and marks of direction are escaped wherever they are; letters as themselves."""
    content = BytesContent(b"x")
    for text in map(chr, codes):
        attached = Attachment(
            name=text, content_type="a/b" + text, content=content, inline=True, content_id=text
        )
        activity = Activity(subject=text, attributes=((text, (text,)),), attachments=(attached,))
        payload = encode(activity)
        body = b"".join(payload).decode()
        assert payload.length == len(body.encode())
        assert body.count(text) == (6 if raw else 0)
        assert body.count(f"\\u{ord(text):04x}") == (0 if raw else 6)
        assert json.loads(body)["subject"] == text
        assert json.loads(body)["attachments"]["attachment"][0]["fileName"] == text


def test_an_inline_attachment_without_a_content_id_is_still_json() -> None:
    """An inline attachment without Content-ID, which lint refuses, leaves the member out."""
    attachment = Attachment(name=None, content_type="a/b", content=BytesContent(b""), inline=True)
    body = json.loads(b"".join(encode(Activity(attachments=(attachment,)))))
    member = body["attachments"]["attachment"]
    assert member == [{"contentType": "a/b", "content": "", "isInline": "true"}]


@pytest.mark.parametrize("change", ["longer", "shorter", "other", "gone"])
def test_a_file_that_changes_before_it_is_sent_is_an_error(tmp_path: Path, change: str) -> None:
    """A file that was written to or went away since it was read is an InputError naming it."""
    file = tmp_path / "log.txt"
    file.write_bytes(b"hello")
    os.utime(file, ns=(1, 1))
    content = FileContent(file, 5, file.stat().st_mtime_ns)
    if change == "gone":
        file.unlink()
    else:
        file.write_bytes({"longer": b"hello, world", "shorter": b"hel", "other": b"world"}[change])
    payload = encode(
        Activity(attachments=(Attachment(name="l", content_type="a/b", content=content),))
    )
    with pytest.raises(InputError, match=r"log\.txt") as caught:
        list(payload)
    assert caught.value.hint


DATES = [
    (datetime(2026, 3, 14, 9, 26, 53, 999_999, tzinfo=UTC), "2026-03-14T09:26:53.999Z"),
    (datetime(2026, 3, 14, 9, tzinfo=timezone(timedelta(hours=5.5))), "2026-03-14T03:30:00.000Z"),
    (datetime(999, 1, 1, tzinfo=UTC), "0999-01-01T00:00:00.000Z"),
]  # fmt: skip


@pytest.mark.parametrize(("date", "text"), DATES)
def test_dates_are_utc_with_milliseconds(date: datetime, text: str) -> None:
    """A date goes out in UTC, with milliseconds cut and not rounded, and a Z."""
    assert wire_date(date) == text


def sample_activities(name: str) -> list[Activity]:
    path = ROOT / "samples" / name
    if path.suffix == ".eml":
        wanted = Wanted(receiver="support@business.com")
        items = list(read_messages(find_messages([str(path)]), {}, wanted, "service"))
    else:
        date = {"date": Node("2026-01-02T03:04:05Z", Mark("--date"))}
        items = list(read_emails([str(path)], date, {}))
    return [item.activity for item in items]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_encoded_as_its_golden(name: str) -> None:
    """Each sample breaks no rule, and its bodies are those that a person has read and kept."""
    activities = sample_activities(name)
    assert activities
    assert [check(activity) for activity in activities] == [[]] * len(activities)
    bodies = [json.loads(b"".join(encode(activity))) for activity in activities]
    text = json.dumps(bodies, indent=1, ensure_ascii=False) + "\n"
    golden = GOLDENS / f"{name}.json"
    if WRITE:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert golden.read_text(encoding="utf-8") == text


def test_every_golden_has_its_sample() -> None:
    """A golden whose sample is gone is found, so that it does not pass for a test."""
    assert {path.name for path in GOLDENS.glob("*")} == {f"{name}.json" for name in SAMPLES}
