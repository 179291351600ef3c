"""The items of send-eml."""

from __future__ import annotations

import base64
import io
import sys
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from egain_cli.errors import InputError, UsageError
from egain_cli.inputs.flags import to_nodes
from egain_cli.inputs.messages import check_date, find_messages, read_messages
from egain_cli.inputs.mime.message import Wanted
from egain_cli.inputs.sources.messages import RawMessage

if TYPE_CHECKING:
    from pathlib import Path

    from egain_cli.model import Item

MESSAGE = (
    b"From: a@b.c\nTo: t@b.c\nCc: c@b.c\nReply-To: r@b.c\nSubject: s\n"
    b"Date: Mon, 2 Mar 2026 08:14:05 +0100\n\nhello\n"
)


def read(*contents: bytes | InputError, wanted: Wanted | None = None, **flags: Any) -> list[Item]:
    """The items of messages `m1`, `m2` … with these bytes, or that fail so when they are read."""

    def message(number: int, content: bytes | InputError) -> RawMessage:
        def get() -> bytes:
            if isinstance(content, InputError):
                raise content
            return content

        return RawMessage(f"m{number}", get)

    messages = (message(number, content) for number, content in enumerate(contents, 1))
    renamed = {name.rstrip("_"): value for name, value in flags.items()}
    return list(read_messages(messages, to_nodes(renamed), wanted or Wanted("in@b.c"), "service"))


def test_a_message_is_an_item() -> None:
    """A message gives an item of its origin, with the department and the receiver of the settings."""
    (item,) = read(MESSAGE)
    assert item.origin == "m1"
    assert item.findings == ()
    activity = item.activity
    assert (activity.department, activity.receiver, activity.sender) == (
        "service",
        "in@b.c",
        "a@b.c",
    )


def test_flags_replace_what_the_message_says() -> None:
    """An address, subject, case, secure or attribute flag wins over the message."""
    (item,) = read(
        MESSAGE, from_="x@y.z", receiver="i@y.z", to=["t@y.z", "u@y.z"], cc=["c@y.z"], reply_to="r@y.z",
        subject="flag", case="12", secure=False, attr=["a=1"],
    )  # fmt: skip
    activity = item.activity
    assert (activity.sender, activity.receiver, activity.reply_to) == ("x@y.z", "i@y.z", "r@y.z")
    assert (activity.to, activity.cc) == (("t@y.z", "u@y.z"), ("c@y.z",))
    assert (activity.subject, activity.case_id, activity.secure) == ("flag", "12", False)
    assert activity.attributes == (("a", ("1",)),)
    assert activity.text == "hello\n"


def test_what_no_flag_says_stays() -> None:
    """A flag changes its own attribute and no other."""
    (item,) = read(MESSAGE, subject="flag")
    assert (item.activity.to, item.activity.reply_to) == (("t@b.c",), "r@b.c")
    assert item.activity.secure is None


def test_a_bad_message_stops_no_other() -> None:
    """What cannot be read or is no message is an item that names it, between the good ones."""
    gone = InputError("m2: no such file", "Look for it.")
    items = read(MESSAGE, gone, b"no header", MESSAGE)
    assert [[each.rule.name for each in item.findings] for item in items] == [
        [], ["unreadable"], ["unreadable"], [],
    ]  # fmt: skip
    assert items[1].findings[0].message == "m2: no such file"
    assert items[2].findings[0].message.startswith("m3: this does not look like an email")
    assert items[1].key != items[2].key


def test_a_message_hostile_to_its_reader_is_an_item() -> None:
    """A message made to overflow its reader is one without a sender, and the next one is read."""
    items = read(
        b"From: " + b"(" * 20_000 + b"\nDate: Mon, 2 Mar 2026 08:14:05 +0100\n\nx", MESSAGE
    )
    assert [item.activity.sender for item in items] == [None, "a@b.c"]
    assert [item.activity.text for item in items] == ["x", "hello\n"]


def test_keys_follow_content_and_options() -> None:
    """A key is the same for the same bytes and options, and another for others."""
    (base,) = read(MESSAGE)
    assert read(MESSAGE.replace(b"\n", b"\r\n"))[0].key == base.key
    others = [
        read(MESSAGE + b"x")[0].key,
        read(MESSAGE, subject="s")[0].key,
        read(MESSAGE, to=["t@b.c"])[0].key,
        read(MESSAGE, attr=["a=1"])[0].key,
        read(MESSAGE, attr=["a=2"])[0].key,
        read(MESSAGE, wanted=Wanted("in@b.c", date="now"))[0].key,
        read(MESSAGE, wanted=Wanted("out@b.c"))[0].key,
    ]
    assert len({base.key, *others}) == len(others) + 1


def test_messages_are_read_one_at_a_time() -> None:
    """No message is read before the one ahead of it was taken."""
    taken: list[int] = []

    def get(number: int) -> bytes:
        taken.append(number)
        return MESSAGE

    messages = (RawMessage(str(n), lambda n=n: get(n)) for n in range(3))  # type: ignore[misc]
    items = read_messages(messages, {}, Wanted(), None)
    next(items)
    assert taken == [0]


def test_files_and_standard_input_are_messages(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is one message whatever it begins with, and so is a dash."""
    (place / "a.eml").write_bytes(b"From x@y Mon Mar  2 08:14:05 2026\n" + MESSAGE)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(MESSAGE)))
    items = list(read_messages(find_messages(["a.eml", "-", "none.eml"]), {}, Wanted(), "d"))
    assert [item.origin for item in items] == ["a.eml", "-", "none.eml"]
    assert [item.activity.subject for item in items] == ["s", "s", None]
    assert "none.eml: no such file" in items[2].findings[0].message


@pytest.mark.parametrize("date", ["keep", "now", "+30d", "-2h", "2026-01-31", "2026-01-31T09:30Z"])
def test_a_date_for_all_messages(date: str) -> None:
    """Keep, now, a date and a shift may be asked for."""
    check_date(date)


@pytest.mark.parametrize("date", ["", "tomorrow", "30d", "+1y", "2026-02-30"])
def test_a_date_that_is_none_is_a_usage_error(date: str) -> None:
    """Anything else is refused before a message is read, and told what may be written."""
    with pytest.raises(UsageError, match="--date") as caught:
        check_date(date)
    assert "+30d" in caught.value.hint


def test_an_attachment_is_held_once_while_it_is_sent() -> None:
    """It stays what it is in the message, base64, and nothing else of its size is ever made."""
    size = 6 << 20
    fields = b"Content-Type: a/b; name=x\nContent-Transfer-Encoding: base64\n" + MESSAGE
    body = base64.encodebytes(bytes(size)).replace(b"\n", b"\r\n")
    message = fields.replace(b"hello\n", body)
    source = RawMessage("m", lambda: bytes(memoryview(message)))  # a copy, as reading makes one
    tracemalloc.start()
    items = read_messages(iter([source]), {}, Wanted(), None)
    item = next(items)
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert item.activity.attachments[0].content.size == size
    assert held < 1.4 * size  # the message itself
    assert peak < 2.2 * size
