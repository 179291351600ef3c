"""How the journal's file is made, opened and refused."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest

from egain_cli.journal import turns
from egain_cli.journal.file import Journal, JournalError, default_path, open_journal
from egain_cli.journal.ledger import Rule
from egain_cli.journal.runs import RunRecord, begin_run, list_runs
from egain_cli.journal.schema import APPLICATION_ID
from tests.bulk.command import unmeasured
from tests.journal.words import ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Callable


_DAMAGE = r"damaged|cannot be read"


def _fill(path: Path, record: RunRecord, messages: int = 50) -> None:
    journal = open_journal(path)
    assert journal is not None
    ledger = begin_run(journal, record)
    ledger.discover([f"{number}.eml" for number in range(messages)])
    for number in range(1, messages + 1):
        ledger.claim(number, f"b{number}", Rule())
        ledger.settle(number, ACCEPTED)
    ledger.close(0)
    journal.close()


def test_it_lies_in_the_state_folder(tmp_path: Path) -> None:
    """The journal is the user's state, wherever that is kept."""
    assert default_path({"EGAIN_STATE_DIR": str(tmp_path)}) == tmp_path / "journal.sqlite3"


def test_only_its_owner_can_read_it(path: Path, record: RunRecord) -> None:
    """Folder and files are private under any umask, the files beside the journal too."""
    before = os.umask(0o000)
    try:
        journal = open_journal(path)
        assert journal is not None
        ledger = begin_run(journal, record)
        ledger.discover(["a"])
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        names = sorted(each.name for each in path.parent.iterdir())
        assert names == [
            path.name,
            f"{path.name}-shm",
            f"{path.name}-wal",
            f"{path.name}.run-1.lock",
        ]
        assert {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()} == {0o600}
        ledger.close(0)
        journal.close()
    finally:
        os.umask(before)


def test_rights_of_others_are_taken_away(path: Path, record: RunRecord) -> None:
    """A journal that was copied or restored with wider rights is private again once it is open."""
    _fill(path, record, 1)
    path.chmod(0o644)
    with sqlite3.connect(path) as other:
        other.execute("SELECT * FROM runs").fetchall()
        files = [path.with_name(path.name + each) for each in ("", "-wal", "-shm")]
        assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o644}
        journal = open_journal(path)
        assert journal is not None
        assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}
        journal.close()
    other.close()


def test_rights_of_what_is_no_journal_are_left_alone(tmp_path: Path) -> None:
    """It is somebody else's file."""
    path = tmp_path / "journal.sqlite3"
    _foreign(path, 1, 1)
    path.chmod(0o644)
    with pytest.raises(JournalError):
        open_journal(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    """A journal in a folder of the user's changes nothing about that folder."""
    tmp_path.chmod(0o755)
    before = os.umask(0o777)
    try:
        journal = open_journal(tmp_path / "j")
    finally:
        os.umask(before)
    assert journal is not None
    journal.close()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "j").stat().st_mode) == 0o600


def test_it_is_not_made_to_be_looked_at(path: Path) -> None:
    """Where there is no journal, one that only looks gets none."""
    assert open_journal(path, create=False) is None
    assert not path.parent.exists()


def test_many_make_it_at_once(path: Path) -> None:
    """Of several threads that find no journal all get the same one."""
    barrier, opened = Barrier(8), []

    def come() -> None:
        barrier.wait()
        opened.append(open_journal(path))

    threads = [Thread(target=come) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(opened) == 8
    for journal in opened:
        assert journal is not None
        journal.close()
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_without_second_names(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that knows no links gets its journal as well."""

    def link(*_names: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    journal = open_journal(path)
    assert journal is not None
    journal.close()
    assert open_journal(path, create=False)


def _foreign(path: Path, application: int, version: int) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.execute(f"PRAGMA application_id = {application}")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.commit()
    connection.close()


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "text": (lambda path: path.write_text("a note"), "no SQLite file"),
    "short": (lambda path: path.write_bytes(b"SQLite format 3\0"), "no SQLite file"),
    "empty": (lambda path: path.touch(), "empty"),
    "folder": (lambda path: path.mkdir(), "directory"),
    "dangling": (lambda path: path.symlink_to("nowhere"), "No such file"),
    "foreign": (lambda path: _foreign(path, 1, 1), "another program"),
    "newer": (lambda path: _foreign(path, APPLICATION_ID, 99), "version 99"),
    "only the -wal": (lambda path: path.with_name("journal.sqlite3-wal").touch(), "missing"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_journal_is_refused(tmp_path: Path, kind: str) -> None:
    """A file that is none is named with a way on, and left as it is."""
    make, words = REFUSED[kind]
    path = tmp_path / "journal.sqlite3"
    make(path)
    before = sorted((each.name, each.lstat().st_size) for each in tmp_path.iterdir())
    with pytest.raises(JournalError, match=words) as caught:
        open_journal(path)
    assert str(path) in caught.value.message
    assert "--journal" in caught.value.hint
    assert sorted((each.name, each.lstat().st_size) for each in tmp_path.iterdir()) == before


def test_a_path_that_cannot_be(tmp_path: Path) -> None:
    """A path through a file is refused in the system's words."""
    (tmp_path / "file").touch()
    with pytest.raises(JournalError, match="Not a directory"):
        open_journal(tmp_path / "file" / "journal")


@pytest.mark.parametrize("share", [0.3, 0.5, 0.9])
def test_a_journal_that_was_cut_off(path: Path, record: RunRecord, share: float) -> None:
    """A file that ends too early is refused, not begun anew."""
    _fill(path, record, 200)
    os.truncate(path, int(path.stat().st_size * share))
    with pytest.raises(JournalError, match=_DAMAGE) as caught:
        open_journal(path)
    assert "would be sent again" in caught.value.hint


def test_pages_of_noise(path: Path, record: RunRecord) -> None:
    """A page that was overwritten is found when the journal is opened, whichever it is."""
    _fill(path, record, 200)
    whole = path.read_bytes()
    for page in range(1, len(whole) // 4096):
        path.write_bytes(whole[: page * 4096] + b"\xa5" * 4096 + whole[(page + 1) * 4096 :])
        with pytest.raises(JournalError, match=_DAMAGE) as caught:
            open_journal(path)
        assert "\n" not in caught.value.message
        assert "main" not in caught.value.message


def test_a_page_that_breaks_under_way(path: Path, record: RunRecord) -> None:
    """Damage that is met later is an error of the journal too, in every way of reading."""
    _fill(path, record, 200)
    journal = open_journal(path)
    assert journal is not None
    with path.open("r+b") as file:
        file.truncate(4096)
    with pytest.raises(JournalError, match="cannot be read"):
        list_runs(journal)
    with pytest.raises(JournalError, match="cannot be read"), journal.reading() as connection:
        connection.execute("SELECT * FROM items").fetchall()
    journal.close()


def test_a_file_system_without_shared_memory(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where SQLite cannot keep its log beside the file, the journal is refused and not left."""
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda _path, **how: connect(":memory:", **how))
    with pytest.raises(JournalError, match="cannot be kept safely"):
        open_journal(path)
    assert list(path.parent.iterdir()) == []


_UNPRIVILEGED = """
import os, sys
from pathlib import Path
from egain_cli.journal import turns
from egain_cli.journal.file import JournalError, open_journal
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
for path in sys.argv[1:]:
    try:
        open_journal(Path(path))
    except JournalError as error:
        print(error.message, "|", error.hint)
"""


def test_no_right_to_write(record: RunRecord) -> None:
    """Neither a file nor a folder that may not be written serves; the rights are named."""
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders let no other user in
        folder = Path(name)
        _fill(folder / "j", record)
        (folder / "j").chmod(0o444)
        folder.chmod(0o555)
        paths = [str(folder / "j"), str(folder / "new")]
        command = [sys.executable, "-c", _UNPRIVILEGED, *paths]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
        folder.chmod(0o755)
    lines = done.stdout.splitlines()
    assert len(lines) == 2, done.stderr
    assert all("Permission denied" in line and "rights" in line for line in lines)


_FULL = """
import resource, signal, sys
from pathlib import Path
from egain_cli.journal import turns
from egain_cli.journal.file import JournalError, open_journal
from egain_cli.journal.ledger import Rule
from egain_cli.journal.runs import RunRecord, begin_run
from tests.journal.words import ACCEPTED
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
record = RunRecord(verb="send-eml", target="u", options={}, sources=(), folder="/", sends_always=False)
sent, settled = 0, 0
try:
    journal = open_journal(Path(sys.argv[1]))
    ledger = begin_run(journal, record)
    for number in range(1, 5000):
        ledger.discover(["a" * 50])
        ledger.claim(number, f"b{number}", Rule())
        sent += 1
        ledger.settle(number, ACCEPTED)
except JournalError as error:
    print(error.message)
for number in (sent, sent + 1, sent + 1):
    try:
        ledger.claim(number, "c", Rule())
    except (JournalError, NameError):
        continue
    print("claimed on")
print(sent)
"""


@pytest.mark.parametrize("limit", [1000, 40_000, 200_000, 1_000_000])
def test_a_full_disk(path: Path, limit: int) -> None:
    """Where the disk is full nothing is sent that could not be recorded, and all before is kept."""
    command = [sys.executable, "-c", _FULL, str(path), str(limit)]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root,
                          env=unmeasured(os.environ))  # fmt: skip
    message, sent = done.stdout.splitlines()
    assert str(path) in message
    if int(sent) == 0:
        return
    assert "cannot be recorded" in message
    journal = open_journal(path)
    assert journal is not None
    (past,) = list_runs(journal)
    assert past.discovered in {int(sent), int(sent) + 1}
    assert past.counts["accepted"] + past.counts["unknown"] == int(sent)  # type: ignore[index]
    assert past.counts["unknown"] <= 1  # type: ignore[index]
    journal.close()


def test_it_serves_many_threads(journal: Journal, record: RunRecord) -> None:
    """What eight threads record at once is all there."""
    ledger = begin_run(journal, record)
    ledger.discover(["a"] * 400)

    def work(first: int) -> None:
        for number in range(first, 401, 8):
            assert ledger.look(number, f"b{number % 50}", Rule()) is None or number > 50
            ledger.claim(number, f"b{number % 50}", Rule())
            ledger.settle(number, ACCEPTED)

    threads = [Thread(target=work, args=(first,)) for first in range(1, 9)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert ledger.close(0)["accepted"] == 400  # type: ignore[index]


def test_another_program_holds_it(
    path: Path, journal: Journal, record: RunRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits in vain for another program's transaction is told so."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    with pytest.raises(JournalError, match="locked") as caught:
        begin_run(journal, record).discover(["a"])
    assert "Another program" in caught.value.hint
    other.close()


def test_a_folder_where_no_lock_can_be(path: Path, journal: Journal, record: RunRecord) -> None:
    """A run that cannot take its lock does not begin."""
    path.with_name(f"{path.name}.run-1.lock").mkdir()
    with pytest.raises(JournalError, match="cannot be locked"):
        begin_run(journal, record).discover(["a"])
    assert list_runs(journal) == []
