"""The routes that list what arrived, and that wait for it."""

from __future__ import annotations

import threading
import time

import pytest

from egain_cli.sandbox import own_messages
from egain_cli.sandbox.activity_rows import FILTERS
from egain_cli.sandbox.serve import running

from .documents import FULL, PLAIN, changed
from .wire import Wire, opened


def found(wire: Wire, query: str) -> list[str]:
    """The subjects that a query finds."""
    answer = wire.ask("GET", f"/_sandbox/messages?{query}")
    assert answer.headers["X-Total-Count"] == str(len(answer.json))
    return [item["subject"] for item in answer.json]


def test_a_list_may_be_filtered_by_what_a_message_shows() -> None:
    """Every filter holds, case does not count, and an empty one is none."""
    with running() as started:
        wire = opened(started.url)
        wire.create(changed("subject", "Straße 1", PLAIN))
        wire.create(changed("payload.email.emailAddresses.from", "Ann@x.de", PLAIN))
        second = PLAIN["subject"]
        assert found(wire, "subject=STRASSE") == ["Straße 1"]
        assert found(wire, "from=ann@") == [second]
        assert found(wire, "receiver=SUPPORT&department=serv&subject=") == [second, "Straße 1"]
        assert found(wire, "from=ann@&subject=stra") == []
        assert found(wire, "case=10001") == [second]
        assert found(wire, "fault=x") == []


@pytest.mark.parametrize("path", ["messages?sbject=x", "wait?limit=3", "wait?count=x"])
def test_a_mistaken_filter_is_refused(wire: Wire, path: str) -> None:
    """A list of everything would look like an answer; the known names are told."""
    answer = wire.ask("GET", f"/_sandbox/{path}")
    assert (answer.status, answer.json["code"]) == (400, "400-90002")
    if "count" not in path:
        assert all(name in answer.text for name in FILTERS)


def test_a_wait_ends_as_soon_as_enough_is_there() -> None:
    """Only what fits the filters counts."""
    with running() as started:
        wire = opened(started.url)
        wire.create(PLAIN)
        begun = time.monotonic()
        sender = threading.Thread(target=lambda: [wire.create(FULL), wire.create(PLAIN)])
        late = threading.Timer(0.3, lambda: wire.create(changed("subject", "Wanted")))
        for thread in (sender, late):
            thread.start()
        answer = wire.ask("GET", "/_sandbox/wait?count=1&timeout=20&subject=WANTED")
        assert (answer.status, answer.json) == (200, {"count": 1})
        assert 0.3 <= time.monotonic() - begun < 10
        for thread in (sender, late):
            thread.join()
        assert wire.ask("GET", "/_sandbox/wait?count=4&timeout=0").json == {"count": 4}


def test_a_wait_in_vain_says_how_many_are_there(wire: Wire) -> None:
    """408 once the time is over, and not before."""
    begun = time.monotonic()
    answer = wire.ask("GET", "/_sandbox/wait?count=3&timeout=1&subject=never")
    assert time.monotonic() - begun >= 1
    assert (answer.status, answer.json["code"]) == (408, "408-90001")
    assert "Only 0 of 3 messages" in answer.text


def test_a_wait_counts_seldom_however_much_comes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store is asked a few times for a burst of messages, and nobody else is held up."""
    monkeypatch.setattr(own_messages, "_PAUSE", 0.2)
    with running() as started:
        wire = opened(started.url)
        answers = []
        threads = [
            threading.Thread(
                target=lambda: answers.append(wire.ask("GET", "/_sandbox/wait?count=60&timeout=30"))
            )
            for _ in range(50)
        ]
        for thread in threads:
            thread.start()
        for _ in range(60):
            assert wire.create(PLAIN).status == 201
        for thread in threads:
            thread.join()
        assert [answer.status for answer in answers] == [200] * 50
