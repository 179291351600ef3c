"""What the verbs about past runs say and do after real runs, with numbers that agree."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.bulk.mail import message, subjects, write_mail, write_mbox
from tests.bulk.test_resume import statuses

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bulk.server import View
    from tests.conftest import Egain

REFUSE_SOME = {"name": "refused", "every": 4, "status": 400}
MAIL = ("send-eml", "mail", "--json")


def test_a_run_its_report_and_its_row_agree(egain: Egain, server: View, place: Path) -> None:
    """`runs` and `report` hold the numbers of the summary, and each message once."""
    server.fail(REFUSE_SOME, {"on": 6, "drop": "after-commit"}, {"on": 7, "status": 429})
    write_mail(place / "mail", 12)
    (place / "mail" / "zz.eml").write_bytes(b"Subject: from nobody\n\ntext\n")
    done = egain(*MAIL, "--limit", "11", "--workers", "1", "--retries", "0")
    found = statuses(done)
    assert found == {"accepted": 7, "rejected": 3, "unknown": 1, "not_attempted": 2}
    (past,) = egain("runs", "--json").events
    assert (past["discovered"], past["exit_code"], past["state"]) == (13, done.code, "done")
    assert {status: past[status] for status in found} == found
    report = egain("report", "1", "--json")
    rows = {event["origin"]: event for event in report.outcomes}
    assert len(rows) == 13
    for outcome in done.outcomes:
        row = rows[outcome["origin"]]
        for name in ("status", "http_status", "activity_id", "code", "attempts", "key"):
            assert row[name] == outcome[name], (name, row, outcome)


def test_a_retry_sends_what_failed_and_nothing_else(
    egain: Egain, server: View, place: Path
) -> None:
    """With the options that the run had, wherever the messages are now."""
    server.fail(REFUSE_SOME)
    write_mail(place / "mail", 8)
    first = egain(*MAIL, "--subject", "Other", "--workers", "1")
    assert (first.code, statuses(first)) == (3, {"accepted": 6, "rejected": 2})
    server.fail()
    shutil.move(place / "mail", place / "moved")
    (place / "mail").mkdir()
    for gone in ((), ("nowhere",)):
        done = egain("retry", "1", *gone)
        assert done.code == 6
        assert "error: 2 emails of run 1 to be sent again not found in" in done.err
        told = egain("retry", "1", *gone, "--json")
        assert told.code == told.last["exit_code"] == 6
    assert len(egain("runs", "--json").events) == 1  # what sends nothing is no run
    done = egain("retry", "1", "moved", "--json")
    assert (done.code, statuses(done)) == (0, {"accepted": 2})
    assert [each["origin"] for each in done.outcomes] == ["moved/00004.eml", "moved/00008.eml"]
    assert server.subjects() == 8 * ["Other"]
    once_more = egain("retry", "1", "moved", "--json")
    assert once_more.code == 0
    assert "nothing of run 1 is to be sent again" in once_more.err
    assert server.count() == 8


def test_a_retry_names_a_path_that_cannot_be_read(egain: Egain, server: View, place: Path) -> None:
    """One of them may be there: what is found is sent, and the missing path is an invalid input."""
    server.fail({"on": 2, "status": 400})
    write_mail(place / "mail", 3)
    egain(*MAIL, "--workers", "1")
    done = egain("retry", "1", "mail", "nowhere", "--json")
    assert (done.code, statuses(done)) == (3, {"accepted": 1, "invalid": 1})
    assert "nowhere: no such file" in done.err
    assert server.subjects() == subjects(1, 3)


def test_a_retry_finds_messages_that_were_stopped_before_they_were_read(
    egain: Egain, server: View, place: Path
) -> None:
    """By their place, in a folder and in a mailbox; identical copies are each sent once."""
    write_mbox(place / "all.mbox", [1, 1, 2, 2, 3])
    write_mail(place / "mail", 5, 4)
    done = egain("send-eml", "all.mbox", "mail", "--limit", "3", "--workers", "1", "--json")
    assert statuses(done) == {"accepted": 3, "not_attempted": 7}
    again = egain("retry", "1", "--json")
    assert again.code == 0
    assert statuses(again)["accepted"] == 7
    assert server.subjects() == sorted(2 * subjects(1, 2) + subjects(3, 8))


def test_verifying_a_report_says_what_is_missing(egain: Egain, server: View, place: Path) -> None:
    """Of a moved folder into which another message came since."""
    server.fail({"on": 2, "drop": "after-commit"}, {"on": 3, "status": 400})
    write_mail(place / "mail", 6)
    egain(*MAIL, "--workers", "1")
    shutil.move(place / "mail", place / "moved")
    (place / "moved" / "new.eml").write_bytes(message(99))
    done = egain("report", "1", "--verify", "moved", "--json")
    found = {event["origin"]: event["state"] for event in done.events if "state" in event}
    assert found["moved/new.eml"] == "missing"
    assert found["moved/00002.eml"] == "unknown"
    assert found["moved/00003.eml"] == "failed"
    assert sorted(found.values()).count("accepted") == 4
    assert done.code == 7


def test_all_of_a_report_arrived(egain: Egain, server: View, place: Path) -> None:
    """Then verifying it ends with 0."""
    write_mail(place / "mail", 3)
    egain(*MAIL)
    assert egain("report", "last", "--verify", "mail").code == 0
    assert server.count() == 3


def test_what_failed_is_kept_and_the_folder_can_be_sent(
    egain: Egain, server: View, place: Path
) -> None:
    """Mended at the server, the folder is sent as any other; the source stays as it is."""
    server.fail(REFUSE_SOME)
    write_mail(place / "mail", 8)
    (place / "mail" / "zz.eml").write_bytes(b"Subject: from nobody\n\ntext\n")
    done = egain(*MAIL, "--failed-dir", "failed", "--workers", "1")
    assert statuses(done) == {"accepted": 6, "rejected": 2, "invalid": 1}
    kept = sorted(path.parent.name for path in (place / "failed").rglob("*.eml"))
    assert kept == ["invalid", "rejected", "rejected"]
    server.fail()
    again = egain("send-eml", "failed", "--json")
    assert statuses(again) == {"accepted": 2, "invalid": 1}
    assert server.subjects() == subjects(1, 8)
    assert statuses(egain(*MAIL)) == {"skipped": 8, "invalid": 1}


def test_a_journal_of_ones_own_is_named_wherever_it_is_needed(
    egain: Egain, server: View, place: Path
) -> None:
    """Two journals know nothing of each other."""
    server.fail({"on": 2, "drop": "after-commit"})
    write_mail(place / "mail", 3)
    done = egain(*MAIL, "--journal", "mine.sqlite3", "--workers", "1")
    assert statuses(done) == {"accepted": 2, "unknown": 1}
    assert "egain reconcile 1 --journal mine.sqlite3" in done.err
    assert egain("report", "1").code != 0
    assert egain("report", "1", "--journal", "mine.sqlite3").code == 7
    assert statuses(egain(*MAIL)) == {"accepted": 3}
    assert server.count() == 6
