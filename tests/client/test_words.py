"""What an answer says, in whichever charset, format and words."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.client.answers import Answer, Words, read_words
from egain_cli.client.members import as_text

C = "http://bindings.egain.com/ws/model/v12/gen/common"
PREFIXED = (
    f'<x:error xmlns:x="{C}"><x:code>4-1</x:code><x:developerMessage>d</x:developerMessage>'
    "</x:error>"
)
TWO = (
    b"<errors><error><code>1</code><message>one</message></error>"
    b"<error><code>2</code><message>two</message></error></errors>"
)
WITH_DETAILS = (
    b"<error><code>1</code><developerMessage>d</developerMessage><details><detail><key>k</key>"
    b"<value>v</value></detail></details><userMessage>u</userMessage></error>"
)


def said(body: bytes, content_type: str = "application/json", status: int = 400) -> Words:
    """What an answer with this body says."""
    return read_words(Answer(status, {"content-type": content_type}, body, "http://h/x"))


FAMILIES = [
    (b'{"code":"400-1","developerMessage":"d","message":"m"}', "400-1", "d"),
    (b'{"code":400,"message":"m"}', "400", "m"),
    (b'[{"code":"400-1","developerMessage":"only one"}]', "400-1", "only one"),
    (b'{"code":"400-1"}', "400-1", ""),
    (b'{"userMessage":"for a user"}', None, "for a user"),
    (b'{"developerMessage":"d","userMessage":"u"}', None, "d u"),
    (b'{"developerMessage":"d","userMessage":"d"}', None, "d"),
    (b'{"developerMessage":{"a":1},"code":"1-1"}', "1-1", '{"a": 1}'),
    (
        b'{"code":"400-2","developerMessage":"m","details":[{"key":"k","value":"v"}]}',
        "400-2",
        'm [{"key": "k", "value": "v"}]',
    ),
    (b'{"message":"half \\ud83d of one"}', None, "half \ufffd of one"),
    (b'{"message":"whole \\ud83d\\ude00"}', None, "whole \U0001f600"),
    (PREFIXED.encode(), "4-1", "d"),
    (b"<Error xmlns='urn:p'><message><![CDATA[a <b>]]> c</message></Error>", None, "a <b> c"),
    (TWO, "1", "one"),
    (WITH_DETAILS, "1", "d k v u"),
    (b"<error><code>400-9</code><developerMessage>cut off in the mid", "400-9", "cut off in the mid"),
    (b"<?xml version='1.0' encoding='ISO-8859-1'?><e><message>gr\xfc\xdfe</message></e>",
     None, "gr\xfc\xdfe"),
    (b"<e/>", None, "<e/>"),
    (b"<e>&a;</e>", None, "<e>&a;</e>"),
    (b"[1, 2]", None, "[1, 2]"),
    (b"{", None, "{"),
    (b"", None, "Bad Request"),
    (b" \n ", None, "Bad Request"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "code", "message"), FAMILIES)
def test_both_families_of_errors_are_read(body: bytes, code: str | None, message: str) -> None:
    """In JSON and in XML, with any prefix, whole or cut off."""
    assert said(body) == Words(code, message)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be",
                                      "utf-32", "utf-32-le", "utf-32-be"])  # fmt: skip
def test_unicode_is_known_by_its_bytes(encoding: str) -> None:
    """By its byte order mark, or by where the zeros are."""
    assert said('{"message":"grün"}'.encode(encoding)).message == "grün"


CHARSETS = [
    ("text/plain; charset=iso-8859-1", b"gr\xfcn", "grün"),
    ('text/plain;charset="windows-1252"', b"\x80", "€"),
    ("text/plain; Charset=Shift_JIS", "日本".encode("shift_jis"), "日本"),
    ("text/plain; charset=no-such", "grün".encode(), "grün"),
    ("text/plain; charset=utf-7", b"+ADw-", "+ADw-"),
    ("text/plain; charset=idna", b"xn--a", "xn--a"),
    ("text/plain; charset=zlib_codec", b"abc", "abc"),
    ("text/plain; charset=unicode_escape", b"\\u0041", "\\u0041"),
    ("text/plain", b"gr\xfcn", "gr\ufffdn"),
    ("", b"\xff\xfe", "\ufffd\ufffd"),
]


@pytest.mark.parametrize(("content_type", "body", "text"), CHARSETS)
def test_the_charset_of_the_content_type_counts(content_type: str, body: bytes, text: str) -> None:
    """Where it is one of a page's; anything else is read as UTF-8."""
    assert said(body, content_type).message == text


def test_entities_are_neither_opened_nor_a_reason_to_fail() -> None:
    """The text is shown as it came."""
    bomb = b"<!DOCTYPE e [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]><e><message>&b;</message></e>"
    outside = b"<!DOCTYPE e [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><e><message>&a;</message></e>"
    for body in (bomb, outside):
        assert said(body) == Words(None, body.decode())


def test_members_too_deep_to_be_written_again_are_left_out() -> None:
    """A person could not read them either."""
    deep: object = "x"
    for _ in range(100_000):
        deep = [deep]
    assert as_text(deep) == ""
    assert as_text(["x"]) == '["x"]'


HUGE = [
    b"<a>" * 330_000,
    b"<a/>" * 250_000,
    b"<e>" + b"<message>x</message>" * 50_000,
    b"<e><message>" + b"x" * 1_000_000,
    b"<e><details>" + b"<d>y</d>" * 120_000,
    b"<e " + b"a" * 1_000_000 + b"='1'/>",
    b"[" * 1_000_000,
    b'{"message":' + b"[" * 1_000_000,
    b'{"a":' * 200_000,
    b'{"message":' + b"[" * 900 + b"1" + b"]" * 900 + b"}",
    b'{"message":' + b"9" * 1_000_000 + b"}",
    b"<html>" + b"<title" * 170_000,
    b"<?xml " + b" " * 1_000_000,
]


@pytest.mark.parametrize("body", HUGE, ids=[str(number) for number in range(len(HUGE))])
def test_hostile_bodies_are_read_in_little_memory(body: bytes) -> None:
    """A megabyte of levels, elements, members or digits; what is shown is short."""
    tracemalloc.start()
    try:
        words = said(body)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(words.message) <= 4000
    assert peak < 30_000_000


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
members = st.dictionaries(
    st.sampled_from(["code", "developerMessage", "message", "userMessage", "details"]), values
)
bodies = (
    st.binary()
    | st.text().map(lambda text: text.encode("utf-8", "surrogatepass"))
    | members.map(lambda found: json.dumps(found).encode())
    | st.lists(st.sampled_from([b"<e>", b"</e>", b"<message>", b"</message>", b"&a;", b"<![CDATA[",
                                b"]]>", b"<?xml version='1.0'?>", b"<!DOCTYPE e [", b"x", b"<html>",
                                b"<!ENTITY a 'b'>", b"]>", b"\0", b"{", b'"', b"<details>"]))
    .map(b"".join)
)  # fmt: skip


@given(st.integers(100, 999), st.dictionaries(st.just("content-type"), st.text()), bodies)
def test_no_answer_is_too_odd_to_be_read(status: int, headers: dict[str, str], body: bytes) -> None:
    """Whatever comes, there are words for it, and they can be shown anywhere."""
    words = read_words(Answer(status, headers, body, "http://h/x"))
    (words.message + (words.code or "")).encode()
    assert len(words.message) <= 4000
    assert words.message or words.code
