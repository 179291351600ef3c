"""Where an mbox is split, and what its dialect does to a message."""

from __future__ import annotations

import io
import re
import tracemalloc
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.inputs.sources import spans
from egain_cli.inputs.sources.mbox import mbox_messages
from egain_cli.inputs.sources.separators import match_separator
from tests.inputs.sources.places import LINE, mail, mailbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DATED = "From bob@customer.com Tue Mar  3 09:00:00 2026"


def split(content: bytes) -> list[bytes]:
    """The messages of a mailbox with these bytes."""
    messages = list(mbox_messages(io.BytesIO(content), "m"))
    assert [message.origin for message in messages] == [
        f"m#{number}" for number in range(1, len(messages) + 1)
    ]
    return [message.read() for message in messages]


def quote(pattern: str, body: bytes) -> bytes:
    return re.sub(pattern.encode(), rb">\g<0>", body, flags=re.MULTILINE)


def plain(quoting: str) -> Callable[[bytes, bytes], bytes]:
    return lambda header, body: LINE + header + b"\n" + quote(quoting, body) + b"\n"


def counted(quoting: str) -> Callable[[bytes, bytes], bytes]:
    def write(header: bytes, body: bytes) -> bytes:
        quoted = quote(quoting, body)
        return LINE + header + b"Content-Length: %d\n\n" % len(quoted) + quoted + b"\n"

    return write


# How each kind of program writes a message, and which lines it cannot write so that they come back.
DIALECTS: dict[str, tuple[Callable[[bytes, bytes], bytes], str]] = {
    "mboxrd": (plain("^>*From "), "(?!)"),
    "mboxo": (plain("^From "), "^>+From "),
    "mboxcl": (counted("^From "), "^>+From "),
    "mboxcl2": (counted("(?!)"), "(?!)"),
    # Quotes what would be read as a separator, and nothing else.
    "c-client": (plain("^" + DATED), "^>+From "),
}
SPECIAL = ["", "From here on", ">From there", ">>From", DATED, ">" + DATED, "Subject: x", "From ",
           "Content-Length: 3", ">From: x", " From x"]  # fmt: skip
LINES = st.lists(
    st.one_of(st.sampled_from(SPECIAL), st.text("Fromé >:\t", max_size=12)), max_size=8
)


@pytest.mark.parametrize("dialect", DIALECTS)
@given(bodies=st.lists(LINES, min_size=1, max_size=5), crlf=st.booleans())
def test_what_was_joined_is_split_again(
    dialect: str, bodies: list[list[str]], *, crlf: bool
) -> None:
    """The messages of every dialect come out byte for byte, and in order."""
    write, lossy = DIALECTS[dialect]
    if dialect == "mboxcl2":
        bodies = [["From here on"], *bodies]  # what shows that nothing is quoted
    texts = [
        "".join(f"{line}\n" for line in body if not re.match(lossy, line)).encode()
        for body in bodies
    ]
    headers = [b"Subject: %d\n" % number for number in range(len(texts))]
    joined = b"".join(map(write, headers, texts))
    wanted = [header + b"\n" + text for header, text in zip(headers, texts, strict=True)]
    counts = dialect.startswith("mboxcl")
    if crlf and not counts:
        joined = joined.replace(b"\n", b"\r\n")
        wanted = [message.replace(b"\n", b"\r\n") for message in wanted]
    field = rb"Content-Length: \d+\n(?=\n)" if counts else rb"(?!)"
    got = [re.sub(field, b"", message, count=1) for message in split(joined)]
    assert got == wanted


@pytest.mark.parametrize(
    "line",
    [
        "From - Mon Mar  2 08:14:05 2026",
        "From Mon Mar  2 08:14:05 2026",
        "From a@b.c Mon Mar 2 08:14 2026",
        "From a@b.c Mon Mar  2 08:14:05 CET 2026",
        "From a@b.c Mon Mar  2 08:14:05 +0100 2026",
        "From a@b.c Mon Mar  2 08:14:05 2026 +0100",
        "From a@b.c Mon, 2 Mar 2026 08:14:05 +0100",
        "From jane at customer.com  Mon Mar  2 08:14:05 2026",
        'From "jane doe"@b.c Mon Mar  2 08:14:05 2026',
        "From 1790@xxx Mon Mar 02 08:14:05 +0000 2026",
        "From uucp Mon Mar  2 08:14:05 2026 remote from site",
        "From ???@??? Monday March  2 08:14:05 2026",
        "From a@b.c Mon Feb 30 08:14:05 2026",
    ],
)
def test_separators_of_many_programs(line: str) -> None:
    """A line that names whom and when separates, in whatever words."""
    two = mail("1") + b"\n" + line.encode() + b"\n" + mail("2")
    assert split(LINE + two) == [mail("1"), mail("2")]


@pytest.mark.parametrize(
    "line",
    [
        "From my point of view",
        "From Bob on Mon Mar  2 08:14:05 2026",
        "From a@b.c Mon Mar  2 08:14:05",
        "From a@b.c Mon Xyz  2 08:14:05 2026",
        "From a@b.c Mon Mar  2 2026",
        "From " + "x" * 1200 + " Mon Mar  2 08:14:05 2026",
        "from a@b.c Mon Mar  2 08:14:05 2026",
        "From a@b.c",
        "From ",
    ],
)
def test_lines_that_separate_nothing(line: str) -> None:
    """A line of a body stays in it, although a header field seems to follow."""
    message = mail("1", f"hello\n\n{line}\nNote: this\n")
    assert split(mailbox(message, mail("2"))) == [message, mail("2")]


def test_a_separator_follows_a_blank_line_and_is_followed_by_a_field() -> None:
    """Without either it is a line of the body."""
    for body in (f"hello\n{DATED}\nSubject: x\n", f"hello\n\n{DATED}\n\nSubject: x\n"):
        assert split(mailbox(mail("1", body))) == [mail("1", body)]


def doubts(content: bytes) -> list[list[str]]:
    """The names of the findings of each message of a mailbox."""
    messages = mbox_messages(io.BytesIO(content), "m")
    return [[each.rule.name for each in message.findings] for message in messages]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_mailbox_without_blank_lines_between_messages(end: bytes) -> None:
    """Is split where a dated line and a whole header follow, byte for byte, with a doubt."""
    messages = [mail("1"), mail("2", "> x\n"), b"Received: x\nDate: y\n\nlast\n"]
    joined = b"".join(LINE + message for message in messages).replace(b"\n", end)
    assert split(joined) == [message.replace(b"\n", end) for message in messages]
    assert doubts(joined) == [[], ["split-suspected"], ["split-suspected"]]


@pytest.mark.parametrize("fields", ["Subject: x\n", "Subject: x\nSubject: y\n", "Note: x\nA: b\n"])
def test_what_may_be_a_separator_and_is_none_is_told(fields: str) -> None:
    """Without a blank line and with less than two usual fields it stays in the text, once told."""
    one = mail("1", f"hello\n{DATED}\n{fields}\nFrom: a\n{DATED}\n{fields}")
    assert split(mailbox(one, mail("2"))) == [one, mail("2")]
    assert doubts(mailbox(one, mail("2"))) == [["mailbox-in-message"], []]


def test_a_dated_line_in_a_header_splits_no_message() -> None:
    """Nor one ahead of the first header, as programs that deliver mail twice write it."""
    twice = f"{DATED}\n".encode() + LINE + mail("1")
    assert split(twice) == [twice]
    header = b"Subject: 1\n" + LINE + mail("2")
    assert split(LINE + header) == [header]
    assert doubts(LINE + header) == [["mailbox-in-message"]]


@given(bodies=LINES)
def test_what_is_quoted_or_follows_a_blank_line_is_in_no_doubt(bodies: list[str]) -> None:
    """A sound mailbox has no finding."""
    body = quote("^>*From ", "".join(f"{line}\n" for line in bodies).encode())
    assert doubts(LINE + b"Subject: 1\n\n" + body + b"\n" + mailbox(mail("2"))) == [[], []]


def test_separators_without_a_date() -> None:
    """They separate in a mailbox that begins with one."""
    bare = b"From \r\nSubject: 1\r\n\r\nFrom here\r\n\r\nFrom \r\nSubject: 2\r\n\r\n"
    assert split(bare) == [b"Subject: 1\r\n\r\nFrom here\r\n", b"Subject: 2\r\n"]
    assert split(b"From - \nA: 1\n\nx\n\nFrom me\nA: 2\n") == [b"A: 1\n\nx\n", b"A: 2\n"]


def test_line_ends_of_old_macs() -> None:
    """A lone carriage return ends a line as well."""
    assert split(mailbox(mail("1"), mail("2")).replace(b"\n", b"\r")) == [
        mail("1").replace(b"\n", b"\r"), mail("2").replace(b"\n", b"\r"),
    ]  # fmt: skip


def test_what_stands_ahead_of_the_first_separator() -> None:
    """A byte-order mark and blank lines are nothing, anything else is a message of its own."""
    assert split(b"\xef\xbb\xbf" + mailbox(mail("1"))) == [mail("1")]
    assert split(b"\r\n\n" + mailbox(mail("1"))) == [mail("1")]
    assert split(mail("0") + b"\n" + mailbox(mail("1"))) == [mail("0"), mail("1")]
    assert split(b"") == []
    assert split(b"From") == [b"From"]


def test_a_content_length_counts_where_a_separator_follows() -> None:
    """Then what it spans is not looked at; where it leads elsewhere, it is a field like others."""
    inner = mailbox(mail("inner")) + b"x\n"
    good = b"Content-Length: %d\n\n" % len(inner) + inner
    assert split(mailbox(good, mail("2"))) == [good, mail("2")]
    for length in (b"0", b"7", b"5", b"9999", b"999999999999"):
        bad = b"Content-Length: " + length + b"\n\nhello\n\nmore\n"
        assert split(mailbox(bad, mail("2"))) == [bad, mail("2")]


def test_a_content_length_that_leads_into_another_message() -> None:
    """It swallows none of those that it spans."""
    others = [mail("2"), mail("3", "a\n" * 99)]
    for length in range(60, 300, 7):
        lying = b"Content-Length: %d\n\nhello\n" % length
        assert split(mailbox(lying, *others)) == [lying, *others]


def test_who_quotes_only_what_would_separate() -> None:
    """Shows it by a bare line: there a mark stays that guards nothing."""
    quoted = f"From here\n>From there\n\n>{DATED}\n"
    (got,) = split(mailbox(mail("1", quoted)))
    assert got == mail("1", f"From here\n>From there\n\n{DATED}\n")


@pytest.mark.parametrize("tail", [b"", b"\n", b"\n\n"])
def test_a_content_length_may_end_the_file(tail: bytes) -> None:
    """The last message ends there, too, without the line after it."""
    assert split(LINE + b"Content-Length: 3\n\nab\n" + tail) == [b"Content-Length: 3\n\nab\n"]


def test_a_body_without_a_last_line_end() -> None:
    """Counted, it ends where it says; what comes right after it in the line is still of it."""
    counted_one = LINE + b"Content-Length: 2\n\nab"
    assert split(counted_one + b"\n" + mailbox(mail("2"))) == [
        b"Content-Length: 2\n\nab",
        mail("2"),
    ]
    assert split(counted_one + mailbox(mail("2"))) == [
        counted_one[len(LINE) :] + mailbox(mail("2"))[:-1]
    ]


def test_a_mark_is_taken_from_the_body_only() -> None:
    """A header field that begins so keeps it, and so does a message without a body."""
    message = b">From uucp\nSubject: 1\n\n>From x\n"
    assert split(LINE + message) == [b">From uucp\nSubject: 1\n\nFrom x\n"]
    assert split(LINE + b"Subject: 1\n >From x") == [b"Subject: 1\n >From x"]


def test_the_separator_names_the_time() -> None:
    """In UTC, unless it names an offset; a time that no calendar has is none."""
    times = {
        "Mon Mar  2 08:14:05 2026": datetime(2026, 3, 2, 8, 14, 5, tzinfo=UTC),
        "Mon Mar  2 08:14 EST 2026": datetime(2026, 3, 2, 8, 14, tzinfo=UTC),
        "Mon, 2 Mar 2026 08:14:05 -0130": datetime(
            2026, 3, 2, 8, 14, 5, tzinfo=timezone(-timedelta(hours=1, minutes=30))
        ),
        "Mon Mar  2 08:14:05 +9900 2026": datetime(2026, 3, 2, 8, 14, 5, tzinfo=UTC),
        "Mon Feb 30 08:14:05 2026": None,
        "Mon Mar  2 25:14:05 2026": None,
    }
    for words, time in times.items():
        separator = match_separator(f"From a@b {words}\nA: b\n".encode())
        assert separator is not None
        assert separator.time == time
    first, *_ = mbox_messages(io.BytesIO(mailbox(mail("1"))), "m")
    assert first.time == datetime(2026, 3, 2, 8, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize("around", range(-70, 12))
def test_a_separator_at_the_edge_of_what_is_read_at_once(
    around: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is found wherever the pieces are cut, and once."""
    monkeypatch.setattr(spans, "_CHUNK", 4096)
    first = mail("1", "x" * (4096 + around - len(LINE) - len(mail("1", "\n"))) + "\n")
    assert split(mailbox(first, mail("2"), mail("3"))) == [first, mail("2"), mail("3")]


def test_a_large_mailbox_stays_on_the_disk(tmp_path: Path) -> None:
    """Two hundred megabytes are split with less than eight in memory."""
    path = tmp_path / "large"
    with path.open("wb") as file:
        for number in range(20):
            file.seek(number * 10_000_000)
            file.write((b"\n\n" if number else b"") + LINE + mail(str(number)))
        file.truncate(200_000_000)
    tracemalloc.start()
    with path.open("rb") as file:
        assert sum(1 for _ in mbox_messages(file, "m")) == 20
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000
