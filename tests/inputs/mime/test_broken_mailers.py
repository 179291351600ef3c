"""Messages as broken mailers write them, each with what a reader would expect to see."""

from __future__ import annotations

import tracemalloc

import pytest

from egain_cli.inputs.mime.message import Wanted, to_activity
from egain_cli.inputs.mime.uuencode import find_files
from tests.inputs.mime.test_reviewed import HEAD

MIXED = b"Content-Type: multipart/mixed; boundary=b\n"


def content(message: bytes) -> tuple[str | None, str | None, list[str]]:
    """The text, the HTML and the findings' messages."""
    activity, found = to_activity(HEAD + message, Wanted())
    return activity.text, activity.html, [each.message for each in found]


UNENDED = "no blank line ends the header block; its first line that is no field begins the content"


@pytest.mark.parametrize("header", [b"", b"Content-Type: text/plain\n"])
def test_a_part_without_a_blank_line_keeps_its_text(header: bytes) -> None:
    """What stands between two delimiters and is no header field is the text, and is told."""
    message = MIXED + b"\n--b\n" + header + b"Hello,\nyours Jane\n--b--\n"
    assert content(message) == ("Hello,\nyours Jane", None, [UNENDED])


def test_a_part_that_breaks_off_in_its_header_keeps_its_text() -> None:
    """A line that looks like a delimiter and is none changes nothing of that."""
    assert content(MIXED + b"\n--b\n--c\nHello") == ("--c\nHello", None, [UNENDED])


def test_lines_between_delimiters_of_two_levels_are_left_out() -> None:
    """They are part of a text that speaks of delimiters; other programs leave them out too."""
    inner = b"--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\nspoken of\n--b\n\nx\n--b--\n"
    text, _, found = content(MIXED + b"\n" + inner)
    assert text == "\nx"
    assert "1 lines of the header block are no header field, left out" in found


@pytest.mark.parametrize("line", [b"--b\n", b"--b \t\n"])
def test_parts_begin_without_a_blank_line_before_the_first(line: bytes) -> None:
    """Where a message's own delimiter ends its header, the parts are read as if nothing lacked."""
    message = MIXED + line + b"Content-Type: text/html\n\n<p>Hello\n--b--\n"
    assert content(message) == (None, "<p>Hello", [])


def test_a_header_that_is_damaged_and_ends_needs_no_delimiter() -> None:
    """A line that is no field, and a blank line: the parts are where they always are."""
    text, _, found = content(MIXED + b"no field\n\n--b\n\nHello\n--b--\n")
    assert (text, len(found)) == ("Hello", 1)


def test_letters_that_uuencode_cannot_have_stay_in_the_text() -> None:
    """What only looks like a file is none, and keeps no message from being read."""
    damaged = "begin 644 a\n%:&5L;&\\*\n`\nend\n"
    assert list(find_files(damaged)) == []
    assert content(b"\n" + damaged.encode())[0] == damaged


TEXT = b"Content-Type: text/plain; charset="
CHARSETS = [
    (b"cp-850", b"caf\x82", "café"),
    (b"IBM-00850", b"caf\x82", "café"),
    (b"koi8r", b"\xd0\xd2\xc9", "при"),
    (b"KOI8_U", b"\xd0\xd2\xc9", "при"),
]


@pytest.mark.parametrize(("label", "body", "text"), CHARSETS)
def test_labels_in_other_spellings_are_known(label: bytes, body: bytes, text: str) -> None:
    """What DOS and older mailers write names a charset as well as the registered name."""
    assert content(TEXT + label + b"\n\n" + body) == (text, None, [])


MIXTURES = [
    ("äöü".encode() + b" caf\xe9!", "äöü café!"),
    ("äöü und ein ä".encode()[:-1], "äöü und ein \ufffd"),
    (b"caf\xe9 " + "ä".encode(), "café Ã¤"),
]


@pytest.mark.parametrize(("body", "text"), MIXTURES)
@pytest.mark.parametrize("label", [b"utf-8", b"x-unknown"])
def test_a_few_wrong_bytes_spoil_no_text(label: bytes, body: bytes, text: str) -> None:
    """What is UTF-8 for the most part is read so; the bytes between are windows-1252."""
    said, _, found = content(TEXT + label + b"\n\n" + body)
    assert said == text
    assert [each.startswith(f"labelled {label.decode()}, read as") for each in found] == [True]


MARKED = [
    (b"utf-8", "\ufeffhé there".encode("utf-16-le"), "hé there", ["utf-16"]),
    (b"iso-8859-1", "\ufeffhé there".encode("utf-16-be"), "hé there", ["utf-16"]),
    (b"iso-8859-1", "\ufeffhé".encode(), "hé", ["utf-8"]),
    (b"utf-8", "\ufeffhé".encode(), "hé", []),
    (b"utf-16", "\ufeffhé".encode("utf-16-be"), "hé", []),
    (b"iso-8859-1", b"\xff\xfe caf\xe9", "ÿþ café", []),
    (b"iso-8859-1", b"\xff\xfe\0\xd8\0", "ÿþ\0Ø\0", []),
]


@pytest.mark.parametrize(("label", "body", "text", "read_as"), MARKED)
def test_a_byte_order_mark_says_more_than_a_label(
    label: bytes, body: bytes, text: str, read_as: list[str]
) -> None:
    """As in browsers; where it says another thing than the label, that is told."""
    said, _, found = content(TEXT + label + b"\n\n" + body)
    assert said == text
    words = [
        f"labelled {label.decode()}, read as {each} by its byte-order mark" for each in read_as
    ]
    assert found == words


LOOSE = [
    b"text/plain charset=koi8-r",
    b"text/plain, charset=koi8-r",
    b'text/plain charset = "koi8-r"; format=fixed',
]


@pytest.mark.parametrize("said", LOOSE)
def test_a_charset_without_its_semicolon_is_read(said: bytes) -> None:
    """What the sender meant is clear, and what a reader sees depends on it."""
    assert content(b"Content-Type: " + said + b"\n\n\xd0\xd2\xc9") == ("при", None, [])


SUBJECTS = [
    (b"=?utf-8?q?Who?_Me?=", "Who? Me"),
    (b"=?utf-8?Q?Why??= =?utf-8?Q?_x?=", "Why? x"),
    (b"=?utf-8?Q?left? open =?utf-8?Q?x?=", "=?utf-8?Q?left? open x"),
    (b"=?utf-8?B?YQ?YQ?= x", "=?utf-8?B?YQ?YQ?= x"),
    (b"=?utf-8?B?w6TD\n tg==?=", "äö"),
    (b"=?utf-8?Q?one=0D=0A_two=0A?=", "one two"),
]


@pytest.mark.parametrize(("raw", "said"), SUBJECTS)
def test_encoded_words_are_read_as_they_are_meant(raw: bytes, said: str) -> None:
    """With question marks, folds within a word, and line ends that were encoded with it."""
    activity, found = to_activity(HEAD + b"Subject: " + raw + b"\n\nx", Wanted())
    assert (activity.subject, found) == (said, [])


@pytest.mark.parametrize("word", [b"=?u?q?a ", b"=?u?q?a? ", b"=?u?q?" + b"?" * 15])
def test_words_without_an_end_take_time_by_their_length(word: bytes) -> None:
    """The end of each is looked for, and not through all that follows."""
    raw = word * (1024 * 1024 // len(word))  # in the square of it: for ever
    assert to_activity(HEAD + b"Subject: " + raw + b"\n\nx", Wanted())[0].subject


NAMES = [
    (b'"open.pdf', "open.pdf"),
    (b'"\\"quoted\\".pdf"', "_quoted_.pdf"),
    ('"\u30bd\u30d5\u30c8.pdf"'.encode("shift_jis"), "\u30bd\u30d5\u30c8.pdf"),
    (b'"\x83\x5c\\"x.pdf"', "\u30bd_x.pdf"),
]


@pytest.mark.parametrize(("written", "name"), NAMES)
def test_file_names_keep_their_letters(written: bytes, name: str) -> None:
    """An open quote is no part of a name; a backslash that is half a letter escapes nothing."""
    part = b"\n--b\nContent-Type: a/b; charset=shift_jis; name=" + written + b"\n\nx\n--b--\n"
    activity, _ = to_activity(HEAD + MIXED + part, Wanted())
    assert [each.name for each in activity.attachments] == [name]


NO_BASE64 = "behind its base64 stands what is none, left out; {} bytes could be read"
DAMAGED = "its base64 is damaged; {} bytes could be read"
FOOTERS = [
    (b"SGVsbG8gd29ybGQh\n\n-- \nlist footer\nhttp://a.b/x\n", "Hello world!", NO_BASE64),
    (b"SGVsbG8=\r\n\r\n_____\r\nWritten by a scanner\r\n", "Hello", NO_BASE64),
    (b"SGVs\n\n*bG8g\nSGVsbG8gd29ybGQh\n", "Hello Hello world!", DAMAGED),
    (b"SGVsb\n\n-- \nSGVsbG8gd29ybGQhIQ==\n", "Hel", DAMAGED),
    (b"SGVsb\n\n***\n", "Hel", DAMAGED),
]


@pytest.mark.parametrize(("body", "text", "told"), FOOTERS)
def test_a_footer_behind_base64_is_none_of_it(body: bytes, text: str, told: str) -> None:
    """A list or a scanner adds it in plain; more base64 behind a blank line is read, though."""
    said, _, found = content(b"Content-Transfer-Encoding: base64\n\n" + body)
    assert said is not None
    assert said.startswith(text)
    assert told.format(len(text)) in found or told is DAMAGED


DATES = [
    ("2020-03-02T08:14:05Z", "08:14:05", []),
    ("2020-03-02 08:14:05 +0200", "06:14:05", []),
    ("2020-03-02 08:14:05.5", "08:14:05", ["names no zone; +0000 was assumed"]),
    ("Mon, 2 Mar 2020 08:14:05.123 +0100", "07:14:05", []),
]


@pytest.mark.parametrize(("written", "time", "told"), DATES)
def test_dates_of_other_programs_are_read(written: str, time: str, told: list[str]) -> None:
    """As ISO 8601 has them, and with parts of a second."""
    message = f"From: a@b.de\nDate: {written}\n\nx".encode()
    activity, found = to_activity(message, Wanted())
    assert activity.date is not None
    assert f"{activity.date:%Y-%m-%d %H:%M:%S}" == f"2020-03-02 {time}"
    assert [each.message for each in found] == told


@pytest.mark.parametrize("written", ["2020-13-02 08:14:05", "0001-01-01T00:00:00+14:00"])
def test_dates_that_are_none_are_told(written: str) -> None:
    """Another moment is taken, and that is said."""
    found = to_activity(f"From: a@b.de\nDate: {written}\n\nx".encode(), Wanted())[1]
    assert [each.rule.name for each in found] == ["date-replaced"]


def attached(kind: bytes) -> list[str]:
    """The notes of what the type of an attachment loses."""
    part = b"\n--b\nContent-Type: " + kind + b"\nContent-Disposition: attachment\n\nx\n--b--\n"
    found = to_activity(HEAD + MIXED + part, Wanted())[1]
    return [each.message for each in found if each.rule.name == "charset-left-out"]


TYPES = [
    (b"a/b; name=x.y", None),
    (b"a/b; charset=koi8-r; name=x", None),
    (b"text/plain; charset=us-ascii", None),
    (b"text; method=x", None),
    (b"a/b; x=; y", None),
    (b"text/calendar; method=REQUEST", "is text/calendar with 'method=REQUEST'"),
    (b'a/b; p="1"; name*0=x; q*1*=y', "is a/b with 'p=1; q=y'"),
]


@pytest.mark.parametrize(("kind", "told"), TYPES)
def test_parameters_of_a_type_that_do_not_travel_are_told(kind: bytes, told: str | None) -> None:
    """All but the name, which travels, and the charset of what is no text."""
    words = f"{told}, which does not travel with it"
    assert attached(kind) == ([words] if told else [])


def test_a_charset_and_a_parameter_are_told_apart() -> None:
    """One note each, for a text."""
    first, second = attached(b"text/csv; charset=koi8-r; header=present")
    assert first == "is text/csv in 'koi8-r'; the charset does not travel with it"
    assert second == "is text/csv with 'header=present', which does not travel with it"


AROUND = [
    (b"", b"\n\n", []),
    (b"This is a multi-part message in MIME format.\n", b"", []),
    (b"\n  If you see this, your reader knows no\nMIME.\n\n", b"\n", []),
    (b"Hello\n", b"", ["part 0.preamble: 5 bytes stand before its first part, left out: 'Hello'"]),
    (
        b"This is MIME. " + b"x" * 600 + b"\n",
        b" \nSent by\na list \n",
        [
            "part 0.preamble: 614 bytes stand before its first part, left out: ",
            "part 0.epilogue: 14 bytes stand behind its last part, left out: 'Sent by\\na list'",
        ],
    ),
]


@pytest.mark.parametrize(("before", "behind", "told"), AROUND)
def test_a_text_around_the_parts_is_told(before: bytes, behind: bytes, told: list[str]) -> None:
    """Unless it is blank, or one of the sentences for old mail programs."""
    message = MIXED + b"\n" + before + b"--b\n\nx\n--b--" + behind
    found = [str(each) for each in to_activity(HEAD + message, Wanted())[1]]
    assert len(found) == len(told)
    assert all(said.startswith(words) for said, words in zip(found, told, strict=True))


def test_blanks_without_end_around_the_parts_cost_little() -> None:
    """They are looked through at one end only so far."""
    behind = b"\nx" + b" " * (1024 * 1024)
    (told,) = to_activity(HEAD + MIXED + b"\n--b\n\nx\n--b--" + behind, Wanted())[1]
    assert told.rule.name == "text-around-parts"


def test_a_reference_over_two_lines_shows_its_image() -> None:
    """Browsers leave out line ends and tabs in it, and so does the Content-ID that it names."""
    part = b"--b\nContent-Type: image/png; name=i.png\nContent-ID: <logo@x>\n\nP\n--b--\n"
    html = b"\n--b\nContent-Type: text/html\n\n<img src='cid:logo\r\n\t@x'>\n"
    activity, _ = to_activity(HEAD + MIXED.replace(b"mixed", b"related") + html + part, Wanted())
    assert activity.html == "<img src='cid:logo@x'>"
    assert [each.content_id for each in activity.attachments] == ["logo@x"]


@pytest.mark.parametrize("piece", [b"=", b"=x", b"= \n", b"=\r", b"=3D"])
def test_quoted_printable_takes_memory_by_its_length(piece: bytes) -> None:
    """Whatever it is made of, damage too: no more than a few times as much as stands there."""
    body = piece * (512 * 1024 // len(piece))
    message = HEAD + b"Content-Transfer-Encoding: quoted-printable\n\n" + body
    tracemalloc.start()
    to_activity(message, Wanted())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * len(message)


@pytest.mark.parametrize(
    ("parameters", "shown"),
    [
        (b'; start="<page@x>"', True),
        (b"; start=page@x", True),
        (b"; start=other", False),
        (b"; start*=utf-8''page@x", False),
        (b"", False),
    ],
)
def test_a_related_page_is_where_its_container_says(parameters: bytes, shown: bool) -> None:
    """It may stand behind its images, if `start` names it; without that it is the first part."""
    image = b"\n--b\nContent-Type: image/png; name=i.png\nContent-ID: <i>\n\nP\n"
    page = b"--b\nContent-Type: text/html\nContent-ID: <page@x>\n\n<img src=cid:i>\n--b--\n"
    related = b"Content-Type: multipart/related; boundary=b" + parameters + b"\n"
    activity, _ = to_activity(HEAD + related + image + page, Wanted())
    assert (activity.html == "<img src=cid:i>") is shown
    assert [each.inline for each in activity.attachments] == ([True] if shown else [False, False])
