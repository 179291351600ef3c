"""One session for many threads and processes: opened once, renewed once, ended by who opened it."""

from __future__ import annotations

import json
import multiprocessing
import os
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from egain_cli.access import Access, find_access
from egain_cli.client.answers import Answer
from egain_cli.client.http import Body
from egain_cli.client.session import Credentials, Session
from egain_cli.config.layers import load_settings
from egain_cli.delegation import hand_over, take_over
from egain_cli.errors import EgainError, RefusedError, TemporaryError
from egain_cli.model import Payload
from egain_cli.session import KeptSession, SessionStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from egain_cli.handover import Handed
    from egain_cli.sandbox.serve import Running

THREADS = 16
PAYLOAD = Payload("application/json", 2, lambda: iter([b"{}"]))


@dataclass
class Doorkeeper:
    """A server that only knows sessions: which live, and how many ever did at a time."""

    url: str = ""
    live: set[str] = field(default_factory=set)
    logins: int = 0
    logouts: int = 0
    most: int = 0
    login_status: int = 204
    lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self) -> str:
        """A new session."""
        with self.lock:
            self.logins += 1
            self.live.add(f"session-{self.logins}")
            self.most = max(self.most, len(self.live))
            return f"session-{self.logins}"

    def answer(self, method: str, path: str, session: str | None) -> tuple[int, dict[str, str]]:
        """Status and headers."""
        if path.endswith("/login"):
            if self.login_status != 204:
                with self.lock:
                    self.logins += 1
                return self.login_status, {}
            return 204, {"X-egain-session": self.open()}
        if session not in self.live:
            return 401, {}
        if method == "DELETE":
            self.logouts += 1
            self.live.discard(str(session))
            return 204, {}
        return 201, {"Location": "/a/7"}


@contextmanager
def doorkeeper() -> Iterator[Doorkeeper]:
    """The server, in threads, on kept connections."""
    keeper = Doorkeeper()

    class Talk(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers = keeper.answer(
                self.command, self.path, self.headers.get("X-egain-session")
            )
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_DELETE = do_POST  # noqa: N815

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Talk)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    keeper.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield keeper
    finally:
        server.shutdown()
        server.server_close()


def access_to(url: str, place: Path, **flags: str) -> Access:
    """The access with a user name and a password."""
    environ = {"EGAIN_USERNAME": "u", "EGAIN_PASSWORD": "hunter2"}
    settings = load_settings({"url": url, **flags}, environ, place)
    return find_access(settings, SessionStore(place / "sessions", person=False))


def create(connection: Any) -> int:
    """The status of one create."""
    answer: Answer = connection.create(PAYLOAD, Body(PAYLOAD, PAYLOAD.length))
    return answer.status


def test_threads_log_in_once_and_again_once_for_each_expiry(place: Path) -> None:
    """Of all that get a 401 one logs in; no email is lost, and never two sessions are open."""
    rounds = 8
    with doorkeeper() as keeper:
        access = access_to(keeper.url, place)
        barrier = threading.Barrier(THREADS, action=keeper.live.clear)

        def work() -> list[int]:
            connection, found = access.connect(), []
            for _ in range(rounds):
                found += [create(connection) for _ in range(5)]
                barrier.wait()
            return found

        with ThreadPoolExecutor(THREADS) as pool:
            done = [pool.submit(work) for _ in range(THREADS)]
            statuses = [status for each in done for status in each.result()]
        keeper.open()  # somebody else's
        access.close()
        assert set(statuses) == {201}
        assert len(statuses) == THREADS * rounds * 5
        assert keeper.logins == rounds + 1
        assert keeper.most == 1


def test_at_the_sandbox_threads_survive_sessions_that_end_behind_their_back(
    at_sandbox: Running, place: Path
) -> None:
    """A user may hold five: 16 threads through ten expiries hold one."""
    environ = {"EGAIN_USERNAME": "demo", "EGAIN_PASSWORD": "demo"}
    settings = load_settings({"url": at_sandbox.url}, environ, place)
    access = find_access(settings, SessionStore(place / "sessions", person=False))
    opened: list[str] = []
    go_on = threading.Event()

    def work() -> set[int]:
        connection, found = access.connect(), set()
        while not go_on.is_set():
            found.add(connection.get(access.endpoint.custom_attributes).status)
        return found

    with ThreadPoolExecutor(THREADS + 1) as pool:
        done = [pool.submit(work) for _ in range(THREADS)]
        ender = access.connect()
        for _ in range(10):
            while (session := ender.session.id) in (*opened, None):
                time.sleep(0.01)
            opened.append(str(session))
            time.sleep(0.1)  # so that it was taken
            assert ender.end(session).status == 204
        go_on.set()
        assert set().union(*(each.result() for each in done)) <= {200, 204}
    last = access.connect().session.id
    access.close()
    assert len(set(opened)) == 10
    assert last


def test_the_session_is_ended_once_while_other_threads_hold_their_connections(place: Path) -> None:
    """By whoever closes, which has none of them."""
    with doorkeeper() as keeper:
        access = access_to(keeper.url, place)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: create(access.connect()), range(8)))
        access.close()
        access.close()
        assert (keeper.logins, keeper.logouts, keeper.live) == (1, 1, set())


@pytest.mark.parametrize(("status", "kind"), [(401, RefusedError), (503, TemporaryError)])
def test_those_who_wait_for_a_login_share_its_failure(
    place: Path, status: int, kind: type[EgainError]
) -> None:
    """A refused password is tried once, whoever comes later; what may pass, not by all at once."""
    with doorkeeper() as keeper:
        keeper.login_status = status
        access = access_to(keeper.url, place)
        barrier = threading.Barrier(THREADS)

        def fail() -> type[BaseException]:
            barrier.wait()
            with pytest.raises(EgainError) as caught:
                access.connect()
            return caught.type

        with ThreadPoolExecutor(THREADS) as pool:
            found = [each.result() for each in [pool.submit(fail) for _ in range(THREADS)]]
        assert set(found) == {kind}
        before = keeper.logins
        assert before == 1 if kind is RefusedError else before < THREADS
        with pytest.raises(kind):
            access.connect()
        assert keeper.logins == before + (kind is TemporaryError)
        access.close()


def test_a_failed_renewal_is_shared_by_those_who_wait_for_it() -> None:
    """Each hears of it, and the next one tries again where that may help."""
    asked = []
    inside, go_on = threading.Event(), threading.Event()

    def log_in(credentials: Credentials) -> str:
        asked.append(credentials)
        inside.set()
        go_on.wait(10)
        raise TemporaryError("busy")

    session = Session("old", Credentials("u", "p"))
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(session.renew, "old", log_in, "b")
        inside.wait(10)
        others = [pool.submit(session.renew, "old", log_in, "b") for _ in range(7)]
        threading.Event().wait(0.3)  # until they wait
        go_on.set()
        failures = [each.exception() for each in (first, *others)]
        assert [str(failure) for failure in failures] == ["busy"] * 8
    assert len(asked) == 1
    with pytest.raises(TemporaryError):
        session.renew("old", log_in, "b")
    assert len(asked) == 2


def test_a_session_that_ends_before_its_first_call_is_bad_luck_a_few_times() -> None:
    """Where the server took one before; where it never did, the first one is the last."""
    for taken, logins in ((True, 3), (False, 1)):
        session = Session("old", Credentials("u", "p"))
        if taken:
            session.learn("old", Answer(201, {}, b"", "http://h"))
        names = iter(["one", "two", "three", "four"])
        used: str | None = "old"
        opened = -1
        while used:
            opened += 1
            used = session.renew(used, lambda _, names=names: next(names), "b")  # type: ignore[misc]
        assert opened == logins


def answer(status: int, named: str) -> Answer:
    """An answer that names a session."""
    return Answer(status, {"x-egain-session": named}, b"", "http://h")


def test_an_answer_that_was_overtaken_changes_no_session() -> None:
    """It may come late, and name the session that has expired since."""
    changes: list[str] = []
    session = Session("one", on_change=changes.append)
    session.learn("one", answer(201, "two"))
    session.learn("one", answer(201, "one"))
    session.learn("one", answer(201, "three"))
    session.learn("two", answer(401, "four"))
    assert (session.id, changes) == ("two", ["two"])


def test_a_session_that_cannot_be_given_up_in_time_is_left() -> None:
    """As while another thread logs in: whoever ends a run does not wait for that."""
    session = Session("one")
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with session._lock:
            held.set()
            done.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    assert session.leave() is None
    done.set()
    thread.join()
    assert session.leave() == "one"


def work(handed: Handed, results: Any) -> None:
    """What a worker process does: two creates, the second after the session has expired."""
    access = take_over(handed)
    connection = access.connect()
    results.put(create(connection))
    request = urllib.request.Request(
        f"{handed.endpoint.base}/logout",
        method="DELETE",
        headers={"X-egain-session": str(connection.session.id)},
    )
    urllib.request.urlopen(request).close()
    results.put(create(connection))
    access.close()


def test_a_process_that_takes_over_uses_the_session_and_leaves_the_one_it_opened(
    place: Path,
) -> None:
    """Other processes may use it: whoever handed over the first one ends it. No file is written."""
    with doorkeeper() as keeper:
        access = access_to(keeper.url, place)
        context = multiprocessing.get_context("spawn")
        results = context.Queue()
        handed = hand_over(access)
        process = context.Process(target=work, args=(handed, results))
        process.start()
        process.join(60)
        assert [results.get(timeout=10), results.get(timeout=10)] == [201, 201]
        assert process.exitcode == 0
        assert (keeper.logins, keeper.live) == (2, {"session-2"})
        access.close()
        access.close()
        assert (keeper.logins, keeper.logouts, keeper.live) == (2, 2, set())
        assert not (place / "sessions").exists()


def changed(access: Access, session: str) -> list[str]:
    """What is warned of when the server gives another session to one who took over."""
    warnings: list[str] = []
    taken = take_over(hand_over(access))
    taken.warn = warnings.append
    connection = taken.connect()
    connection.session.learn(str(connection.session.id), answer(201, session))
    taken.close()
    return warnings


def test_a_session_that_takes_the_place_of_a_handed_one_is_ended_or_told_of(place: Path) -> None:
    """As the first one would have been: ended where it was opened for the run, kept where kept."""
    with doorkeeper() as keeper:
        access = access_to(keeper.url, place)
        hand_over(access)
        keeper.live.add("other")
        assert changed(access, "other") == []
        assert "other" not in keeper.live
        access.close()
        store = SessionStore(place / "sessions", person=False)
        access = access_to(keeper.url, place)
        store.keep(KeptSession("default", access.endpoint.base, "u", "2026-11-23", "kept"))
        keeper.live |= {"kept", "other"}
        access = access_to(keeper.url, place)
        (warning,) = changed(access, "other")
        access.close()
        assert "egain login" in warning
        assert "other" in keeper.live
        kept = store.load("default", access.endpoint.base)
        assert kept is not None
        assert kept.session == "kept"


def test_a_token_is_read_once_and_handed_over(place: Path) -> None:
    """Its file may be a pipe."""
    if not hasattr(os, "mkfifo"):
        (place / "token").write_text("hunter2")
    else:
        os.mkfifo(place / "token")
        threading.Thread(target=(place / "token").write_text, args=("hunter2",)).start()
    with doorkeeper() as keeper:
        access = access_to(keeper.url, place, token_file=str(place / "token"))
        handed = hand_over(access)
        taken = take_over(handed)
        tokens = [access.connect().token, taken.connect().token]
        taken.close()
        access.close()
    assert tokens == ["hunter2", "hunter2"]


def test_no_secret_is_in_a_repr(place: Path) -> None:
    """Of an access, of what is handed over, of a connection or of what is kept."""
    with doorkeeper() as keeper:
        access = access_to(keeper.url, place)
        handed = hand_over(access)
        connection = access.connect()
        kept = KeptSession("p", "u", "n", "s", "hunter2")
        shown = repr([access, handed, connection, connection.session, kept, access.settings])
        assert "hunter2" not in shown
        assert str(connection.session.id) not in shown
        assert json.dumps(connection.session.id) != "null"
        access.close()
