"""What was left for the next commit, when threads leave it while the journal is closed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from egain_cli.journal.late import Late


def test_whoever_closes_a_journal_may_come_at_any_moment() -> None:
    """Threads may be leaving something just then: nothing is raised, and nothing runs on."""
    with ThreadPoolExecutor(4) as threads:
        for _ in range(200):
            late = Late(lambda: None)
            together = threading.Barrier(4)

            def call(what: object, together: threading.Barrier = together) -> None:
                together.wait()
                assert callable(what)
                what()

            calls = [late.expect, late.expect, late.stop, late.expect]
            for done in [threads.submit(call, each) for each in calls]:
                done.result()
            late.stop()
    assert not [each for each in threading.enumerate() if each.name == "journal"]


def test_what_is_left_is_committed_soon_and_not_after_the_end() -> None:
    """By a thread of its own, once for all that came meanwhile."""
    committed = threading.Semaphore(0)
    late = Late(committed.release)
    late.expect()
    late.expect()
    assert committed.acquire(timeout=5)
    late.stop()
    late.expect()
    assert not committed.acquire(timeout=0.2)
