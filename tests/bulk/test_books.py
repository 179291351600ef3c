"""Whatever a server does: the books balance, and agree with what it holds and what is recorded."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from egain_cli.cli import run
from egain_cli.sandbox import serve
from tests.bulk.mail import write_mail
from tests.bulk.server import View

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 24  # messages
_WHEN = st.one_of(
    st.builds(lambda number: {"every": number}, st.integers(2, 9)),
    st.builds(lambda numbers: {"on": numbers}, st.lists(
        st.integers(1, 40), min_size=1, max_size=6, unique=True,
    )),
    st.builds(lambda first, more: {"from": first, "until": first + more},
              st.integers(1, 30), st.integers(0, 12)),
    st.builds(lambda share: {"chance": share}, st.sampled_from((0.05, 0.2, 0.5))),
)  # fmt: skip
_WHAT = st.sampled_from((
    {"status": 400}, {"status": 403}, {"status": 429}, {"status": 503}, {"status": 500},
    {"status": 401}, {"status": 502, "commit": True}, {"page": "html"}, {"page": "html", "status": 200},
    {"status": 204, "commit": True}, {"status": 503, "commit": True, "headers": {"Retry-After": "0"}},
    {"drop": "before-reading"}, {"drop": "before-commit"}, {"drop": "after-commit"},
    {"cut": "headers"}, {"expire": "sessions"}, {"delay": 0.02},
    {"status": 429, "headers": {"Retry-After": "0"}}, {"status": 503, "headers": {"Retry-After": "x"}},
))  # fmt: skip
_FAULTS = st.lists(st.builds(lambda when, what: {**when, **what}, _WHEN, _WHAT), max_size=4)
LIES = {"name": "lie", "status": 503, "commit": True}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[serve.Running]:
    """One sandbox for all examples."""
    with serve.running() as running:
        yield running


def command(*args: str) -> tuple[int, list[dict[str, Any]]]:
    """The exit code and the events of a command line."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run([*args, "--json"])
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def expected_exit(outcomes: list[dict[str, Any]]) -> set[int]:
    """The exit codes that the contract allows a run of these outcomes."""
    found = [(each["status"], each["http_status"]) for each in outcomes]
    statuses = {status for status, _ in found}
    if "unknown" in statuses:
        return {7}
    if any(http in (401, 403) for _, http in found):
        return {4}
    failed = [status for status in statuses if status in ("rejected", "invalid", "not_attempted")]
    if not failed:
        return {0}
    if statuses & {"accepted", "skipped"}:
        return {3}
    if all(http in (429, 503) or status == "not_attempted" for status, http in found):
        return {5}
    return {6} if statuses == {"invalid"} else {1, 3}


def check_run(view: View, lied: bool) -> list[dict[str, Any]]:
    """Send, and hold what is told, stored and recorded against each other; the outcomes."""
    code, events = command("send-eml", "mail", "--workers", "4", "--retries", "1")
    outcomes, summary = events[:-1], events[-1]
    counts = Counter(each["status"] for each in outcomes)
    assert summary["event"] == "summary"
    assert {status: summary[status] for status in counts} == dict(counts)
    assert summary["discovered"] == len(outcomes)
    assert summary["exit_code"] == code
    assert code in expected_exit(outcomes), (code, counts)
    stored = {str(each["id"]): each["subject"] for each in view.stored()}
    subject = {each["origin"]: Path(each["origin"]).stem for each in outcomes}
    for each in outcomes:
        if each["status"] in ("accepted", "skipped") and not lied:
            assert stored.get(each["activity_id"]) == subject[each["origin"]], each
    told = Counter(
        subject[each["origin"]] for each in outcomes
        if each["status"] in ("accepted", "skipped", "unknown")
    )  # fmt: skip
    if not lied:
        assert Counter(stored.values()) <= told  # none is twice, none is there that is denied
    report = command("report", "last")[1]
    rows = [each for each in report if each["event"] == "outcome"]
    assert Counter(each["status"] for each in rows) == counts
    assert {each["origin"]: each["status"] for each in rows} == {
        each["origin"]: each["status"] for each in outcomes
    }
    return outcomes


@settings(max_examples=12, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(faults=_FAULTS, count=st.integers(2, MOST), seed=st.integers(0, 99))
@example(
    faults=[{"every": 2, "drop": "after-commit"}, {"every": 3, "status": 429}], count=20, seed=1
)
@example(faults=[{"every": 2, "drop": "before-reading"}, {"expire": "sessions", "every": 5}],
         count=20, seed=2)  # fmt: skip
@example(faults=[{"from": 3, "status": 503}], count=24, seed=3)
@example(faults=[{**LIES, "every": 4}], count=9, seed=4)
def test_books_balance_and_agree_with_the_server_and_the_journal(
    tmp_path: Path, sandbox: serve.Running, faults: list[dict[str, Any]], count: int, seed: int
) -> None:
    """By any script of faults, and for the run after it when all is well again.

    A server that says 503 and did it all the same cannot be seen through by anybody: there the
    numbers agree all the same.
    """
    folder = tmp_path / "work"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(tmp_path / "state", ignore_errors=True)
    folder.mkdir()
    view = View(sandbox.url)
    write_mail(folder / "mail", count)
    lied = any(fault.get("commit") and fault.get("status") == 503 for fault in faults)
    with mock.patch.dict(os.environ, serve.environment(sandbox.url, sandbox.world)):
        os.chdir(folder)
        view.clear()
        view.fail(*faults, seed=seed)
        first = check_run(view, lied)
        view.fail()
        second = check_run(view, lied)
    unknown = {each["origin"] for each in first if each["status"] == "unknown"}
    for each in second:
        assert each["status"] == ("unknown" if each["origin"] in unknown else each["status"])
        assert each["status"] in ("accepted", "skipped", "unknown")
