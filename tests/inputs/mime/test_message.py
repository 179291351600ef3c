"""The mapping of a saved message to an activity."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.content import BytesContent
from egain_cli.errors import InputError
from egain_cli.inputs.mime.message import Wanted, to_activity

if TYPE_CHECKING:
    from egain_cli.model import Activity

DATE = b"Date: Mon, 2 Mar 2026 08:14:05 +0100\n"
SENT = datetime(2026, 3, 2, 7, 14, 5, tzinfo=UTC)


def read(message: bytes, **wanted: Any) -> tuple[Activity, list[str]]:
    """The activity, and the findings as rule and field."""
    activity, found = to_activity(message, Wanted(**wanted))
    return activity, [f"{each.rule.name} {each.field}" for each in found]


def test_a_plain_message_is_taken_as_it_is() -> None:
    """A message with nothing wrong gives its fields and has no finding."""
    message = (
        b"From: Jane <jane@x.com>\nTo: Support <s@b.com>, a@b.com\nCc: c@b.com\nReply-To: R <r@x.com>\n"
        b"Subject: Hello =?utf-8?q?=C3=BC?=\n" + DATE + b"\nHello\nworld\n"
    )
    activity, found = read(message, receiver="in@b.com")
    assert found == []
    assert activity.sender == "jane@x.com"
    assert activity.receiver == "in@b.com"
    assert activity.to == ("s@b.com", "a@b.com")
    assert activity.cc == ("c@b.com",)
    assert activity.reply_to == "r@x.com"
    assert activity.subject == "Hello ü"
    assert activity.date == SENT
    assert activity.text == "Hello\nworld\n"
    assert (activity.html, activity.attachments, activity.department) == (None, (), None)


SENDERS = [
    (b"From: a@b.c\nSender: s@b.c", "a@b.c", []),
    (b"From: a@b.c, d@e.f", "a@b.c", ["sender-chosen from"]),
    (b"From: a@b.c\nFrom: d@e.f", "a@b.c", ["sender-chosen from"]),
    (b"From: bad@@b, d@e.f", "d@e.f", ["address-left-out from"]),
    (b"Sender: s@b.c\nReply-To: r@b.c\nReturn-Path: <p@b.c>", "s@b.c", ["sender-chosen from"]),
    (b"Reply-To: r@b.c\nReturn-Path: <p@b.c>", "r@b.c", ["sender-chosen from"]),
    (b"Return-Path: <p@b.c>", "p@b.c", ["sender-chosen from"]),
    (b"From: Jane\nSender: s@b.c", "s@b.c", ["address-left-out from", "sender-chosen from"]),
    (b"From: jane@localhost\nReturn-Path: <>", None, ["address-left-out from"]),
    (b"Subject: x", None, []),
]


@pytest.mark.parametrize(("fields", "sender", "rules"), SENDERS)
def test_the_customer_is_the_first_usable_address(
    fields: bytes, sender: str | None, rules: list[str]
) -> None:
    """From comes first, then Sender, Reply-To and Return-Path; a choice is a finding."""
    activity, found = read(fields + b"\n" + DATE + b"\nx")
    assert activity.sender == sender
    assert found == rules


ALIASES = ("support@b.com", "Sales@b.com")
RECEIVERS = [
    (b"To: support@b.com", "support@b.com"),
    (b"To: x@y.z, SUPPORT@B.com", "support@b.com"),
    (b"To: sales@b.com\nDelivered-To: support@b.com", "support@b.com"),
    (b"Cc: sales@b.com\nTo: x@y.z", "Sales@b.com"),
    (b"Envelope-To: sales@b.com\nX-Original-To: support@b.com", "support@b.com"),
    (b"Envelope-To: sales@b.com\nTo: support@b.com", "Sales@b.com"),
    (b"To: x@y.z", "fallback@b.com"),
    (b"X-Other: support@b.com", "fallback@b.com"),
]


@pytest.mark.parametrize(("fields", "receiver"), RECEIVERS)
def test_the_receiver_is_an_alias_that_the_message_names(fields: bytes, receiver: str) -> None:
    """The aliases are looked for where the contract says and in its order, else the setting counts."""
    activity, _ = read(
        b"From: a@b.c\n" + fields + b"\n\nx", aliases=ALIASES, receiver="fallback@b.com"
    )
    assert activity.receiver == receiver
    assert read(fields + b"\n\nx")[0].receiver is None


LEFT_OUT = [
    (b"To: a@b.c, bad@@x, Jane <j@b.c>", ("a@b.c", "j@b.c"), ["address-left-out to"]),
    (b"To: Team: a@b.c, jane@localhost;", ("a@b.c",), ["address-left-out to"]),
    (b"To: a\0@b.c, a@b.c, a@b.c\xc2\x9f", ("a@b.c",), ["address-left-out to"] * 2),
    (b"To: jane, a@b.c", ("a@b.c",), ["address-left-out to"]),
    (b"To: undisclosed-recipients:;", (), []),
    (b'To: "a b"@b.c', (), ["address-left-out to"]),
    (b"To: a@b.c\nTo: d@e.f", ("a@b.c", "d@e.f"), []),
]


@pytest.mark.parametrize(("fields", "to", "rules"), LEFT_OUT)
def test_addresses_that_egain_refuses_are_left_out(
    fields: bytes, to: tuple[str, ...], rules: list[str]
) -> None:
    """A recipient whose address breaks the rule is left out with a finding, the others stay."""
    activity, found = read(b"From: a@b.c\n" + fields + b"\n" + DATE + b"\nx")
    assert activity.to == to
    assert found == rules
    copied, found = read(b"From: a@b.c\n" + fields.replace(b"To:", b"Cc:") + b"\n" + DATE + b"\nx")
    assert copied.cc == to
    assert found == [rule.replace(" to", " cc") for rule in rules]


def test_only_one_address_to_reply_to() -> None:
    """The API takes one address to reply to: the first is taken, and the others are named."""
    activity, found = to_activity(
        b"From: a@b.c\nReply-To: r@b.c, t@b.c\n" + DATE + b"\nx", Wanted()
    )
    assert activity.reply_to == "r@b.c"
    assert [each.rule.name for each in found] == ["address-left-out"]
    assert "t@b.c" in found[0].message


SUBJECTS = [
    (b"Subject: " + b"x" * 255, "x" * 255, []),
    (b"Subject: " + b"x" * 256, "x" * 255, ["subject-shortened subject"]),
    (b"Subject: =?utf-8?b?" + b"8J+YgA==?= =?utf-8?b?".join([b""] * 256) + b"8J+YgA==?=", "😀" * 255, ["subject-shortened subject"]),
    (b"Subject:", None, []),
    (b"Subject: \xfcber", "über", ["charset-replaced subject"]),
    ("Subject: über".encode(), "über", []),
    (b"Content-Type: text/plain; charset=koi8-r\nSubject: \xc1", "а", ["charset-replaced subject"]),  # noqa: RUF001
    (b"Content-Type: text/plain; charset*=us-ascii''koi8-r\nSubject: \xc1", "а", ["charset-replaced subject"]),  # noqa: RUF001
    (b"Content-Type: text/plain; charset=ascii\nSubject: \xfc", "ü", ["charset-replaced subject"]),
    (b"Subject: =?x-no?q?=FC?= =?x-no?q?=FC?= a =?x-no?q?=FC?=", "üü a ü", ["charset-replaced subject"]),
    (b"X: y", None, []),
]  # fmt: skip


@pytest.mark.parametrize(("field", "subject", "rules"), SUBJECTS)
def test_a_subject_is_shortened_aloud(field: bytes, subject: str | None, rules: list[str]) -> None:
    """A subject keeps its first 255 characters, with a finding where there were more."""
    activity, found = read(b"From: a@b.c\n" + field + b"\n" + DATE + b"\nx")
    assert activity.subject == subject
    assert found == rules


RECEIVED = b"Received: by mx; Tue, 3 Mar 2026 00:00:00 +0000\nReceived: by a; Mon, 2 Mar 2026 00:00:00 +0000\n"
KEPT = [
    (DATE, "keep", SENT, []),
    (DATE, "+1d", SENT + timedelta(days=1), []),
    (DATE, "-90m", SENT - timedelta(minutes=90), []),
    (DATE, "2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), []),
    (RECEIVED, "keep", datetime(2026, 3, 3, tzinfo=UTC), ["date-replaced date"]),
    (
        b"Date: nonsense\n" + RECEIVED,
        "keep",
        datetime(2026, 3, 3, tzinfo=UTC),
        ["date-replaced date"],
    ),
    (
        b"Date: nonsense\n" + RECEIVED,
        "+2h",
        datetime(2026, 3, 3, 2, tzinfo=UTC),
        ["date-replaced date"],
    ),
    (RECEIVED, "2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), []),
    (DATE, "-999999d", None, ["bad-date date"]),
    (DATE, "+999999w", None, ["bad-date date"]),
]


@pytest.mark.parametrize(("fields", "wanted", "date", "rules"), KEPT)
def test_the_date_of_a_message(
    fields: bytes, wanted: str, date: datetime | None, rules: list[str]
) -> None:
    """A date is kept, shifted or replaced as wanted; what was taken instead is a finding."""
    activity, found = read(b"From: a@b.c\n" + fields + b"\nx", date=wanted)
    assert activity.date == date
    assert found == rules


@pytest.mark.parametrize(
    ("fields", "wanted"), [(b"", "keep"), (b"Date: x\n", "keep"), (DATE, "now")]
)
def test_no_date_at_all_is_now(fields: bytes, wanted: str) -> None:
    """A message without any date happens now, and so does one for which now is wanted."""
    activity, found = read(b"From: a@b.c\n" + fields + b"\nx", date=wanted)
    assert activity.date
    assert abs(datetime.now(UTC) - activity.date) < timedelta(minutes=1)
    assert found == ([] if wanted == "now" else ["date-replaced date"])


def test_a_wanted_date_that_is_none_is_a_mistake_of_the_caller() -> None:
    """A date that means nothing is a ValueError, for the verb to refuse before it reads anything."""
    with pytest.raises(ValueError, match="must be a date like"):
        to_activity(b"From: a@b.c\n\nx", Wanted(date="tomorrow"))


@pytest.mark.parametrize(
    "message", [b"", b"\n\nFrom: a@b.c", b"no header at all\n\nx", b"PK\x03\x04zip"]
)
def test_what_has_no_header_is_no_message(message: bytes) -> None:
    """Bytes without one header field are an InputError that says what to do."""
    with pytest.raises(InputError, match="does not look like an email") as caught:
        to_activity(message, Wanted())
    assert caught.value.hint


def test_damage_of_the_header_is_told() -> None:
    """Lines of the header block that are no field are counted in a finding."""
    activity, found = read(b"From: a@b.c\nwhat is this\n" + DATE + b"\nx")
    assert found == ["header-damaged headers"]
    assert activity.sender == "a@b.c"


def test_html_and_what_it_refers_to() -> None:
    """What the HTML shows by cid: is inline, what it does not show is not, what is missing is told."""
    message = (
        b"From: a@b.c\n" + DATE + b"Content-Type: multipart/related; boundary=b\n\n"
        b"--b\nContent-Type: text/html; charset=utf-8\n\n"
        b'<img src="cid:one%40x"><p style="background:url(&quot;cid:two&quot;)"><img src=cid:gone>\n'
        b"--b\nContent-Type: image/png; name=1.png\nContent-ID: <one@x>\n\n1\n"
        b"--b\nContent-Type: image/png; name=2.png\nContent-ID: <two>\n\n2\n"
        b"--b\nContent-Type: image/png; name=3.png\nContent-ID: <three>\nContent-Disposition: inline\n\n3\n--b--\n"
    )
    activity, found = to_activity(message, Wanted())
    assert [(a.name, a.inline, a.content_id) for a in activity.attachments] == [
        ("1.png", True, "one@x"),
        ("2.png", True, "two"),
        ("3.png", False, None),
    ]
    assert [(each.rule.name, each.field) for each in found] == [
        ("reference-rewritten", "html"),
        ("cid-without-attachment", "html"),
        ("inline-not-referred-to", "attachments[3]"),
    ]
    assert "'cid:one%40x' became cid:one@x" in found[0].message
    assert "cid:gone" in found[1].message
    assert activity.html
    assert activity.html.startswith('<img src="cid:one@x"><p style')


def test_an_attached_message_keeps_every_byte() -> None:
    """A forwarded message travels as it was, its own attachments within it."""
    inside = b"From: x@y.z\r\nSubject: in\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n\xff\r\n--b--\r\n"
    message = (
        b"From: a@b.c\r\n"
        + DATE.replace(b"\n", b"\r\n")
        + b"Content-Type: multipart/mixed; boundary=outer\r\n\r\n"
        b"--outer\r\n\r\nsee below\r\n--outer\r\nContent-Type: message/rfc822\r\n\r\n"
        + inside
        + b"\r\n--outer--\r\n"
    )
    activity, found = read(message)
    (attached,) = activity.attachments
    assert attached.content == BytesContent(inside)
    assert (attached.name, attached.content_type) == ("part-1.eml", "message/rfc822")
    assert found == ["name-made attachments[1].name"]
    assert activity.text == "see below"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"From x@y Mon Mar  2 08:14:05 2026\n"])
def test_line_ends_and_what_stands_before_make_no_difference(end: bytes, before: bytes) -> None:
    """A file with LF, CRLF or CR, with a byte-order mark or an mbox line, is the same message."""
    message = before + b"From: a@b.c\nSubject: one\n two\n" + DATE + b"\nHello\n"
    activity, found = read(message.replace(b"\n", end))
    assert (activity.sender, activity.subject, activity.date) == ("a@b.c", "one two", SENT)
    assert activity.text == b"Hello\n".replace(b"\n", end).decode()
    assert found == []


TEXTS = st.text(
    st.characters(
        exclude_categories=["Cs"], exclude_characters="\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
    ),
    max_size=80,
)
FILES = st.tuples(
    st.binary(max_size=200),
    st.sampled_from(
        [
            ("application", "pdf"),
            ("image", "png"),
            ("application", "octet-stream"),
            ("audio", "wav"),
        ]
    ),
    st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12),
)


def written(message: EmailMessage, line_end: bytes) -> bytes:
    """The bytes of a message as a mail program saves it, with the line end of its system."""
    content = message.as_bytes(policy=policy.SMTP)
    return content if line_end == b"\r\n" else content.replace(b"\r\n", line_end)


@given(
    TEXTS, st.none() | TEXTS, st.lists(FILES, max_size=3), st.sampled_from([None, "base64", "quoted-printable"]),
    st.sampled_from([b"\r\n", b"\n"]),
)  # fmt: skip
def test_what_the_standard_library_writes_is_read_back(
    text: str,
    html: str | None,
    files: list[tuple[bytes, tuple[str, str], str]],
    cte: str | None,
    end: bytes,
) -> None:
    """Bodies and attachments that Python's email package wrote come back, files byte for byte."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = "Jänne <a@b.c>"
    message["To"] = "d@e.f"
    message["Subject"] = "x"
    message["Date"] = "Mon, 2 Mar 2026 08:14:05 +0100"
    message.set_content(text, cte=cte)
    if html is not None:
        message.add_alternative(html, subtype="html")
    for content, (main, sub), name in files:
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    activity, found = read(written(message, end))
    assert lines(activity.text) == lines(text)
    assert lines(activity.html) == lines(html)
    got = [(b"".join(a.content.chunks()), a.name) for a in activity.attachments]
    assert got == [(content, name) for content, _, name in files]
    assert found == []


def lines(text: str | None) -> list[str] | None:
    """A text without its line ends; the package adds one at the end of a text that has none."""
    return None if text is None else text.replace("\r\n", "\n").rstrip("\n").split("\n")


FIELDS = st.sampled_from(
    [b"From: ", b"To: ", b"Date: ", b"Subject: ", b"Content-Type: ", b"Content-Disposition: ", b"multipart/mixed; boundary=b",
     b"text/html; charset=", b"; name*0*=", b"; name*=", b"; filename=", b"=?utf-8?b?", b"?=", b"\n", b"\r\n", b"\n\n", b"--b",
     b"--b--", b"\"", b"(", b"<a@b.c>", b",", b"base64", b"Content-Transfer-Encoding: ", b"%", b"'", b"\xff", b" ", b"utf-7",
     b"<img src=cid:a", b"Content-ID: ", b"Mon, 2 Mar 2026 08:14:05 +0100", b"message/rfc822", b"9", b"Received: ;", b":", b";"]
)  # fmt: skip


@given(
    st.binary(max_size=300)
    | st.lists(FIELDS, max_size=40).map(b"".join).map(b"From: a@b.c\n".__add__)
)
def test_arbitrary_bytes_are_read_or_refused(message: bytes) -> None:
    """Whatever the bytes, there is an activity or an InputError, and never anything else."""
    try:
        activity, _ = to_activity(message, Wanted())
    except InputError as error:
        said = error.message
    else:
        said = "" if activity.date else "no date"
    assert said != "no date"
