"""The three formats, chosen by their names."""

from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from egain_cli.content import CHUNK, FileContent
from egain_cli.dialect import DEFAULT_DIALECT, FORMATS
from egain_cli.encode.formats import choose_format
from egain_cli.errors import InputError
from egain_cli.model import Attachment
from tests.encode.activities import CANONICAL

if TYPE_CHECKING:
    from pathlib import Path

MEDIA_TYPES = {
    "json": "application/json",
    "xml": "application/xml",
    "multipart": "multipart/form-data; boundary=",
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_chosen_by_its_name(name: str) -> None:
    """The name of a format gives its encoder and its check, in the dialect that was chosen."""
    chosen = choose_format(name)
    assert chosen.name == name
    assert chosen.encode(CANONICAL).media_type.startswith(MEDIA_TYPES[name])
    assert chosen.check(CANONICAL) == []
    other = choose_format(name, replace(DEFAULT_DIALECT, addresses="emailAddress"))
    assert b"emailAddress" in b"".join(other.encode(CANONICAL)).replace(b"emailAddresses", b"")


def test_other_names_are_refused() -> None:
    """A name that is no format is refused with those that are."""
    with pytest.raises(ValueError, match="must be json, xml or multipart"):
        choose_format("yaml")


def test_only_the_chosen_format_is_loaded() -> None:
    """Whoever sends JSON does not wait for the other two to be imported."""
    code = (
        "import sys; from egain_cli.encode.formats import choose_format; choose_format('json')\n"
        "print([name for name in sys.modules if name.startswith('egain_cli.encode.')])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert "egain_cli.encode.json" in shown.stdout
    assert "xml" not in shown.stdout
    assert "multipart" not in shown.stdout


@pytest.mark.parametrize("name", FORMATS)
def test_memory_stays_flat(tmp_path: Path, name: str) -> None:
    """An attachment of any size goes out in pieces, and is never held whole."""
    size = 20 * CHUNK + 1
    file = tmp_path / "big.bin"
    with file.open("wb") as sparse:
        sparse.truncate(size)
    big = Attachment(name="big.bin", content_type="a/b", content=FileContent(file, size))
    tracemalloc.start()
    try:
        payload = choose_format(name).encode(replace(CANONICAL, attachments=(big,)))
        assert sum(map(len, payload)) == payload.length
        assert payload.length > size
        assert tracemalloc.get_traced_memory()[1] < 5 * CHUNK
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_that_changes_before_it_is_sent_is_an_error(tmp_path: Path, name: str) -> None:
    """No format sends half a file: one that was written to since is an InputError naming it."""
    file = tmp_path / "log.txt"
    file.write_bytes(b"hello")
    os.utime(file, ns=(1, 1))
    content = FileContent(file, 5, file.stat().st_mtime_ns)
    log = Attachment(name="log.txt", content_type="a/b", content=content)
    payload = choose_format(name).encode(replace(CANONICAL, attachments=(log,)))
    file.write_bytes(b"other")
    with pytest.raises(InputError, match=r"log\.txt"):
        list(payload)
