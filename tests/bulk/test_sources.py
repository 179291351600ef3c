"""Sources that change or vanish while a run goes on."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.bulk.mail import message, subjects, write_mail, write_mbox
from tests.bulk.test_signals import statuses

if TYPE_CHECKING:
    from tests.bulk.command import Caller

SEND = ("send-eml", "mail", "--json", "--workers", "2", "--rate", "30")


def test_a_file_that_vanishes_is_one_invalid_message(caller: Caller) -> None:
    """It is named, the others are sent, and a retry once it is back sends it."""
    mail = write_mail(caller.folder / "mail", 50)
    with caller.start(*SEND) as command:
        assert caller.server.await_count(3)
        (mail / "00049.eml").unlink()
        left = command.end()
    assert left.code == 3
    assert statuses(left) == {"accepted": 49, "invalid": 1}
    (gone,) = [each for each in left.outcomes if each["status"] == "invalid"]
    assert gone["origin"] == "mail/00049.eml"
    assert "No such file" in gone["message"]
    write_mail(mail, 1, 49)
    assert statuses(caller.call(*SEND)) == {"skipped": 49, "accepted": 1}
    assert caller.server.subjects() == subjects(1, 50)


def test_a_file_that_changes_is_sent_as_it_was_when_it_was_read(caller: Caller) -> None:
    """Whole, and once: the next run skips it, as it is the message that was sent."""
    mail = write_mail(caller.folder / "mail", 50)
    with caller.start(*SEND) as command:
        assert caller.server.await_count(3)
        (mail / "00049.eml").write_bytes(message(77, " which has become longer since"))
        left = command.end()
    assert statuses(left) == {"accepted": 50}
    assert caller.server.subjects() == sorted([*subjects(1, 48), "00050", "00077"])
    assert statuses(caller.call(*SEND)) == {"skipped": 50}


def test_a_folder_that_vanishes_leaves_what_was_not_read_yet(caller: Caller) -> None:
    """Each message that was found is invalid or sent; with the folder back the rest is sent."""
    mail = write_mail(caller.folder / "mail", 50)
    with caller.start(*SEND) as command:
        assert caller.server.await_count(3)
        mail.rename(caller.folder / "away")
        left = command.end()
    found = statuses(left)
    assert left.code == 3
    assert found["accepted"] == caller.server.count()
    assert set(found) == {"accepted", "invalid"}
    (caller.folder / "away").rename(mail)
    done = caller.call(*SEND)
    assert statuses(done) == {"skipped": found["accepted"], "accepted": 50 - found["accepted"]}
    assert caller.server.subjects() == subjects(1, 50)


def test_a_mailbox_that_grows_is_sent_as_far_as_it_was_read(caller: Caller) -> None:
    """A mail program that appends meanwhile spoils nothing; the next run sends what is new."""
    (caller.folder / "mail").mkdir()
    box = write_mbox(caller.folder / "mail" / "all.mbox", range(1, 51))
    with caller.start(*SEND) as command:
        assert caller.server.await_count(3)
        more = write_mbox(caller.folder / "more", range(51, 61)).read_bytes()
        with box.open("ab") as file:
            file.write(more)
        left = command.end()
    first = statuses(left)
    assert set(first) == {"accepted"}
    assert first["accepted"] >= 50
    done = caller.call(*SEND)
    assert statuses(done)["skipped"] == first["accepted"]
    assert caller.server.subjects() == subjects(1, 60)


def test_a_mailbox_that_is_cut_off_meanwhile_ends_the_source_and_not_the_run(
    caller: Caller,
) -> None:
    """What was found until then balances; the other sources are sent."""
    (caller.folder / "mail").mkdir()
    box = write_mbox(caller.folder / "mail" / "all.mbox", range(1, 121))
    write_mail(caller.folder / "other", 5, 121)
    with caller.start("send-eml", "mail", "other", *SEND[2:]) as command:
        assert caller.server.await_count(3)
        box.write_bytes(b"")
        command.signal(0)
        left = command.end()
    found = statuses(left)
    assert found["accepted"] >= 3
    assert set(caller.server.subjects()) >= set(subjects(121, 125))
    assert max(map(caller.server.subjects().count, caller.server.subjects())) == 1
    shutil.rmtree(caller.folder / "mail")
    done = caller.call("send-eml", "other", "--json")
    assert statuses(done) == {"skipped": 5}
