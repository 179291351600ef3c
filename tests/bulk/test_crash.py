"""What is on the server after a run was killed again and again: each message once, or unknown."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bulk.mail import subjects, write_mail

if TYPE_CHECKING:
    from tests.bulk.command import Caller, Command, Left
    from tests.bulk.server import View

SEED = 20260  # another one kills at other moments
WORKERS = 8
SEND = ("send-eml", "mail", "--json", "--quiet", "--workers", str(WORKERS))
SLOWLY = (*SEND, "--rate", "40")  # so that a run does not end before it is killed
BAD_DAY = (
    {"name": "lost-answer", "every": 13, "drop": "after-commit"},
    {"name": "away", "every": 17, "status": 503},
    {"name": "broken", "every": 101, "status": 500},
    {"name": "ended", "every": 50, "expire": "sessions"},
    {"name": "too-fast", "limit": {"rate": 60, "burst": 10}},
)


@dataclass
class Kills:
    """Kills runs at random moments; remembers what each said that it had sent."""

    server: View
    dice: random.Random
    sent: Counter[str] = field(default_factory=Counter)

    def kill(self, command: Command, moment: int) -> Left:
        """Kill a run when the server holds so many; each fourth soon after it began."""
        if self.dice.random() < 0.25:
            time.sleep(self.dice.uniform(0.1, 0.6))
        else:
            goal = max(moment, self.server.count() + 1)
            while not self.server.await_count(goal, 1) and command.process.poll() is None:
                pass
            time.sleep(self.dice.uniform(0, 0.01))
        command.process.send_signal(signal.SIGKILL)
        left = command.end()
        sent = [each["origin"] for each in left.outcomes if each["status"] == "accepted"]
        self.sent.update(sent)
        return left


def run_to_the_end(caller: Caller, *args: str) -> Left:
    """The same command until nothing is left that may be sent; the last run."""
    for _ in range(12):
        done = caller.call(*args, seconds=120)
        left = {each["status"] for each in done.outcomes} - {"skipped", "unknown"}
        if not left:
            return done
    raise AssertionError(done.err)


def check(caller: Caller, done: Left, most: int) -> None:
    """Each message is on the server once, or unknown: then once or not at all; no more than most.

    `done` is a run that found nothing to send any more.
    """
    stored = Counter(caller.server.subjects())
    found = {each["origin"]: each["status"] for each in done.outcomes}
    unknown = {origin for origin, status in found.items() if status == "unknown"}
    assert [subject for subject, times in stored.items() if times > 1] == []
    assert set(found.values()) <= {"skipped", "unknown"}
    absent = {f"mail/{subject}.eml" for subject in subjects(1, len(found))} - {
        f"mail/{subject}.eml" for subject in stored
    }
    assert absent <= unknown
    assert len(unknown) <= most
    assert done.last["discovered"] == len(found)
    assert done.code == (7 if unknown else 0)
    assert (done.last["skipped"], done.last["unknown"]) == (
        len(found) - len(unknown), len(unknown),
    )  # fmt: skip
    listed = caller.call("reconcile", "last", "--json")
    assert {each["origin"] for each in listed.events if "origin" in each} == unknown


def moments(dice: random.Random, messages: int, kills: int) -> list[int]:
    """Random ones, and so early that there is enough to send until the last of them.

    On a busy machine a kill comes late, and each may leave as many unknown as there are workers.
    """
    return sorted(dice.sample(range(1, messages * 3 // 5), kills))


def test_every_message_is_there_once_or_unknown_after_fifty_kills(caller: Caller) -> None:
    """A thousand messages, eight workers, `kill -9` at fifty moments, the same command each time."""
    print(f"seed {SEED}")
    dice = random.Random(SEED)
    killer = Kills(caller.server, dice)
    write_mail(caller.folder / "mail", 1000)
    for moment in moments(dice, 1000, 50):
        with caller.start(*SLOWLY) as command:
            assert killer.kill(command, moment).code == -signal.SIGKILL
    done = run_to_the_end(caller, *SEND)
    check(caller, done, WORKERS * 50)
    assert done.last["discovered"] == 1000
    assert set(killer.sent.values()) == {1}
    assert set(killer.sent) <= {f"mail/{each}.eml" for each in caller.server.subjects()}


def test_the_same_holds_when_the_server_has_a_bad_day(caller: Caller) -> None:
    """Lost answers, 503, 500, 429 and sessions that end; what they explain may be unknown too."""
    print(f"seed {SEED}")
    dice = random.Random(SEED)
    killer = Kills(caller.server, dice)
    write_mail(caller.folder / "mail", 600)
    caller.server.fail(*BAD_DAY)
    for moment in moments(dice, 600, 12):
        with caller.start(*SLOWLY) as command:
            assert killer.kill(command, moment).code == -signal.SIGKILL
    done = run_to_the_end(caller, *SEND)
    fired = caller.server.fired()
    assert min(fired.values()) > 0
    check(caller, done, fired["lost-answer"] + fired["broken"] + WORKERS * 12)
    assert set(killer.sent.values()) == {1}


def test_the_processes_of_a_run_end_when_their_first_one_is_killed(caller: Caller) -> None:
    """They finish what is under way and are gone; the next run goes on, and none is there twice."""
    write_mail(caller.folder / "mail", 300)
    command = (*SLOWLY, "--processes", "2")
    for goal in (40, 120):
        with caller.start(*command) as run:
            assert caller.server.await_count(goal)
            assert len(alive_in(run)) >= 3
            run.process.send_signal(signal.SIGKILL)
            run.end()
            deadline = time.monotonic() + 20
            while alive_in(run):
                assert time.monotonic() < deadline
                time.sleep(0.05)
    stored = caller.server.count()
    done = run_to_the_end(caller, *SEND, "--processes", "2")
    check(caller, done, 2 * WORKERS)
    assert stored < 300


def alive_in(command: Command) -> list[int]:
    """The processes of a command that are not gone: those of its session."""
    found = []
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            state, _, _, session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(session) == command.process.pid and state not in "ZX":
                found.append(int(folder.name))
    return found


def test_a_full_disk_stops_a_run_before_it_sends_what_it_cannot_record(caller: Caller) -> None:
    """What the server holds is what the run said it sent, or what the next one lists as unknown."""
    write_mail(caller.folder / "mail", 400)
    blocks = ("sh", "-c", 'ulimit -f "$0" && exec "$@"')  # of 512 bytes each
    for size in (300, 700):
        with caller.start(*SEND, through=(*blocks, str(size))) as run:
            full = run.end()
        assert full.code == full.last["exit_code"] in (1, 3, 7), full.err
        assert "cannot be recorded" in full.err
        assert full.last["event"] == "summary"
    before = caller.server.count()
    assert 0 < before < 400
    done = run_to_the_end(caller, *SEND)
    check(caller, done, 2 * WORKERS)
