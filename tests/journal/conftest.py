"""What every test of the journal stands on: a real file, and outcomes to write into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from egain_cli.journal.file import Journal, open_journal
from egain_cli.journal.runs import RunRecord

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the test's journal lies."""
    return tmp_path / "state" / "journal.sqlite3"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    """A new journal."""
    opened = open_journal(path)
    assert opened is not None
    yield opened
    opened.close()


@pytest.fixture
def record() -> RunRecord:
    """What a run over several messages is asked for."""
    return RunRecord(
        verb="send-eml", target="https://host/system", options={"department": "service"},
        sources=("saved",), folder="/place/user", sends_always=False,
    )  # fmt: skip
