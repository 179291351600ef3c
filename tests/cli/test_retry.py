"""Which emails of a past run are sent again, and from where."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from egain_cli.cli import resending
from egain_cli.journal.file import default_path, open_journal
from egain_cli.journal.runs import begin_run
from tests.cli.recorded_runs import (
    ACCEPTED,
    INVALID,
    LOST,
    REJECTED,
    STOPPED,
    key,
    killed,
    record,
    run,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from egain_cli.config.layers import Settings
    from egain_cli.journal.runs import PastRun
    from tests.conftest import Egain


@dataclass
class Asked:
    """What was asked to be sent again."""

    runs: list[int] = field(default_factory=list)
    keys: list[set[str]] = field(default_factory=list)
    names: list[list[str]] = field(default_factory=list)

    def __call__(
        self, past: PastRun, identities: Collection[str], names: Sequence[str], settings: Settings
    ) -> int:
        """Take it down instead of sending."""
        self.runs.append(past.number)
        self.keys.append(set(identities))
        self.names.append(list(names))
        return 0


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What the verb asks for; the sending itself has tests of its own."""
    taken = Asked()
    monkeypatch.setattr(resending, "resend", taken)
    return taken


def test_what_surely_did_not_arrive_is_sent_again(egain: Egain, asked: Asked) -> None:
    """Rejected, invalid and not attempted ones; accepted and unknown ones never."""
    run([ACCEPTED, REJECTED, INVALID, LOST, STOPPED, None])
    done = egain("retry", "1")
    assert done.code == 0
    assert asked.keys == [{key(2), key(3), key(5)}]
    assert (asked.runs, asked.names) == ([1], [["saved"]])
    assert "2 unknown emails of run 1 not sent again" in done.err
    assert "egain reconcile 1" in done.err


def test_what_a_later_run_sent_is_left_out(egain: Egain, asked: Asked) -> None:
    """It was accepted there, or may have been."""
    run([REJECTED, REJECTED, REJECTED])
    run([ACCEPTED, LOST])
    assert egain("retry", "1").code == 0
    assert asked.keys == [{key(3)}]


def test_what_a_killed_run_had_not_begun_is_sent(egain: Egain, asked: Asked) -> None:
    """Whatever it was doing just then is unknown."""
    killed("[ACCEPTED, REJECTED, None]")
    assert egain("retry", "last").code == 0
    assert asked.keys == [{key(2)}]


def test_where_nothing_failed_nothing_is_sent(egain: Egain, asked: Asked) -> None:
    """That is said, and is no error."""
    run([ACCEPTED, ACCEPTED])
    done = egain("retry", "1")
    assert (done.code, asked.runs) == (0, [])
    assert "nothing of run 1 is to be sent again" in done.err


def test_the_sources_are_the_runs_own_or_those_that_are_named(
    egain: Egain, asked: Asked, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own lie in the folder that it was called in; named ones where one is now."""
    run([REJECTED], record("saved", "b.mbox", folder=place))
    egain("retry", "1")
    monkeypatch.chdir(tmp_path)
    egain("retry", "1")
    egain("retry", "1", "moved", "more.zip")
    own = [str(place / "saved"), str(place / "b.mbox")]
    assert asked.names == [["saved", "b.mbox"], own, ["moved", "more.zip"]]


def test_standard_input_is_gone(egain: Egain, asked: Asked) -> None:
    """The same messages may lie in files."""
    run([REJECTED], record("-"))
    done = egain("retry", "1")
    assert (done.code, asked.runs) == (2, [])
    assert "Name the files that hold the same messages" in done.err
    assert egain("retry", "1", "saved").code == 0
    assert asked.names == [["saved"]]


def test_a_run_that_goes_on_is_not_repeated(egain: Egain, asked: Asked) -> None:
    """It may yet send them."""
    journal = open_journal(default_path(os.environ))
    assert journal is not None
    ledger = begin_run(journal, record())
    ledger.discover(["saved/1.eml"])
    done = egain("retry", "1")
    ledger.close(0)
    journal.close()
    assert (done.code, asked.runs) == (2, [])
    assert "run 1 still goes on" in done.err


def test_a_run_must_be_named(egain: Egain) -> None:
    """Sending is nothing to guess about."""
    run([REJECTED])
    assert egain("retry").code == 2
    assert egain("retry", "7").code == 2
