"""How what was read back is held against what was sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from egain_cli.comparison import compare
from egain_cli.content import BytesContent
from egain_cli.model import Activity, Attachment

IMAGE = Attachment(
    name="l.png", content_type="image/png", content=BytesContent(b"12345678"),
    inline=True, content_id="l1",
)  # fmt: skip
NOTE = Attachment(name=None, content_type="text/plain", content=BytesContent(b"hello"))
SENT = Activity(
    department="service", sender="j@c.com", receiver="s@b.com", subject="Broken phone",
    date=datetime(2015, 12, 26, 19, 0, 0, 123_999, tzinfo=UTC), text="It is broken.", html="<p>x",
    to=("s@b.com",), cc=("a@b.de", "c@d.ef"), reply_to="r@c.com", case_id="1060", secure=False,
    attributes=(("rating", ("5", "4")),), attachments=(IMAGE, NOTE),
)  # fmt: skip


def there() -> dict[str, Any]:
    """What a server shows that has taken SENT as it was."""
    return {
        "case": {"id": 1060},
        "department": {"name": "service"},
        "subject": "Broken phone",
        "isSecure": False,
        "customAttributes": {
            "customAttribute": [
                {"attribName": "rating",
                 "attribValues": {"attribValue": [{"value": "5"}, {"value": "4"}]}}
            ]
        },
        "payload": {
            "email": {
                "date": {"date": "2015-12-26T19:00:00.123Z"},
                "contents": {"content": [{"type": "html", "value": "<p>x"},
                                         {"type": "text", "value": "It is broken."}]},
                "emailAddresses": {
                    "from": "j@c.com", "receiver": "s@b.com", "to": {"address": ["s@b.com"]},
                    "cc": {"address": ["a@b.de", "c@d.ef"]}, "replyTo": "r@c.com",
                },
            }
        },
        "attachments": {
            "count": 2,
            "attachment": [
                {"contentType": "text/plain", "size": 5},
                {"fileName": "l.png", "contentType": "image/png", "size": "8",
                 "isInline": "true", "contentId": "l1"},
            ],
        },
    }  # fmt: skip


def change(document: Any, path: str, value: Any) -> Any:
    """A copy of a document with one value replaced, or taken out where the value is None."""
    first, _, rest = path.partition(".")
    key: Any = int(first) if isinstance(document, list) else first
    copy = document.copy()
    if rest:
        copy[key] = change(document[key], rest, value)
    elif value is None:
        del copy[key]
    else:
        copy[key] = value
    return copy


EMAIL = "payload.email"
ADDRESSES = f"{EMAIL}.emailAddresses"
CHANGES = [
    ("case.id", 1061, "case"),
    ("department.name", "sales", "department"),
    ("subject", "Broken Phone", "subject"),
    ("isSecure", "true", "secure"),
    ("customAttributes.customAttribute.0.attribName", "rated", "attributes"),
    (f"{EMAIL}.date.date", "2015-12-26T19:00:01.123Z", "date"),
    (f"{EMAIL}.contents.content.0.value", "<p>y", "html"),
    (f"{EMAIL}.contents.content.1.value", "It is broken. ", "text"),
    (f"{ADDRESSES}.from", "J@c.com", "from"),
    (f"{ADDRESSES}.receiver", "t@b.com", "receiver"),
    (f"{ADDRESSES}.to.address", ["s@b.com", "t@b.com"], "to"),
    (f"{ADDRESSES}.cc.address", ["a@b.de"], "cc"),
    (f"{ADDRESSES}.replyTo", "s@c.com", "reply_to"),
    ("attachments.attachment.0.size", 4, "attachments[2].size"),
    ("attachments.attachment.1.fileName", "m.png", "attachments[1].name"),
    ("attachments.attachment.1.contentType", "image/gif", "attachments[1].type"),
    ("attachments.attachment.1.isInline", "false", "attachments[1].inline"),
    ("attachments.attachment.1.contentId", "l2", "attachments[1].cid"),
]


def test_what_is_there_as_it_was_sent_has_no_finding() -> None:
    """Numbers for strings, another order of attachments and cut microseconds change nothing."""
    comparison = compare(SENT, there())
    assert comparison.findings == ()
    assert comparison.verdict is True


@pytest.mark.parametrize(("path", "value", "field"), CHANGES)
def test_every_change_of_a_field_is_found_and_named(path: str, value: Any, field: str) -> None:
    """One changed value is one finding, which names the field as users write it."""
    comparison = compare(SENT, change(there(), path, value))
    assert [(found.rule.name, found.field) for found in comparison.findings] == [
        ("read-back-differs", field)
    ]
    assert comparison.verdict is False


@pytest.mark.parametrize(("path", "value", "field"), [row for row in CHANGES if "." in row[0]])
def test_what_the_answer_does_not_tell_is_no_difference(path: str, value: Any, field: str) -> None:
    """A member that is not in the answer is said to be not compared, in one finding."""
    del value
    whole = path.startswith("customAttributes")
    document = change(there(), "customAttributes" if whole else path, None)
    comparison = compare(SENT, document)
    assert comparison.untold == (field,)
    assert [found.rule.name for found in comparison.findings] == ["not-compared"]
    assert comparison.verdict is None


def test_what_was_not_sent_is_not_compared() -> None:
    """A server adds a case and a priority; that is no difference."""
    bare = Activity(department="service", subject="Broken phone")
    assert compare(bare, there()).verdict is True


def test_a_lost_attachment_is_found_by_the_count_alone() -> None:
    """Where there are fewer than were sent, which is which is not guessed."""
    document = change(there(), "attachments", {"count": 1})
    comparison = compare(SENT, document)
    assert [found.field for found in comparison.findings] == ["attachments"]
    assert "sent '2', there is '1'" in comparison.findings[0].message


def test_attachments_of_which_only_the_count_is_told_are_not_compared() -> None:
    """The documented summary has a count and a link: it says nothing of any of them."""
    comparison = compare(SENT, change(there(), "attachments", {"count": 2, "link": {}}))
    assert comparison.verdict is None
    assert set(comparison.untold) == {
        "attachments[1].name", "attachments[1].type", "attachments[1].size",
        "attachments[1].inline", "attachments[1].cid", "attachments[2].type",
        "attachments[2].size",
    }  # fmt: skip


def test_what_the_format_could_not_carry_is_no_difference() -> None:
    """It was told before; only what was sent is looked for."""
    sent = Activity(subject="a\x01b")
    assert compare(sent, {"subject": "ab"}, lambda text: text.replace("\x01", "")).verdict is True
    assert compare(sent, {"subject": "ab"}).verdict is False


def test_attachments_of_which_nothing_is_told_are_not_compared() -> None:
    """An answer without any attachments member tells nothing of them."""
    assert compare(SENT, change(there(), "attachments", None)).untold == ("attachments",)


def test_a_long_text_is_quoted_around_the_place_where_it_differs() -> None:
    """The finding names the place, and not all of a long text."""
    sent = Activity(text="a" * 5000 + "b" + "c" * 5000)
    there = {"payload": {"email": {"contents": {"text": "a" * 5000 + "x" + "c" * 5000}}}}
    message = compare(sent, there).findings[0].message
    assert "from character 5001 on" in message
    assert len(message) < 300


def test_a_text_that_was_cut_off_differs_at_its_end() -> None:
    """A text that goes on where the other ends differs from there on."""
    sent = Activity(subject="abcdef")
    message = compare(sent, {"subject": "abc"}).findings[0].message
    assert message == "differs from character 4 on: sent 'abcdef', there is 'abc'"


def test_a_date_with_another_offset_is_the_same_date() -> None:
    """The same moment is the same date, however the server writes it."""
    document = change(there(), f"{EMAIL}.date", "2015-12-26T20:00:00.123+01:00")
    assert compare(replace(SENT), document).verdict is True
