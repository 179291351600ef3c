"""Secrets in files: the first line, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from egain_cli.config.secret_files import read_password, read_token
from egain_cli.errors import UsageError


def test_the_first_line_is_the_secret(tmp_path: Path) -> None:
    """A byte order mark and whatever line end an editor writes are no part of it."""
    file = tmp_path / "secret"
    file.write_bytes(b"\xef\xbb\xbfpass word \r\nsecond\n")
    assert read_password(str(file)) == "pass word "
    file.write_bytes(b" token \n")
    assert read_token(str(file)) == "token"


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"two words\n", "ü\n".encode()])
def test_what_is_no_token_is_refused_without_showing_it(tmp_path: Path, content: bytes) -> None:
    """Empty, not UTF-8, or not what a header can hold: the message names the file alone."""
    file = tmp_path / "secret"
    file.write_bytes(content)
    with pytest.raises(UsageError) as raised:
        read_token(str(file))
    assert str(file) in raised.value.message
    assert "two words" not in raised.value.message + raised.value.hint


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a device without an end")
def test_a_device_is_not_read_for_ever() -> None:
    """Only so much of a first line is read."""
    with pytest.raises(UsageError):
        read_token("/dev/zero")
