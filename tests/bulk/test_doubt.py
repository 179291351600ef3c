"""What becomes of messages that may have arrived, until somebody settles them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bulk.mail import subjects, write_mail
from tests.bulk.test_resume import statuses

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bulk.server import View
    from tests.conftest import Egain

LOST = {"name": "lost-answer", "on": [3, 6], "drop": "after-commit"}
MAIL = ("send-eml", "mail", "--json")


@pytest.fixture
def doubted(egain: Egain, server: View, place: Path) -> View:
    """Ten messages were sent, and two answers were lost after the server had created them."""
    server.fail(LOST)
    write_mail(place / "mail", 10)
    done = egain(*MAIL, "--workers", "1")
    assert (done.code, statuses(done)) == (7, {"accepted": 8, "unknown": 2})
    assert "egain reconcile 1" in done.err
    assert server.subjects() == subjects(1, 10)
    server.fail()
    return server


def test_what_is_unknown_is_held_back_by_the_next_runs(egain: Egain, doubted: View) -> None:
    """Again unknown, exit code 7, with how to settle it; nothing is sent."""
    for _ in range(2):
        done = egain(*MAIL)
        assert (done.code, statuses(done)) == (7, {"skipped": 8, "unknown": 2})
        held = [each for each in done.outcomes if each["status"] == "unknown"]
        assert [each["origin"] for each in held] == ["mail/00003.eml", "mail/00006.eml"]
        assert all("held back" in each["message"] and each["attempts"] == 0 for each in held)
        assert {each["sent_before"]["run"] for each in held} == {1}
        assert "hint: Settle it: egain reconcile 1." in done.err
    assert doubted.subjects() == subjects(1, 10)


def test_a_dry_run_tells_what_would_be_held_back(egain: Egain, doubted: View) -> None:
    """With its payload; it says nothing of the others but that they are skipped."""
    done = egain(*MAIL, "--dry-run")
    assert (done.code, statuses(done)) == (7, {"skipped": 8, "unknown": 2})
    assert all(each["payload"] for each in done.outcomes)
    assert doubted.count() == 10


def test_what_is_unknown_can_be_sent_again(egain: Egain, doubted: View) -> None:
    """Whoever says so takes the risk: here they are there twice then, and settled."""
    done = egain(*MAIL, "--on-unknown", "retry")
    assert (done.code, statuses(done)) == (0, {"skipped": 8, "accepted": 2})
    assert doubted.subjects() == sorted([*subjects(1, 10), "00003", "00006"])
    assert egain("reconcile", "1", "--json").code == 0
    assert statuses(egain(*MAIL)) == {"skipped": 10}


def test_what_is_unknown_can_be_passed_over(egain: Egain, doubted: View) -> None:
    """Skipped for this run with exit code 0; it stays unknown, and the next run holds it."""
    done = egain(*MAIL, "--on-unknown", "skip")
    assert (done.code, statuses(done)) == (0, {"skipped": 10})
    assert sum("left unknown before" in each["message"] for each in done.outcomes) == 2
    assert egain(*MAIL).code == 7
    assert doubted.subjects() == subjects(1, 10)


@pytest.mark.parametrize(("assumed", "expected", "times"), [
    ("accepted", {"skipped": 10}, 1), ("not-sent", {"skipped": 8, "accepted": 2}, 2),
])  # fmt: skip
def test_reconciling_settles_what_the_next_run_does(
    egain: Egain, doubted: View, assumed: str, expected: dict[str, int], times: int
) -> None:
    """What was assumed to be accepted is skipped, what was not sent is sent; the books follow."""
    listed = egain("reconcile", "1", "--json")
    assert listed.code == 7
    assert sum(event.get("origin", "").startswith("mail/") for event in listed.events) == 2
    settled = egain("reconcile", "1", "--assume", assumed, "--json")
    assert settled.code == 0
    (past,) = egain("runs", "--json").events
    counts = (past["accepted"], past["unknown"], past["not_attempted"])
    assert counts == ((10, 0, 0) if assumed == "accepted" else (8, 0, 2))
    assert past["discovered"] == 10
    assert statuses(egain(*MAIL)) == expected
    assert doubted.subjects().count("00003") == times


def test_a_retry_of_the_run_leaves_what_is_unknown_alone(egain: Egain, doubted: View) -> None:
    """Only what surely did not arrive is sent again; that there is more is said, and no success."""
    done = egain("retry", "1", "--json")
    assert done.code == done.last["exit_code"] == 7
    assert "2 unknown emails of run 1 not sent again" in done.err
    assert doubted.subjects() == subjects(1, 10)


def test_again_sends_what_is_unknown_too(egain: Egain, doubted: View) -> None:
    """Everything is sent anew, whatever is known of it."""
    assert statuses(egain(*MAIL, "--again")) == {"accepted": 10}
    assert doubted.subjects() == sorted(2 * subjects(1, 10))
    assert statuses(egain(*MAIL)) == {"skipped": 10}


def test_a_message_sent_alone_tells_that_it_was_left_unknown(egain: Egain, doubted: View) -> None:
    """It is sent all the same: so it was asked."""
    done = egain("send-eml", "mail/00003.eml", "--json")
    assert (done.code, statuses(done)) == (0, {"accepted": 1})
    assert "the same content was left unknown before" in done.err
    assert statuses(egain(*MAIL)) == {"skipped": 9, "unknown": 1}
    assert doubted.subjects().count("00003") == 2
