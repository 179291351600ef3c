"""Which messages a run skips, because an earlier one sent them, and which it sends all the same."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from typing import TYPE_CHECKING

from egain_cli.journal.file import default_path
from tests.bulk.mail import message, subjects, write_mail, write_mbox

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.bulk.server import View
    from tests.conftest import Done, Egain


def statuses(done: Done) -> Counter[str]:
    """How many outcomes there are of each status; they agree with the summary."""
    found = Counter(str(each["status"]) for each in done.outcomes)
    assert done.last["event"] == "summary"
    assert done.last["discovered"] == sum(found.values())
    assert all(done.last[status] == count for status, count in found.items())
    assert done.last["exit_code"] == done.code
    return found


def test_a_second_run_skips_what_was_accepted_and_says_that_it_was_all(
    egain: Egain, server: View, place: Path
) -> None:
    """Exit code 0, nothing is sent; each line has the activity that the first sending made."""
    write_mail(place / "mail", 9)
    first = egain("send-eml", "mail", "--json")
    again = egain("send-eml", "mail", "--json")
    assert (first.code, statuses(first)) == (0, {"accepted": 9})
    assert (again.code, statuses(again)) == (0, {"skipped": 9})
    assert "all of it was accepted before" in again.err.splitlines()[-1]
    assert server.subjects() == subjects(1, 9)
    ids = {each["origin"]: each["activity_id"] for each in first.outcomes}
    for each in again.outcomes:
        before = each["sent_before"]
        assert (before["run"], before["activity_id"]) == (1, ids[each["origin"]])
        assert each["activity_id"] == ids[each["origin"]]


def test_the_same_message_is_skipped_wherever_and_however_it_lies(
    egain: Egain, server: View, place: Path
) -> None:
    """A moved folder, other names, a mailbox in another order, other line ends."""
    mail = write_mail(place / "mail", 6)
    egain("send-eml", "mail")
    shutil.move(mail, place / "elsewhere")
    for number, path in enumerate(sorted((place / "elsewhere").iterdir())):
        path.rename(path.with_name(f"renamed-{9 - number}.eml"))
    (place / "dos").mkdir()
    for number in range(1, 7):
        crlf = message(number).replace(b"\n", b"\r\n")
        (place / "dos" / f"{number}.eml").write_bytes(crlf)
    write_mbox(place / "all.mbox", [6, 3, 1, 2, 5, 4])
    for source in ("elsewhere", "dos", "all.mbox"):
        assert statuses(egain("send-eml", source, "--json")) == {"skipped": 6}, source
    assert server.subjects() == subjects(1, 6)


def test_another_subject_or_another_server_makes_another_message(
    egain: Egain, server: View, place: Path
) -> None:
    """Format, workers and rate do not; `--date now` is the same tomorrow."""
    write_mail(place / "mail", 3)
    egain("send-eml", "mail")
    other = ("send-eml", "mail", "--json", "--subject", "Other")
    assert statuses(egain(*other)) == {"accepted": 3}
    assert statuses(egain(*other, "--format", "xml", "--workers", "2", "--rate", "99")) == {
        "skipped": 3
    }
    now = ("send-eml", "mail", "--json", "--date", "now")
    assert [statuses(egain(*now)) for _ in range(2)] == [{"accepted": 3}, {"skipped": 3}]
    elsewhere = server.url.replace("127.0.0.1", "localhost")
    assert statuses(egain("send-eml", "mail", "--json", "--url", elsewhere)) == {"accepted": 3}


def test_again_sends_everything_and_tells_what_was_known(
    egain: Egain, server: View, place: Path
) -> None:
    """Each is there twice then, and the run after that skips it as accepted by the later one."""
    write_mail(place / "mail", 4)
    egain("send-eml", "mail")
    again = egain("send-eml", "mail", "--again", "--json")
    assert statuses(again) == {"accepted": 4}
    assert {each["sent_before"]["run"] for each in again.outcomes} == {1}
    assert server.subjects() == sorted(2 * subjects(1, 4))
    last = egain("send-eml", "mail", "--json")
    assert {each["sent_before"]["run"] for each in last.outcomes} == {2}


def test_what_is_named_alone_is_always_sent_and_the_earlier_activity_named(
    egain: Egain, server: View, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A single file, standard input, send-email; a folder of one message is not named alone."""
    (place / "m.eml").write_bytes(message(1))
    flags = ("send-email", "--from", "a@b.de", "--subject", "s", "--date", "2026-03-02T08:00:00Z")
    for call in (("send-eml", "m.eml"), ("send-eml", "-"), (*flags,)):
        with (place / "m.eml").open() as stdin:
            monkeypatch.setattr("sys.stdin", stdin)
            first = egain(*call, "--json")
        with (place / "m.eml").open() as stdin:
            monkeypatch.setattr("sys.stdin", stdin)
            second = egain(*call, "--json")
        assert (first.code, second.code) == (0, 0), call
        assert statuses(second) == {"accepted": 1}
        activity = first.outcomes[0]["activity_id"]
        assert f"was accepted before as activity {activity}" in second.err
    write_mail(place / "one", 1)
    assert statuses(egain("send-eml", "one", "--json")) == {"skipped": 1}
    assert server.count() == 6


def test_identical_copies_are_each_sent_once_and_each_skipped(
    egain: Egain, server: View, place: Path
) -> None:
    """Three copies are three messages; a fourth that is new to the folder is sent."""
    (place / "mail").mkdir()
    for name in "abc":
        (place / "mail" / f"{name}.eml").write_bytes(message(1))
    planned = egain("send-eml", "mail", "--json", "--dry-run")
    first = egain("send-eml", "mail", "--json", "--workers", "3")
    assert statuses(first) == {"accepted": 3}
    keys = {each["key"] for each in first.outcomes}
    assert keys == {each["key"] for each in planned.outcomes}
    assert len(keys) == 3
    assert {each["key"] for each in egain("send-eml", "mail", "--json").outcomes} == keys
    (place / "mail" / "d.eml").write_bytes(message(1))
    assert statuses(egain("send-eml", "mail", "--json")) == {"skipped": 3, "accepted": 1}
    assert server.subjects() == 4 * ["00001"]


def test_the_copy_that_was_left_over_is_sent_by_the_next_run(
    egain: Egain, server: View, place: Path
) -> None:
    """One of two was sent; the next run skips that one and sends the other, once."""
    write_mbox(place / "two.mbox", [1, 1])
    first = egain("send-eml", "two.mbox", "--limit", "1", "--json")
    assert (first.code, statuses(first)) == (0, {"accepted": 1, "not_attempted": 1})
    for expected in ({"skipped": 1, "accepted": 1}, {"skipped": 2}):
        assert statuses(egain("send-eml", "two.mbox", "--json")) == expected
    assert server.count() == 2


def test_outcomes_come_in_the_order_of_the_messages(
    egain: Egain, server: View, place: Path
) -> None:
    """However many workers there are, and whichever answer comes late."""
    server.fail({"every": 7, "delay": 0.05})
    write_mail(place / "mail", 80)
    done = egain("send-eml", "mail", "--json", "--workers", "16")
    assert statuses(done) == {"accepted": 80}
    origins = [each["origin"] for each in done.outcomes]
    assert origins == [f"mail/{number:05}.eml" for number in range(1, 81)]


def test_a_dry_run_shows_what_would_be_skipped_and_writes_nothing(
    egain: Egain, server: View, place: Path
) -> None:
    """Every line has its payload, the skipped ones too; the journal keeps its bytes."""
    write_mail(place / "mail", 2)
    egain("send-eml", "mail")
    write_mail(place / "mail", 1, 3)
    (place / "mail" / "bad.eml").write_bytes(b"Subject: from nobody\n\ntext\n")
    journal = default_path(os.environ)
    before = journal.read_bytes()
    done = egain("send-eml", "mail", "--dry-run", "--json")
    assert statuses(done) == {"skipped": 2, "not_attempted": 1, "invalid": 1}
    assert all(each["payload"] for each in done.outcomes)
    assert journal.read_bytes() == before
    assert len(egain("runs", "--json").events) == 1
    assert server.count() == 2


def test_a_dry_run_makes_no_journal(egain: Egain, server: View, place: Path) -> None:
    """Nor a folder for it."""
    write_mail(place / "mail", 2)
    assert statuses(egain("send-eml", "mail", "--dry-run", "--json")) == {"not_attempted": 2}
    assert not default_path(os.environ).parent.exists()
    assert server.count() == 0


def test_a_file_that_is_named_twice_is_sent_once(egain: Egain, server: View, place: Path) -> None:
    """By itself, through its folder, or by another way to it; two files with the same are two."""
    folder = place / "mail"
    folder.mkdir()
    (folder / "a.eml").write_bytes(message(1))
    (folder / "b.eml").write_bytes(message(1))
    done = egain("send-eml", "mail", "mail/a.eml", place / "mail", "--json")
    assert [each["status"] for each in done.outcomes] == ["accepted"] * 2 + ["skipped"] * 3
    assert server.count() == 2
    assert [each["message"] for each in done.outcomes[2:]] == ["the same file was named before"] * 3
    shown = egain("send-eml", "mail/a.eml", "mail/a.eml", "--again", "--dry-run", "--json").outcomes
    assert [each["status"] for each in shown] == ["not_attempted", "skipped"]
    assert all(each["payload"] for each in shown)
