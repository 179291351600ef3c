"""What is told of a past run, and of a source that is looked through again."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from egain_cli.audit import State, judge_all
from egain_cli.findings import RULES, finding
from egain_cli.inputs.kept_options import read_options
from egain_cli.inputs.messages import find_messages
from egain_cli.journal.file import default_path, open_journal
from egain_cli.journal.history import ItemRow, settle_unknown
from egain_cli.journal.runs import begin_run
from egain_cli.model import Status
from egain_cli.remembered import to_outcome
from tests.cli.recorded_runs import (
    ACCEPTED,
    INVALID,
    LOST,
    REJECTED,
    STOPPED,
    TARGET,
    key,
    killed,
    record,
    run,
)
from tests.cli.test_terminal import at_terminal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from egain_cli.model import Outcome
    from tests.conftest import Egain

_COLOUR = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
ALL = [ACCEPTED, REJECTED, REJECTED, INVALID, LOST, STOPPED]
OPTIONS = {"receiver": "support@business.com"}


def test_a_report_lists_every_email_by_the_contracts_names(egain: Egain) -> None:
    """JSON lines as the run wrote them, and a summary that balances and gives the reasons."""
    run(ALL)
    done = egain("report", "1", "--json")
    assert done.code == done.last["exit_code"] == 7
    assert [each["status"] for each in done.outcomes] == [str(each.status) for each in ALL]
    first = done.outcomes[0]
    assert (first["activity_id"], first["attempts"], first["ms"]) == ("2795", 1, 12)
    assert (first["key"], first["origin"]) == (key(1), "saved/1.eml")
    counts = ("accepted", "rejected", "invalid", "unknown", "skipped", "not_attempted")
    assert done.last["discovered"] == sum(done.last[name] for name in counts) == 6
    assert done.last["reasons"][0] == {
        "status": "rejected", "http_status": 400, "code": "400-152",
        "message": "Invalid value for 'receiver'.", "count": 2,
    }  # fmt: skip


def test_what_was_found_of_an_email_is_told_by_the_meaning_of_its_rules(egain: Egain) -> None:
    """The journal keeps the rules alone: no words of a customer's mail."""
    found = (finding("subject-shortened", "subject", "'Secret words' is too long"),)
    run([replace(ACCEPTED, findings=found)])
    (outcome,) = egain("report", "1", "--json").outcomes
    (warning,) = outcome["warnings"]
    assert (warning["id"], warning["name"]) == ("L107", "subject-shortened")
    assert warning["message"] == RULES["subject-shortened"].meaning
    assert "Secret" not in json.dumps(outcome)


@pytest.mark.parametrize(("recorded", "code"), [(None, 1), (4, 4), (77, 1)])
def test_an_exit_code_that_is_not_known_is_that_of_the_status(
    recorded: int | None, code: int
) -> None:
    """As where another version wrote the journal; rules that are not known are passed over."""
    row = ItemRow(
        number=1, origin="a.eml", identity=None, base=None, status=Status.REJECTED,
        http_status=400, activity_id=None, location=None, code=None, message=None,
        exit_code=recorded, attempts=1, ms=0, attachments=0, inline=0, findings=("L999",),
        started=None, ended=None,
    )  # fmt: skip
    outcome = to_outcome(row)
    assert outcome is not None
    assert (outcome.exit_code, outcome.findings, outcome.key) == (code, (), "")


def test_in_a_pipe_all_are_lines_and_the_rest_is_said_on_stderr(egain: Egain) -> None:
    """The columns are those of the verbs that send; what to do next is no line of results."""
    run(ALL)
    done = egain("report", "last")
    header, *lines = done.out.splitlines()
    assert header.startswith("status\thttp_status\tactivity_id\t")
    assert len(lines) == 6
    assert (
        "run 1: 6 found: 1 accepted, 2 rejected, 1 invalid, 1 unknown, 1 not attempted" in done.err
    )
    assert "egain reconcile 1" in done.err
    assert "egain retry 1" in done.err


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [([ACCEPTED], 0), ([REJECTED], 1), ([ACCEPTED, REJECTED], 3), ([INVALID], 6),
     ([ACCEPTED, LOST], 7), ([ACCEPTED, STOPPED], 130), ([], 0)],
)  # fmt: skip
def test_the_exit_code_is_that_of_the_books(
    egain: Egain, outcomes: Sequence[Outcome], code: int
) -> None:
    """As the contract has it; quiet says it alone."""
    run(outcomes)
    done = egain("report", "--quiet")
    assert (done.code, done.out, done.err) == (code, "", "")


def test_of_a_killed_run_the_report_is_what_surely_happened(egain: Egain) -> None:
    """What was being sent is unknown."""
    killed("[ACCEPTED, None]")
    done = egain("report", "1", "--json")
    assert (done.code, done.last["state"]) == (7, "interrupted")
    assert [each["status"] for each in done.outcomes] == ["accepted", "unknown"]


def test_what_was_settled_since_counts_as_it_was_settled(egain: Egain) -> None:
    """The exit code is no longer 7 once nothing is unknown."""
    run([ACCEPTED, LOST])
    journal = open_journal(default_path(os.environ))
    assert journal is not None
    settle_unknown(journal, 1, key(2), accepted=True, activity_id="2801", how="seen in eGain")
    journal.close()
    done = egain("report", "1", "--json")
    assert done.code == 0
    assert done.outcomes[1]["activity_id"] == "2801"


def test_a_run_that_goes_on_is_told_as_far_as_it_went(egain: Egain) -> None:
    """Its books are not said to be out of balance."""
    journal = open_journal(default_path(os.environ))
    assert journal is not None
    ledger = begin_run(journal, record())
    ledger.discover(["saved/1.eml", "saved/2.eml"])
    done = egain("report", "1", "--json")
    ledger.close(0)
    journal.close()
    assert (done.last["state"], done.last["discovered"]) == ("running", 0)
    assert "BALANCE" not in done.err
    assert "it still goes on" in done.err
    assert "found 2 so far" in done.err


def test_a_person_sees_facts_reasons_and_what_failed() -> None:
    """In tables that fit 80 columns; what went well only where it is asked for."""
    options = {
        "receiver": "r@s.de",
        "flags": {"case": "7", "to": ["a@b.de"]},
        "attach_original": True,
    }
    run([*ALL, *[REJECTED] * 45], record("in/a.mbox", options=options))
    code, screen = at_terminal("report", "1", COLUMNS="80")
    plain = _COLOUR.sub("", screen)
    assert code == 7
    assert max(map(len, plain.splitlines()[:-5])) <= 80
    assert re.search(r"command +│ send-eml in/a.mbox", plain)
    assert re.search(r"attach original +│ yes", plain)
    assert re.search(r"case +│ 7", plain)
    assert re.search(r"exit code +│ 7", plain)
    assert re.search(r"47 +│ rejected +│ 400 400-152 Invalid value", plain)
    assert "saved/1.eml" not in plain
    assert "saved/5.eml" in plain
    assert "saved/6.eml" not in plain
    assert re.search(r"1 +│ not attempted +│ stopped", plain)
    assert "9 more; --all, a pipe or --json lists them all" in plain
    _, screen = at_terminal("report", "1", "--all")
    plain = _COLOUR.sub("", screen)
    assert all(f"saved/{number}.eml" in plain for number in range(1, 52))


def test_where_all_went_well_there_is_no_table_of_failures(place: Path) -> None:
    """A run's facts are enough, without the options that were not given; so is a sum."""
    recorded(place, [ACCEPTED] * 3)
    run([ACCEPTED], record(options={"receiver": "", "extract_tnef": False}))
    code, screen = at_terminal("report")
    assert code == 0
    assert screen.count("╭") == 1
    assert "tnef" not in screen
    assert "receiver" not in screen
    code, screen = at_terminal("report", "1", "--verify", "archive")
    assert (code, screen.count("╭")) == (0, 0)
    code, screen = at_terminal("reconcile", "1")
    assert (code, screen.count("╭")) == (0, 0)


@pytest.mark.parametrize("name", ["2", "0", "-1", "first", "1.0", ""])
def test_a_run_that_is_not_there_is_a_wrong_call(egain: Egain, name: str) -> None:
    """The hint leads to the list."""
    run([ACCEPTED])
    done = egain("report", "--", name)
    assert done.code == 2
    assert "egain runs" in done.err


def test_paths_without_verify_are_refused(egain: Egain) -> None:
    """They would be passed over in silence."""
    done = egain("report", "1", "saved")
    assert done.code == 2
    assert "means nothing without --verify" in done.err


def messages(folder: Path, number: int) -> list[str]:
    """So many messages in a folder; the keys they have by these options and target."""
    folder.mkdir(exist_ok=True)
    for each in range(1, number + 1):
        (folder / f"{each}.eml").write_text(f"From: a@b.de\nSubject: {each}\n\ntext\n")
    reading = read_options(OPTIONS, TARGET)
    return [reading.open(message).key for message in find_messages([str(folder)])]


def recorded(place: Path, outcomes: Sequence[Outcome]) -> None:
    """A run over so many messages, in a folder that has moved since."""
    keys = messages(place / "saved", len(outcomes))
    run(outcomes, record("saved", options=OPTIONS), keys=keys)
    shutil.move(place / "saved", place / "archive")


def test_a_source_is_looked_through_and_what_is_missing_is_listed(
    egain: Egain, place: Path
) -> None:
    """Accepted, unknown, failed, never met, unreadable: each message by its origin of now."""
    recorded(place, [ACCEPTED, LOST, REJECTED])
    (place / "archive" / "new.eml").write_text("From: a@b.de\n\nnew\n")
    (place / "archive" / "void.eml").write_text("")
    done = egain("report", "1", "archive", "--verify", "--json")
    states = {each["origin"]: each["state"] for each in done.events[:-1]}
    assert states == {
        "archive/1.eml": "accepted", "archive/2.eml": "unknown", "archive/3.eml": "failed",
        "archive/new.eml": "missing", "archive/void.eml": "unreadable",
    }  # fmt: skip
    assert done.events[0]["activity_id"] == "2795"
    assert done.events[2]["message"] == "400 400-152 Invalid value for 'receiver'."
    assert done.code == done.last["exit_code"] == 7
    assert (done.last["discovered"], done.last["missing"]) == (5, 1)


def test_all_arrived_is_exit_code_0(egain: Egain, place: Path) -> None:
    """Whichever run it was that sent them, and from wherever."""
    recorded(place, [ACCEPTED, ACCEPTED])
    done = egain("report", "1", "--verify", "archive")
    assert done.code == 0
    assert "2 messages looked up: 2 accepted" in done.err
    assert done.out.count("\naccepted\t1\t2795\t") == 2


def test_the_runs_own_sources_are_looked_through_where_none_are_named(
    egain: Egain, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its arguments were meant in the folder that it was called in."""
    keys = messages(place / "saved", 1)
    run([ACCEPTED], record("saved", options=OPTIONS, folder=place), keys=keys)
    assert egain("report", "1", "--verify", "--json").events[0]["origin"] == "saved/1.eml"
    monkeypatch.chdir(tmp_path)
    done = egain("report", "1", "--verify", "--json")
    assert (done.code, done.events[0]["origin"]) == (0, str(place / "saved/1.eml"))


def test_identical_copies_are_looked_up_one_by_one(egain: Egain, place: Path) -> None:
    """Three of them now, of which two were sent: one is missing."""
    (base,) = messages(place / "saved", 1)
    run([ACCEPTED, ACCEPTED], record("saved", options=OPTIONS), keys=[base, base])
    for name in ("a", "b"):
        shutil.copy(place / "saved" / "1.eml", place / "saved" / f"{name}.eml")
    done = egain("report", "1", "--verify", "--json")
    assert [each["state"] for each in done.events[:-1]] == ["accepted", "accepted", "missing"]
    assert done.code == 3


def test_to_verify_nothing_is_no_success(egain: Egain, place: Path) -> None:
    """A mistyped path would else pass for a folder whose messages all arrived."""
    recorded(place, [ACCEPTED])
    (place / "empty").mkdir()
    done = egain("report", "1", "empty", "--verify")
    assert done.code == 6
    assert "there is no message in empty" in done.err


def test_standard_input_cannot_be_looked_through_again(egain: Egain) -> None:
    """The files that hold the same messages can."""
    run([ACCEPTED], record("-", options=OPTIONS))
    done = egain("report", "1", "--verify")
    assert done.code == 2
    assert "read standard input" in done.err


def test_emails_made_from_fields_are_not_looked_up(egain: Egain) -> None:
    """Nor those of a run whose options nobody understands."""
    run([ACCEPTED], record("m.yaml", verb="send-email"))
    run([ACCEPTED], record("saved", options={"flags": 7}))
    done = egain("report", "1", "--verify")
    assert done.code == 2
    assert "which reads no messages" in done.err
    done = egain("report", "2", "--verify")
    assert done.code == 2
    assert "run 2 cannot be read again" in done.err


def test_a_person_sees_what_is_missing_and_no_more(place: Path) -> None:
    """Of what arrived the number is enough; what to do next is said."""
    recorded(place, [ACCEPTED, LOST, REJECTED])
    (place / "archive" / "new.eml").write_text("From: a@b.de\n\nnew\n")
    code, screen = at_terminal("report", "1", "archive", "--verify", COLUMNS="80")
    plain = _COLOUR.sub("", screen)
    assert code == 7
    assert "archive/1.eml" not in plain
    for words in (
        "archive/2.eml",
        "unknown since run 1",
        "rejected: 400 400-152",
        "archive/new.eml",
        "no run has sent it",
    ):
        assert words in plain
    assert "4 messages looked up: 1 accepted, 1 unknown, 1 failed, 1 missing" in plain
    assert "egain reconcile 1" in plain


def test_a_long_list_of_missing_ones_is_cut_and_said_to_be(place: Path) -> None:
    """A pipe has them all; quiet has the exit code alone."""
    recorded(place, [ACCEPTED])
    messages(place / "archive", 210)
    (place / "archive" / "void.eml").write_text("")
    code, screen = at_terminal("report", "1", "archive", "--verify")
    assert code == 3
    assert "10 more; a pipe or --json lists every message" in _COLOUR.sub("", screen)


def test_quiet_verifies_by_the_exit_code_alone(egain: Egain, place: Path) -> None:
    """For a script."""
    recorded(place, [REJECTED])
    (place / "archive" / "notes.txt").write_text("left out")
    done = egain("report", "1", "archive", "--verify", "--quiet")
    assert (done.code, done.out, done.err) == (1, "", "")


@pytest.mark.parametrize(
    ("states", "code"),
    [((), 6), ((State.UNREADABLE,), 6), ((State.ACCEPTED,), 0), ((State.MISSING,), 1),
     ((State.FAILED, State.UNREADABLE), 1), ((State.ACCEPTED, State.MISSING), 3),
     ((State.ACCEPTED, State.UNREADABLE), 3), (tuple(State), 7)],
)  # fmt: skip
def test_what_was_looked_up_has_one_exit_code(states: tuple[State, ...], code: int) -> None:
    """Unknown before all, then all or some or none."""
    assert judge_all(states) == code


@pytest.mark.usefixtures("at_sandbox")
def test_what_was_really_sent_is_reported_as_it_was_told_and_found_again(
    egain: Egain, place: Path
) -> None:
    """Line for line what the run said; then each message where it has moved to."""
    messages(place / "saved", 3)
    (place / "saved" / "bad.eml").write_text("Subject: from nobody\n\ntext\n")
    options = ("--receiver", "support@business.com", "--case", "1060", "--date", "now")
    sent = egain("send-eml", "saved", *options, "--json")
    assert sent.code == 3
    told = egain("report", "last", "--json")
    assert told.code == 3
    names = ("origin", "key", "status", "http_status", "activity_id", "location", "code", "message",
             "attempts", "attachments", "inline")  # fmt: skip
    order = sorted(sent.outcomes, key=lambda each: str(each["origin"]))
    said = sorted(told.outcomes, key=lambda each: str(each["origin"]))
    assert [[each[name] for name in names] for each in said] == [
        [each[name] for name in names] for each in order
    ]
    shutil.move(place / "saved", place / "moved")
    found = egain("report", "last", "--verify", "moved", "--json")
    assert found.code == 3
    states = {each["origin"]: each["state"] for each in found.events[:-1]}
    assert states == {
        "moved/1.eml": "accepted", "moved/2.eml": "accepted", "moved/3.eml": "accepted",
        "moved/bad.eml": "failed",
    }  # fmt: skip
