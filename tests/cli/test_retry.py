"""Sending again what of a past run surely did not arrive, and nothing else."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from egain_cli.cli.resending import Chosen, Opening
from egain_cli.inputs.kept_options import read_options
from egain_cli.inputs.messages import RawMessage, find_messages
from egain_cli.journal.file import default_path, open_journal
from egain_cli.journal.runs import begin_run
from egain_cli.model import Activity, Draft, Item
from tests.cli.recorded_runs import (
    ACCEPTED,
    INVALID,
    LOST,
    REJECTED,
    STOPPED,
    UNREAD,
    record,
    run,
)
from tests.cli.test_terminal import at_terminal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from egain_cli.model import Outcome
    from egain_cli.sandbox import serve
    from tests.conftest import Egain

_COLOUR = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
OPTIONS: dict[str, Any] = {
    "receiver": "support@business.com", "department": "service", "flags": {"case": "1060"},
}  # fmt: skip


def sent_before(url: str, outcomes: Sequence[Outcome | None], place: Path) -> list[str]:
    """A folder `saved` of messages 1, 2 …, and a run over it with these outcomes; the keys."""
    (place / "saved").mkdir()
    for number in range(1, len(outcomes) + 1):
        text = f"From: a@b.de\nSubject: {number}\n\ntext\n"
        (place / "saved" / f"{number}.eml").write_text(text)
    reading = read_options(OPTIONS, f"{url}/system")
    keys = [reading.open(message).key for message in find_messages([str(place / "saved")])]
    asked = record("saved", options=OPTIONS, folder=place, target=f"{url}/system")
    run(outcomes, asked, keys=keys)
    return keys


def arrived(sandbox: serve.Running) -> list[str]:
    """The subjects of what the sandbox holds, sorted."""
    return sorted(each["subject"] for each in httpx.get(f"{sandbox.url}/_sandbox/messages").json())


def test_what_surely_did_not_arrive_is_sent_with_the_options_of_then(
    egain: Egain, at_sandbox: serve.Running, place: Path
) -> None:
    """Rejected, invalid, not attempted ones, read or not; accepted and unknown ones never."""
    outcomes = [ACCEPTED, REJECTED, INVALID, LOST, STOPPED, UNREAD, None]
    sent_before(at_sandbox.url, outcomes, place)
    done = egain("retry", "1", "--json")
    assert done.code == 0
    assert arrived(at_sandbox) == ["2", "3", "5", "6"]
    assert done.last["accepted"] == done.last["discovered"] == 4
    assert "2 unknown emails of run 1 not sent again" in done.err
    assert "egain reconcile 1" in done.err
    shown = egain("show", str(done.outcomes[0]["activity_id"]), "--json").events[0]["activity"]
    assert shown["case"]["id"] in ("1060", 1060)
    runs = egain("runs", "--json").events
    assert [(each["verb"], each["accepted"]) for each in runs] == [("send-eml", 1), ("retry", 4)]
    assert [each["repeats"] for each in runs] == [None, 1]


def test_a_second_retry_has_nothing_left_to_send(
    egain: Egain, at_sandbox: serve.Running, place: Path
) -> None:
    """What the first one sent is known; that is said, and is no error; nor has that one any."""
    sent_before(at_sandbox.url, [REJECTED, REJECTED], place)
    assert egain("retry", "1").code == 0
    assert "retry 1 saved" in _COLOUR.sub("", at_terminal("report", "2")[1])
    assert "nothing of run 2 is to be sent again" in egain("retry", "2").err
    done = egain("retry", "1")
    assert done.code == 0
    assert "nothing of run 1 is to be sent again" in done.err
    assert arrived(at_sandbox) == ["1", "2"]


def test_what_a_later_run_left_unknown_is_not_sent(
    egain: Egain, at_sandbox: serve.Running, place: Path
) -> None:
    """It may have arrived since."""
    keys = sent_before(at_sandbox.url, [REJECTED, REJECTED], place)
    run([LOST], record("saved", options=OPTIONS), keys=keys[:1])
    assert egain("retry", "1").code == 0
    assert arrived(at_sandbox) == ["2"]


def test_of_identical_copies_the_one_that_failed_is_sent(
    egain: Egain, at_sandbox: serve.Running, place: Path
) -> None:
    """Two of three arrived: one more does."""
    (key,) = sent_before(at_sandbox.url, [ACCEPTED], place)
    for name in ("a", "b"):
        shutil.copy(place / "saved" / "1.eml", place / "saved" / f"{name}.eml")
    asked = record("saved", options=OPTIONS, target=f"{at_sandbox.url}/system")
    run([ACCEPTED, ACCEPTED, REJECTED], asked, keys=[key] * 3)
    assert egain("retry", "2").code == 0
    assert arrived(at_sandbox) == ["1"]


def test_what_settled_as_not_sent_goes_again(
    egain: Egain, at_sandbox: serve.Running, place: Path
) -> None:
    """By the word of a person; what was settled as accepted does not."""
    keys = sent_before(at_sandbox.url, [LOST, LOST], place)
    egain("reconcile", "1", "--assume", "not-sent", "--only", keys[1])
    egain("reconcile", "1", "--assume", "accepted")
    assert egain("retry", "1").code == 0
    assert arrived(at_sandbox) == ["2"]


@pytest.mark.parametrize("named", [True, False])
def test_the_messages_are_found_from_another_folder_and_where_they_moved(
    egain: Egain, at_sandbox: serve.Running, place: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, named: bool,
) -> None:  # fmt: skip
    """The run's own arguments are meant in its own folder; named paths where one is now."""
    sent_before(at_sandbox.url, [REJECTED, UNREAD], place)
    monkeypatch.chdir(tmp_path)
    if named:
        shutil.move(place / "saved", tmp_path / "moved")
    assert egain("retry", "1", *(["moved"] if named else [])).code == 0
    assert arrived(at_sandbox) == ["1", "2"]


def test_a_retry_of_a_retry_sends_what_that_one_left(
    egain: Egain, at_sandbox: serve.Running, place: Path
) -> None:
    """With the options of the first run still."""
    keys = sent_before(at_sandbox.url, [REJECTED, REJECTED], place)
    target = f"{at_sandbox.url}/system"
    asked = record("saved", verb="retry", options={**OPTIONS, "repeats": 1}, target=target)
    run([ACCEPTED, REJECTED], asked, keys=keys)
    assert egain("retry", "2").code == 0
    assert arrived(at_sandbox) == ["2"]


def test_a_retry_goes_where_the_run_went(
    egain: Egain, at_sandbox: serve.Running, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To another server nothing was sent; and what a journal alone names gets no password."""
    sent_before(at_sandbox.url, [REJECTED], place)
    done = egain("retry", "1", "--url", "http://127.0.0.1:1")
    assert done.code == 2
    assert arrived(at_sandbox) == []
    monkeypatch.delenv("EGAIN_URL")
    assert egain("retry", "1").code == 2
    assert arrived(at_sandbox) == []
    assert egain("retry", "1", "--url", f"{at_sandbox.url}/system").code == 0
    assert arrived(at_sandbox) == ["1"]


def test_where_nothing_failed_nothing_is_sent(egain: Egain) -> None:
    """No server is needed for that."""
    run([ACCEPTED, ACCEPTED])
    done = egain("retry", "last", "--json")
    assert done.code == 0
    assert "nothing of run 1 is to be sent again" in done.err
    assert (done.last["event"], done.last["discovered"], done.last["exit_code"]) == (
        "summary",
        0,
        0,
    )
    assert egain("retry", "last", "--quiet").err == ""


def test_standard_input_is_gone(egain: Egain, at_sandbox: serve.Running, place: Path) -> None:
    """The same messages may lie in files."""
    keys = sent_before(at_sandbox.url, [REJECTED], place)
    run([REJECTED], record("-", options=OPTIONS, target=f"{at_sandbox.url}/system"), keys=keys)
    done = egain("retry", "2")
    assert done.code == 2
    assert "Name the files that hold the same messages" in done.err
    assert egain("retry", "2", "saved").code == 0
    assert arrived(at_sandbox) == ["1"]


def test_a_run_that_goes_on_is_not_repeated(egain: Egain) -> None:
    """It may yet send them."""
    journal = open_journal(default_path(os.environ))
    assert journal is not None
    ledger = begin_run(journal, record())
    ledger.discover(["saved/1.eml"])
    done = egain("retry", "1")
    ledger.close(0)
    journal.close()
    assert done.code == 2
    assert "run 1 still goes on" in done.err


def test_emails_made_from_fields_are_not_repeated(egain: Egain) -> None:
    """Their command is short, and their files may have changed on purpose."""
    run([REJECTED], record("m.yaml", verb="send-email"))
    done = egain("retry", "1")
    assert done.code == 2
    assert "send-email" in done.err


def test_a_run_must_be_named_and_be_there(egain: Egain) -> None:
    """Sending is nothing to guess about."""
    run([REJECTED])
    assert egain("retry").code == 2
    assert egain("retry", "7").code == 2


def test_a_message_that_changed_since_it_was_chosen_is_another_one() -> None:
    """It keeps the key of what it holds now, never the identity of what it was."""
    draft = Draft("m.eml", "b" * 32, lambda: Item("m.eml", "b" * 32, Activity()))
    opening = Opening(lambda _: draft)
    message = RawMessage("m.eml", lambda: b"")
    assert opening(Chosen(message, f"{'a' * 32}-2")).key == "b" * 32
    assert opening(Chosen(message, f"{'b' * 32}-2")).key == f"{'b' * 32}-2"
    assert opening(Chosen(message, "")).key == "b" * 32
