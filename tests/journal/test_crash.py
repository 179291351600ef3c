"""What is left when a process is killed in the middle, and who finds it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from egain_cli.journal import history
from egain_cli.journal.file import Journal, open_journal
from egain_cli.journal.ledger import Decision, Rule
from egain_cli.journal.locks import lock_path
from egain_cli.journal.runs import RunRecord, begin_run, find_run, join_run, list_runs
from egain_cli.model import Status
from tests.bulk.command import unmeasured
from tests.journal.words import ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
_WORKERS = 4
# It prints a line with `>` before it "sends", one with `<` once the outcome is in the journal,
# which is when the same worker's next claim returns.
_SENDER = """
import sys, threading
from pathlib import Path
from egain_cli.journal.file import open_journal
from egain_cli.journal.ledger import Decision, Rule
from egain_cli.journal.runs import RunRecord, begin_run
from tests.journal.words import ACCEPTED
record = RunRecord(verb="send-eml", target="u", options={}, sources=(), folder="/", sends_always=False)
journal = open_journal(Path(sys.argv[1]))
ledger = begin_run(journal, record)
first = ledger.discover(["a"] * 4000)
def work(worker):
    before = None
    for number in range(first + worker, 4000, WORKERS):
        verdict = ledger.claim(number, f"b{number}", Rule())
        if before:
            print(f"<{before}\\n", end="", flush=True)
            before = None
        if verdict.decision is Decision.SEND:
            print(f">{number}\\n", end="", flush=True)
            if sys.argv[2:]:
                sys.stdin.read()
            ledger.settle(number, ACCEPTED)
            before = number
threads = [threading.Thread(target=work, args=(worker,)) for worker in range(WORKERS)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
""".replace("WORKERS", str(_WORKERS))


@pytest.fixture
def sender(path: Path) -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that were begun; those that still live are killed at the end."""
    begun: list[subprocess.Popen[str]] = []
    yield begun
    for each in begun:
        each.kill()
        each.wait()
        for stream in (each.stdin, each.stdout):
            assert stream is not None
            stream.close()


def _begin(path: Path, begun: list[subprocess.Popen[str]], *pause: str) -> subprocess.Popen[str]:
    """A process that sends; with `pause` every worker stays at its first message."""
    command = [sys.executable, "-c", _SENDER, str(path), *pause]
    begun.append(
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=unmeasured(os.environ),
        )
    )
    return begun[-1]


def _kill(process: subprocess.Popen[str], after: int) -> list[str]:
    """Kill a process once it has written so many lines; all that it wrote."""
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(after)]
    process.send_signal(signal.SIGKILL)
    return [line.strip() for line in lines + process.stdout.readlines() if line.endswith("\n")]


@pytest.mark.parametrize("seed", range(5))
def test_a_process_is_killed(path: Path, sender: list[subprocess.Popen[str]], seed: int) -> None:
    """What was settled is there, what was sent and not settled is unknown, one for each worker."""
    after = random.Random(seed).randrange(1, 600)
    print(f"seed {seed}: killed after {after} lines")
    lines = _kill(_begin(path, sender), after)
    journal = open_journal(path)
    assert journal is not None
    past = find_run(journal, "last")
    assert (past.state, past.discovered, past.exit_code) == ("interrupted", 4000, None)
    statuses = {row.number: row.status for row in history.items(journal, past.number)}
    sent = {int(line[1:]) for line in lines if line[0] == ">"}
    done = {int(line[1:]) for line in lines if line[0] == "<"}
    assert {statuses[number] for number in done} <= {Status.ACCEPTED}
    assert {statuses[number] for number in sent} <= {Status.ACCEPTED, Status.UNKNOWN}
    assert past.counts[Status.UNKNOWN] <= _WORKERS
    assert sum(past.counts.values()) == 4000
    assert len(list(history.open_unknown(journal, past.number))) == past.counts[Status.UNKNOWN]
    journal.close()


def test_a_live_run_is_left_alone(path: Path, sender: list[subprocess.Popen[str]]) -> None:
    """While its process lives a run is running, and what it is sending is busy; then unknown."""
    process = _begin(path, sender, "pause")
    assert process.stdout is not None
    sent = {int(process.stdout.readline()[1:]) for _ in range(_WORKERS)}
    journal = open_journal(path)
    assert journal is not None
    assert [past.state for past in list_runs(journal)] == ["running"]
    ledger = begin_run(journal, RunRecord(
        verb="send-eml", target="u", options={}, sources=(), folder="/", sends_always=False,
    ))  # fmt: skip
    ledger.discover(["a"] * 20)
    assert sent == {1, 2, 3, 4}
    assert [ledger.claim(number, f"b{number}", Rule()).decision for number in (1, 5)] == [
        Decision.BUSY, Decision.SEND,
    ]  # fmt: skip
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert ledger.claim(2, "b2", Rule()).decision is Decision.HELD
    assert [past.state for past in list_runs(journal)] == ["interrupted", "running"]
    ledger.close(0)
    journal.close()


def test_two_processes_share_the_work(path: Path, sender: list[subprocess.Popen[str]]) -> None:
    """Two runs over the same messages at once send each of them once."""
    journal = open_journal(path)
    assert journal is not None
    begun = [_begin(path, sender), _begin(path, sender)]
    outputs = [each.communicate()[0].splitlines() for each in begun]
    assert [each.returncode for each in begun] == [0, 0]
    sent = [line for lines in outputs for line in lines if line.startswith(">")]
    assert len(sent) == len(set(sent)) == 3999
    journal.close()


def test_a_lock_without_its_run(path: Path, journal: Journal, record: RunRecord) -> None:
    """A number whose lock another process holds is passed over; a lost lock file means death."""
    first = begin_run(journal, record)
    first.discover(["a"])
    lock_path(path, 1).rename(lock_path(path, 2))
    second = begin_run(journal, record)
    assert second.run == 3
    assert [past.state for past in list_runs(journal)] == ["interrupted", "running"]
    second.close(0)
    os.close(first._start.lock or 0)


def test_an_outcome_that_comes_late(path: Path, journal: Journal, record: RunRecord) -> None:
    """A process that was taken for dead tells the truth all the same; the books follow it."""
    ledger = begin_run(journal, record)
    ledger.discover(["a", "b"])
    ledger.claim(1, "b", Rule())
    lock_path(path, ledger.run).unlink()
    (past,) = list_runs(journal)
    assert (past.counts[Status.UNKNOWN], past.counts[Status.NOT_ATTEMPTED]) == (1, 1)
    join_run(journal, ledger.run).settle(1, ACCEPTED)
    other = begin_run(journal, record)
    other.discover(["c"])
    assert other.claim(1, "b", Rule()).decision is Decision.ACCEPTED
    past = find_run(journal, "1")
    assert (past.counts[Status.UNKNOWN], past.counts[Status.ACCEPTED]) == (0, 1)
    other.close(0)
    ledger.close(0)
