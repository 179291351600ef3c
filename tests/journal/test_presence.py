"""What happens to a run whose journal is taken away while it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from egain_cli.journal.file import Journal, JournalError, open_journal
from egain_cli.journal.ledger import Rule
from egain_cli.journal.runs import RunRecord, begin_run, list_runs
from tests.journal.words import ACCEPTED

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("which", ["", "-wal", "-shm"])
@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_that_is_gone_ends_the_run(
    path: Path, journal: Journal, record: RunRecord, which: str, replaced: bool
) -> None:
    """Whichever of its files it is, removed or another one now: nothing more is claimed."""
    ledger = begin_run(journal, record)
    ledger.discover(["a", "b"])
    ledger.claim(1, "a", Rule())
    ledger.settle(1, ACCEPTED)
    file = path.with_name(path.name + which)
    other = path.with_name("other")
    other.write_bytes(file.read_bytes())
    file.unlink()
    if replaced:
        other.rename(file)
    for _ in range(2):
        with pytest.raises(JournalError, match="was removed or replaced") as caught:
            ledger.claim(2, "b", Rule())
    assert str(file) in caught.value.message
    assert "Put the journal back" in caught.value.hint
    with pytest.raises(JournalError, match="was removed or replaced"):
        ledger.close(0)
    assert ledger.lost == []  # with the file all is lost, which is said once


def test_what_is_settled_last_is_not_taken_for_recorded(
    path: Path, journal: Journal, record: RunRecord
) -> None:
    """A file that goes after the last claim is noticed when the run is closed."""
    ledger = begin_run(journal, record)
    ledger.discover(["a"])
    ledger.claim(1, "a", Rule())
    ledger.settle(1, ACCEPTED)
    path.unlink()
    with pytest.raises(JournalError, match="was removed or replaced"):
        ledger.close(0)


def test_a_journal_has_one_path(tmp_path: Path, record: RunRecord) -> None:
    """Through a link it is the same journal, with the same locks: a run that lives is not dead."""
    first = open_journal(tmp_path / "real")
    assert first is not None
    ledger = begin_run(first, record)
    ledger.discover(["a"])
    (tmp_path / "link").symlink_to("real")
    second = open_journal(tmp_path / "link")
    assert second is not None
    begin_run(second, record).discover(["a"])
    assert [past.state for past in list_runs(second)] == ["running", "running"]
    assert first.path == second.path
    ledger.close(0)
    first.close()
    second.close()
