"""Reading a file of the file system, in one go where that is possible."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from egain_cli.errors import InputError
from egain_cli.inputs.sources import files
from egain_cli.inputs.sources.files import open_file, read_file
from egain_cli.inputs.sources.limits import Limits

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("size", [1, 4096, 3_000_000])
def test_a_file_is_read_whole(place: Path, size: int) -> None:
    """Whatever its size."""
    content = os.urandom(size)
    (place / "a.eml").write_bytes(content)
    assert read_file("a.eml") == content


def test_a_file_that_grows_or_shrinks_meanwhile_is_read_to_its_end(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was asked before of its size does not cut it."""
    (place / "a.eml").write_bytes(b"From: a@b.c")
    at_once = files._read_at_once
    for told in (1, 1000):
        monkeypatch.setattr(files, "_read_at_once", lambda path, _, said=told: at_once(path, said))
        assert read_file("a.eml") == b"From: a@b.c"


@pytest.mark.parametrize("name", ["empty", "missing", "folder", "pipe", "a\0b"])
def test_what_cannot_be_read_is_told_as_when_it_is_opened(place: Path, name: str) -> None:
    """In the same words, and without waiting for a pipe."""
    (place / "empty").touch()
    (place / "folder").mkdir()
    os.mkfifo(place / "pipe")
    with pytest.raises(InputError) as at_once:
        read_file(name)
    with pytest.raises(InputError) as opened, closing(open_file(name)) as stream:
        stream.whole(Limits())
    assert str(at_once.value) == str(opened.value)
