"""How a run is said to have ended, and what its exit code is once more is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from egain_cli.journal import history
from egain_cli.journal.ledger import Rule
from egain_cli.journal.runs import RunRecord, begin_run, find_run
from egain_cli.model import Status
from tests.journal.words import ACCEPTED, REJECTED, UNKNOWN

if TYPE_CHECKING:
    from egain_cli.journal.file import Journal
    from egain_cli.journal.ledger import Ledger
    from egain_cli.model import Outcome


def _run(journal: Journal, record: RunRecord, *outcomes: Outcome | None) -> Ledger:
    """A run that is not closed yet; None is what is being sent."""
    ledger = begin_run(journal, record)
    ledger.discover(["a"] * len(outcomes))
    for number, outcome in enumerate(outcomes, 1):
        ledger.claim(number, f"b{number}", Rule(again=True))
        if outcome:
            ledger.settle(number, outcome)
    return ledger


@pytest.mark.parametrize(
    ("exit_code", "stopped", "state"),
    [(0, False, "done"), (7, False, "done"), (7, True, "interrupted"), (130, False, "interrupted"),
     (None, False, "interrupted"), (3, True, "interrupted")],
)  # fmt: skip
def test_a_run_that_was_stopped_is_interrupted(
    journal: Journal, record: RunRecord, exit_code: int | None, stopped: bool, state: str
) -> None:
    """Whatever its exit code is; with something unknown that does not say it."""
    ledger = _run(journal, record, ACCEPTED, UNKNOWN)
    ledger.close(exit_code, stopped=stopped)
    past = find_run(journal, "last")
    assert (past.state, past.exit_code) == (state, exit_code)


def test_the_last_word_on_how_it_ended_counts(journal: Journal, record: RunRecord) -> None:
    """A single message that was given up leaves nothing out: the run is over, with a doubt."""
    ledger = _run(journal, record, None)
    ledger.close(130)
    ledger.close(7)
    assert find_run(journal, "last").state == "done"


def test_what_was_being_sent_was_tried_once(journal: Journal, record: RunRecord) -> None:
    """Of what a dead run was sending one attempt is known; of what it had not begun none."""
    ledger = _run(journal, record, ACCEPTED, None)
    ledger.discover(["c"])
    ledger.close(None)
    rows = [(row.status, row.attempts) for row in history.items(journal, 1)]
    assert rows == [(Status.ACCEPTED, 1), (Status.UNKNOWN, 1), (Status.NOT_ATTEMPTED, 0)]


@pytest.mark.parametrize(
    ("outcomes", "stopped", "accepted", "code"),
    [((ACCEPTED, UNKNOWN), False, True, 0), ((ACCEPTED, UNKNOWN), False, False, 3),
     ((UNKNOWN, UNKNOWN), False, True, 7), ((REJECTED, UNKNOWN), False, True, 3),
     ((ACCEPTED, UNKNOWN), True, True, 130)],
)  # fmt: skip
def test_the_exit_code_of_a_past_run_is_that_of_what_is_known_now(
    journal: Journal, record: RunRecord, outcomes: tuple[Outcome, ...], stopped: bool,
    accepted: bool, code: int,
) -> None:  # fmt: skip
    """What was settled counts as it was settled; a run that was cut short stays so."""
    _run(journal, record, *outcomes).close(7, stopped=stopped)
    history.settle_unknown(journal, 1, "b2", accepted=accepted, how="seen")
    assert find_run(journal, "1").exit_code == code


def test_every_run_that_held_it_is_judged_anew(journal: Journal, record: RunRecord) -> None:
    """A later run, which held what an earlier one had left unknown, is settled with it."""
    _run(journal, record, UNKNOWN).close(7)
    later = begin_run(journal, record)
    later.discover(["a"])
    later.look(1, "b1", Rule())
    later.settle(1, UNKNOWN)
    later.close(7)
    history.settle_unknown(journal, 2, "b1", accepted=True, how="seen")
    assert [find_run(journal, name).exit_code for name in "12"] == [0, 0]


def test_a_run_that_died_has_no_exit_code_later_either(journal: Journal, record: RunRecord) -> None:
    """It never ended with one."""
    _run(journal, record, UNKNOWN).close(None)
    history.settle_unknown(journal, 1, "b1", accepted=True, how="seen")
    past = find_run(journal, "1")
    assert (past.exit_code, past.counts[Status.UNKNOWN]) == (None, 0)


def test_what_is_told_late_is_judged(journal: Journal, record: RunRecord) -> None:
    """An outcome that comes after the run was closed counts in its exit code as in its books."""
    ledger = _run(journal, record, None)
    ledger.close(7)
    ledger.settle(1, ACCEPTED)
    journal.write(lambda _: None)
    past = find_run(journal, "1")
    assert (past.exit_code, past.counts[Status.ACCEPTED]) == (0, 1)
