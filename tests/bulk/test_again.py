"""How a run goes on that sends whatever was sent before: by a retry, which doubles nothing."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.bulk.mail import subjects, write_mail, write_mbox
from tests.bulk.test_resume import statuses
from tests.bulk.test_signals import statuses as statuses_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bulk.command import Caller
    from tests.bulk.server import View
    from tests.conftest import Egain

MAIL = ("send-eml", "mail", "--json")


@pytest.mark.parametrize("how", [("--limit", "5"), ("--limit", "5", "--workers", "1")])
def test_a_limited_run_that_sends_again_goes_on_by_its_retry(
    egain: Egain, server: View, place: Path, how: tuple[str, ...]
) -> None:
    """What it left is sent once more, and what it sent is not, as often as it is called."""
    write_mail(place / "mail", 20)
    assert egain(*MAIL).code == 0
    done = egain(*MAIL, "--again", *how)
    assert statuses(done) == {"accepted": 5, "not_attempted": 15}
    assert "to go on: egain retry 2" in done.err
    assert "same command" not in done.err
    assert egain("runs", "--json").events[1]["options"]["again"] is True
    more = egain("retry", "2", "--json")
    assert (more.code, statuses(more)) == (0, {"accepted": 15})
    assert server.subjects() == sorted(2 * subjects(1, 20))
    for number in ("2", "3"):
        last = egain("retry", number, "--json")
        assert (last.code, last.last["discovered"]) == (0, 0)
        assert f"nothing of run {number} is to be sent again" in last.err
    assert server.count() == 40


def test_a_stopped_run_that_sends_again_names_its_retry(caller: Caller) -> None:
    """After a signal; and what that leaves is sent by the next one."""
    write_mail(caller.folder / "mail", 60)
    assert caller.call(*MAIL).code == 0
    with caller.start(*MAIL, "--again", "--rate", "40") as command:
        assert caller.server.await_count(70)
        command.signal(signal.SIGINT)
        left = command.end(30)
    found = statuses_of(left)
    assert found["not_attempted"] > 10
    assert "to go on: egain retry 2" in left.err
    more = caller.call("retry", "2", "--json", "--processes", "2")
    assert (more.code, statuses_of(more)) == (0, {"accepted": found["not_attempted"]})
    assert caller.server.subjects() == sorted(2 * subjects(1, 60))


def test_what_was_rejected_when_it_was_sent_again_can_be_retried(
    egain: Egain, server: View, place: Path
) -> None:
    """That an earlier run had it accepted says nothing of this sending; nor of a single file's."""
    write_mail(place / "mail", 3)
    assert egain(*MAIL).code == 0
    server.fail({"on": 2, "status": 400})
    assert egain(*MAIL, "--again", "--workers", "1").code == 3
    server.fail()
    assert statuses(egain("retry", "2", "--json")) == {"accepted": 1}
    server.fail({"status": 400})
    assert egain("send-eml", "mail/00001.eml").code == 1
    server.fail()
    assert statuses(egain("retry", "last", "--json")) == {"accepted": 1}
    assert server.subjects() == sorted(2 * subjects(1, 3) + subjects(1, 1))
    for number in ("2", "4"):
        assert f"nothing of run {number} is to be sent again" in egain("retry", number).err


def test_what_a_later_run_sent_is_not_sent_by_the_retry(
    egain: Egain, server: View, place: Path
) -> None:
    """Whatever that was called for."""
    write_mail(place / "mail", 4)
    egain(*MAIL)
    egain(*MAIL, "--again", "--limit", "2", "--workers", "1")
    egain("send-eml", "mail/00003.eml")
    assert statuses(egain("retry", "2", "--json")) == {"accepted": 1}
    assert server.subjects() == sorted(2 * subjects(1, 4))


@pytest.mark.parametrize("limit", [1, 3, 5])
def test_of_identical_copies_each_is_sent_again_once(
    egain: Egain, server: View, place: Path, limit: int
) -> None:
    """Read or not, in whatever order the workers took them."""
    numbers = [1, 1, 1, 2, 2, 1]
    write_mbox(place / "mail", numbers)
    egain(*MAIL)
    server.fail({"on": 1, "status": 400})
    egain(*MAIL, "--again", "--limit", str(limit))
    server.fail()
    more = egain("retry", "2", "--json")
    assert (more.code, statuses(more)) == (0, {"accepted": 6 - limit + 1})
    assert server.subjects() == sorted(2 * [f"{number:05}" for number in numbers])
    assert "nothing of run 2 is to be sent again" in egain("retry", "2").err


def test_where_some_are_gone_the_rest_is_sent_and_that_is_told(
    egain: Egain, server: View, place: Path
) -> None:
    """By the exit code, and that of the summary, too; whether they were sent before or not."""
    for run, again in (("1", ()), ("3", ("--again",))):
        write_mail(place / "mail", 4)
        server.fail({"status": 400})
        egain(*MAIL, *again)
        server.fail()
        (place / "mail" / "00001.eml").unlink()
        done = egain("retry", run, "--json")
        assert done.code == done.last["exit_code"] == 3
        assert statuses(done) == {"accepted": 3}
        assert f"1 email of run {run} to be sent again not found in mail" in done.err
        last = egain("retry", run, "--json")
        assert last.code == last.last["exit_code"] == 6
    assert len(egain("runs").out.splitlines()) == 1 + 4
