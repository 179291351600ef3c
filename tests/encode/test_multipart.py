"""The multipart body of an activity."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.content import BytesContent
from egain_cli.dialect import CHOICES, DEFAULT_DIALECT, Dialect
from egain_cli.encode.multipart import check, encode
from egain_cli.findings import Severity
from egain_cli.model import Activity, Attachment
from tests.encode.activities import ACTIVITIES, CANONICAL, said
from tests.encode.decoders import decode_multipart, disposition, split_multipart

FILE = Attachment(name="a.txt", content_type="text/plain", content=BytesContent(b"x"))
IMAGE = replace(FILE, inline=True, content_id="logo")
ONLY_NAME = replace(DEFAULT_DIALECT, inline_part="name")
ONLY_HEADER = replace(DEFAULT_DIALECT, inline_part="content-id")
AS_XML = replace(DEFAULT_DIALECT, multipart_data="xml")


def parts(
    attachments: tuple[Attachment, ...], dialect: Dialect = DEFAULT_DIALECT
) -> list[dict[str, str]]:
    """The headers of the attachments' parts."""
    payload = encode(Activity(attachments=attachments), dialect)
    split = split_multipart(payload.media_type, b"".join(payload))
    return [headers for headers, _ in split[2:]]


def names(attachments: tuple[Attachment, ...], dialect: Dialect = DEFAULT_DIALECT) -> list[str]:
    return [disposition(headers)["name"] for headers in parts(attachments, dialect)]


def found(attachment: Attachment, dialect: Dialect = DEFAULT_DIALECT) -> list[tuple[str, str]]:
    """The rules that an attachment alone breaks, each with the last step of its field."""
    findings = check(replace(CANONICAL, attachments=(FILE, attachment)), dialect)
    assert all(each.field.startswith("attachments[2].") for each in findings)
    return [(each.rule.name, each.field.rpartition(".")[2]) for each in findings]


MEMBERS = {"name": "fileName", "type": "contentType", "cid": "contentId"}


@given(ACTIVITIES)
def test_any_activity_survives(activity: Activity) -> None:
    """Read by browsers' rules the parts say the activity; where they may not, check has said so."""
    payload = encode(activity)
    body = b"".join(payload)
    assert payload.length == len(body)
    assert b"".join(payload) == body
    decoded = decode_multipart(payload.media_type, body)
    expected = said(activity)
    for finding in check(activity):
        position, member = finding.field.removeprefix("attachments[").split("].")
        for document in (decoded, expected):
            document["attachments"]["attachment"][int(position) - 1].pop(MEMBERS[member], None)
    assert decoded == expected


@given(ACTIVITIES)
def test_data_may_be_xml(activity: Activity) -> None:
    """With the part `data` in XML the same is said, unless a finding tells what is not."""
    payload = encode(activity, AS_XML)
    body = b"".join(payload)
    assert payload.length == len(body)
    decoded = decode_multipart(payload.media_type, body)
    if not check(activity, AS_XML):
        assert decoded == said(activity)


@given(st.data())
def test_every_dialect_has_its_length(data: st.DataObject) -> None:
    """Whatever is chosen for each open question, the body is as long as it claims, and repeats."""
    chosen = {each.key: data.draw(st.sampled_from(each.values)) for each in CHOICES}
    payload = encode(CANONICAL, DEFAULT_DIALECT.choose(chosen))
    body = b"".join(payload)
    assert payload.length == len(body)
    assert b"".join(payload) == body


CANONICAL_BODY = (
    "--B\r\n"
    'Content-Disposition: form-data; name="data"\r\n'
    "\r\n"
    "{data}\r\n"
    "--B\r\n"
    'Content-Disposition: form-data; name="data-type"\r\n'
    "\r\n"
    "application/json\r\n"
    "--B\r\n"
    'Content-Disposition: form-data; name="logo1"; filename="logo.png"\r\n'
    "Content-Type: image/png\r\n"
    "Content-ID: <logo1>\r\n"
    "\r\n"
    "\x89PNG\r\n\x1a\n\r\n"
    "--B\r\n"
    'Content-Disposition: form-data; name="attachment2"; filename="log.txt"\r\n'
    "Content-Type: text/plain\r\n"
    "\r\n"
    "hello\r\n"
    "--B--\r\n"
)


def test_the_canonical_body_to_the_letter() -> None:
    """The API notes' canonical form comes out letter by letter, `data` without the attachments."""
    payload = encode(CANONICAL, boundary="B")
    assert payload.media_type == "multipart/form-data; boundary=B"
    data = said(CANONICAL)
    del data["attachments"]
    text = json.dumps(data, separators=(",", ":"))
    expected = CANONICAL_BODY.replace("{data}", text).encode("latin-1")
    assert b"".join(payload) == expected


def test_each_payload_has_a_boundary_of_its_own() -> None:
    """The boundary cannot be known from what is sent, and stays the same while it is sent again."""
    first, second = encode(CANONICAL), encode(CANONICAL)
    assert first.media_type != second.media_type
    assert len(first.media_type.rpartition("=")[2]) >= 32
    assert b"".join(first) == b"".join(first)


def test_data_stays_within_ascii() -> None:
    """No server needs to know the charset of the part `data`."""
    payload = encode(replace(CANONICAL, subject="é😀", attachments=()))
    assert b"".join(payload).isascii()
    payload = encode(replace(CANONICAL, subject="é😀", attachments=()), AS_XML)
    assert b"".join(payload).isascii()


INLINE = [
    (DEFAULT_DIALECT, "logo", True),
    (ONLY_NAME, "logo", False),
    (ONLY_HEADER, "attachment1", True),
]


@pytest.mark.parametrize(("dialect", "name", "header"), INLINE)
def test_what_marks_an_inline_part_can_be_chosen(
    dialect: Dialect, name: str, *, header: bool
) -> None:
    """An inline attachment is marked by its part's name, by a header, or by both."""
    (headers,) = parts((IMAGE,), dialect)
    assert disposition(headers)["name"] == name
    assert headers.get("Content-ID") == ("<logo>" if header else None)


def test_no_two_parts_have_one_name() -> None:
    """Content-IDs and numbered names stay apart from each other and from the request's own."""
    ids = ("attachment2", "data", "data-type", "logo", "logo", "attachment2-")
    images = [replace(IMAGE, content_id=each) for each in ids]
    several = (images[0], FILE, *images[1:], FILE, replace(FILE, content_id="logo"))
    assert names(several) == [
        "attachment2", "attachment2--", "attachment3", "attachment4", "logo", "attachment6",
        "attachment2-", "attachment8", "attachment9",
    ]  # fmt: skip
    headers = [each.get("Content-ID") for each in parts(several)]
    assert headers[3:6] == ["<data-type>", "<logo>", "<logo>"]
    assert headers[7:] == [None, None]


def test_what_lint_refuses_is_still_a_part() -> None:
    """An inline attachment without Content-ID, or one without a type, has one header less."""
    (headers,) = parts((replace(IMAGE, content_id=None, content_type=""),))
    named = 'form-data; name="attachment1"; filename="a.txt"'
    assert headers == {"Content-Disposition": named}
    assert found(replace(IMAGE, content_id=None, content_type="")) == []


NAMES = [
    ('say "hi"\r\n.txt', 'filename="say %22hi%22%0D%0A.txt"'),
    ("März; 1=2 😀.txt", 'filename="März; 1=2 😀.txt"'),
    ("a%22b\\c", 'filename="a%22b\\c"'),
    (" ", 'filename=" "'),
]


@pytest.mark.parametrize(("name", "written"), NAMES)
def test_file_names_are_written_as_browsers_do(name: str, written: str) -> None:
    """A file name stands in UTF-8, and only quotes and line ends are escaped."""
    (headers,) = parts((replace(FILE, name=name),))
    assert headers["Content-Disposition"].endswith(f"; {written}")


@pytest.mark.parametrize("name", [None, ""])
def test_no_file_name_is_no_parameter(name: str | None) -> None:
    """An attachment without a name has no empty one, and the doubt about that is recorded."""
    nameless = replace(FILE, name=name)
    (headers,) = parts((nameless,))
    assert headers["Content-Disposition"] == 'form-data; name="attachment1"'
    assert found(nameless) == [("read-in-two-ways", "name")]


NEVER, TWO_WAYS = "not-in-a-header", "read-in-two-ways"
DOUBTS: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({}, []),
    ({"name": "März ;,'% %2 (1).txt"}, []),
    *(({"name": f"a{each}"}, [(TWO_WAYS, "name")]) for each in ('"', "\r", "\n", "\\b", "\\\\", "%22", "%0d", "%0A")),
    ({"name": "a\\"}, [(NEVER, "name")]),
    ({"content_type": "Multipart/mixed"}, [(TWO_WAYS, "type")]),
    *(({"name": f"a{each}"}, [(NEVER, "name")]) for each in ("\0", "\t", "\x0b", "\x1f", "\x7f", '"\0')),
    ({"content_type": 'text/plain; charset="x"'}, []),
    ({"content_type": " text/plain"}, [(TWO_WAYS, "type")]),
    ({"content_type": "text/plain "}, [(TWO_WAYS, "type")]),
    *(({"content_type": f"a/b{each}"}, [(NEVER, "type")]) for each in ("\0", "\r\n", "\t", "\x7f", "é", "\xa0")),
    ({"content_id": "é\0<>"}, []),
    ({"inline": True, "content_id": "screen.1@customer.com; %2"}, []),
    *(({"inline": True, "content_id": f"a{each}b"}, [(NEVER, "cid")]) for each in ("\0", "\r", "\n", "\x7f")),
    *(({"inline": True, "content_id": f"a{each}b"}, [(TWO_WAYS, "cid")]) for each in ('"', "\\", "%22", "é", "<", ">")),
    *(({"inline": True, "content_id": each}, [(TWO_WAYS, "cid")]) for each in (" a", "a ", "data", "data-type")),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), DOUBTS)
def test_what_a_header_cannot_say_is_told(
    changes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """What no header carries is an error, what servers read differently a warning, by its field."""
    assert found(replace(FILE, **changes)) == expected


def test_only_the_headers_of_the_dialect_count() -> None:
    """A Content-ID is judged by where the dialect puts it: in the name, in a header, or in both."""
    by_id = {each: replace(IMAGE, content_id=each) for each in ("é", '"', "<", "data", "\0")}
    assert [found(each, ONLY_NAME) for each in by_id.values()] == [
        [], [(TWO_WAYS, "cid")], [], [(NEVER, "cid")], [(NEVER, "cid")]
    ]  # fmt: skip
    assert [found(each, ONLY_HEADER) for each in by_id.values()] == [
        [(TWO_WAYS, "cid")], [], [(TWO_WAYS, "cid")], [], [(NEVER, "cid")]
    ]  # fmt: skip


def test_a_finding_names_the_value_and_what_to_do() -> None:
    """The words show what was found where, and another format as the way out."""
    (never,) = check(Activity(attachments=(replace(FILE, content_type="a/é"),)))
    assert (never.rule.severity, never.field) == (Severity.ERROR, "attachments[1].type")
    assert never.message.startswith("'a/é' holds 'é', ")
    assert "--format json" in never.hint
    (doubt,) = check(Activity(attachments=(replace(FILE, name='a"'),)))
    assert doubt.rule.severity is Severity.WARNING


def test_what_xml_loses_is_told_for_data_in_xml() -> None:
    """Where `data` is XML its losses count, but not those of texts that stand in headers."""
    activity = replace(CANONICAL, subject="a\0", attachments=(replace(FILE, name="a\ufffe"),))
    assert [each.field for each in check(activity, AS_XML)] == ["subject"]
    assert check(activity) == []


HOSTILE = 'x\r\nContent-Type: text/html\r\n\r\n--B--\0"'


def test_no_text_becomes_a_header_of_its_own() -> None:
    """Even what check refuses cannot end a header or a part, if it is encoded all the same."""
    hostile = replace(IMAGE, name=HOSTILE, content_type=HOSTILE, content_id=HOSTILE)
    payload = encode(Activity(attachments=(hostile,)), boundary="B")
    _, _, (headers, content) = split_multipart(payload.media_type, b"".join(payload))
    assert list(headers) == ["Content-Disposition", "Content-Type", "Content-ID"]
    assert content == b"x"
    assert not any(each in "".join(headers.values()) for each in "\r\n\0")
