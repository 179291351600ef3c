"""What is doubted about a message's structure."""

from __future__ import annotations

import pytest

from egain_cli.inputs.mime import header_block
from egain_cli.inputs.mime.message import Wanted, map_message, to_activity

HEAD = b"From: a@b.c\nDate: Mon, 2 Mar 2026 08:14:05 +0100\n"


def rules(message: bytes) -> list[tuple[str, str]]:
    _, found = to_activity(HEAD + message, Wanted())
    return [(each.rule.name, each.field) for each in found]


def test_a_multipart_without_parts_is_no_attachment() -> None:
    """Where it is all there is, what stands in it is the text: a body is never lost."""
    message = HEAD + b"Content-Type: multipart/mixed; boundary=none\n\nHello\n--other\nworld\n"
    mapping = map_message(message, Wanted())
    assert mapping.activity.text == "Hello\n--other\nworld\n"
    assert mapping.activity.attachments == ()
    assert [each.fate for each in mapping.parts] == ["text"]
    (found,) = mapping.findings
    assert found.rule.name == "multipart-without-parts"
    assert "became the text" in found.message


def test_a_multipart_without_parts_beside_a_text_is_left_out() -> None:
    """What stands before the first part of it is no text of anyone's; it is told all the same."""
    message = HEAD + (
        b"Content-Type: multipart/mixed; boundary=o\n\n--o\n\nHello\n"
        b"--o\nContent-Type: multipart/alternative; boundary=i\n\npreamble\n--o--\n"
    )
    mapping = map_message(message, Wanted())
    assert (mapping.activity.text, mapping.activity.attachments) == ("Hello", ())
    assert [each.fate for each in mapping.parts] == [
        "container", "text", "left out: no part begins in it",
    ]  # fmt: skip
    (found,) = mapping.findings
    assert (found.rule.name, found.field) == ("multipart-without-parts", "part 2")
    assert "left out" in found.message


def test_an_empty_multipart_is_nothing() -> None:
    """A multipart that holds nothing at all has lost nothing."""
    assert rules(b"Content-Type: multipart/mixed; boundary=x\n\n") == []


def test_a_field_that_stands_twice_is_told() -> None:
    """The first counts; the same value twice is no doubt."""
    assert rules(b"Subject: a\nSubject: b\n\nx") == [("field-repeated", "headers")]
    assert rules(b"Subject: a\nSubject: a\n\nx") == []


DATES = [
    (b"garbage", b"Tue, 3 Mar 2026 08:00:00 +0000", "taken: 'Tue, 3 Mar 2026 08:00:00 +0000'"),
    (b"Tue, 3 Mar 2026 08:00:00 +0000", b"garbage", "taken: 'Tue, 3 Mar 2026 08:00:00 +0000'"),
    (b"garbage", b"rubbish", "taken: none, since none can be read"),
]


@pytest.mark.parametrize(("first", "second", "words"), DATES)
def test_of_several_dates_the_one_that_is_sent_is_named(
    first: bytes, second: bytes, words: str
) -> None:
    """The first that can be read, which need not be the first."""
    message = b"From: a@b.c\nDate: %b\nDate: %b\n\nx" % (first, second)
    found = to_activity(message, Wanted())[1]
    (told,) = (each.message for each in found if each.rule.name == "field-repeated")
    assert told == f"Date stands 2 times; {words}"


def test_a_type_that_is_none_is_told() -> None:
    """With a name it is a file, without one it is read as text; an empty field says nothing."""
    assert rules(b"Content-Type: text\n\nx") == [("type-broken", "headers")]
    assert rules(b"Content-Type: \n\nx") == []
    activity, found = to_activity(HEAD + b"Content-Type: gz; name=a.gz\n\nx", Wanted())
    assert [each.name for each in activity.attachments] == ["a.gz"]
    assert activity.text is None
    assert [each.rule.name for each in found] == ["type-broken"]


def test_damage_within_is_told_with_the_part() -> None:
    """A line that is no field in a part's header is told with the part's path."""
    message = b"Content-Type: multipart/mixed; boundary=b\n\n--b\nno field\n\nx\n--b--"
    assert rules(message) == [("header-damaged", "part 1")]


def test_a_boundary_given_twice_belongs_to_the_inner_part() -> None:
    """Some mailers give a multipart the boundary of the one around it; nothing is lost by it."""
    inner = b"--b\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\ntext\n--b\nContent-Type: text/html\n\nhtml\n--b--\n"
    message = b"Content-Type: multipart/mixed; boundary=b\n\n" + inner
    activity, found = to_activity(
        HEAD + message + b"--b\nContent-Type: a/b; name=c\n\nfile\n--b--\n", Wanted()
    )
    assert (activity.text, activity.html) == ("text", "html")
    assert [each.name for each in activity.attachments] == ["c"]
    assert found == []


def test_blanks_at_the_end_of_a_boundary_count_where_they_are_used() -> None:
    """A boundary that ends in blanks is another than the same without them, if both occur."""
    start = b'Content-Type: multipart/mixed; boundary="b  "\n\n--b  \n\none\n--b \nstill one\n'
    activity, _ = to_activity(HEAD + start + b"--b  \n\ntwo\n--b  --\n", Wanted())
    assert activity.text == "one\n--b \nstill one\ntwo"


def test_a_body_without_a_blank_line_before_it_is_kept() -> None:
    """The first line that is no field begins it, if no blank line does."""
    activity, found = to_activity(HEAD + b"Subject: x\nHello,\nyours Jane\n", Wanted())
    assert activity.text == "Hello,\nyours Jane\n"
    assert [each.rule.name for each in found] == ["header-damaged"]


def test_nesting_beyond_the_limit_is_told() -> None:
    """What lies too deep is one attachment with its bytes, and the finding says where."""
    heads = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(61)
    )
    mapping = map_message(HEAD + heads + b"\nHello", Wanted())
    assert [each.rule.name for each in mapping.findings] == ["nested-too-deep", "name-made"]
    (attached,) = mapping.activity.attachments
    assert attached.content_type == "multipart/mixed"
    assert b"Hello" in b"".join(attached.content.chunks())


def test_a_header_beyond_the_limits_is_cut_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many fields, or too long a one, are cut; the body is found all the same."""
    monkeypatch.setattr(header_block, "MAX_FIELDS", 4)
    monkeypatch.setattr(header_block, "MAX_VALUE", 100)
    many = b"A: b\n" * 9
    for end in (b"\n", b"\r\n", b"\r"):
        message = (HEAD + b"Subject: x\n" + many + b"\nHello").replace(b"\n", end)
        activity, found = to_activity(message, Wanted())
        assert (activity.subject, activity.text) == ("x", "Hello")
        assert [each.rule.name for each in found] == ["header-too-large"]
    activity, found = to_activity(HEAD + b"Subject: " + b"x" * 101 + b"\n\nHello", Wanted())
    assert (activity.subject, activity.text) == ("x" * 100, "Hello")
    assert [each.rule.name for each in found] == ["header-too-large"]
    assert to_activity(HEAD + many, Wanted())[0].text == ""
