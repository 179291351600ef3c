"""How a packed body is read, and what of a broken one."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.client.decoding import read_body

TEXT = b'{"message":"packed"}' * 50
BARE = zlib.compressobj(wbits=-zlib.MAX_WBITS)
PACKED = [
    ("", TEXT),
    ("identity", TEXT),
    ("gzip", gzip.compress(TEXT, mtime=0)),
    (" X-GZIP ", gzip.compress(TEXT, mtime=0)),
    ("identity, gzip", gzip.compress(TEXT, mtime=0)),
    ("deflate", zlib.compress(TEXT)),
    ("deflate", BARE.compress(TEXT) + BARE.flush()),
]


@pytest.mark.parametrize(("encoding", "body"), PACKED)
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_a_body_is_unpacked_however_it_comes(encoding: str, body: bytes, size: int) -> None:
    """gzip, and deflate in both its kinds; byte by byte or at once."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    assert read_body(pieces, encoding, 10_000) == (TEXT, False)


def test_what_is_cut_short_gives_what_could_be_read() -> None:
    """As behind a proxy that forwards a wrong length."""
    packed = gzip.compress(bytes(range(256)) * 100, compresslevel=0)
    content, cut = read_body([packed[:1000]], "gzip", 100_000)
    assert (len(content) > 900, cut) == (True, False)
    assert (bytes(range(256)) * 4).startswith(content[:900])


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zstd", "nonsense"])
def test_what_nobody_asked_for_gives_nothing(encoding: str) -> None:
    """The status of the answer counts all the same."""
    assert read_body([b"x"], encoding, 10) == (b"", False)


def test_bytes_that_are_no_such_stream_give_nothing() -> None:
    """Nor do bytes behind its end."""
    assert read_body([b"no gzip", b"", b"more"], "gzip", 100) == (b"", False)
    assert read_body([gzip.compress(b"a"), b"behind"], "gzip", 100) == (b"a", False)


def test_a_bomb_is_cut_off_before_it_goes_off() -> None:
    """A megabyte of zeros packed twice unpacks to a gigabyte, and never is in memory."""
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1024)) + packer.flush()
    tracemalloc.start()
    try:
        content, cut = read_body([bomb], "gzip", 1 << 20)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (len(content), cut) == (1 << 20, True)
    assert peak < 8 << 20


def test_packed_bytes_that_never_become_any_are_cut_off_too() -> None:
    """An endless row of empty blocks."""
    empty = gzip.compress(b"")[:10] + b"\x00\x00\x00\xff\xff" * 1000
    assert read_body([empty[:10], *[b"\x00\x00\x00\xff\xff" * 1000] * 1000], "gzip", 100_000) == (
        b"",
        True,
    )


@given(
    st.lists(st.binary()),
    st.text() | st.sampled_from(["gzip", "deflate", ""]),
    st.integers(1, 1 << 20),
)
def test_no_bytes_are_too_odd(pieces: list[bytes], encoding: str, limit: int) -> None:
    """Whatever comes, no more than the limit is kept."""
    content, _ = read_body(pieces, encoding, limit)
    assert len(content) <= limit
