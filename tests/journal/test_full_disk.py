"""What a disk without room leaves of what was settled, and what is said of it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections import namedtuple
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from egain_cli.journal import history
from egain_cli.journal.failures import unreadable, unrecorded
from egain_cli.journal.file import Journal, JournalError, open_journal
from egain_cli.journal.ledger import Rule
from egain_cli.journal.runs import RunRecord, begin_run, find_run
from egain_cli.model import Status
from tests.bulk.command import unmeasured
from tests.journal.words import ACCEPTED

if TYPE_CHECKING:
    from egain_cli.journal.history import ItemRow

ROOT = Path(__file__).resolve().parents[2]
# Eight are being sent when the room ends; with `again` there is room when the run is closed.
_SENDER = """
import os, resource, signal, sys
from pathlib import Path
from egain_cli.journal.file import JournalError, open_journal
from egain_cli.journal.ledger import Rule
from egain_cli.journal.runs import RunRecord, begin_run
from tests.bulk.command import unmeasured
from tests.journal.words import ACCEPTED, REJECTED
def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
record = RunRecord(verb="send-eml", target="u", options={}, sources=(), folder="/", sends_always=False)
journal = open_journal(Path(sys.argv[1]))
ledger = begin_run(journal, record)
ledger.discover(["a"] * 9)
for number in range(1, 9):
    ledger.claim(number, f"b{number}", Rule())
limit(os.stat(sys.argv[1] + "-wal").st_size)
for number in range(1, 9):
    ledger.settle(number, ACCEPTED if number % 2 else REJECTED)
try:
    ledger.claim(9, "b9", Rule())
    print("claimed")
except JournalError as error:
    print(len(ledger.lost))
if sys.argv[2:]:
    limit(resource.RLIM_INFINITY)
try:
    ledger.close(0)
    print("closed")
except JournalError:
    print(len(ledger.lost))
journal.close()
"""


def _sent(path: Path, *again: str) -> list[str]:
    command = [sys.executable, "-c", _SENDER, str(path), *again]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT,
                          env=unmeasured(os.environ))  # fmt: skip
    return done.stdout.split()


def _rows(path: Path) -> list[ItemRow]:
    journal = open_journal(path)
    assert journal is not None
    assert find_run(journal, "last").discovered == 9
    rows = list(history.items(journal, 1))
    journal.close()
    return rows


def test_what_could_not_be_recorded_is_known_to_be_lost(path: Path) -> None:
    """All that was settled when the room ended; the next run has them as unknown."""
    assert _sent(path) == ["8", "8"]
    statuses = [row.status for row in _rows(path)]
    assert statuses == [Status.UNKNOWN] * 8 + [Status.NOT_ATTEMPTED]


def test_what_could_not_be_recorded_is_when_there_is_room_again(path: Path) -> None:
    """Closing tries once more, and says all the same that something had failed."""
    assert _sent(path, "again") == ["8", "0"]
    statuses = [row.status for row in _rows(path)]
    assert statuses == [Status.ACCEPTED, Status.REJECTED] * 4 + [Status.NOT_ATTEMPTED]


def _error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_FULL])
def test_a_full_disk_is_called_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """Whatever SQLite calls it; and nobody is told to move a journal away that is sound."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(40960, 28672, 12288))
    read, written = unreadable(tmp_path / "j", _error(code)), unrecorded(tmp_path, _error(code))
    assert "the disk is full" in read.message
    assert "the disk is full" in written.message
    assert "ake room" in read.hint
    assert "ake room" in written.hint
    assert "sent again" not in read.hint


def test_a_disk_that_fails_is_not_called_full(tmp_path: Path) -> None:
    """Nor damage a disk that fails: each has its own way on."""
    failed = unreadable(tmp_path / "j", _error(sqlite3.SQLITE_IOERR_READ))
    assert "disk I/O error" in failed.message
    assert "whether that works" in failed.hint
    nowhere = unreadable(tmp_path / "no" / "j", _error(sqlite3.SQLITE_CANTOPEN))
    assert "disk I/O error" in nowhere.message
    assert "Another program" in unreadable(tmp_path, _error(sqlite3.SQLITE_BUSY)).hint
    damaged = unreadable(tmp_path, _error(sqlite3.SQLITE_CORRUPT))
    assert "would be sent again" in damaged.hint


def test_a_record_that_cannot_be_is_lost_alone(journal: Journal, record: RunRecord) -> None:
    """An outcome that the file cannot hold is named at the end, and the books stand without it."""
    ledger = begin_run(journal, record)
    ledger.discover(["a", "b"])
    for number in (1, 2):
        ledger.claim(number, f"b{number}", Rule())
    ledger.settle(1, replace(ACCEPTED, ms=1 << 70))
    ledger.settle(2, ACCEPTED)
    with pytest.raises(OverflowError):
        ledger.close(0)
    assert [each.ms for each in ledger.lost] == [1 << 70]
    rows = [row.status for row in history.items(journal, 1)]
    assert rows == [Status.UNKNOWN, Status.ACCEPTED]


def test_a_disk_without_room_for_a_journal(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it cannot be made the hint is to make room."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("egain_cli.journal.making._touch", fail)
    with pytest.raises(JournalError, match="No space left") as caught:
        open_journal(path)
    assert "Make room" in caught.value.hint
