"""The JSON body of an activity."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from egain_cli.content import CHUNK, BytesContent, FileContent
from egain_cli.dialect import DEFAULT_DIALECT
from egain_cli.encode.document import wire_date
from egain_cli.encode.json import check, encode, to_pieces
from egain_cli.errors import InputError
from egain_cli.model import Activity, Attachment
from tests.encode.activities import ACTIVITIES, CANONICAL, said

if TYPE_CHECKING:
    from pathlib import Path


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


@pytest.mark.parametrize("text", ['"content":null', 'content":null', '"content":"', "null"])
def test_a_text_that_looks_like_the_place_of_a_content_stays_a_text(text: str) -> None:
    """Wherever it stands, each attachment has its own content."""
    files = [
        Attachment(name=text, content_type=text, content=BytesContent(b)) for b in (b"1", b"2")
    ]
    attributes = (("content", ("null", text)), (text, (text,)))
    texts = Activity(department=text, subject=text, text=text, date=datetime.now(UTC))
    activity = replace(texts, attributes=attributes, attachments=tuple(files))
    decoded = json.loads(b"".join(encode(activity)))
    assert decoded == said(activity)
    contents = [each["content"] for each in decoded["attachments"]["attachment"]]
    assert contents == ["MQ==", "Mg=="]


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


SHAPES = [
    ({"date": "string"}, "payload.email.date", "2015-12-26T19:00:00.000Z"),
    ({"addresses": "emailAddress"}, "payload.email.emailAddresses.to", {"emailAddress": ["support@business.com"]}),
    ({"addresses": "emailAddress"}, "payload.email.emailAddresses.replyTo", "reply@customer.com"),
    ({"reply_to": "object"}, "payload.email.emailAddresses.replyTo", {"address": ["reply@customer.com"]}),
    ({"reply_to": "object", "addresses": "emailAddress"}, "payload.email.emailAddresses.replyTo", {"emailAddress": ["reply@customer.com"]}),
    ({"booleans": "boolean"}, "isSecure", False),
    ({"booleans": "boolean"}, "attachments.attachment.0.isInline", True),
]  # fmt: skip


@pytest.mark.parametrize(("choices", "path", "expected"), SHAPES)
def test_another_dialect_says_it_so(choices: dict[str, str], path: str, expected: Any) -> None:
    """What a user chose for an open question is what is written there, and nothing else changes."""
    payload = encode(CANONICAL, replace(DEFAULT_DIALECT, **choices))
    value: Any = json.loads(b"".join(payload))
    for step in path.split("."):
        value = value[int(step) if step.isdigit() else step]
    assert value == expected
    assert type(value) is type(expected)


@given(ACTIVITIES)
@settings(max_examples=25)
def test_json_within_ascii_says_the_same(activity: Activity) -> None:
    """Where only ASCII may stand the document is the same, each letter beyond it escaped."""
    bare = replace(activity, attachments=())
    (body,) = to_pieces(bare, DEFAULT_DIALECT, ascii_only=True)
    assert isinstance(body, bytes)
    assert body.isascii()
    assert json.loads(body) == said(bare)
    assert check(activity) == []
