"""What a run does when the server asks it to wait, and when it goes on asking."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.bulk.mail import subjects, write_mail
from tests.bulk.test_resume import statuses

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bulk.server import View
    from tests.conftest import Egain


@pytest.mark.parametrize("status", [429, 503])
def test_what_was_pushed_back_is_tried_again_after_the_wait(
    egain: Egain, server: View, place: Path, status: int
) -> None:
    """Accepted with a second attempt, and one line says why the run waits, and how long."""
    server.fail({"on": 3, "status": status, "headers": {"Retry-After": "1"}})
    write_mail(place / "mail", 8)
    started = time.monotonic()
    done = egain("send-eml", "mail", "--json")
    assert time.monotonic() - started > 1
    assert (done.code, statuses(done)) == (0, {"accepted": 8})
    assert sorted(each["attempts"] for each in done.outcomes) == 7 * [1] + [2]
    assert server.subjects() == subjects(1, 8)
    (line,) = [line for line in done.err.splitlines() if "waiting" in line]
    assert line.startswith(f"note: {status} ")
    assert "waiting 1" in line


def test_a_limit_of_the_server_is_kept_without_losing_any(
    egain: Egain, server: View, place: Path
) -> None:
    """A token bucket that answers 429 slows the run down; none is sent twice."""
    server.fail({"name": "slower", "limit": {"rate": 30, "burst": 5}})
    write_mail(place / "mail", 40)
    done = egain("send-eml", "mail", "--json", "--workers", "8", "--retries", "20")
    assert (done.code, statuses(done)) == (0, {"accepted": 40})
    assert server.subjects() == subjects(1, 40)
    assert server.fired()["slower"] == sum(each["attempts"] for each in done.outcomes) - 40


@pytest.mark.parametrize(("retries", "attempts"), [("0", 1), ("1", 2)])
def test_retries_that_are_used_up_leave_it_rejected_for_now(
    egain: Egain, server: View, place: Path, retries: str, attempts: int
) -> None:
    """Exit code 5: the same command sends them another time."""
    server.fail({"status": 503})
    write_mail(place / "mail", 2)
    done = egain("send-eml", "mail", "--json", "--retries", retries, "--workers", "1")
    assert (done.code, statuses(done)) == (5, {"rejected": 2})
    assert done.outcomes[0]["attempts"] == attempts
    server.fail()
    assert statuses(egain("send-eml", "mail", "--json")) == {"accepted": 2}


def test_a_server_that_asks_for_more_than_anybody_waits_is_not_waited_for(
    egain: Egain, server: View, place: Path
) -> None:
    """An hour: the run ends at once, and says what it was asked for."""
    server.fail({"status": 429, "headers": {"Retry-After": "3600"}})
    write_mail(place / "mail", 30)
    started = time.monotonic()
    done = egain("send-eml", "mail", "--json")
    assert time.monotonic() - started < 5
    found = statuses(done)
    assert done.code == 5
    assert 1 <= found["rejected"] <= 4  # those that were under way, and no other is tried
    assert found["rejected"] + found["not_attempted"] == 30
    assert "429" in done.err
    assert "the server asks to wait longer than a run waits, so the run was stopped" in done.err
    assert str(done.outcomes[-1]["message"]).startswith("not sent: the server asks")
    server.fail()
    assert statuses(egain("send-eml", "mail", "--json")) == {"accepted": 30}


@pytest.mark.parametrize(
    ("workers", "processes", "most"), [("1", "1", 5), ("4", "1", 8 + 4), ("4", "2", 8 + 4)]
)
def test_a_server_that_refuses_everybody_is_not_asked_for_each(
    egain: Egain, server: View, place: Path, workers: str, processes: str, most: int
) -> None:
    """Once the right is gone, the rest is not posted in full to be refused; exit code 4."""
    server.fail({"status": 403})
    write_mail(place / "mail", 40)
    how = ("--workers", workers, "--processes", processes)
    done = egain("send-eml", "mail", "--json", *how)
    found = statuses(done)
    assert done.code == done.last["exit_code"] == 4
    assert 5 <= found["rejected"] <= most
    assert found["rejected"] + found["not_attempted"] == 40
    assert {each["message"] for each in done.outcomes if each["status"] == "not_attempted"} == {
        "not sent: the server refused all of those before"
    }
    assert "the server refused each of the last emails (401, 403), so the run" in done.err
    server.fail()
    assert statuses(egain("send-eml", "mail", "--json")) == {"accepted": 40}
    assert server.subjects() == subjects(1, 40)


def test_one_that_is_refused_now_and_then_stops_nothing(
    egain: Egain, server: View, place: Path
) -> None:
    """Only those in a row count."""
    server.fail({"status": 403, "every": 2})
    write_mail(place / "mail", 30)
    done = egain("send-eml", "mail", "--json", "--workers", "1")
    assert statuses(done) == {"accepted": 15, "rejected": 15}


def test_a_single_message_waits_like_a_run(egain: Egain, server: View, place: Path) -> None:
    """What is sent alone has retries too."""
    server.fail({"on": 1, "status": 503, "headers": {"Retry-After": "1"}})
    write_mail(place, 1)
    done = egain("send-eml", "00001.eml", "--json")
    assert (done.code, done.outcomes[0]["attempts"]) == (0, 2)


def test_sessions_that_end_on_the_way_cost_a_login_and_no_message(
    egain: Egain, server: View, place: Path
) -> None:
    """One new login for all threads each time; nobody is sent twice, none is refused."""
    server.fail({"name": "ended", "every": 40, "expire": "sessions"})
    write_mail(place / "mail", 120)
    done = egain("send-eml", "mail", "--json", "--workers", "8")
    assert (done.code, statuses(done)) == (0, {"accepted": 120})
    assert server.subjects() == subjects(1, 120)
    assert server.fired()["ended"] >= 2


def test_an_answer_that_is_slow_is_waited_for(egain: Egain, server: View, place: Path) -> None:
    """A delay is no loss: all are accepted, once."""
    server.fail({"every": 5, "delay": 0.3})
    write_mail(place / "mail", 30)
    done = egain("send-eml", "mail", "--json", "--workers", "8")
    assert (done.code, statuses(done)) == (0, {"accepted": 30})
    assert server.subjects() == subjects(1, 30)
