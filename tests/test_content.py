"""Bytes that can be read again and again."""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.content import BLANKS, CHUNK, Base64Content, FileContent, without_blanks
from egain_cli.errors import InputError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of more than one chunk, written long ago."""
    path = tmp_path / "log.bin"
    path.write_bytes(bytes(CHUNK + 1))
    os.utime(path, ns=(1, 1))
    return path


def opened(path: Path) -> FileContent:
    return FileContent(path, path.stat().st_size, path.stat().st_mtime_ns)


def test_a_file_is_read_as_often_as_it_is_asked_for(file: Path) -> None:
    """What nobody writes to gives the same bytes each time, in chunks."""
    content = opened(file)
    for _ in range(2):
        assert [len(chunk) for chunk in content.chunks()] == [CHUNK, 1]


def test_nothing_of_a_rewritten_file_is_given(file: Path) -> None:
    """Another content of the same size is noticed before its first byte is read."""
    content = opened(file)
    file.write_bytes(b"x" * (CHUNK + 1))
    with pytest.raises(InputError, match=r"log\.bin: the file changed") as caught:
        next(content.chunks())
    assert caught.value.hint


def test_a_file_that_is_written_to_while_it_is_read_is_an_error(file: Path) -> None:
    """Half of the one content and half of the other is not taken for either."""
    chunks = opened(file).chunks()
    next(chunks)
    file.write_bytes(b"x" * (CHUNK + 1))
    with pytest.raises(InputError, match=r"log\.bin: the file changed"):
        list(chunks)


def test_a_file_that_knows_less_than_it_holds_is_an_error(file: Path) -> None:
    """No more is given than was promised, whatever the system said of the size."""
    with pytest.raises(InputError, match=r"log\.bin: the file changed"):
        list(FileContent(file, CHUNK).chunks())


def test_a_disk_that_fails_is_an_input_error(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong while reading names the file, as what goes wrong while opening does."""

    class Failing(io.FileIO):
        def read(self, *_: Any) -> bytes:
            raise OSError(5, "Input/output error")

    def open_failing(path: Path, mode: str) -> Failing:
        return Failing(path, mode)

    content = opened(file)
    monkeypatch.setattr(Path, "open", open_failing)
    with pytest.raises(InputError, match=r"log\.bin: can no longer be read: Input/output error"):
        list(content.chunks())


@pytest.mark.parametrize("end", [b"", b"\r\n", b"\n" * (2 * CHUNK)])
def test_base64_is_given_as_it_stands_or_decoded(end: bytes) -> None:
    """Whatever line ends lie between the letters, and however far apart they are."""
    content = bytes(range(256)) * 5000
    letters = base64.b64encode(content)
    source = b"before" + letters[:100_001] + end + letters[100_001:] + b"after"
    held = Base64Content(source, 6, len(source) - 5, len(content))
    for _ in range(2):
        assert b"".join(held.base64()) == letters
        assert b"".join(held.chunks()) == content
    assert all(len(piece) % 4 == 0 for piece in held.base64())


@given(st.text("AZaz09+/=\r\n \t-").map(str.encode))
def test_only_blanks_are_taken_out_of_base64(letters: bytes) -> None:
    """Every other byte stays where it is, also one that is no base64."""
    assert without_blanks(letters) == letters.translate(None, BLANKS)
