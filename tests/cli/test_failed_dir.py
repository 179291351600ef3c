"""The folder of messages that did not arrive: what it holds, who may read it, how it is sent."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egain_cli.errors import ExitCode, InputError, UsageError
from egain_cli.findings import finding
from egain_cli.inputs.sources.arguments import open_sources
from egain_cli.model import Outcome, Status
from egain_cli.quarantine import Quarantine, open_quarantine

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Egain

KEY = "0123456789abcdef0123456789abcdef"
RAW = b"From: a@b.de\r\nSubject: caf\xe9\r\n\r\n\x00as it is\n"


def outcome(status: Status = Status.REJECTED, key: str = KEY) -> Outcome:
    """What became of a message."""
    return Outcome(
        origin="in/m.mbox#3", key=key, status=status, http_status=400, code="400-152",
        message="No.", attempts=2, exit_code=ExitCode.FAILED, hint="Mend it.",
        findings=(finding("subject-shortened", "subject", "was too long"),),
    )  # fmt: skip


def mode(path: Path) -> int:
    """The rights that a file or folder gives."""
    return stat.S_IMODE(path.stat().st_mode)


def test_a_copy_and_its_problem_lie_below_the_status(tmp_path: Path) -> None:
    """The message byte for byte, and all that is known of why it did not arrive."""
    folder = tmp_path / "above" / "failed"
    copy = Quarantine(folder).keep(outcome(), lambda: RAW, {"run": 12, "options": {"case": "7"}})
    assert copy == folder / "rejected" / f"{KEY}.eml"
    assert copy.read_bytes() == RAW
    problem = json.loads((folder / "rejected" / f"{KEY}.problem.json").read_text())
    expected = {
        "origin": "in/m.mbox#3", "status": "rejected", "http_status": 400, "code": "400-152",
        "message": "No.", "attempts": 2, "run": 12, "options": {"case": "7"}, "key": KEY,
    }  # fmt: skip
    assert expected.items() <= problem.items()
    assert problem["findings"][0]["name"] == "subject-shortened"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    """Folders 0700, files 0600, whatever the umask; one that was there keeps its own rights."""
    before = os.umask(0)
    try:
        Quarantine(tmp_path / "failed").keep(outcome(), lambda: RAW, {})
        shared = tmp_path / "shared"
        shared.mkdir(0o755)
        Quarantine(shared).keep(outcome(), lambda: RAW, {})
    finally:
        os.umask(before)
    made = [tmp_path / "failed", *(tmp_path / "failed").rglob("*"), *shared.rglob("*")]
    assert {mode(path) for path in made if path.is_dir()} == {0o700}
    assert {mode(path) for path in made if path.is_file()} == {0o600}
    assert mode(shared) == 0o755


@pytest.mark.parametrize("status", Status)
def test_what_somebody_has_to_look_at_is_kept_and_nothing_else(place: Path, status: Status) -> None:
    """Rejected, invalid, unknown; what was not attempted is still where it was."""
    copy = Quarantine(place).keep(outcome(status), lambda: RAW, {})
    looked_at = (Status.REJECTED, Status.INVALID, Status.UNKNOWN)
    assert (copy is not None) == (status in looked_at)
    assert {path.name for path in place.iterdir()} == ({str(status)} if copy else set())


def test_the_same_message_has_one_copy_below_what_became_of_it_last(tmp_path: Path) -> None:
    """Another message's copy stays untouched."""
    quarantine = Quarantine(tmp_path)
    quarantine.keep(outcome(key="f" * 32), lambda: RAW, {})
    for status in (Status.UNKNOWN, Status.REJECTED, Status.REJECTED):
        quarantine.keep(outcome(status, KEY + "-2"), lambda: RAW, {})
    names = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*"))
    assert names == [
        f"rejected/{KEY}-2.eml", f"rejected/{KEY}-2.problem.json",
        f"rejected/{'f' * 32}.eml", f"rejected/{'f' * 32}.problem.json",
    ]  # fmt: skip
    assert quarantine.lost == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(min_size=1, max_size=60))
def test_no_key_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    """What does not look like one of the program's own keys is hashed before it names a file."""
    folder = tmp_path / "failed"
    copy = Quarantine(folder).keep(outcome(key=key), lambda: RAW, {})
    assert copy is not None
    assert copy.resolve().parent == (folder / "rejected").resolve()
    assert {path.name for path in tmp_path.iterdir()} <= {"failed", "work"}


def test_what_cannot_be_written_is_told_once_and_counted(tmp_path: Path) -> None:
    """The run goes on; whoever began it learns that a copy is missing."""
    (tmp_path / "failed").write_text("a file")
    told: list[str] = []
    quarantine = Quarantine(tmp_path / "failed", told.append)
    for _ in range(3):
        assert quarantine.keep(outcome(), lambda: RAW, {}) is None
    assert quarantine.lost == 3
    assert len(told) == 1
    assert "cannot be kept there: File exists" in told[0]


def test_a_source_that_changed_meanwhile_is_a_copy_that_is_missing(tmp_path: Path) -> None:
    """Its problem is there all the same; of what could not be read at all there is no copy."""
    told: list[str] = []
    quarantine = Quarantine(tmp_path, told.append)

    def gone() -> bytes:
        raise InputError("m.eml is no longer there")

    quarantine.keep(outcome(), gone, {})
    assert told == [
        f"{tmp_path}: what did not arrive cannot be kept there: m.eml is no longer there"
    ]
    assert quarantine.keep(outcome(Status.INVALID), lambda: b"", {}) is None
    assert quarantine.lost == 1
    assert [path.suffix for path in (tmp_path / "invalid").iterdir()] == [".json"]


def test_a_folder_that_feeds_the_run_is_refused(place: Path) -> None:
    """What fails would be found there, now or as a second copy by the next run."""
    (place / "mail" / "old").mkdir(parents=True)
    (place / "link").symlink_to(place / "mail")
    for failed, sources in (("mail", ["mail"]), ("mail/f", ["x", "mail"]), ("mail", ["mail/old"]),
                            ("failed", ["."]), ("link/f", ["mail"])):  # fmt: skip
        with pytest.raises(UsageError) as raised:
            open_quarantine(place / failed, sources, print)
        assert sources[-1] in raised.value.message
    assert not (place / "mail" / "f").exists()


def test_a_folder_is_made_before_anything_is_sent(place: Path) -> None:
    """One that cannot be made is a wrong call, and not a surprise after ten thousand messages."""
    (place / "m.eml").write_bytes(RAW)
    quarantine = open_quarantine(place / "new" / "failed", ["m.eml", "-", "mail"], print)
    assert quarantine.folder.is_dir()
    with pytest.raises(UsageError) as raised:
        open_quarantine(place / "m.eml", [], print)
    assert "File exists" in raised.value.message


def test_the_folder_can_be_sent_as_it_is(place: Path, egain: Egain) -> None:
    """The messages are found again, byte for byte, and their problems are passed over."""
    quarantine = Quarantine(place / "failed")
    quarantine.keep(outcome(), lambda: b"From x\n" + RAW, {})
    quarantine.keep(outcome(Status.INVALID, "e" * 32), lambda: RAW, {})
    with open_sources([str(place / "failed")]) as sources:
        found = {
            message.origin.rpartition("/")[2]: message.read() for message in sources.messages()
        }
    assert found == {f"{KEY}.eml": b"From x\n" + RAW, f"{'e' * 32}.eml": RAW}
    done = egain("send-eml", "failed", "--dry-run", "--receiver", "r@s.de", "--json")
    assert len(done.outcomes) == 2


@pytest.mark.usefixtures("at_sandbox")
def test_what_failed_is_kept_and_sent_once_it_is_mended(egain: Egain, place: Path) -> None:
    """With another option, from the folder itself; its problem says what was wrong."""
    (place / "mail").mkdir()
    (place / "mail" / "a.eml").write_bytes(b"From: a@b.de\nSubject: Hello\n\ntext\n")
    (place / "mail" / "b.eml").write_bytes(b"Subject: from nobody\n\ntext\n")
    done = egain("send-eml", "mail", "--case", "99", "--failed-dir", "failed", "--json")
    assert [each["status"] for each in done.outcomes] == ["rejected", "invalid"]
    first, second = (str(each["key"]) for each in done.outcomes)
    copy = place / "failed" / "rejected" / f"{first}.eml"
    assert copy.read_bytes() == (place / "mail" / "a.eml").read_bytes()
    problem = json.loads(copy.with_suffix(".problem.json").read_text())
    assert (problem["http_status"], problem["run"], problem["origin"]) == (400, 1, "mail/a.eml")
    assert problem["options"]["flags"]["case"] == "99"
    assert (place / "failed" / "invalid" / f"{second}.eml").exists()
    again = egain("send-eml", "failed/rejected", "--case", "1060", "--json")
    assert [each["status"] for each in again.outcomes] == ["accepted"]


@pytest.mark.usefixtures("at_sandbox")
def test_a_run_that_would_feed_itself_does_not_begin(egain: Egain, place: Path) -> None:
    """A wrong call, and nothing is sent."""
    (place / "mail").mkdir()
    (place / "mail" / "a.eml").write_bytes(b"From: a@b.de\nSubject: Hello\n\ntext\n")
    done = egain("send-eml", "mail", "--failed-dir", "mail/failed", "--json")
    assert done.code == 2
    assert [event["event"] for event in done.events] == ["error"]
