"""Activities to encode: any, the canonical one, those of the samples; and what each of them says."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from egain_cli.content import BytesContent
from egain_cli.inputs.emails import read_emails
from egain_cli.inputs.messages import find_messages, read_messages
from egain_cli.inputs.mime.message import Wanted
from egain_cli.model import Activity, Attachment
from egain_cli.yaml_reader import Mark, Node

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted(p.name for p in (ROOT / "samples").iterdir() if p.suffix in {".eml", ".yaml"})

# What formats treat in a way of their own: marks of their grammar, line ends, blanks, escapes, what
# XML cannot carry, and what terminals obey.
ODD = (
    *("&", "<", ">", "]]>", "<![CDATA[", "&#13;", '"', "'", "\\", "%22", "%0A", ";", "--", "="),
    *("\r", "\n", "\r\n", "\t", " ", "\0", "\x01", "\x0b", "\x1f", "\x7f", "\x85", "\xa0"),
    *("é", "😀", "\u2028", "\u202e", "\ufeff", "\ufffd", "\ufffe", "\uffff", "\U0001fffe"),
)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30) | st.lists(
    st.sampled_from(ODD), min_size=1, max_size=5
).map("".join)
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
        name=MAYBE | st.just(""),
        content_type=WORDS,
        content=content,
        inline=st.just(False),
        content_id=MAYBE,
    )
    inline = st.builds(
        Attachment,
        name=MAYBE | st.just(""),
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
            "fileName": attachment.name or None,
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


def sample_activities(name: str) -> list[Activity]:
    """The activities of a sample, as a send with these settings would make them."""
    path = ROOT / "samples" / name
    if path.suffix == ".eml":
        wanted = Wanted(receiver="support@business.com")
        items = list(read_messages(find_messages([str(path)]), {}, wanted, "service"))
    else:
        date = {"date": Node("2026-01-02T03:04:05Z", Mark("--date"))}
        items = list(read_emails([str(path)], date, {}))
    return [item.activity for item in items]
