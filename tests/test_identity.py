"""The key of an item: what is the same has the same one, what is not has another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli import identity
from egain_cli.content import BytesContent, FileContent
from egain_cli.errors import InputError
from egain_cli.identity import activity_key, addressed, message_key
from egain_cli.model import Activity, Attachment

if TYPE_CHECKING:
    from pathlib import Path

FILE = Attachment(name="a.txt", content_type="text/plain", content=BytesContent(b"content"))
WHOLE = Activity(
    department="service",
    sender="a@b.c",
    receiver="s@b.c",
    subject="s",
    text="t",
    html="h",
    to=("x@y.z",),
    cc=("c@y.z",),
    reply_to="r@y.z",
    case_id="1",
    secure=False,
    attributes=(("k", ("v",)),),
    customer={"first_name": "J"},
    attachments=(FILE,),
)


@pytest.mark.parametrize("line_end", [b"\r\n", b"\r", b"\n"])
def test_line_ends_do_not_make_another_message(line_end: bytes) -> None:
    """A message that a program saved with other line ends is the same message."""
    message = b"From: a@b.c\n\nHello\n\nworld\n"
    assert message_key(message.replace(b"\n", line_end), "") == message_key(message, "")


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_a_line_end_counts_once_wherever_pieces_meet(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message is read in pieces, and a line end of two characters may lie in two of them."""
    message = b"\na\r\n\r\nb\n\r\r\rc\r\n"
    expected = message_key(b"\na\n\nb\n\n\n\nc\n", "")
    monkeypatch.setattr(identity, "_CHUNK", size)
    assert message_key(message, "") == expected


def canonical(message: bytes) -> bytes:
    """What counts of a message, found the slow way: line by line."""
    head, blank, rest = (
        message.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n").partition(b"\n\n")
    )
    kept: list[bytes] = []
    leaving_out = False
    for number, line in enumerate(head.split(b"\n")):
        name = line.partition(b":")[0].lower() if b":" in line else b""
        if number == 0 and line[:5].lower() == b"from ":
            leaving_out = False
        elif line[:1] in (b" ", b"\t") and leaving_out:
            continue
        elif name in (b"status", b"x-status") or (
            name.startswith(b"x-mozilla-") and name.removeprefix(b"x-mozilla-").isalnum()
        ):
            leaving_out = True
        else:
            leaving_out = False
            kept.append(line)
    return b"".join(line + b"\n" for line in kept) + blank[1:] + rest


LINES = st.lists(
    st.sampled_from(
        [b"From a@b.c now", b"From: a@b.c", b"Status: RO", b"X-Status: A", b"X-Mozilla-Keys: x",
         b" folded", b"\tfolded", b"Subject: s", b"", b"Status quo", b"text", b"\xff"]
    ),
    max_size=8,
)  # fmt: skip
MESSAGES = st.builds(
    lambda lines, end: end.join(lines), LINES, st.sampled_from([b"\n", b"\r\n", b"\r"])
)


@given(st.one_of(st.binary(), MESSAGES), st.one_of(st.binary(), MESSAGES), st.text(), st.text())
def test_other_bytes_or_options_are_another_key(a: bytes, b: bytes, c: str, d: str) -> None:
    """Keys are equal exactly when the options are, and the bytes that are not the mailbox's own."""
    same = (canonical(a), c) == (canonical(b), d)
    assert (message_key(a, c) == message_key(b, d)) == same


@pytest.mark.parametrize(
    "changed",
    [
        b"From jane@b.c Mon Mar  2 08:14:05 2026\nFrom: a@b.c\nSubject: s\n\nhello\n",
        b"From: a@b.c\nSTATUS: RO\nSubject: s\nX-Status:\n  A\n\nhello\n",
        b"X-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000\nFrom: a@b.c\nSubject: s\n\nhello",
        b"From: a@b.c\r\nSubject: s\r\n\r\nhello\r\n\r\n\r\n",
    ],
)
def test_what_a_mailbox_writes_makes_no_other_message(changed: bytes) -> None:
    """A message that a mailbox packed or marked anew is the same; so it is not sent twice."""
    assert message_key(changed, "") == message_key(b"From: a@b.c\nSubject: s\n\nhello\n", "")


@pytest.mark.parametrize(
    "changed",
    [
        b"From: a@b.c\nSubject: s\n\nStatus: RO\nhello\n",
        b"From: a@b.c\nSubject: s\n\nFrom me to you\nhello\n",
        b"From: a@b.c\nX-Moz: 1\nSubject: s\n\nhello\n",
        b"From: a@b.c\nSubject: s\n\n\nhello\n",
    ],
)
def test_what_looks_like_it_elsewhere_counts(changed: bytes) -> None:
    """Only the header block has such fields: text that looks like them is the message's own."""
    assert message_key(changed, "") != message_key(b"From: a@b.c\nSubject: s\n\nhello\n", "")


def test_another_server_is_another_sending() -> None:
    """What went to one server did not go to another."""
    assert len({addressed("k", "https://a"), addressed("k", "https://b"), addressed("k", "")}) == 3


def test_the_date_counts_as_written() -> None:
    """An email without a date is the same on another day; the date that a user wrote counts."""
    later = replace(WHOLE, date=datetime(2026, 1, 2, tzinfo=UTC))
    assert activity_key(WHOLE, "now") == activity_key(later, "now")
    assert activity_key(WHOLE, "now") != activity_key(WHOLE, "2026-01-02")


def test_the_order_of_the_customers_members_does_not_count() -> None:
    """A mapping has no order."""
    one = replace(WHOLE, customer={"first_name": "J", "last_name": "D"})
    other = replace(WHOLE, customer={"last_name": "D", "first_name": "J"})
    assert activity_key(one, "") == activity_key(other, "")


CHANGES: list[dict[str, Any]] = [
    {"department": "x"},
    {"sender": "x"},
    {"receiver": None},
    {"subject": "t", "text": "s"},
    {"text": None},
    {"html": "x"},
    {"to": ()},
    {"to": ("x@y.z", "c@y.z"), "cc": ()},
    {"reply_to": None},
    {"case_id": "2"},
    {"secure": None},
    {"secure": True},
    {"attributes": (("k", ("v", "w")),)},
    {"customer": None},
    {"attachments": ()},
    {"attachments": (FILE, FILE)},
    {"attachments": (replace(FILE, name="b.txt"),)},
    {"attachments": (replace(FILE, content_type="a/b"),)},
    {"attachments": (replace(FILE, content=BytesContent(b"other")),)},
    {"attachments": (replace(FILE, inline=True, content_id="x"),)},
    {"attachments": (replace(FILE, inline=True, content_id="y"),)},
    {"attachments": (replace(FILE, inline=True),)},
]


def test_every_attribute_counts() -> None:
    """No two of an email and its variations have the same key."""
    keys = [activity_key(replace(WHOLE, **changes), "now") for changes in [{}, *CHANGES]]
    assert len(set(keys)) == len(keys)
    assert {len(key) for key in keys} == {32}


def test_where_the_content_lies_does_not_count(tmp_path: Path) -> None:
    """An attachment counts by its bytes; one that went away is an error that names it."""
    path = tmp_path / "content.bin"
    path.write_bytes(b"content")
    activity = replace(WHOLE, attachments=(replace(FILE, content=FileContent(path, 7)),))
    assert activity_key(activity, "now") == activity_key(WHOLE, "now")
    path.unlink()
    with pytest.raises(InputError, match=r"content\.bin"):
        activity_key(activity, "now")


MARKED = [
    b"From ada Mon Nov 23",
    b"from: a",
    b"Status: RO",
    b"STATUS:",
    b"X-Status: A",
    b" folded",
    b"\tx-mozilla-",
    b"X-Spam-Status: No",
    b"X-Mozilla-Keys: a",
    b"x-mozilla-status2: 0",
    b"Subject: status:",
    b"X-Mozilla",
    b"status",
    b"",
]


@given(st.lists(st.sampled_from(MARKED)))
def test_a_mailbox_mark_is_left_out_wherever_it_stands(lines: list[bytes]) -> None:
    """To look first whether there is any changes nothing, and no other field is left out."""
    head = b"".join(line + b"\n" for line in lines)
    assert identity._without_marks(head) == identity._MAILBOX.sub(b"", head)
