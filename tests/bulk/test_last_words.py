"""What a run says at its end, and refuses before its beginning, is true."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from tests.bulk.mail import subjects, write_mail
from tests.bulk.test_resume import statuses

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bulk.command import Caller
    from tests.bulk.server import View
    from tests.conftest import Egain

MAIL = ("send-eml", "mail", "--json")


def test_what_was_accepted_before_is_called_so(egain: Egain, server: View, place: Path) -> None:
    """Where all of it was, and nothing else kept any of it back."""
    write_mail(place / "mail", 3)
    egain(*MAIL)
    done = egain(*MAIL)
    assert done.code == 0
    assert "nothing was sent: all of it was accepted before; --again sends it anew" in done.err
    assert server.count() == 3


def test_what_was_left_unknown_and_skipped_is_not_called_sent(
    egain: Egain, server: View, place: Path
) -> None:
    """It may have arrived or not, and that is counted apart; exit code 0, as it was asked for."""
    server.fail({"on": 2, "drop": "before-commit"})
    write_mail(place / "mail", 3)
    egain(*MAIL, "--workers", "1")
    done = egain(*MAIL, "--on-unknown", "skip")
    assert (done.code, statuses(done)) == (0, {"skipped": 3})
    assert "nothing was sent: 2 accepted before, 1 left unknown before, and skipped" in done.err
    assert "egain reconcile" in done.err
    write_mail(place / "mail", 4)
    more = egain(*MAIL, "--on-unknown", "skip")
    assert (more.code, statuses(more)) == (0, {"skipped": 3, "accepted": 1})
    assert "note: 2 accepted before, 1 left unknown before" in more.err
    assert "nothing was sent" not in more.err


def test_what_another_run_is_sending_is_not_called_sent(caller: Caller) -> None:
    """That run may yet fail with it; here it does."""
    write_mail(caller.folder / "mail", 1)
    write_mail(caller.folder / "mail", 1, 2)
    caller.server.fail({"delay": 3, "status": 400})
    with caller.start(*MAIL) as one:
        one.await_words("sending 2 emails")
        other = caller.call(*MAIL)
        busy = [each for each in other.outcomes if "being sent by run 1" in str(each["message"])]
        assert one.end().code == 1
    assert (other.code, len(busy)) == (0, 2)
    assert [each["sent_before"] for each in busy] == [None, None]
    assert "nothing was sent: 2 being sent by another run: not known yet" in other.err
    assert "accepted before" not in other.err


@pytest.mark.parametrize(
    "wrong", [("--max-duration", "5x"), ("--failed-dir", "file"), ("--failed-dir", "mail/x")]
)
def test_a_wrong_wish_is_found_before_anything_is_said_or_recorded(
    egain: Egain, server: View, place: Path, wrong: tuple[str, str]
) -> None:
    """No line that it is sending, and no run that never was."""
    write_mail(place / "mail", 3)
    (place / "file").write_text("")
    done = egain(*MAIL, *wrong)
    assert done.code == 2
    assert "sending" not in done.err
    assert wrong[0] in done.err
    assert "no run is recorded" in egain("runs").err
    assert server.count() == 0


@pytest.mark.parametrize(
    ("options", "code"),
    [((), 6), (("--fail-if-empty",), 9), (("--fail-if-empty", "--sysexits"), 66)],
)
def test_nothing_through_a_pipe_is_nothing_to_send_where_that_was_asked_for(
    egain: Egain, server: View, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    options: tuple[str, ...], code: int,
) -> None:  # fmt: skip
    """And an invalid message where it was not."""
    (tmp_path / "nothing").write_bytes(b"")
    with (tmp_path / "nothing").open("rb") as nothing:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(nothing))
        done = egain("send-eml", "-", "--json", *options)
    assert done.code == done.last["exit_code"] == code
    assert server.count() == 0


def test_what_could_not_be_read_back_is_in_the_last_line(
    egain: Egain, server: View, place: Path
) -> None:
    """Exit code 0, as the activities are there, and a number that nobody has to count."""
    server.fail({"route": "read", "status": 403, "every": 3})
    write_mail(place / "mail", 6)
    done = egain(*MAIL, "--verify", "--workers", "1")
    assert (done.code, server.count()) == (0, 6)
    assert "; 4 read back as sent; 2 could not be read back" in done.err


def test_a_retry_that_only_leaves_doubts_is_no_success(
    egain: Egain, server: View, place: Path
) -> None:
    """Exit code 7 until they are settled."""
    server.fail({"on": 2, "drop": "after-commit"})
    write_mail(place / "mail", 2)
    egain(*MAIL, "--workers", "1")
    done = egain("retry", "1", "--json")
    assert done.code == done.last["exit_code"] == 7
    assert "nothing of run 1 is to be sent again" in done.err
    egain("reconcile", "1", "--assume", "accepted")
    assert egain("retry", "1").code == 0
    assert server.count() == 2


def test_the_same_receiver_is_the_same_wherever_it_was_said(
    egain: Egain, server: View, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the environment first, by a flag then: nothing is sent twice; to another one it is."""
    write_mail(place / "mail", 3)
    monkeypatch.setenv("EGAIN_RECEIVER", "support@business.com")
    assert statuses(egain(*MAIL)) == {"accepted": 3}
    flag = ("--receiver", "support@business.com")
    assert statuses(egain(*MAIL, *flag)) == {"skipped": 3}
    monkeypatch.delenv("EGAIN_RECEIVER")
    assert statuses(egain(*MAIL, *flag)) == {"skipped": 3}
    assert server.subjects() == subjects(1, 3)
    other = egain(*MAIL, "--receiver", "sales@business.com", "--dry-run")
    assert statuses(other) == {"not_attempted": 3}


def test_among_aliases_a_flag_is_more_than_a_setting(
    egain: Egain, server: View, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It wins over the alias that a message names, so what is sent is another email."""
    write_mail(place / "mail", 2)
    monkeypatch.setenv("EGAIN_RECEIVER", "sales@business.com")
    monkeypatch.setenv("EGAIN_ALIASES", "support@business.com")
    first = egain(*MAIL, "--dry-run")
    second = egain(*MAIL, "--dry-run", "--receiver", "sales@business.com")
    assert {each["key"] for each in first.outcomes}.isdisjoint(
        each["key"] for each in second.outcomes
    )
    assert server.count() == 0
