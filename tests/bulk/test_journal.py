"""What a run does when its journal fails it, or is read again after it was stopped."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.bulk.mail import subjects, write_mail

if TYPE_CHECKING:
    from tests.bulk.command import Caller, Left

SEND = ("send-eml", "mail", "--json", "--journal", "kept/journal")


@pytest.mark.parametrize("options", [(), ("--workers", "1"), ("--processes", "2")])
@pytest.mark.parametrize("moved", [True, False])
def test_a_journal_that_is_taken_away_ends_the_run(
    caller: Caller, options: tuple[str, ...], moved: bool
) -> None:
    """What it sends is not known to anybody: it stops, and says what the next run would do."""
    write_mail(caller.folder / "mail", 80)
    with caller.start(*SEND, *options, "--rate", "20") as command:
        assert caller.server.await_count(5)
        (caller.folder / "kept").rename(caller.folder / "away")
        if not moved:
            (caller.folder / "kept").mkdir()
        left = command.end(20)
    assert left.code not in (0, 130)
    assert caller.server.count() < 60
    assert "was removed or replaced while the run went on" in left.err
    assert "would be sent again" in left.err
    assert "Traceback" not in left.err


def _not_recorded(left: Left) -> set[str]:
    """The messages of which the command says that the journal knows less than was told."""
    said = "which is not in the journal: it has it as unknown"
    return {line.split(": ")[1] for line in left.err.splitlines() if said in line}


@pytest.mark.parametrize("options", [("--workers", "8"), ("--workers", "8", "--processes", "2")])
@pytest.mark.parametrize("blocks", [160, 400])
def test_what_a_full_disk_keeps_out_of_the_journal_is_said(
    caller: Caller, blocks: int, options: tuple[str, ...]
) -> None:
    """Each that was printed as accepted is in the journal so, or is named; none is sent twice."""
    write_mail(caller.folder / "mail", 400)
    caller.server.fail({"delay": 0.05})
    through = ("sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh")
    with caller.start(*SEND, *options, through=through) as command:
        left = command.end(60)
    assert left.code not in (0, 130), left.err
    assert "cannot be recorded" in left.err
    caller.server.fail()
    report = caller.call("report", "1", "--json", "--journal", "kept/journal")
    kept = {each["origin"]: each["status"] for each in report.outcomes}
    accepted = {each["origin"] for each in left.outcomes if each["status"] == "accepted"}
    assert 0 < len(accepted) == caller.server.count() < 400
    missing = {origin for origin in accepted if kept[origin] != "accepted"}
    assert missing == _not_recorded(left)
    assert ("egain reconcile 1" in left.err) == bool(missing)
    again = caller.call(*SEND)
    held = {each["origin"] for each in again.outcomes if each["status"] == "unknown"}
    assert held == missing
    assert caller.server.subjects() == subjects(1, 400)


def test_a_run_that_was_stopped_with_a_doubt_is_interrupted(caller: Caller) -> None:
    """Its exit code is 7 until that is settled; then both verbs say the same of it."""
    write_mail(caller.folder / "mail", 60)
    caller.server.fail({"on": 1, "drop": "after-commit"})
    with caller.start(*SEND, "--rate", "20") as command:
        assert caller.server.await_count(5)
        command.signal(signal.SIGINT)
        left = command.end(20)
    journal = ("--journal", "kept/journal")
    (past,) = caller.call("runs", "--json", *journal).events
    assert left.code == 7
    assert (past["state"], past["exit_code"], past["unknown"]) == ("interrupted", 7, 1)
    assert caller.call("reconcile", "1", "--assume", "accepted", *journal).code == 0
    (past,) = caller.call("runs", "--json", *journal).events
    assert (past["state"], past["unknown"]) == ("interrupted", 0)
    assert past["exit_code"] == caller.call("report", "1", *journal).code == 130
