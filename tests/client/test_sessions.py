"""Which session is sent, changed, ended and kept, as servers have them; and tokens instead."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from egain_cli.access import find_access
from egain_cli.client.connection import Connection
from egain_cli.client.http import Http
from egain_cli.client.session import Session
from egain_cli.client.way import Way
from egain_cli.config.layers import load_settings
from egain_cli.endpoint import parse_endpoint
from egain_cli.errors import EgainError
from egain_cli.session import SessionStore
from tests.servers import CREATED, DROP, answer, scripted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.conftest import Done, Egain

LEAST = ("--from", "jane@customer.com", "--subject", "Hello", "--receiver", "r@s.de",
         "--department", "service")  # fmt: skip
GONE = answer("204 No Content")
EXPIRED = answer("401 Unauthorized", b'{"code":"401-101","developerMessage":"New login."}')


def logged_in(session: str) -> bytes:
    """A login's answer."""
    return answer("204 No Content", b"", f"X-egain-session: {session}")


def created(session: str) -> bytes:
    """A create's answer that names a session."""
    return CREATED.replace(b"\r\n\r\n", f"\r\nX-egain-session: {session}\r\n\r\n".encode())


def sessions(requests: Sequence[bytes]) -> list[str | None]:
    """The session of each request."""
    found = []
    for request in requests:
        head = request.partition(b"\r\n\r\n")[0].decode()
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:])
        found.append(headers.get("x-egain-session"))
    return found


def methods(requests: Sequence[bytes]) -> list[str]:
    """What each request was: a login, an email or a logout."""
    known = {"login": "login", "activity": "create", "logout": "logout"}
    return [known[r.split()[1].decode().partition("?")[0].rpartition("/")[2]] for r in requests]


@pytest.fixture
def user(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user name and a password in the environment."""
    monkeypatch.setenv("EGAIN_USERNAME", "u")
    monkeypatch.setenv("EGAIN_PASSWORD", "p")


@pytest.fixture
def emails(place: Path) -> str:
    """A file of three emails."""
    (place / "m.yaml").write_text(
        "\n---\n".join(
            f"{{from: a@b.de, subject: {s}, receiver: r@s.de, department: d}}" for s in "abc"
        )
    )
    return "m.yaml"


def kept(tmp_path: Path) -> dict[str, str]:
    """The one kept session, as it is in its file."""
    (file,) = (tmp_path / "state" / "sessions").glob("*")
    found: dict[str, str] = json.loads(file.read_text())
    return found


def test_a_changed_session_is_used_from_then_on_and_ended(
    egain: Egain, user: None, emails: str
) -> None:
    """The current one is logged out, not the one that the login gave."""
    answers = [logged_in("one"), created("two"), CREATED, created("three"), GONE]
    with scripted(answers) as server:
        assert egain("send-email", emails, "--url", server.url).code == 0
    assert sessions(server.requests) == [None, "one", "two", "two", "three"]
    assert methods(server.requests)[-1] == "logout"


def test_a_changed_session_of_the_profile_is_kept_anew(
    egain: Egain, user: None, emails: str, tmp_path: Path
) -> None:
    """So that the next run has the one that lives; since when it was opened stays."""
    answers = [logged_in("one"), created("two"), CREATED, CREATED]
    with scripted(answers) as server:
        egain("login", "--url", server.url)
        before = kept(tmp_path)
        assert egain("send-email", emails).code == 0
        assert kept(tmp_path) == before | {"session": "two"}
        assert "create" in methods(server.requests)[-1]
        assert "logout" not in methods(server.requests)


def test_a_changed_session_that_cannot_be_kept_is_used_with_a_warning(
    egain: Egain, user: None, emails: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The emails go on."""

    def refuse(*args: object) -> None:
        raise OSError(28, "No space left on device")

    with scripted([logged_in("one"), created("two"), CREATED, CREATED]) as server:
        egain("login", "--url", server.url)
        monkeypatch.setattr("egain_cli.session.write_private", refuse)
        done = egain("send-email", emails)
    assert (done.code, done.err.count("cannot be kept")) == (0, 1)
    assert sessions(server.requests) == [None, "one", "two", "two"]


def test_nothing_is_written_for_a_session_from_outside(
    egain: Egain, user: None, emails: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kept one is another, and stays as it is; the one from outside is not ended."""
    with scripted([logged_in("one"), created("two"), CREATED]) as server:
        egain("login", "--url", server.url)
        monkeypatch.setenv("EGAIN_SESSION", "outside")
        assert egain("send-email", emails).code == 0
    assert kept(tmp_path)["session"] == "one"
    assert sessions(server.requests) == [None, "outside", "two", "two"]


BAD = [
    answer("400 Bad", b"", "X-egain-session: two"),
    answer("500 Bad", b"", "X-egain-session: two"),
    created("two words"),
    created("x" * 300),
    created("tw\x01o"),
    created("zw\xf6lf"),
]


@pytest.mark.parametrize("first", BAD)
def test_only_a_session_of_a_successful_answer_that_can_be_sent_is_taken_over(
    egain: Egain, emails: str, monkeypatch: pytest.MonkeyPatch, first: bytes
) -> None:
    """Anything else changes nothing."""
    monkeypatch.setenv("EGAIN_SESSION", "one")
    with scripted([first, CREATED]) as server:
        egain("send-email", emails, "--url", server.url)
    assert sessions(server.requests) == ["one"] * 3


def test_the_last_session_is_ended_after_an_error_too(egain: Egain, user: None) -> None:
    """Five are all there are."""
    with scripted([logged_in("one"), DROP, GONE]) as server:
        assert egain("send-email", *LEAST, "--url", server.url).code == 7
    assert methods(server.requests) == ["login", "create", "logout"]
    assert sessions(server.requests)[-1] == "one"


def test_the_current_session_is_ended_after_an_interrupt(
    user: None, emails: str, place: Path
) -> None:
    """Not the one that the login gave; whatever hung is left alone."""
    command = [sys.executable, "-m", "egain_cli", "send-email", emails, "--url"]
    with (
        scripted([logged_in("one"), created("two"), b""], hangs=True) as server,
        subprocess.Popen([*command, server.url], stderr=subprocess.PIPE, cwd=place) as process,
    ):
        while len(server.requests) < 3:
            time.sleep(0.02)
        for _ in range(2):
            process.send_signal(signal.SIGINT)
            time.sleep(0.3)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, b"Traceback" in err) == (7, False), err
    assert methods(server.requests) == ["login", "create", "create", "logout"]
    assert sessions(server.requests) == [None, "one", "two", "two"]


def test_force_login_says_what_it_does_once(
    egain: Egain, user: None, emails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a login is made, and not before; each login asks for it."""
    words = "ends the oldest"
    answers = [logged_in("one"), CREATED, EXPIRED, logged_in("two"), CREATED, CREATED, GONE]
    with scripted(answers) as server:
        done = egain("send-email", emails, "--url", server.url, "--force-login")
        assert (done.code, done.err.count(words)) == (0, 1)
    logins = [request for request in server.requests if b"/login" in request.split(b"\r\n")[0]]
    assert [b"?forceLogin=yes " in login for login in logins] == [True, True]
    with scripted([logged_in("one")]) as server:
        assert words in egain("login", "--url", server.url, "--force-login").err
        assert words not in egain("login", "--url", server.url).err
    monkeypatch.setenv("EGAIN_SESSION", "s")
    with scripted([CREATED]) as server:
        assert words not in egain("send-email", *LEAST, "--url", server.url, "--force-login").err


def test_a_server_that_takes_no_session_is_not_asked_for_one_after_another(
    egain: Egain, user: None, emails: str
) -> None:
    """A session that was just opened and is refused is no reason to open the next."""
    answers = [logged_in("one"), EXPIRED, EXPIRED, EXPIRED, GONE]
    with scripted(answers) as server:
        done = egain("send-email", emails, "--url", server.url)
    assert done.code == 4
    assert methods(server.requests) == ["login", "create", "create", "create", "logout"]


def test_an_expired_session_that_is_opened_again_and_refused_is_the_last(
    egain: Egain, user: None, emails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One new login in all, and that session is ended."""
    monkeypatch.setenv("EGAIN_SESSION", "old")
    with scripted([EXPIRED, logged_in("one"), EXPIRED, EXPIRED, EXPIRED, GONE]) as server:
        egain("send-email", emails, "--url", server.url)
    assert methods(server.requests) == ["create", "login", "create", "create", "create", "logout"]


def test_a_refused_password_is_not_tried_for_each_email(
    egain: Egain, user: None, emails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would lock the user out; each outcome says why."""
    monkeypatch.setenv("EGAIN_SESSION", "old")
    wrong = answer("401 No", b'{"message":"bad password"}')
    with scripted([EXPIRED, wrong, EXPIRED]) as server:
        done = egain("send-email", emails, "--url", server.url)
    assert methods(server.requests) == ["create", "login", "create", "create"]
    assert (done.code, done.err.count("bad password")) == (4, 3)


def test_an_email_waits_for_a_new_session_that_is_to_be_had_later(
    egain: Egain, user: None, emails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server created nothing, and only the login was put off: it comes again after the wait."""
    monkeypatch.setenv("EGAIN_SESSION", "old")
    busy = answer("503 Busy", b"", "Retry-After: 1")
    answers = [EXPIRED, busy, EXPIRED, logged_in("one"), CREATED, CREATED, CREATED, GONE]
    started = time.monotonic()
    with scripted(answers) as server:
        done = egain("send-email", emails, "--url", server.url, "--json")
    assert time.monotonic() - started > 1
    assert methods(server.requests) == [
        "create", "login", "create", "login", *3 * ["create"], "logout"
    ]  # fmt: skip
    assert [each["attempts"] for each in done.outcomes] == [3, 1, 1]
    assert (done.code, "come back later: 503" in done.err) == (0, True)


@pytest.mark.parametrize("closes", [False, True])
def test_an_email_whose_new_session_never_comes_is_rejected_for_now(
    egain: Egain, user: None, monkeypatch: pytest.MonkeyPatch, closes: bool
) -> None:
    """By the server's 401, with what became of the login: busy, or no connection; exit code 5."""
    monkeypatch.setenv("EGAIN_SESSION", "old")
    monkeypatch.setenv("EGAIN_RETRIES", "0")
    busy = answer("503 Busy", b"", "Retry-After: 30")
    with scripted([EXPIRED] if closes else [EXPIRED, busy], closes=closes) as server:
        done = egain("send-email", *LEAST, "--url", server.url, "--json")
    (outcome,) = done.outcomes
    told = "no connection" if closes else "asks to come back later: 503"
    assert (done.code, outcome["status"], outcome["http_status"]) == (5, "rejected", 401)
    assert outcome["message"].startswith("New login.; no new session: ")
    assert told in outcome["message"]
    assert ("asks to wait 30 seconds" in done.err) is not closes


def test_an_activity_cannot_be_read_for_now_where_the_new_login_has_to_wait(
    egain: Egain, user: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where it is asked for directly: exit code 5, with what the login said."""
    monkeypatch.setenv("EGAIN_SESSION", "old")
    with scripted([EXPIRED, answer("503 Busy")]) as server:
        done = egain("show", "7", "--url", server.url)
    assert (done.code, "no new session" in done.err) == (5, True)


def test_a_lost_login_says_what_may_have_become_of_it(egain: Egain, user: None) -> None:
    """The server may count a session that nobody holds."""
    with scripted([DROP]) as server:
        done = egain("send-email", *LEAST, "--url", server.url)
    assert (done.code, "one of five" in done.err) == (5, True)


def test_a_proxy_that_wants_a_login_is_named_at_login(egain: Egain, user: None) -> None:
    """It is no refusal of eGain's."""
    with scripted([answer("407 Who", b"a proxy")]) as server:
        done = egain("send-email", *LEAST, "--url", server.url)
    assert (done.code, "EGAIN_PROXY" in done.err) == (1, True)


def test_a_question_without_an_answer_is_temporary(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It changes nothing on the server, so that it can be asked again; so is a logout."""
    monkeypatch.setenv("EGAIN_SESSION", "s")
    with scripted([DROP]) as server:
        for verb in ("status", "logout"):
            done = egain(verb, "--url", server.url, "--connect-timeout", "5")
            assert (done.code, "was lost" in done.err) == (5, True), done.err


def test_the_dialect_names_the_user_of_a_login(egain: Egain, user: None) -> None:
    """As the page's table has it."""
    with scripted([logged_in("one")]) as server:
        egain("login", "--url", server.url, "--dialect", "login-name=username")
    assert server.requests[0].endswith(b'{"username": "u", "password": "p"}')


def test_no_session_and_no_token_goes_to_another_server() -> None:
    """A Location may name one."""
    with scripted([CREATED]) as other:
        http = Http("http://127.0.0.1:1", Way())
        here = parse_endpoint("http://127.0.0.1:1")
        connection = Connection(http, here, Session("hunter2"), token="hunter2")
        with pytest.raises(EgainError, match="on another server"):
            connection.get(f"{other.url}/x")
        http.close()
    assert not other.requests
    assert "hunter2" not in repr(connection)


def with_token(egain: Egain, url: str, *more: str) -> Done:
    """Send the least email with the token in a file."""
    return egain("send-email", *LEAST, "--url", url, "--token-file", "token", *more)


def test_a_token_stands_in_for_a_session(egain: Egain, user: None, place: Path) -> None:
    """No login, no logout, no session, and the first line of the file alone."""
    (place / "token").write_bytes(b"\xef\xbb\xbf a.b-c_d~e+f/g= \r\nsecond line\n")
    with scripted([CREATED]) as server:
        assert with_token(egain, server.url).code == 0
        done = egain("status", "--url", server.url, "--token-file", "token", "--json")
    for request in server.requests:
        assert b"\r\nauthorization: bearer a.b-c_d~e+f/g=\r\n" in request.lower()
    assert sessions(server.requests) == [None, None]
    assert done.last["session"].startswith("cannot be judged")


def test_a_token_that_is_refused_is_named_and_not_shown(
    egain: Egain, user: None, place: Path
) -> None:
    """Exit code 4 and a hint at the file; a password at hand is no way out."""
    (place / "token").write_text("hunter2\n")
    with scripted([EXPIRED]) as server:
        done = with_token(egain, server.url, "--verbose")
        status = egain("status", "--url", server.url, "--token-file", "token", "--verbose")
    assert (done.code, "--token-file" in done.err) == (4, True)
    assert (status.code, "the token is refused: 401" in status.out) == (4, True)
    assert len(server.requests) == 2
    assert "hunter2" not in done.out + done.err + status.out + status.err


def test_a_token_that_is_taken_is_said_by_status(
    egain: Egain, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no session, and no user to name."""
    (place / "token").write_text("t")
    monkeypatch.setenv("EGAIN_TOKEN_FILE", "token")
    with scripted([GONE]) as server:
        done = egain("status", "--url", server.url, "--json")
    assert (done.code, done.last["session"]) == (0, "not needed: the token is taken")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"  \n", "holds no token"),
        (b"Bearer hunter2", "holds no token"),
        ("hünter2".encode(), "holds no token"),
        (b"h\xfcnter2", "not UTF-8"),
        (b"hunter2\x00", "holds no token"),
    ],
)
def test_a_file_without_a_token_is_refused(
    egain: Egain, place: Path, content: bytes, words: str
) -> None:
    """Before anything is sent, and without showing what is in it."""
    (place / "token").write_bytes(content)
    with scripted([CREATED]) as server:
        done = with_token(egain, server.url, "--verbose")
    assert (done.code, words in done.err, server.requests) == (2, True, []), done.err
    assert "nter2" not in done.out + done.err


def test_a_token_goes_only_where_a_person_said(
    egain: Egain, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not to the server of a project file, and one of a profile only to the profile's server."""
    (place / "token").write_text("t")
    monkeypatch.setenv("EGAIN_TOKEN_FILE", str(place / "token"))
    with scripted([CREATED]) as thief:
        (place / "egain.yaml").write_text(f"url: {thief.url}\n")
        done = egain("send-email", *LEAST)
        assert (done.code, "--url" in done.err, thief.requests) == (4, True, [])
        (place / "egain.yaml").unlink()
        monkeypatch.delenv("EGAIN_TOKEN_FILE")
        egain("config", "set", "url", "http://127.0.0.1:9")
        egain("config", "set", "token_file", str(place / "token"))
        assert egain("send-email", *LEAST, "--url", thief.url).code == 4
        assert not thief.requests
        egain("config", "set", "url", thief.url)
        assert egain("send-email", *LEAST).code == 0


def test_a_session_from_a_stronger_layer_wins_over_a_token(
    egain: Egain, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the token over one of the same layer."""
    (place / "token").write_text("t")
    monkeypatch.setenv("EGAIN_SESSION", "outside")
    with scripted([CREATED]) as server:
        egain("config", "set", "url", server.url)
        egain("config", "set", "token_file", str(place / "token"))
        egain("send-email", *LEAST)
        monkeypatch.setenv("EGAIN_TOKEN_FILE", str(place / "token"))
        egain("send-email", *LEAST)
    assert sessions(server.requests) == ["outside", None]


def test_with_a_token_neither_session_nor_password_is_at_hand(
    user: None, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that none can go anywhere; for a login or a logout it is the other way round."""
    (place / "token").write_text("t")
    monkeypatch.setenv("EGAIN_SESSION", "s")
    flags = {"url": "http://127.0.0.1:1", "token_file": "token"}
    access = find_access(load_settings(flags, os.environ, place), SessionStore(place, person=False))
    with_token, without = access.prepare(), access.prepare(session_only=True)
    for connection in (with_token, without):
        connection.http.close()
    assert (with_token.session.id, with_token.session.credentials, with_token.token) == (
        None,
        None,
        "t",
    )
    assert (without.session.id, without.session.credentials is None, without.token) == (
        "s",
        False,
        None,
    )


def test_login_and_logout_have_no_use_for_a_token(
    egain: Egain, user: None, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are about sessions, whatever token there is."""
    (place / "token").write_text("t")
    monkeypatch.setenv("EGAIN_TOKEN_FILE", "token")
    with scripted([logged_in("one"), GONE]) as server:
        assert egain("login", "--url", server.url).code == 0
        assert egain("logout", "--url", server.url).code == 0
    assert methods(server.requests) == ["login", "logout"]
    assert sessions(server.requests) == [None, "one"]
    assert not any(b"authorization" in request.lower() for request in server.requests)


def test_the_paths_are_those_of_the_context_root(
    egain: Egain, user: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For login, create and logout; a kept session is for its own root."""
    answers = [logged_in("one"), CREATED, GONE]
    with scripted(answers) as server:
        base = ("--url", server.url, "--context-root", "a/b", "--api-version", "v20")
        assert egain("send-email", *LEAST, *base).code == 0
        assert egain("send-email", *LEAST, "--url", f"{server.url}/x", "--context-root", "/").code
    paths = [request.split()[1] for request in server.requests]
    assert all(path.startswith(b"/a/b/ws/v20/") for path in paths[:3])
    assert paths[3].startswith(b"/x/ws/v12/")
