"""Opening what the user named."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from egain_cli.errors import ExitCode, InputError
from egain_cli.inputs.files import open_content, read_input, read_text

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    """The bytes of a file come as they are."""
    (tmp_path / "a").write_bytes(b"\xff\r\n\0")
    assert read_input(str(tmp_path / "a")) == b"\xff\r\n\0"


def stdin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input is read as bytes, and an empty one is an error."""
    stdin(monkeypatch, b"\xffx")
    assert read_input("-") == b"\xffx"
    stdin(monkeypatch, b"")
    with pytest.raises(InputError, match="standard input is empty"):
        read_input("-")


def test_what_cannot_be_read_is_named_as_the_user_wrote_it(tmp_path: Path, place: Path) -> None:
    """A missing file, a folder, an empty file and an impossible name are errors with a way on."""
    (place / "empty").touch()
    for name, words in [
        ("none.eml", "none.eml: no such file"),
        (".", r"\.: is a directory"),
        ("empty", "empty: the file is empty"),
        ("a" * 5000, "cannot be read"),
        ("a\0b", "no such file|cannot be read"),
    ]:
        with pytest.raises(InputError, match=words) as caught:
            read_input(name)
        assert caught.value.hint
        assert caught.value.exit_code is ExitCode.INVALID


@pytest.mark.parametrize("reader", ["input", "content", "text"])
def test_a_file_that_fails_while_read_is_an_input_error(
    reader: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fails is an error that says where, and no traceback."""
    path = tmp_path / "a"
    path.write_text("x")

    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)
    monkeypatch.setattr(Path, "read_bytes", fail)
    readers: dict[str, Callable[[], object]] = {
        "input": lambda: read_input(str(path)),
        "content": lambda: open_content(path, "where", 1),
        "text": lambda: read_text(path, "where"),
    }
    with pytest.raises(InputError, match="cannot be read: Input/output error"):
        readers[reader]()


def test_content_is_measured_and_not_read(tmp_path: Path) -> None:
    """A file's content knows its size and its first bytes, and gives the rest when asked."""
    path = tmp_path / "a"
    path.write_bytes(b"0123456789")
    content, start = open_content(path, "a", 4)
    assert (content.size, start) == (10, b"0123")
    assert b"".join(content.chunks()) == b"0123456789"
    with pytest.raises(InputError, match="here: no such file"):
        open_content(tmp_path / "none", "here", 4)
    os.utime(path, ns=(1, 1))
    with pytest.raises(InputError, match="the file changed"):
        list(content.chunks())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_read_once_and_kept(tmp_path: Path) -> None:
    """What comes through a pipe can be sent twice, though it can be read only once."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_bytes, args=(b"0123456789",))
    writer.start()
    content, start = open_content(pipe, "pipe", 4)
    writer.join()
    assert (content.size, start) == (10, b"0123")
    assert b"".join(content.chunks()) == b"".join(content.chunks()) == b"0123456789"


TEXTS = [
    ("Grüße\r\n😀\n".encode(), "Grüße\r\n😀\n"),
    ("\ufeffü".encode(), "ü"),
    ("ü".encode("utf-16"), "ü"),
    (b"\xfe\xff" + "ü".encode("utf-16-be"), "ü"),
    (b"", ""),
]


@pytest.mark.parametrize(("content", "text"), TEXTS)
def test_a_text_is_utf_8_or_marked_utf_16(content: bytes, text: str, tmp_path: Path) -> None:
    """UTF-8, and UTF-16 that says so, are text; line ends stay as they are, the mark does not."""
    (tmp_path / "a").write_bytes(content)
    assert read_text(tmp_path / "a", "a") == text


@pytest.mark.parametrize("content", [b"Gr\xfc\xdfe", b"\xff\xfea"])
def test_a_text_in_another_charset_is_refused(content: bytes, tmp_path: Path) -> None:
    """A guess would change the text in silence, so the place of the first bad byte is named."""
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(InputError, match=r"here: not UTF-8 text \(byte \d+: ") as caught:
        read_text(tmp_path / "a", "here")
    assert caught.value.hint == "Save the file as UTF-8."
