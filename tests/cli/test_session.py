"""What login, logout and status do, and where a session or a password may go."""

from __future__ import annotations

import json
import os
import stat
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from tests.servers import CREATED, answer, scripted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from egain_cli.sandbox.serve import Running
    from tests.conftest import Done, Egain

LEAST = ("--from", "jane@customer.com", "--subject", "Hello", "--receiver", "r@s.de",
         "--department", "service")  # fmt: skip
LOGGED_IN = answer("204 No Content", b"", "X-egain-session: 11111111-2222-3333-4444-555555555555")
EXPIRED = answer("401 Unauthorized", b'{"code":"401-101","developerMessage":"New login."}')


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Standard input that holds the demo user's password."""
    source = tmp_path / "password"
    source.write_text("demo\n")
    with source.open() as file:
        monkeypatch.setattr("sys.stdin", file)
        yield


def login(egain: Egain, sandbox: Running, *more: str) -> Done:
    """Log in as the demo user, the password on standard input."""
    return egain("login", "--url", sandbox.url, "--username", "demo", "--password-stdin", *more)


def kept_files(tmp_path: Path) -> list[Path]:
    """The files of kept sessions."""
    return sorted((tmp_path / "state" / "sessions").glob("*"))


def test_a_login_is_kept_for_the_profile_and_needs_no_flag_again(
    egain: Egain, sandbox: Running, stdin: None, tmp_path: Path
) -> None:
    """URL and user name go into the profile, the session into a file that only its owner reads."""
    done = login(egain, sandbox)
    assert done.code == 0
    assert "demo" in done.err
    (kept,) = kept_files(tmp_path)
    profile = tmp_path / "config" / "default.yaml"
    assert profile.read_text() == f"url: {sandbox.url}\nusername: demo\n"
    if os.name == "posix":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
        assert stat.S_IMODE(profile.stat().st_mode) == 0o600
    assert "password" not in kept.read_text()
    sent = egain("send-email", *LEAST, "--receiver", "support@business.com")
    assert sent.code == 0


def test_status_says_who_is_logged_in_and_whether_it_still_holds(
    egain: Egain, sandbox: Running, stdin: None
) -> None:
    """0 while the session lives; after logout, on the server too, 4."""
    login(egain, sandbox)
    done = egain("status", "--json")
    assert done.code == 0
    assert (done.last["session"], done.last["username"]) == ("lives", "demo")
    assert done.last["url"] == f"{sandbox.url}/system"
    origins = {each["name"]: each["origin"] for each in done.last["settings"]}
    assert origins["url"].endswith("default.yaml:1:1")
    assert egain("logout").code == 0
    done = egain("status", "--json")
    assert (done.code, done.last["session"]) == (4, "none")
    assert "not logged in" in egain("logout").err


def test_status_tells_a_session_that_ended_on_the_server(
    egain: Egain, sandbox: Running, stdin: None, tmp_path: Path
) -> None:
    """The server's own words are shown, and the exit code is 4."""
    login(egain, sandbox)
    (kept,) = kept_files(tmp_path)
    kept.write_text(kept.read_text().replace(json.loads(kept.read_text())["session"], "gone"))
    done = egain("status")
    assert done.code == 4
    assert "401-101" in done.out
    assert egain("status", "--quiet").out == ""


def test_a_wrong_password_is_refused_with_the_servers_words(
    egain: Egain, sandbox: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Exit code 4, nothing is kept, and the password is in no output."""
    monkeypatch.setenv("EGAIN_PASSWORD", "hunter2-secret")
    done = egain("login", "--url", sandbox.url, "--username", "demo", "--verbose")
    assert done.code == 4
    assert "401" in done.err
    assert "hunter2-secret" not in done.out + done.err
    assert not kept_files(tmp_path)


def test_a_password_file_is_read_by_its_first_line(
    egain: Egain, sandbox: Running, place: Path
) -> None:
    """By flag at login, by environment everywhere; one that is missing or empty is said."""
    (place / "pw").write_text("demo\nnot this\n")
    (place / "empty").write_text("")
    base = ("login", "--url", sandbox.url, "--username", "demo", "--password-file")
    assert egain(*base, "pw").code == 0
    for name, words in (("nope", "cannot be read"), ("empty", "is empty")):
        done = egain(*base, name)
        assert (done.code, words in done.err) == (2, True)


def test_nobody_is_asked_where_nobody_is(egain: Egain, stdin: None) -> None:
    """What is missing is named, with the ways to give it."""
    done = egain("login")
    assert (done.code, "no url, and nobody to ask" in done.err) == (2, True)
    done = egain("login", "--url", "http://127.0.0.1:1", "--username", "u", "--no-input")
    assert (done.code, "EGAIN_PASSWORD" in done.err) == (2, True)


def test_without_any_login_a_send_says_how_to_log_in(egain: Egain, sandbox: Running) -> None:
    """Exit code 4, and with --json an error event, since no item was begun."""
    done = egain("send-email", *LEAST, "--url", sandbox.url, "--json")
    assert done.code == 4
    assert done.events == [done.last]
    assert (done.last["event"], done.last["exit_code"]) == ("error", 4)
    assert "egain login" in done.last["hint"]


def test_credentials_in_the_environment_log_in_and_out_again(
    egain: Egain, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A verb that logs in by itself leaves no session behind, here or on the server."""
    monkeypatch.setenv("EGAIN_USERNAME", "u")
    monkeypatch.setenv("EGAIN_PASSWORD", "p")
    with scripted([LOGGED_IN, CREATED, answer("204 No Content")]) as server:
        done = egain("send-email", *LEAST, "--url", server.url)
    assert done.code == 0
    lines = [request.split(b"\r\n")[0] for request in server.requests]
    assert lines == [
        b"POST /system/ws/v12/authentication/user/login HTTP/1.1",
        b"POST /system/ws/v12/interaction/activity HTTP/1.1",
        b"DELETE /system/ws/v12/authentication/user/logout HTTP/1.1",
    ]
    assert server.requests[0].endswith(b'{"userName": "u", "password": "p"}')
    assert b"x-egain-session: 11111111-2222" in server.requests[2].lower()
    assert not kept_files(tmp_path)


def test_force_login_ends_the_oldest_session(
    egain: Egain, sandbox: Running, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    """The sixth session is refused with a hint at the flag, and with the flag it is opened."""
    monkeypatch.setenv("EGAIN_PASSWORD", "demo")
    base = ("login", "--url", sandbox.url, "--username", "demo")
    for number in range(5):
        assert egain(*base, "--profile", f"p{number}").code == 0
    done = egain(*base, "--profile", "p6")
    assert (done.code, "--force-login" in done.err) == (4, True)
    assert egain(*base, "--profile", "p6", "--force-login").code == 0
    assert egain("status", "--profile", "p0", "--url", sandbox.url).code == 4
    assert egain("status", "--profile", "p6", "--url", sandbox.url).code == 0


def test_an_expired_session_is_opened_again_once_and_the_call_repeated(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 401 says that nothing was created; the whole body is sent again with the new session."""
    monkeypatch.setenv("EGAIN_USERNAME", "u")
    monkeypatch.setenv("EGAIN_PASSWORD", "p")
    monkeypatch.setenv("EGAIN_SESSION", "old-session")
    with scripted([EXPIRED, LOGGED_IN, CREATED, answer("204 No Content")]) as server:
        done = egain("send-email", *LEAST, "--url", server.url, "--json")
    assert (done.code, done.outcomes[0]["status"], done.outcomes[0]["attempts"]) == (
        0,
        "accepted",
        2,
    )
    first, _, second, _ = server.requests
    assert b"old-session" in first
    assert b"11111111-2222" in second
    assert first.partition(b"\r\n\r\n")[2] == second.partition(b"\r\n\r\n")[2] != b""


def test_a_kept_session_that_is_opened_again_is_kept_again(
    egain: Egain, sandbox: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It stays open: it is the profile's, not this run's."""
    monkeypatch.setenv("EGAIN_PASSWORD", "demo")
    egain("login", "--url", sandbox.url, "--username", "demo")
    (kept,) = kept_files(tmp_path)
    before = json.loads(kept.read_text())["session"]
    kept.write_text(kept.read_text().replace(before, "gone"))
    done = egain("send-email", *LEAST, "--receiver", "support@business.com", "--json")
    assert (done.code, done.outcomes[0]["attempts"]) == (0, 2)
    after = json.loads(kept.read_text())["session"]
    assert after not in (before, "gone")
    assert egain("status").code == 0


def test_an_expired_session_without_credentials_is_exit_code_4(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is shown as it came, and the call is not repeated."""
    monkeypatch.setenv("EGAIN_SESSION", "old-session")
    with scripted([EXPIRED]) as server:
        done = egain("send-email", *LEAST, "--url", server.url, "--json")
    outcome = done.outcomes[0]
    assert (done.code, outcome["status"], outcome["code"]) == (4, "rejected", "401-101")
    assert outcome["message"] == "New login."
    assert len(server.requests) == 1


def test_when_the_new_login_fails_the_first_answer_stands(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is one new login, not a row of them."""
    monkeypatch.setenv("EGAIN_USERNAME", "u")
    monkeypatch.setenv("EGAIN_PASSWORD", "p")
    monkeypatch.setenv("EGAIN_SESSION", "old-session")
    with scripted([EXPIRED]) as server:
        done = egain("send-email", *LEAST, "--url", server.url, "--json")
    assert (done.code, done.outcomes[0]["code"]) == (4, "401-101")
    assert len(server.requests) == 2


def test_a_kept_session_goes_only_to_the_url_it_was_kept_for(
    egain: Egain, sandbox: Running, stdin: None, place: Path
) -> None:
    """A project file that names another server gets neither the session nor a request."""
    login(egain, sandbox)
    with scripted([CREATED]) as thief:
        (place / "egain.yaml").write_text(f"url: {thief.url}\n")
        done = egain("send-email", *LEAST)
        assert done.code == 4
        egain("status")
        egain("logout")
    assert not thief.requests


@pytest.mark.parametrize("secret", ["EGAIN_PASSWORD", "EGAIN_SESSION", "EGAIN_PASSWORD_FILE"])
def test_a_project_file_cannot_call_a_secret_from_the_environment(
    egain: Egain, monkeypatch: pytest.MonkeyPatch, place: Path, secret: str
) -> None:
    """Somebody else may have put it there; the error says how to confirm it."""
    (place / "pw").write_text("value\n")
    monkeypatch.setenv("EGAIN_USERNAME", "u")
    monkeypatch.setenv(secret, "pw")
    with scripted([LOGGED_IN, CREATED]) as thief:
        (place / "egain.yaml").write_text(f"url: {thief.url}\n")
        for verb in (("send-email", *LEAST), ("status",), ("login",), ("logout",)):
            if secret == "EGAIN_SESSION" and verb == ("login",):
                continue  # a login has no use for a session
            done = egain(*verb)
            if secret == "EGAIN_SESSION" or verb[0] in ("send-email", "login"):
                assert (done.code, "--url" in done.err) == (4, True), verb
        assert not thief.requests
        egain("send-email", *LEAST, "--url", thief.url)
        assert thief.requests  # said by a person, it is done


def test_a_password_on_standard_input_does_not_go_to_a_project_files_server(
    egain: Egain, stdin: None, place: Path
) -> None:
    """Nobody saw the address it would be sent to."""
    with scripted([LOGGED_IN]) as thief:
        (place / "egain.yaml").write_text(f"url: {thief.url}\n")
        done = egain("login", "--username", "u", "--password-stdin")
    assert (done.code, thief.requests) == (4, [])


def test_a_project_file_may_name_the_profiles_own_server(
    egain: Egain, sandbox: Running, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    """Written another way it is the same server."""
    egain("config", "set", "url", sandbox.url)
    monkeypatch.setenv("EGAIN_USERNAME", "demo")
    monkeypatch.setenv("EGAIN_PASSWORD", "demo")
    (place / "egain.yaml").write_text(
        f"url: {sandbox.url.upper().replace('HTTP', 'http')}/system/\n"
    )
    assert egain("send-email", *LEAST, "--receiver", "support@business.com").code == 0


def test_a_profiles_password_file_is_for_the_profiles_server_only(
    egain: Egain, place: Path
) -> None:
    """With --url it is not sent elsewhere."""
    (place / "pw").write_text("secret\n")
    egain("config", "set", "url", "http://127.0.0.1:9")
    egain("config", "set", "username", "u")
    egain("config", "set", "password_file", str(place / "pw"))
    with scripted([LOGGED_IN, CREATED]) as other:
        done = egain("send-email", *LEAST, "--url", other.url)
    assert done.code == 4
    assert not other.requests


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"]
)
def test_no_redirect_carries_the_session_to_another_server(
    egain: Egain, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    """The answer is a rejection that names the target; the target hears nothing."""
    monkeypatch.setenv("EGAIN_SESSION", "secret-session")
    with (
        scripted([CREATED]) as thief,
        scripted([answer(status, b"", f"Location: {thief.url}/system")]) as server,
    ):
        done = egain("send-email", *LEAST, "--url", server.url, "--json")
    assert not thief.requests
    assert (done.code, done.outcomes[0]["status"]) == (1, "rejected")
    assert thief.url in done.outcomes[0]["message"]


@pytest.mark.parametrize(
    ("status", "followed"), [("307 T", True), ("308 P", True), ("302 F", False)]
)
def test_only_307_and_308_to_the_same_server_are_followed(
    egain: Egain, monkeypatch: pytest.MonkeyPatch, status: str, followed: bool
) -> None:
    """They keep method and body, so that the whole email is sent again; others would not."""
    monkeypatch.setenv("EGAIN_SESSION", "secret-session")
    with scripted([answer(status, b"", "Location: /system/elsewhere?x=1"), CREATED]) as server:
        done = egain("send-email", *LEAST, "--url", server.url)
    assert (done.code == 0) is followed
    assert len(server.requests) == 1 + followed
    if followed:
        first, second = server.requests
        assert second.startswith(b"POST /system/elsewhere?x=1 ")
        assert first.partition(b"\r\n\r\n")[2] == second.partition(b"\r\n\r\n")[2]


def test_no_cookie_is_kept(egain: Egain, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session cookie could switch the server into a mode that wants a token with it."""
    monkeypatch.setenv("EGAIN_USERNAME", "u")
    monkeypatch.setenv("EGAIN_PASSWORD", "p")
    logged_in = LOGGED_IN.replace(b"\r\n\r\n", b"\r\nSet-Cookie: X-egain-session=c; Path=/\r\n\r\n")
    with scripted([logged_in, CREATED]) as server:
        egain("send-email", *LEAST, "--url", server.url)
    assert len(server.requests) == 3
    assert not any(b"\r\ncookie:" in request.lower() for request in server.requests)


FAKE_KEYRING = """
import json, pathlib, time
from keyring.backend import KeyringBackend

class Fake(KeyringBackend):
    priority = 1
    store = pathlib.Path(__file__).with_name("store.json")

    def _read(self):
        return json.loads(self.store.read_text()) if self.store.exists() else {}

    def get_password(self, service, username):
        return self._read().get(service + username)

    def set_password(self, service, username, password):
        self.store.write_text(json.dumps({**self._read(), service + username: password}))

    def delete_password(self, service, username):
        self.store.write_text("{}")

class Hanging(Fake):
    def get_password(self, service, username):
        time.sleep(60)
    set_password = delete_password = lambda self, *args: time.sleep(60)
"""


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A keyring backend of the test's own, found as any other is, and somebody at the terminal."""
    folder = tmp_path / "backend"
    folder.mkdir()
    (folder / "fake_keyring.py").write_text(FAKE_KEYRING)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "fake_keyring.Fake")
    monkeypatch.setenv("EGAIN_PASSWORD", "demo")
    monkeypatch.setattr("egain_cli.cli.opening.keyring_may_be_asked", lambda settings: True)
    return folder / "store.json"


def test_with_a_person_there_the_session_is_kept_in_the_keyring(
    egain: Egain, sandbox: Running, keyring: Path, tmp_path: Path
) -> None:
    """Then no file holds it; logout takes it out again."""
    assert "the keyring" in egain("login", "--url", sandbox.url, "--username", "demo").err
    (session,) = json.loads(keyring.read_text()).values()
    (kept,) = kept_files(tmp_path)
    assert session not in kept.read_text()
    assert egain("status").code == 0
    egain("logout")
    assert keyring.read_text() == "{}"


def test_a_keyring_that_hangs_is_given_up(
    egain: Egain, sandbox: Running, keyring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session goes into the file instead."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "fake_keyring.Hanging")
    monkeypatch.setattr("egain_cli.keystore.PATIENCE", 0.5)
    assert "a file only you" in egain("login", "--url", sandbox.url, "--username", "demo").err
    assert egain("status").code == 0


def test_the_keyring_is_never_tried_where_nobody_is(
    egain: Egain, sandbox: Running, keyring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script has no one to answer it, and one that sits in a keyring is not found by a script."""
    egain("login", "--url", sandbox.url, "--username", "demo")
    monkeypatch.setattr("egain_cli.cli.opening.keyring_may_be_asked", lambda settings: False)
    before = keyring.read_text()
    monkeypatch.delenv("EGAIN_PASSWORD")
    assert egain("send-email", *LEAST).code == 4
    assert "a file only you" in _relogin(egain, sandbox, monkeypatch).err
    assert keyring.read_text() == before


def _relogin(egain: Egain, sandbox: Running, monkeypatch: pytest.MonkeyPatch) -> Done:
    monkeypatch.setenv("EGAIN_PASSWORD", "demo")
    return egain("login", "--url", sandbox.url, "--username", "demo")


def test_a_keyring_py_in_the_current_folder_is_not_taken_for_the_real_one(
    egain: Egain, sandbox: Running, keyring: Path, place: Path
) -> None:
    """It would get the session."""
    (place / "keyring.py").write_text("open('stolen', 'w').write('x')\n")
    egain("login", "--url", sandbox.url, "--username", "demo")
    assert not (place / "stolen").exists()
    assert keyring.exists()


def test_without_the_keyring_package_a_file_is_used(
    egain: Egain, sandbox: Running, keyring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is an extra."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.setattr("egain_cli.keystore.find_spec", lambda name: None)
    assert "a file only you" in egain("login", "--url", sandbox.url, "--username", "demo").err


def test_a_logout_that_does_not_reach_the_server_says_so(
    egain: Egain, sandbox: Running, stdin: None, tmp_path: Path
) -> None:
    """It is forgotten here in any case; the session counts as one of five until it times out."""
    with scripted([LOGGED_IN, answer("500 Oops", b"broken")]) as server:
        egain("login", "--url", server.url, "--username", "demo", "--password-stdin")
        done = egain("logout")
        assert (done.code, "500 broken" in done.err) == (1, True)
    assert not kept_files(tmp_path)


def test_a_logout_without_a_network_says_so(egain: Egain, stdin: None, tmp_path: Path) -> None:
    """Exit code 5, and it is forgotten here."""
    with scripted([LOGGED_IN]) as server:
        egain("login", "--url", server.url, "--username", "demo", "--password-stdin")
    done = egain("logout")
    assert (done.code, "one of five" in done.err) == (5, True)
    assert not kept_files(tmp_path)


BAD_LOGINS = [
    (answer("200 OK", b"<html><title>Sign in</title></html>"), 1, "an HTML page: Sign in"),
    (answer("302 Found", b"", "Location: https://sso.example/"), 1, "https://sso.example/"),
    (answer("503 Busy", b'{"message":"later"}'), 5, "later"),
    (answer("400 Bad", b'{"message":"no forceLogin"}'), 1, "--force-login"),
    (answer("403 No", b"<Error xmlns='x'><message>five</message></Error>"), 4, "five"),
    (b"garbage\r\n\r\n", 5, "the connection"),
    (b"", 5, "the connection"),
]


@pytest.mark.parametrize(("reply", "code", "words"), BAD_LOGINS)
def test_an_odd_answer_to_a_login_is_shown(
    egain: Egain, monkeypatch: pytest.MonkeyPatch, reply: bytes, code: int, words: str
) -> None:
    """The server's own words, a way on, and the right exit code."""
    monkeypatch.setenv("EGAIN_PASSWORD", "p")
    with scripted([reply]) as server:
        done = egain("login", "--url", server.url, "--username", "u")
    assert (done.code, words in done.err) == (code, True), done.err
    assert "hint:" in done.err


def test_a_new_login_ends_the_session_that_was_kept(
    egain: Egain, sandbox: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five are all that a user has, and nobody could use the old one any more."""
    monkeypatch.setenv("EGAIN_PASSWORD", "demo")
    for _ in range(7):
        assert egain("login", "--url", sandbox.url, "--username", "demo").code == 0


def test_a_session_that_cannot_be_kept_is_ended(
    egain: Egain, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On the server, before the error is told."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EGAIN_STATE_DIR", str(tmp_path / "file"))
    monkeypatch.setenv("EGAIN_PASSWORD", "p")
    with scripted([LOGGED_IN, answer("204 No Content")]) as server:
        done = egain("login", "--url", server.url, "--username", "u")
    assert done.code == 1
    assert [request[:6] for request in server.requests] == [b"POST /", b"DELETE"]


def test_a_logout_of_a_session_from_outside_leaves_the_kept_one(
    egain: Egain, sandbox: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It ends what EGAIN_SESSION names, and nothing else."""
    monkeypatch.setenv("EGAIN_PASSWORD", "demo")
    egain("login", "--url", sandbox.url, "--username", "demo")
    egain("login", "--url", sandbox.url, "--username", "demo", "--profile", "other")
    (other,) = (path for path in kept_files(tmp_path) if path.name.startswith("other"))
    with monkeypatch.context() as outside:
        outside.setenv("EGAIN_SESSION", json.loads(other.read_text())["session"])
        assert egain("logout").code == 0
    assert egain("status").code == 0
    assert egain("status", "--profile", "other", "--url", sandbox.url).code == 4


def test_a_session_in_the_keyring_is_not_lost_where_nobody_is(
    egain: Egain, sandbox: Running, keyring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script is told where it is; logout does not pretend, and forgets nothing."""
    egain("login", "--url", sandbox.url, "--username", "demo")
    monkeypatch.delenv("EGAIN_PASSWORD")
    with monkeypatch.context() as alone:
        alone.setattr("egain_cli.cli.opening.keyring_may_be_asked", lambda settings: False)
        for verb in (("logout",), ("send-email", *LEAST), ("status",)):
            done = egain(*verb)
            assert (done.code, "kept in the keyring" in done.err + done.out) == (4, True), verb
    assert egain("status").code == 0
    assert egain("logout").code == 0


def test_a_session_of_another_user_is_not_kept_under_the_first_ones_name(
    egain: Egain, sandbox: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is ended with the run, and what was kept stays as it was."""
    monkeypatch.setenv("EGAIN_PASSWORD", "injector")
    egain("login", "--url", sandbox.url, "--username", "injector")
    (kept,) = kept_files(tmp_path)
    session = json.loads(kept.read_text())["session"]
    kept.write_text(kept.read_text().replace(session, "gone"))
    monkeypatch.setenv("EGAIN_USERNAME", "demo")
    monkeypatch.setenv("EGAIN_PASSWORD", "demo")
    assert egain("send-email", *LEAST, "--receiver", "support@business.com").code == 0
    assert json.loads(kept.read_text())["username"] == "injector"
    assert json.loads(kept.read_text())["session"] == "gone"


def test_a_new_session_that_cannot_be_kept_is_used_all_the_same(
    egain: Egain, sandbox: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With a warning; and it is ended with the run."""
    monkeypatch.setenv("EGAIN_PASSWORD", "demo")
    egain("login", "--url", sandbox.url, "--username", "demo")
    (kept,) = kept_files(tmp_path)
    kept.write_text(kept.read_text().replace(json.loads(kept.read_text())["session"], "gone"))

    def refuse(*args: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("egain_cli.session.write_private", refuse)
    done = egain("send-email", *LEAST, "--receiver", "support@business.com")
    assert (done.code, "cannot be kept" in done.err) == (0, True)


def test_the_stronger_layer_names_the_password(
    egain: Egain, sandbox: Running, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    """A file by flag wins over a password in the environment; two passwords at once are refused."""
    (place / "pw").write_bytes(b"\xef\xbb\xbfdemo\r\n")
    monkeypatch.setenv("EGAIN_PASSWORD", "wrong")
    base = ("login", "--url", sandbox.url, "--username", "demo", "--password-file", "pw")
    assert egain(*base).code == 0
    assert egain(*base, "--password-stdin").code == 2
    monkeypatch.setenv("EGAIN_PASSWORD_FILE", "pw")
    assert egain(*base[:-2]).code == 4


def test_a_password_on_standard_input_must_be_utf8(
    egain: Egain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A guess would be another password; a carriage return from Windows is none of it."""
    for content, code, words in (
        (b"gr\xfc\xdfe\n", 2, "not UTF-8"),
        (b"", 2, "standard input is empty"),
        (b"gr\xc3\xbc\r\n", 0, "logged in"),
    ):
        (tmp_path / "in").write_bytes(content)
        with (tmp_path / "in").open() as stdin, scripted([LOGGED_IN]) as server:
            monkeypatch.setattr("sys.stdin", stdin)
            done = egain("login", "--url", server.url, "--username", "u", "--password-stdin")
        assert (done.code, words in done.err) == (code, True), done.err
        if code == 0:
            assert json.loads(server.requests[0].partition(b"\r\n\r\n")[2])["password"] == "grü"


def test_login_and_logout_are_events_for_a_script(
    egain: Egain, sandbox: Running, stdin: None
) -> None:
    """With --json; neither holds the session."""
    (event,) = login(egain, sandbox, "--json").events
    assert event == {
        "event": "login", "schema": 1, "url": f"{sandbox.url}/system", "username": "demo",
        "profile": "default", "kept_in": "file", "exit_code": 0,
    }  # fmt: skip
    (event,) = egain("logout", "--json").events
    assert (event["event"], event["exit_code"]) == ("logout", 0)


STATES = [
    (answer("200 OK", b"<html>Sign in</html>"), 1, "cannot be judged"),
    (answer("200 OK", b'{"customAttribute":[]}'), 0, "lives"),
    (answer("204 No Content"), 0, "lives"),
    (answer("403 No", b'{"code":"403-178","developerMessage":"no"}'), 4, "403-178"),
    (answer("503 Busy"), 5, "503"),
]


@pytest.mark.parametrize(("reply", "code", "words"), STATES)
def test_status_takes_only_an_answer_of_the_api_for_a_living_session(
    egain: Egain, monkeypatch: pytest.MonkeyPatch, reply: bytes, code: int, words: str
) -> None:
    """A page to sign in at is none."""
    monkeypatch.setenv("EGAIN_SESSION", "s")
    with scripted([reply]) as server:
        done = egain("status", "--url", server.url)
    assert (done.code, words in done.out) == (code, True), done.out


@pytest.mark.parametrize(("status", "code"), [("503 Busy", 5), ("403 No", 4)])
def test_a_logout_that_the_server_refuses_has_the_codes_of_a_send(
    egain: Egain, monkeypatch: pytest.MonkeyPatch, status: str, code: int
) -> None:
    """One table says what a status means."""
    monkeypatch.setenv("EGAIN_SESSION", "s")
    with scripted([answer(status)]) as server:
        done = egain("logout", "--url", server.url)
    assert (done.code, "one of five" in done.err) == (code, True)


def test_a_password_file_that_is_gone_hinders_no_verb_that_needs_none(
    egain: Egain, sandbox: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does a login that has its password from elsewhere read it."""
    monkeypatch.setenv("EGAIN_PASSWORD", "demo")
    assert egain("login", "--url", sandbox.url, "--username", "demo").code == 0
    monkeypatch.delenv("EGAIN_PASSWORD")
    monkeypatch.setenv("EGAIN_PASSWORD_FILE", "gone")
    assert egain("status").code == 0
    assert egain("logout").code == 0


def test_a_password_file_is_read_once(egain: Egain, sandbox: Running, place: Path) -> None:
    """So that it can be a pipe, as `--password-file <(command)` is."""
    if not hasattr(os, "mkfifo"):
        return
    os.mkfifo(place / "pipe")
    threading.Thread(target=(place / "pipe").write_text, args=("demo\n",), daemon=True).start()
    done = egain("login", "--url", sandbox.url, "--username", "demo", "--password-file", "pipe")
    assert done.code == 0


def test_status_of_a_session_from_outside_says_nothing_of_the_kept_one(
    egain: Egain, sandbox: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is kept and since when are facts of another session."""
    monkeypatch.setenv("EGAIN_PASSWORD", "demo")
    egain("login", "--url", sandbox.url, "--username", "demo")
    monkeypatch.setenv("EGAIN_SESSION", "another")
    done = egain("status", "--json")
    assert (done.code, done.last["kept_in"], done.last["since"]) == (4, None, None)
