"""What ends a run before its messages do, what it leaves, and how the next one goes on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.bulk.mail import subjects, write_mail
from tests.bulk.test_resume import statuses
from tests.servers import answer, scripted

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bulk.server import View
    from tests.conftest import Egain

REFUSE = {"name": "refused", "status": 400}


def test_a_limit_leaves_the_rest_for_the_next_run(egain: Egain, server: View, place: Path) -> None:
    """Exit code 0: so it was asked; what is skipped does not count towards the limit."""
    write_mail(place / "mail", 20)
    for expected in (
        {"accepted": 8, "not_attempted": 12},
        {"skipped": 8, "accepted": 8, "not_attempted": 4},
        {"skipped": 16, "accepted": 4},
    ):
        done = egain("send-eml", "mail", "--limit", "8", "--json")
        assert (done.code, statuses(done)) == (0, expected)
    assert server.subjects() == subjects(1, 20)


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_run_stops_after_as_many_errors_as_were_allowed(
    egain: Egain, server: View, place: Path, processes: str
) -> None:
    """What was under way is finished; the rest is sent by the same command once it is mended."""
    server.fail(REFUSE)
    write_mail(place / "mail", 60)
    how = ("--workers", "2", "--processes", processes)
    done = egain("send-eml", "mail", "--max-errors", "3", *how, "--json")
    found = statuses(done)
    assert done.code == 1
    assert 3 <= found["rejected"] <= 3 + 2
    assert found["rejected"] + found["not_attempted"] == 60
    assert "--max-errors" in str(done.outcomes[-1]["message"])
    assert done.err.count("not sent: --max-errors was reached before") == 1
    server.fail()
    assert statuses(egain("send-eml", "mail", "--json")) == {"accepted": 60}
    assert server.subjects() == subjects(1, 60)


def test_what_is_invalid_counts_as_an_error(egain: Egain, server: View, place: Path) -> None:
    """The one that may not be sent is one error, with a single worker exactly where it lies."""
    write_mail(place / "mail", 5)
    (place / "mail" / "00003.eml").write_bytes(b"Subject: from nobody\n\ntext\n")
    done = egain("send-eml", "mail", "--max-errors", "1", "--workers", "1", "--json")
    assert [each["status"] for each in done.outcomes] == [
        "accepted", "accepted", "invalid", "not_attempted", "not_attempted",
    ]  # fmt: skip
    assert done.code == 3
    assert server.subjects() == subjects(1, 2)


def test_a_run_stops_when_its_time_is_over(egain: Egain, server: View, place: Path) -> None:
    """What was not attempted is as temporary as a server that is away: the next run sends it."""
    write_mail(place / "mail", 100)
    started = time.monotonic()
    done = egain("send-eml", "mail", "--max-duration", "1s", "--rate", "10", "--json")
    assert time.monotonic() - started < 4
    found = statuses(done)
    assert found["not_attempted"] > 10
    assert found["accepted"] == server.count() > 0
    assert done.code == 3
    assert "run the same command again" in done.err
    assert statuses(egain("send-eml", "mail", "--json"))["skipped"] == found["accepted"]
    assert server.subjects() == subjects(1, 100)


@pytest.mark.parametrize("duration", ["soon", "-1s", "0", "1x"])
def test_a_duration_that_is_none_is_a_wrong_call(
    egain: Egain, server: View, place: Path, duration: str
) -> None:
    """Nothing is sent, and the message shows how to write it."""
    write_mail(place / "mail", 2)
    done = egain("send-eml", "mail", "--max-duration", duration)
    assert done.code == 2
    assert "15m" in done.err
    assert server.count() == 0


def test_a_server_that_is_gone_ends_a_long_run_in_seconds(egain: Egain, place: Path) -> None:
    """Two hundred messages do not wait two hundred times; exit code 5, all to be sent later."""
    with scripted([answer("200 OK", b"", "X-egain-session: s")], closes=True) as gone:
        url = gone.url
    write_mail(place / "mail", 200)
    call = ("send-eml", "mail", "--json", "--retries", "1", "--url", url, "--department", "d",
            "--receiver", "r@s.de")  # fmt: skip
    started = time.monotonic()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EGAIN_SESSION", "kept")
        done = egain(*call)
    assert time.monotonic() - started < 10
    assert (done.code, statuses(done)) == (5, {"not_attempted": 200})
    assert sum("not sent: the server took none" in str(each) for each in done.outcomes) > 100
    assert "the server took none of the last emails" in done.err
    assert len(done.err.splitlines()) < 100  # what is not tried is not told one by one


@pytest.mark.parametrize(
    ("faults", "code", "expected"),
    [
        ([REFUSE], 1, {"rejected": 4}),
        ([{**REFUSE, "on": [2]}], 3, {"accepted": 3, "rejected": 1}),
        ([{"status": 403}], 4, {"rejected": 4}),
        ([{"status": 403, "on": 2}], 4, {"accepted": 3, "rejected": 1}),
        ([{"status": 500, "on": 2}], 7, {"accepted": 3, "unknown": 1}),
        ([{"status": 500, "on": 2}, {"status": 403, "on": 3}], 7,
         {"accepted": 2, "unknown": 1, "rejected": 1}),
        ([{"page": "html", "status": 200}], 7, {"unknown": 4}),
        ([{"cut": "headers"}], 7, {"unknown": 4}),
    ],
)  # fmt: skip
def test_the_exit_code_of_a_run_follows_from_its_outcomes(
    egain: Egain, server: View, place: Path, faults: list[dict[str, object]], code: int,
    expected: dict[str, int],
) -> None:  # fmt: skip
    """Any unknown 7; else any refusal 4; else some of each 3; else what all have in common."""
    server.fail(*faults)
    write_mail(place / "mail", 4)
    done = egain("send-eml", "mail", "--workers", "1", "--json")
    assert (done.code, statuses(done)) == (code, expected)


def test_a_run_of_nothing_but_invalid_ones_ends_with_six(
    egain: Egain, server: View, place: Path
) -> None:
    """And with three where one was sent."""
    (place / "mail").mkdir()
    for name in "ab":
        (place / "mail" / f"{name}.eml").write_bytes(f"Subject: {name}\n\ntext\n".encode())
    assert egain("send-eml", "mail", "--json").code == 6
    write_mail(place / "mail", 1)
    assert egain("send-eml", "mail", "--json").code == 3
    assert server.count() == 1
