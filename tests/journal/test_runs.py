"""Past runs: listed, found, and forgotten."""

from __future__ import annotations

import os
import time

import pytest

from egain_cli.errors import ExitCode
from egain_cli.journal import history, pruning
from egain_cli.journal.file import Journal, JournalError
from egain_cli.journal.ledger import Decision, Rule
from egain_cli.journal.runs import RunRecord, begin_run, find_run, list_runs, prune
from egain_cli.model import Outcome, Status
from tests.journal.words import ACCEPTED, REJECTED, UNKNOWN


def _run(journal: Journal, record: RunRecord, base: str, outcome: Outcome) -> Decision:
    ledger = begin_run(journal, record)
    ledger.discover(["a"])
    decision = ledger.claim(1, base, Rule()).decision
    ledger.settle(1, outcome)
    ledger.close(int(outcome.exit_code))
    return decision


def test_a_run_is_found_by_its_number(journal: Journal, record: RunRecord) -> None:
    """A run comes back as it was asked for, by its number or as the last one."""
    _run(journal, record, "a", ACCEPTED)
    _run(journal, record, "b", REJECTED)
    first, last = find_run(journal, "1"), find_run(journal, "last")
    assert list_runs(journal) == [first, last]
    assert (first.record, first.pid, first.state) == (record, os.getpid(), "done")
    assert (last.number, last.exit_code, last.discovered) == (2, 1, 1)
    assert last.started <= (last.ended or "")


@pytest.mark.parametrize("name", ["7", "last", "x", "99999999999999999999", "²", "-1", ""])
def test_a_run_that_is_not_there(journal: Journal, name: str) -> None:
    """What names no run is an error that says where to look."""
    with pytest.raises(JournalError, match="there is no run") as caught:
        find_run(journal, name)
    assert "egain runs" in caught.value.hint
    assert caught.value.exit_code is ExitCode.USAGE


def test_numbers_are_not_used_twice(journal: Journal, record: RunRecord) -> None:
    """A run that was forgotten leaves its number unused."""
    _run(journal, record, "a", REJECTED)
    assert prune(journal, -10).runs == 1
    assert list_runs(journal) == []
    _run(journal, record, "a", REJECTED)
    assert find_run(journal, "last").number == 2


def test_what_prevents_doubling_is_kept(journal: Journal, record: RunRecord) -> None:
    """Pruning forgets items and runs, but neither acceptances nor anything about unknown ones."""
    _run(journal, record, "accepted", ACCEPTED)
    _run(journal, record, "rejected", REJECTED)
    _run(journal, record, "unknown", UNKNOWN)
    live = begin_run(journal, record)
    live.discover(["a"])
    assert prune(journal, -10) == pruning.Pruned(2, 2, 1)
    assert [past.number for past in list_runs(journal)] == [3, live.run]
    assert history.known(journal, "rejected") is None
    kept = history.known(journal, "accepted")
    assert kept is not None
    assert kept.accepted is not None
    assert (kept.accepted.run, kept.accepted.activity_id) == (1, "2795")
    assert (kept.accepted.origin, kept.accepted.http_status) == ("", None)
    live.close(0)
    assert _run(journal, record, "accepted", ACCEPTED) is Decision.ACCEPTED
    assert _run(journal, record, "unknown", UNKNOWN) is Decision.HELD
    assert _run(journal, record, "rejected", REJECTED) is Decision.SEND


def test_young_runs_stay(journal: Journal, record: RunRecord) -> None:
    """Runs that ended after the limit are left, and so are all when none is old."""
    _run(journal, record, "a", ACCEPTED)
    assert prune(journal, 3600) == pruning.Pruned(0, 0, 0)


def test_a_clock_that_jumps(
    journal: Journal, record: RunRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs stand in their order, and what is known holds, whatever the clock says."""
    for year, outcome in ((2040, UNKNOWN), (1980, ACCEPTED)):
        monkeypatch.setattr(time, "time_ns", lambda year=year: (year - 1970) * 31_536_000 * 10**9)
        ledger = begin_run(journal, record)
        ledger.discover(["a"])
        ledger.claim(1, "a", Rule(again=True))
        ledger.settle(1, outcome)
        ledger.close(0)
    assert [past.started[:2] for past in list_runs(journal)] == ["20", "19"]
    known = history.known(journal, "a")
    assert known is not None
    assert known.unknown is None
    assert known.accepted is not None
    assert known.accepted.run == 2
    assert find_run(journal, "last").counts[Status.ACCEPTED] == 1
