"""How a run ends that something else ends: its books are told, and the last line says the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from egain_cli.cli.results import JsonLines
from egain_cli.journal.file import JournalError
from egain_cli.journal.ledger import Ledger
from tests.bulk.mail import subjects, write_mail
from tests.bulk.test_resume import statuses

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from egain_cli.model import Outcome
    from tests.bulk.server import View
    from tests.conftest import Egain

MAIL = ("send-eml", "mail", "--json")


def fail_at(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let showing the third outcome fail, once."""
    shown: list[Outcome] = []
    show = JsonLines.show

    def fail(self: Any, outcome: Outcome) -> None:
        shown.append(outcome)
        if len(shown) == 3:
            raise error
        show(self, outcome)

    monkeypatch.setattr(JsonLines, "show", fail)


@pytest.mark.parametrize("workers", ["1", "4"])
def test_an_interrupt_wherever_it_comes_leaves_balanced_books(
    egain: Egain, server: View, place: Path, monkeypatch: pytest.MonkeyPatch, workers: str
) -> None:
    """What was recorded is counted as the journal knows it, and the next run sends the rest."""
    write_mail(place / "mail", 12)
    with monkeypatch.context() as patch:
        fail_at(patch, KeyboardInterrupt())
        done = egain(*MAIL, "--workers", workers)
    assert done.last["event"] == "summary"
    assert done.last["exit_code"] == done.code in (7, 130)
    counts = sum(done.last[status] for status in ("accepted", "unknown", "not_attempted"))
    assert done.last["discovered"] == counts
    assert "BALANCE" not in done.err
    (past,) = egain("runs", "--json").events
    assert past["accepted"] >= done.last["accepted"]  # a thread may have had its answer since
    assert past["discovered"] == counts
    assert egain(*MAIL).code in (0, 7)
    assert server.subjects() == subjects(1, 12)


def test_an_interrupt_of_a_dry_run_is_an_end_like_others(
    egain: Egain, server: View, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is recorded, and nothing was sent."""
    write_mail(place / "mail", 5)
    fail_at(monkeypatch, KeyboardInterrupt())
    done = egain(*MAIL, "--dry-run")
    assert done.code == done.last["exit_code"] == 130
    assert done.last["discovered"] == done.last["not_attempted"]
    assert server.count() == 0


def test_a_mistake_of_the_program_is_told_after_the_books(
    egain: Egain, server: View, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads the lines knows what was sent before it."""
    write_mail(place / "mail", 6)
    fail_at(monkeypatch, RuntimeError("a mistake"))
    done = egain(*MAIL, "--workers", "1")
    assert done.code == 1
    assert "unexpected RuntimeError: a mistake" in done.err
    (summary,) = [each for each in done.events if each["event"] == "summary"]
    assert summary["accepted"] == server.count() == 3


def test_books_that_cannot_be_written_are_no_success(
    egain: Egain, server: View, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All was accepted; that it cannot be kept is told, and the exit code is not 0."""
    write_mail(place / "mail", 4)
    close = Ledger.close

    def fail(self: Ledger, *args: Any, **more: Any) -> None:
        close(self, *args, **more)
        raise JournalError("the disk is full", "Make room.")

    monkeypatch.setattr(Ledger, "close", fail)
    done = egain(*MAIL)
    assert done.code == done.last["exit_code"] == 3
    assert statuses(done) == {"accepted": 4}
    assert "error: the disk is full" in done.err
    assert server.count() == 4


def test_what_could_not_even_be_found_is_no_success(
    egain: Egain, server: View, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that was recorded was accepted; what came after it was not, and nobody is told 0."""
    write_mail(place / "mail", 6)
    discover = Ledger.discover
    calls: list[int] = []

    def fail(self: Ledger, origins: Sequence[str]) -> int:
        calls.append(len(origins))
        if len(calls) > 3:
            raise JournalError("the disk is full", "Make room.")
        return discover(self, origins)

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "discover", fail)
        patch.setattr("egain_cli.cli.crews._AHEAD", 1)
        done = egain(*MAIL, "--workers", "1")
    assert done.code == done.last["exit_code"] == 3
    assert statuses(done) == {"accepted": 3}
    assert done.err.count("error: the disk is full") == 1
    assert statuses(egain(*MAIL)) == {"skipped": 3, "accepted": 3}
    assert server.subjects() == subjects(1, 6)
