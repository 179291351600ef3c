"""How records of many threads share a commit, and what a failure does to the others."""

from __future__ import annotations

import sqlite3
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from egain_cli.journal.commits import Commits
from egain_cli.journal.failures import JournalError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A file with a table of numbers."""
    opened = sqlite3.connect(tmp_path / "x", isolation_level=None, check_same_thread=False)
    opened.execute("CREATE TABLE t (x INTEGER UNIQUE)")
    yield opened
    opened.close()


@pytest.fixture
def commits(connection: sqlite3.Connection, tmp_path: Path) -> Iterator[Commits]:
    """The commits into that file."""
    made = Commits(connection, tmp_path / "x")
    yield made
    made.close()


def _insert(value: object) -> Callable[[sqlite3.Connection], object]:
    return lambda connection: connection.execute("INSERT INTO t VALUES (?)", (value,)).rowcount


def _kept(connection: sqlite3.Connection) -> set[int]:
    return {value for (value,) in connection.execute("SELECT x FROM t")}


def _gathered(
    commits: Commits, requests: list[Callable[[sqlite3.Connection], object]]
) -> list[BaseException | None]:
    """Run requests that all come while another is being committed; what each raised."""
    entered, go = Event(), Event()
    raised: list[BaseException | None] = [None] * len(requests)

    def hold(_connection: sqlite3.Connection) -> None:
        entered.set()
        go.wait()

    def ask(number: int) -> None:
        try:
            commits.run(requests[number])
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test asks
            raised[number] = error

    first = Thread(target=commits.run, args=(hold,))
    first.start()
    entered.wait()
    threads = [Thread(target=ask, args=(number,)) for number in range(len(requests))]
    for each in threads:
        each.start()
    while len(commits._waiting) < len(requests):
        Event().wait(0.001)
    go.set()
    for each in [first, *threads]:
        each.join()
    return raised


def test_those_that_wait_share_a_commit(commits: Commits, connection: sqlite3.Connection) -> None:
    """What comes during a commit goes into the next one, all of it together."""
    begun: list[str] = []
    connection.set_trace_callback(lambda line: begun.append(line) if "BEGIN" in line else None)
    assert _gathered(commits, [_insert(value) for value in range(6)]) == [None] * 6
    assert len(begun) == 2
    assert _kept(connection) == set(range(6))


@pytest.mark.parametrize("bad", ["\ud800", 1 << 70, object(), 1])
def test_one_that_fails_undoes_no_other(
    commits: Commits, connection: sqlite3.Connection, bad: object
) -> None:
    """A request that cannot be written raises where it was asked for; the others stand."""
    raised = _gathered(commits, [_insert(1), _insert(bad), _insert(2)])
    assert sum(each is not None for each in raised) == 1
    assert _kept(connection) == {1, 2}
    assert commits.failure is None


def test_a_file_that_fails_fails_all(commits: Commits, connection: sqlite3.Connection) -> None:
    """Where the file fails, nobody is told that anything was recorded."""

    def fail(_connection: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    raised = _gathered(commits, [_insert(1), fail, _insert(2)])
    assert [type(each) for each in raised] == [JournalError] * 3
    assert _kept(connection) == set()
    assert isinstance(commits.failure, JournalError)


def test_a_signal_fails_the_group(commits: Commits, connection: sqlite3.Connection) -> None:
    """A signal in the middle undoes the transaction, and nobody takes it for done."""

    def interrupt(_connection: sqlite3.Connection) -> None:
        raise KeyboardInterrupt

    raised = _gathered(commits, [_insert(1), interrupt, _insert(2)])
    assert [isinstance(each, JournalError) for each in raised].count(True) >= 2
    assert _kept(connection) == set()
    assert commits.run(_insert(3)) == 1


def test_what_nobody_waits_for_is_kept_soon(
    commits: Commits, connection: sqlite3.Connection
) -> None:
    """What was left is committed by itself, and before whatever comes later."""
    commits.leave(_insert(1))
    for _ in range(2000):
        if _kept(connection):
            break
        Event().wait(0.005)
    assert _kept(connection) == {1}
    commits.leave(_insert(2))
    assert commits.run(_kept) == {1, 2}


def test_what_was_left_and_fails(commits: Commits, connection: sqlite3.Connection) -> None:
    """What was left and cannot be written is the failure that the next one is told."""
    commits.leave(_insert(1))
    commits.leave(_insert(1))
    assert commits.run(_kept) == {1}
    assert isinstance(commits.failure, sqlite3.IntegrityError)


def test_those_that_are_left_at_the_end(
    commits: Commits, connection: sqlite3.Connection, tmp_path: Path
) -> None:
    """Closing keeps what was left; where the file fails then, that is the failure."""
    commits.leave(_insert(1))
    commits.close()
    assert _kept(connection) == {1}
    other = Commits(connection, tmp_path / "x")
    connection.execute("DROP TABLE t")
    other.leave(_insert(2))
    other.close()
    assert isinstance(other.failure, JournalError)


def test_one_that_goes_while_it_waits(commits: Commits, connection: sqlite3.Connection) -> None:
    """A thread that a signal takes away while it waits keeps nobody else waiting."""
    from egain_cli.journal.commits import _Ticket

    class _Interrupted:
        def acquire(self) -> None:
            raise KeyboardInterrupt

        def release(self) -> None:
            pass

    for leads in (False, True):
        gone, other = _Ticket(_insert(8), waits=True), _Ticket(_insert(9), waits=True)
        gone.woken, gone.leads = _Interrupted(), leads  # type: ignore[assignment]
        commits._waiting, commits._led = [gone, other], True
        with pytest.raises(KeyboardInterrupt):
            commits._wait(gone)
        assert commits._waiting == [other]
        assert other.leads is leads
        commits._waiting, commits._led = [], False
