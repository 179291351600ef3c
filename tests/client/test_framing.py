"""How an answer is told from bytes, however they come, and where it ends."""

from __future__ import annotations

import http.client
import io
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.client.framing import AnswerReader
from egain_cli.client.heads import BadAnswerError, Head, parse_head

if TYPE_CHECKING:
    from collections.abc import Callable


def receiving(raw: bytes, size: int) -> Callable[[], bytes]:
    """What gives these bytes, so many at a time, and then nothing."""
    stream = io.BytesIO(raw)
    return lambda: stream.read(size)


def read(raw: bytes, size: int = 65536) -> tuple[Head | None, bytes, bool]:
    """The head, the body, and whether nothing is left on the connection."""
    reader = AnswerReader(receiving(raw, size))
    head = reader.read_head()
    body = b"".join(reader.read_body(head)) if head else b""
    return head, body, reader.is_clean


CREATED = b"HTTP/1.1 201 Created\r\n"
OK: list[tuple[bytes, bytes, bool]] = [
    (CREATED + b"Content-Length: 0\r\n\r\n", b"", True),
    (CREATED + b"Content-Length: 2\r\n\r\nab", b"ab", True),
    (CREATED + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\nab", b"ab", True),
    (CREATED + b"Content-Length: 2, 2\r\n\r\nab", b"ab", True),
    (CREATED + b"Content-Length: 1\r\n\r\nab", b"a", False),
    (CREATED + b"\r\nabc", b"abc", True),
    (b"HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n", b"", True),
    (b"HTTP/1.1 304 No\r\nTransfer-Encoding: chunked\r\n\r\n", b"", True),
    (b"HTTP/1.1 101 Up\r\n\r\n", b"", True),
    (b"HTTP/1.1 100 C\r\n\r\n" * 3 + CREATED + b"Content-Length: 0\r\n\r\n", b"", True),
    (CREATED + b"Transfer-Encoding: Chunked\r\n\r\n2\r\nab\r\n1;x=y \r\nc\r\n0\r\n\r\n", b"abc", True),
    (CREATED + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n", b"", True),
    (CREATED + b"Transfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n0\r\n\r\n", b"", True),
    (b"HTTP/1.1 201\nContent-Length: 1\n\na", b"a", True),
]  # fmt: skip


@pytest.mark.parametrize("size", [1, 3, 65536])
@pytest.mark.parametrize(("raw", "body", "clean"), OK, ids=[str(n) for n in range(len(OK))])
def test_an_answer_ends_where_it_says(raw: bytes, body: bytes, clean: bool, size: int) -> None:
    """By its length, its chunks or the connection's end, however its bytes come."""
    head, found, is_clean = read(raw, size)
    assert head is not None
    assert found == body
    assert is_clean is clean or size == 1  # what comes later is not seen yet


BAD = [
    b"",
    b"SSH-2.0-x\r\n\r\n",
    b"HTTP/1.1 20 Short\r\n\r\n",
    b"HTTP/1.1 099 Low\r\n\r\n",
    CREATED[:-2],
    CREATED + b"no header\r\n\r\n",
    CREATED + b"Space : x\r\n\r\n",
    CREATED + b"X: a\0b\r\n\r\n",
    CREATED + b" leading: x\r\n\r\n",
    CREATED + b"Content-Length: +1\r\n\r\na",
    CREATED + b"Content-Length: 1, 2\r\n\r\na",
    CREATED + b"Content-Length: \r\n\r\na",
    CREATED + b"Content-Length: 3\r\n\r\na",
    CREATED + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    CREATED + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    CREATED + b"Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
    CREATED + b"Transfer-Encoding: chunked\r\n\r\n-1\r\na\r\n",
    CREATED + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
    CREATED + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"x" * 200_000,
    CREATED + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"X: y\r\n" * 20_000,
]


@pytest.mark.parametrize("raw", BAD, ids=[str(n) for n in range(len(BAD))])
def test_what_is_no_answer_or_has_no_end_is_refused(raw: bytes) -> None:
    """None where nothing came at all."""
    if not raw:
        assert read(raw)[0] is None
        return
    with pytest.raises(BadAnswerError):
        read(raw)


KEEPS = [
    (b"HTTP/1.1 201 C\r\nContent-Length: 0", True),
    (b"HTTP/1.1 201 C\r\nContent-Length: 0\r\nConnection: keep-alive, Close", False),
    (b"HTTP/1.0 201 C\r\nContent-Length: 0\r\nConnection: keep-alive", False),
    (b"HTTP/1.1 201 C", False),
    (b"HTTP/1.1 200 C\r\nTransfer-Encoding: chunked", True),
]


@pytest.mark.parametrize(("raw", "keeps"), KEEPS)
def test_a_connection_is_kept_where_both_sides_know_the_end(raw: bytes, keeps: bool) -> None:
    """And where the server does not say that it closes it."""
    assert parse_head(raw).keeps is keeps


def test_a_header_that_goes_on_in_the_next_line_is_one() -> None:
    """As some gateways still write them."""
    head = parse_head(b"HTTP/1.1 201 C\r\nLocation: /a\r\n\t/7 \r\nX:y")
    assert head.headers == [(b"Location", b"/a /7"), (b"X", b"y")]


def test_a_body_of_many_small_chunks_takes_no_time() -> None:
    """Each is taken off the front of what came; a server could keep us busy otherwise."""
    raw = CREATED + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 60_000
    started = time.monotonic()
    reader = AnswerReader(receiving(raw, 1 << 20))
    head = reader.read_head()
    assert head is not None
    with pytest.raises(BadAnswerError):
        for _ in reader.read_body(head):
            pass
    assert time.monotonic() - started < 4


@given(
    st.binary()
    | st.lists(
        st.sampled_from(
            [CREATED, b"\r\n", b"\n", b"Content-Length: 3\r\n", b"5\r\n", b"0\r\n\r\n", b"abc", b" ",
             b"Transfer-Encoding: chunked\r\n", b"HTTP/1.1 100 C\r\n\r\n", b"X: y\r\n", b"\0"]
        )
    ).map(b"".join),
    st.integers(1, 50),
)  # fmt: skip
def test_any_bytes_are_an_answer_or_refused_however_they_come(raw: bytes, size: int) -> None:
    """What is read does not depend on how it was cut, and nothing else is ever raised."""

    def outcome(size: int) -> object:
        try:
            return read(raw, size)[:2]
        except BadAnswerError:
            return None

    assert outcome(size) == outcome(65536)


@given(st.lists(st.binary(min_size=1, max_size=40)), st.booleans(), st.integers(1, 50))
def test_a_body_is_read_as_the_standard_library_reads_it(
    pieces: list[bytes], chunked: bool, size: int
) -> None:
    """In chunks, and with a length."""
    body = b"".join(pieces)
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    head = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % len(body)
    raw = CREATED + head + b"\r\n\r\n" + (chunks if chunked else body)
    theirs = http.client.HTTPResponse(_Socket(raw))  # type: ignore[arg-type]
    theirs.begin()
    assert read(raw, size)[1] == theirs.read() == body


class _Socket:
    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def makefile(self, mode: str) -> io.BytesIO:
        return io.BytesIO(self._raw)
