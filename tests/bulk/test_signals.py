"""What Ctrl-C and SIGTERM leave of a run, in a process of its own, and how the next one goes on."""

from __future__ import annotations

import signal
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.bulk.mail import message, subjects, write_mail

if TYPE_CHECKING:
    from tests.bulk.command import Caller, Left

SEND = ("send-eml", "mail", "--json")
STOPPING = "stopping after what is under way"
SLOW = {"delay": 8}


def statuses(left: Left) -> Counter[str]:
    """How many outcomes there are of each status; they agree with the summary."""
    found = Counter(str(each["status"]) for each in left.outcomes)
    assert left.last["event"] == "summary", left.err
    assert left.last["discovered"] == sum(found.values())
    assert all(left.last[status] == count for status, count in found.items())
    assert left.last["exit_code"] == left.code
    assert "BALANCE" not in left.err
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("options", [(), ("--workers", "1"), ("--processes", "2")])
def test_the_first_signal_finishes_what_is_under_way(
    caller: Caller, number: int, options: tuple[str, ...]
) -> None:
    """The books balance, nothing is unknown, exit code 130; the same command sends the rest."""
    write_mail(caller.folder / "mail", 60)
    with caller.start(*SEND, *options, "--rate", "20") as command:
        assert caller.server.await_count(5)
        command.signal(number)
        left = command.end(20)
    found = statuses(left)
    assert left.code == 130
    assert found["accepted"] == caller.server.count()
    assert set(found) == {"accepted", "not_attempted"}
    assert found.total() == 60
    assert STOPPING in left.err
    assert "run the same command again" in left.err
    done = caller.call(*SEND, *options)
    assert statuses(done) == {"skipped": found["accepted"], "accepted": found["not_attempted"]}
    assert caller.server.subjects() == subjects(1, 60)


@pytest.mark.parametrize(("options", "most"), [
    (("--workers", "4"), 4), (("--workers", "1"), 1),
    (("--workers", "4", "--processes", "2"), 4),
])  # fmt: skip
def test_the_second_signal_ends_at_once_and_leaves_unknown_what_was_under_way(
    caller: Caller, options: tuple[str, ...], most: int
) -> None:
    """Within a second, whatever the server does; the next run holds what may have arrived."""
    write_mail(caller.folder / "mail", 40)
    caller.server.fail(SLOW)
    with caller.start(*SEND, *options) as command:
        assert caller.server.await_count(most)
        command.signal(signal.SIGINT)
        command.await_words(STOPPING)
        asked = time.monotonic()
        command.signal(signal.SIGINT)
        left = command.end(20)
        assert time.monotonic() - asked < 3  # one, on a machine that has nothing else to do
    found = statuses(left)
    assert left.code == 7
    assert set(found) == {"unknown", "not_attempted"}  # those that had been found by then
    assert found["unknown"] == most
    (past,) = caller.call("runs", "--json").events
    assert (past["exit_code"], past["unknown"], past["discovered"]) == (7, most, found.total())
    caller.server.fail()
    done = caller.call(*SEND)
    assert statuses(done) == {"unknown": most, "accepted": 40 - most}
    assert caller.server.subjects() == subjects(1, 40)


def test_a_signal_before_anything_is_sent_leaves_nothing_behind(caller: Caller) -> None:
    """While the login is under way: nothing was sent, and nothing is unknown."""
    write_mail(caller.folder / "mail", 10)
    caller.server.fail({"route": "login", "delay": 2})
    with caller.start(*SEND) as command:
        command.await_words("sending 10 emails")
        time.sleep(0.3)
        command.signal(signal.SIGINT)
        left = command.end(20)
    assert left.code == 130
    assert statuses(left) == {"not_attempted": 10}
    caller.server.fail()
    assert statuses(caller.call(*SEND)) == {"accepted": 10}
    assert caller.server.subjects() == subjects(1, 10)


def test_a_signal_ends_a_wait_that_the_server_asked_for(caller: Caller) -> None:
    """Nobody sits a minute out who was told to stop; what was pushed back is sent next time."""
    write_mail(caller.folder / "mail", 10)
    caller.server.fail({"status": 503, "headers": {"Retry-After": "60"}})
    with caller.start(*SEND) as command:
        command.await_words("waiting")
        asked = time.monotonic()
        command.signal(signal.SIGINT)
        left = command.end(20)
        assert time.monotonic() - asked < 5
    found = statuses(left)
    assert "unknown" not in found
    assert left.code in (3, 5, 130)
    caller.server.fail()
    assert statuses(caller.call(*SEND)) == {"accepted": 10}


def test_a_single_message_is_finished_after_the_first_signal(caller: Caller) -> None:
    """What is under way is not given up; a second signal gives it up, and it is unknown."""
    (caller.folder / "m.eml").write_bytes(message(1))
    caller.server.fail({"delay": 2})
    for signals, code in ((1, 0), (2, 7)):
        with caller.start("send-eml", "m.eml", "--json") as command:
            assert caller.server.await_count(signals)
            for _ in range(signals):
                command.signal(signal.SIGINT)
                command.await_words(STOPPING)
            left = command.end(20)
        assert left.code == code, left.err
        assert sum(statuses(left).values()) == 1


def test_many_signals_in_a_row_leave_balanced_books(caller: Caller) -> None:
    """Whoever leans on Ctrl-C gets an end, and the next run knows all that was under way."""
    write_mail(caller.folder / "mail", 30)
    caller.server.fail({"delay": 1})
    for workers in ("1", "4"):
        with caller.start(*SEND, "--workers", workers, "--again") as command:
            command.await_words("sending 30 emails")
            time.sleep(0.5)
            while command.process.poll() is None and " found: " not in command.said():
                command.signal(signal.SIGINT)
                time.sleep(0.02)
            left = command.end(20)
        assert left.code in (7, 130, -signal.SIGINT), left.err
        assert "BALANCE" not in left.err
        assert "Traceback" not in left.err
    caller.server.fail()
    stored = Counter(caller.server.subjects())
    done = caller.call(*SEND)
    held = {each["origin"] for each in done.outcomes if each["status"] == "unknown"}
    assert {f"mail/{subject}.eml" for subject in stored} <= held
    assert statuses(done).total() == 30
