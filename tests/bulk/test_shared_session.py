"""Runs in many processes for a user who may hold five sessions: they need one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bulk.mail import subjects, write_mail
from tests.bulk.test_signals import statuses

if TYPE_CHECKING:
    from tests.bulk.command import Caller


@pytest.mark.parametrize(("processes", "workers"), [(3, 12), (8, 8)])
def test_processes_share_the_login_after_each_expiry(
    caller: Caller, processes: int, workers: int
) -> None:
    """All sessions end with every 50th email: all are accepted, and there is one login for each."""
    write_mail(caller.folder / "mail", 300)
    caller.server.fail(
        {"name": "login", "route": "login", "delay": 0.01},
        {"name": "ended", "every": 50, "expire": "sessions"},
    )
    options = ("--processes", str(processes), "--workers", str(workers))
    left = caller.call("send-eml", "mail", "--json", *options, seconds=120)
    assert (left.code, statuses(left)) == (0, {"accepted": 300})
    fired = caller.server.fired()
    assert fired["ended"] >= 5
    assert 2 <= fired["login"] <= fired["ended"] + 1
    assert caller.server.subjects() == subjects(1, 300)
