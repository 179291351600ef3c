"""The list of past runs: as a table, in a pipe, for machines; and forgetting old ones."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.cli.runs import _parse_age
from egain_cli.errors import UsageError
from egain_cli.journal.file import default_path, open_journal
from egain_cli.journal.runs import begin_run
from tests.cli.recorded_runs import (
    ACCEPTED,
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
    from pathlib import Path

    from tests.conftest import Egain

_COLOUR = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def test_runs_are_listed_oldest_first_with_what_they_were_asked_and_did(egain: Egain) -> None:
    """In a pipe one line each, arguments as a shell reads them."""
    run([ACCEPTED, REJECTED, STOPPED], record("in/a.mbox", "b c.zip"))
    run([ACCEPTED], record(verb="send-email"))
    done = egain("runs")
    header, *lines = [line.split("\t") for line in done.out.splitlines()]
    first, second = (dict(zip(header, line, strict=True)) for line in lines)
    assert (done.code, done.err) == (0, "")
    expected = {
        "run": "1", "verb": "send-eml", "target": TARGET, "sources": "in/a.mbox 'b c.zip'",
        "state": "done", "discovered": "3", "accepted": "1", "rejected": "1", "unknown": "0",
        "not_attempted": "1", "exit_code": "0",
    }  # fmt: skip
    assert expected.items() <= first.items()
    assert (second["run"], second["verb"]) == ("2", "send-email")


def test_json_lines_tell_all_that_is_recorded_of_a_run(egain: Egain, place: Path) -> None:
    """One event a run; the six counts come to what was discovered."""
    run([ACCEPTED, LOST], record("saved", options={"receiver": "r@s.de", "flags": {"case": "7"}}))
    (event,) = egain("runs", "--json").events
    assert (event["event"], event["schema"], event["run"]) == ("run", 1, 1)
    assert event["options"] == {"receiver": "r@s.de", "flags": {"case": "7"}}
    assert (event["sources"], event["folder"]) == (["saved"], str(place))
    counts = ("accepted", "rejected", "invalid", "unknown", "skipped", "not_attempted")
    assert event["discovered"] == sum(event[name] for name in counts) == 2


def test_a_run_that_was_killed_is_interrupted_and_has_no_exit_code(egain: Egain) -> None:
    """What it was sending is unknown; what it had not begun did not arrive."""
    killed("[ACCEPTED, None, STOPPED]")
    (event,) = egain("runs", "--json").events
    assert (event["state"], event["exit_code"]) == ("interrupted", None)
    assert (event["accepted"], event["unknown"], event["not_attempted"]) == (1, 1, 1)


def test_a_run_that_goes_on_says_so(egain: Egain) -> None:
    """Its emails without outcome are no loss of the books."""
    journal = open_journal(default_path(os.environ))
    assert journal is not None
    ledger = begin_run(journal, record())
    ledger.discover(["saved/1.eml", "saved/2.eml"])
    event = egain("runs", "--json").events[0]
    _, screen = at_terminal("runs")
    ledger.close(0)
    journal.close()
    assert (event["state"], event["discovered"], event["accepted"]) == ("running", 2, 0)
    assert "2 without outcome" in _COLOUR.sub("", screen)


def test_at_a_terminal_the_newest_runs_are_a_table_that_fits(place: Path) -> None:
    """The server once where it is always the same, each where it is not; older runs are counted."""
    for _ in range(27):
        run([ACCEPTED, REJECTED], record("a.eml", "b.eml", "c.eml", "d.eml", "e.eml"))
    code, screen = at_terminal("runs", COLUMNS="80")
    plain = _COLOUR.sub("", screen)
    assert code == 0
    assert max(map(len, plain.splitlines())) <= 80
    assert plain.count(TARGET) == 1
    assert "2 older ones; a pipe or --json lists all" in plain
    run([ACCEPTED], record(target="https://other.example/system"))
    _, screen = at_terminal("runs", COLUMNS="160")
    assert "a.eml b.eml c.eml and 2 more" in _COLOUR.sub("", screen)
    assert "https://other.example" in re.sub(r"[\s│]", "", _COLOUR.sub("", screen))


def test_quiet_lists_nothing(egain: Egain) -> None:
    """A script that only prunes wants no list."""
    run([ACCEPTED])
    done = egain("runs", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert egain("runs", "--prune", "0s", "--quiet").err == ""


def test_without_a_journal_there_is_no_run_and_none_is_made(egain: Egain, tmp_path: Path) -> None:
    """The error names the file that was looked for."""
    done = egain("runs")
    assert done.code == 1
    assert f"there is no {tmp_path / 'state' / 'journal.sqlite3'}" in done.err
    assert not (tmp_path / "state").exists()


def test_another_journal_is_read_where_one_is_named(egain: Egain, tmp_path: Path) -> None:
    """By the option, as the verbs that send have it."""
    run([ACCEPTED], path=tmp_path / "other.sqlite3")
    assert len(egain("runs", "--journal", tmp_path / "other.sqlite3", "--json").events) == 1


def test_what_is_no_journal_is_refused(egain: Egain, place: Path) -> None:
    """And stays as it is."""
    (place / "notes.txt").write_text("not a journal")
    done = egain("runs", "--journal", "notes.txt")
    assert done.code == 1
    assert (place / "notes.txt").read_text() == "not a journal"


def test_pruning_forgets_old_runs_and_says_what_stayed_and_why(egain: Egain) -> None:
    """A run with an unknown email is kept: forgotten, the email could be sent twice."""
    run([ACCEPTED, REJECTED])
    run([ACCEPTED, LOST], keys=[key(10), key(11)])
    (event,) = egain("runs", "--prune", "0s", "--json").events
    assert event.items() >= {"event": "pruned", "runs": 1, "kept_unknown": 1}.items()
    assert [each["run"] for each in egain("runs", "--json").events] == [2]
    done = egain("runs", "--prune", "0s")
    assert (done.code, done.out) == (0, "")
    assert "nothing to forget" in done.err
    assert "kept 1 older run, whose emails are still unknown" in done.err
    assert "egain reconcile RUN" in done.err


def test_pruning_tells_a_person_how_much_is_gone(egain: Egain) -> None:
    """And that nothing is sent twice for that; what is younger stays."""
    run([ACCEPTED, REJECTED])
    assert "no run ended more than 30 d ago" in egain("runs", "--prune", "30d").err
    done = egain("runs", "--prune", "0s")
    assert "forgot 1 run with" in done.err
    assert "what was accepted stays known" in done.err
    assert "kept" not in done.err


@given(st.integers(0, 999_999), st.sampled_from("smhdw"), st.booleans())
def test_an_age_is_a_number_with_a_unit(number: int, unit: str, upper: bool) -> None:
    """In either case, and with a decimal."""
    seconds = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}[unit]
    text = f"{number}{unit}"
    assert _parse_age(text.upper() if upper else text) == number * seconds


@pytest.mark.parametrize("text", ["", "30", "d", "-1d", "1y", "1d2h", "٣d", "1e9d"])
def test_what_is_no_age_forgets_nothing(egain: Egain, text: str) -> None:
    """A wrong call, before the journal is opened."""
    with pytest.raises(UsageError):
        _parse_age(text)
    assert egain("runs", f"--prune={text}").code == 2
