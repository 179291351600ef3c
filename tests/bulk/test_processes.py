"""Runs in several processes, and several runs at once, over the same messages."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bulk.mail import subjects, write_mail, write_mbox
from tests.bulk.test_crash import alive_in
from tests.bulk.test_signals import STOPPING, statuses

if TYPE_CHECKING:
    from tests.bulk.command import Caller, Command

SEND = ("send-eml", "mail", "--json")
TWO = ("--processes", "2", "--workers", "4")


def test_two_processes_do_what_one_does(caller: Caller) -> None:
    """The same outcomes in the same order, of a folder and a mailbox with copies, and resumed.

    Which of identical copies is the first is whoever's comes first.
    """
    write_mail(caller.folder / "mail", 90)
    (caller.folder / "mail" / "bad.eml").write_bytes(b"Subject: from nobody\n\ntext\n")
    write_mbox(caller.folder / "mail" / "more.mbox", [*range(91, 120), 91, 91])
    caller.server.fail({"match": {"subject": "00007"}, "status": 400})
    wanted = {"accepted": 90 - 1 + 31, "rejected": 1, "invalid": 1}
    two = caller.call(*SEND, *TWO)
    assert statuses(two) == wanted
    assert two.code == 3
    (caller.folder / "state").rename(caller.folder / "state-of-two")
    one = caller.call(*SEND)
    assert statuses(one) == wanted
    for name in ("origin", "status", "code", "exit_code"):
        assert [each.get(name) for each in two.outcomes] == [
            each.get(name) for each in one.outcomes
        ]
    keys = [[each["key"] for each in done.outcomes] for done in (two, one)]
    assert sorted(keys[0]) == sorted(keys[1])
    assert [key.partition("-")[0] for key in keys[0]] == [key.partition("-")[0] for key in keys[1]]
    again = caller.call(*SEND, *TWO)
    assert statuses(again) == {"skipped": 120, "rejected": 1, "invalid": 1}
    assert max(Counter(caller.server.subjects()).values()) == 6  # three copies, in two runs


def test_the_limit_holds_for_all_processes_together(caller: Caller) -> None:
    """Not for each of them."""
    write_mail(caller.folder / "mail", 80)
    left = caller.call(*SEND, *TWO, "--limit", "30")
    assert (left.code, statuses(left)) == (0, {"accepted": 30, "not_attempted": 50})
    assert caller.server.count() == 30


def test_two_processes_share_one_session(caller: Caller) -> None:
    """One login, however many processes and threads; after sessions ended, they get on."""
    write_mail(caller.folder / "mail", 60)
    caller.server.fail(
        {"name": "login", "route": "login", "delay": 0.01},
        {"name": "ended", "on": 30, "expire": "sessions"},
    )
    left = caller.call(*SEND, *TWO)
    assert (left.code, statuses(left)) == (0, {"accepted": 60})
    assert 2 <= caller.server.fired()["login"] <= 3  # the first, and after the end one a process
    assert caller.server.subjects() == subjects(1, 60)


def test_a_worker_process_that_is_killed_leaves_no_more_unknown_than_its_threads(
    caller: Caller,
) -> None:
    """The run says that one ended, its books balance, and the next run goes on."""
    write_mail(caller.folder / "mail", 200)
    with caller.start(*SEND, *TWO, "--rate", "60") as command:
        assert caller.server.await_count(30)
        os.kill(worker_of(command), signal.SIGKILL)
        left = command.end(30)
    found = statuses(left)
    assert "ended by itself, or was killed" in left.err
    assert found["unknown"] <= 4
    assert left.code == (7 if found["unknown"] else 3)
    told = {each["message"] for each in left.outcomes if each["status"] == "not_attempted"}
    assert told == {"not sent: a process of the run was lost before"}
    report = caller.call("report", "1", "--json")
    assert (report.code, statuses(report)) == (left.code, found)
    assert {each["origin"]: each["status"] for each in report.outcomes} == {
        each["origin"]: each["status"] for each in left.outcomes
    }
    assert found["accepted"] <= caller.server.count()
    done = caller.call(*SEND, *TWO)
    again = statuses(done)
    assert again["unknown"] == found["unknown"]
    stored = Counter(caller.server.subjects())
    assert max(stored.values()) == 1
    held = {each["origin"] for each in done.outcomes if each["status"] == "unknown"}
    absent = set(subjects(1, 200)) - set(stored)
    assert {f"mail/{subject}.eml" for subject in absent} <= held


def worker_of(command: Command) -> int:
    """One of the processes that do the work of a command."""
    for number in alive_in(command):
        called = Path(f"/proc/{number}/cmdline").read_bytes()
        if b"spawn_main" in called:
            return number
    raise AssertionError(alive_in(command))


@pytest.mark.parametrize("options", [(), TWO])
def test_two_runs_at_once_share_the_work_without_doubling(
    caller: Caller, options: tuple[str, ...]
) -> None:
    """Three hundred messages, two commands on one journal: each message is sent by one of them."""
    write_mail(caller.folder / "mail", 300)
    command = (*SEND, *options, "--rate", "200")
    with caller.start(*command) as one, caller.start(*command) as other:
        both = [one.end(90), other.end(90)]
    assert [left.code for left in both] == [0, 0]
    found = [statuses(left) for left in both]
    assert found[0] + found[1] == {"accepted": 300, "skipped": 300}
    assert caller.server.subjects() == subjects(1, 300)
    done = caller.call(*SEND)
    assert statuses(done) == {"skipped": 300}
    runs = caller.call("runs", "--json").events
    assert [run["discovered"] for run in runs] == [300, 300, 300]
    assert sum(run["accepted"] for run in runs) == 300


def test_the_same_message_sent_alone_twice_at_once_is_there_twice(caller: Caller) -> None:
    """What is always sent waits for the other one, and is sent after it."""
    write_mail(caller.folder / "mail", 1)
    caller.server.fail({"on": 1, "delay": 1})
    call = ("send-eml", "mail/00001.eml", "--json")
    with caller.start(*call) as one, caller.start(*call) as other:
        both = [one.end(30), other.end(30)]
    assert [left.code for left in both] == [0, 0]
    assert caller.server.subjects() == ["00001", "00001"]


def test_a_clock_that_was_set_back_changes_nothing_that_counts(caller: Caller) -> None:
    """Times are for people: moved a year on in the journal, they neither send nor skip anything."""
    write_mail(caller.folder / "mail", 10)
    caller.server.fail({"on": 4, "drop": "after-commit"})
    assert caller.call(*SEND, "--workers", "1").code == 7
    with sqlite3.connect(caller.folder / "state" / "journal.sqlite3") as journal:
        year = 365 * 86_400_000
        journal.execute("UPDATE items SET started = started + ?, ended = ended + ?", (year, year))
        journal.execute("UPDATE runs SET started = started + ?, ended = ended + ?", (year, year))
        journal.execute("UPDATE messages SET accepted_at = accepted_at + ?", (year,))
    journal.close()
    assert statuses(caller.call(*SEND)) == {"skipped": 9, "unknown": 1}
    assert caller.call("reconcile", "last", "--assume", "not-sent").code == 0
    assert statuses(caller.call(*SEND)) == {"skipped": 9, "accepted": 1}
    runs = caller.call("runs", "--json")
    assert [json.loads(line)["run"] for line in runs.out.splitlines()] == [1, 2, 3]
    assert caller.call("runs", "--prune", "30d").code == 0


def test_what_is_told_at_the_second_signal_is_what_the_journal_holds(caller: Caller) -> None:
    """The processes have ended before anybody looks what became of what they had."""
    write_mail(caller.folder / "mail", 200)
    caller.server.fail({"delay": 0.1})
    with caller.start(*SEND, "--processes", "2", "--workers", "16") as command:
        assert caller.server.await_count(40)
        command.signal(signal.SIGINT)
        command.await_words("once more to stop at once")
        command.signal(signal.SIGINT)
        left = command.end(30)
    assert left.code in (7, 130)
    assert "found it dead" not in left.err
    report = caller.call("report", "1", "--json")
    told = {each["origin"]: each["status"] for each in left.outcomes}
    assert {each["origin"]: each["status"] for each in report.outcomes} == told


def test_a_process_that_dies_before_it_sends_is_no_cancellation(caller: Caller) -> None:
    """Nobody asked for an end: what is left was not attempted for a failure, and that is told."""
    write_mail(caller.folder / "mail", 200)
    with caller.start(*SEND, *TWO, "--rate", "20") as command:
        command.await_words("sending 200 emails")
        os.kill(await_worker(command), signal.SIGKILL)
        left = command.end(30)
    assert left.code in (1, 3, 7)  # by what the other one had done by then
    assert left.last["exit_code"] == left.code
    assert "ended by itself, or was killed" in left.err
    codes = {each["message"] for each in left.outcomes if each["status"] == "not_attempted"}
    assert codes == {"not sent: a process of the run was lost before"}
    (past,) = caller.call("runs", "--json").events
    assert past["exit_code"] == left.code


def await_worker(command: Command) -> int:
    """One of the processes that do the work of a command, as soon as there is one."""
    end = time.monotonic() + 10
    while True:
        try:
            return worker_of(command)
        except AssertionError:
            assert time.monotonic() < end
            time.sleep(0.005)


def test_a_slow_answer_holds_up_none_but_its_own_thread(caller: Caller) -> None:
    """Three of eight threads wait for long, whichever process has them: all others are sent."""
    write_mail(caller.folder / "mail", 400)
    slow = ("00005", "00040", "00075")  # no two in one batch
    caller.server.fail(*({"match": {"subject": each}, "delay": 25} for each in slow))
    command = (*SEND, "--processes", "2", "--workers", "8")
    with caller.start(*command) as run:
        assert caller.server.await_count(400, 20)
        run.signal(signal.SIGINT)
        run.await_words(STOPPING)
        run.signal(signal.SIGINT)
        left = run.end(20)
    found = statuses(left)
    assert (left.code, found.total()) == (7, 400)
    assert 3 <= found["unknown"] <= 8  # some may have been sent just before
    caller.server.fail()
    assert statuses(caller.call(*command)) == {
        "skipped": found["accepted"], "unknown": found["unknown"],
    }  # fmt: skip
    assert caller.server.subjects() == subjects(1, 400)
