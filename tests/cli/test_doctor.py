"""The verb doctor: what it looks at, what it says, and what it never does."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from egain_cli.dialect import CHOICES
from egain_cli.sandbox import serve
from egain_cli.sandbox.world import DEFAULT_WORLD
from tests.servers import answer, certificate, scripted

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Done, Egain

NO_SESSION = answer("401 Unauthorized", b'{"code":"401-101","developerMessage":"Log in."}')
LOGGED_IN = answer("204 No Content", b"", "X-egain-session: s1")


def results(done: Done) -> dict[str, str]:
    """Each check's result by its name, and each choice's state by its key."""
    named = {event["name"]: event["result"] for event in done.events if event["event"] == "check"}
    return named | {e["key"]: e["state"] for e in done.events if e["event"] == "choice"}


def count(url: str) -> int:
    """How many activities the sandbox holds."""
    with urllib.request.urlopen(f"{url}/_sandbox/messages") as response:
        return len(json.load(response))


def test_a_server_that_can_be_worked_with_passes_every_check(
    egain: Egain, at_sandbox: serve.Running
) -> None:
    """It logs in, looks, logs out, and creates nothing."""
    done = egain("doctor", "--json")
    assert done.code == 0
    assert results(done) == {
        "settings": "ok", "reach": "ok", "login": "ok", "session": "ok", "reading": "ok",
        "version": "ok", "logout": "ok", "login-name": "confirmed",
        **{choice.key: "not asked" for choice in CHOICES if choice.key != "login-name"},
    }  # fmt: skip
    assert done.last == {
        "event": "summary", "schema": 1, "ok": 7, "warning": 0, "failed": 0, "skipped": 0,
        "exit_code": 0,
    }  # fmt: skip
    assert count(at_sandbox.url) == 0
    assert all(egain("doctor", "--json").code == 0 for _ in range(6)), "a session was left open"


@pytest.mark.usefixtures("at_sandbox")
def test_in_a_pipe_each_check_and_choice_is_a_line(egain: Egain) -> None:
    """Tab-separated under a header line, untruncated."""
    lines = [line.split("\t") for line in egain("doctor").out.splitlines()]
    assert lines[0] == ["what", "result", "ms", "seen", "hint"]
    assert {len(line) for line in lines} == {5}
    assert ["login-name=userName", "confirmed"] in [line[:2] for line in lines]


@pytest.mark.usefixtures("at_sandbox")
def test_quiet_leaves_the_exit_code(egain: Egain) -> None:
    """With --quiet nothing is written."""
    done = egain("doctor", "--quiet")
    assert (done.code, done.out) == (0, "")


def test_a_wrong_password_is_named_and_what_needs_a_session_is_skipped(
    egain: Egain, at_sandbox: serve.Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The login fails with the server's words: exit 4."""
    del at_sandbox
    monkeypatch.setenv("EGAIN_PASSWORD", "wrong")
    done = egain("doctor", "--json")
    assert done.code == 4
    assert results(done)["login"] == "failed"
    assert results(done)["session"] == "skipped"
    assert results(done)["login-name"] == "not asked"


def test_a_session_that_was_given_is_used_and_not_ended(
    egain: Egain, at_sandbox: serve.Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session from outside belongs to whoever gave it."""
    body = json.dumps({"userName": "demo", "password": "demo"}).encode()
    login = urllib.request.Request(
        f"{at_sandbox.url}/system/ws/v12/authentication/user/login", body,
        {"Content-Type": "application/json", "Accept": "application/json"},
    )  # fmt: skip
    with urllib.request.urlopen(login) as response:
        monkeypatch.setenv("EGAIN_SESSION", response.headers["X-egain-session"])
    for _ in range(2):
        done = egain("doctor", "--json")
        assert (done.code, results(done)["login"], results(done)["session"]) == (0, "ok", "ok")


def test_who_may_not_read_is_warned(
    egain: Egain, at_sandbox: serve.Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sending works without the right to read, so that it is no failure."""
    del at_sandbox
    monkeypatch.setenv("EGAIN_USERNAME", "injector")
    monkeypatch.setenv("EGAIN_PASSWORD", "injector")
    done = egain("doctor", "--json")
    assert (done.code, results(done)["reading"]) == (0, "warning")


def test_settings_that_are_missing_are_a_warning(
    egain: Egain, sandbox: serve.Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An email can name its own department and receiver."""
    monkeypatch.setenv("EGAIN_USERNAME", "demo")
    monkeypatch.setenv("EGAIN_PASSWORD", "demo")
    done = egain("doctor", "--url", sandbox.url, "--json")
    assert (done.code, results(done)["settings"]) == (0, "warning")
    assert "no department and no receiver is set" in done.events[0]["message"]


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (answer("200 OK", b"<html><title>Welcome</title></html>"), 1, "not as eGain answers"),
        (answer("404 Not Found"), 1, "404"),
        (answer("403 Forbidden", b"<html><title>Gateway</title></html>"), 4, "Gateway"),
        (answer("503 Service Unavailable"), 5, "503"),
    ],
)
def test_what_does_not_answer_like_egain_is_no_server(
    egain: Egain, said: bytes, code: int, words: str
) -> None:
    """The first question already tells a wrong path from a wrong password."""
    with scripted([said]) as server:
        done = egain("doctor", "--url", server.url, "--json")
    assert done.code == code
    assert results(done)["reach"] == "failed"
    assert words in done.events[1]["message"]
    assert results(done)["login"] == "skipped"
    assert len(server.requests) == 1


def test_where_nobody_listens_nothing_is_reached(egain: Egain) -> None:
    """No connection is exit code 5."""
    done = egain("doctor", "--url", "http://127.0.0.1:9", "--json")
    assert (done.code, results(done)["reach"]) == (5, "failed")


def test_a_certificate_that_is_not_trusted_is_a_failure_of_its_own(
    egain: Egain, tmp_path: Path
) -> None:
    """TLS is looked at before any login: exit 1."""
    context, _ = certificate(tmp_path)
    with scripted([NO_SESSION], context) as server:
        done = egain("doctor", "--url", server.url, "--json")
    assert (done.code, results(done)["reach"]) == (1, "failed")


def test_a_clock_that_is_off_is_a_warning(egain: Egain, monkeypatch: pytest.MonkeyPatch) -> None:
    """An email's date is compared with the server's clock, so that minutes count."""
    off = answer("401 Unauthorized", b"", "Date: Mon, 01 Jan 2024 00:00:00 GMT")
    monkeypatch.setenv("EGAIN_SESSION", "s1")
    with scripted([off, answer("204 No Content")]) as server:
        done = egain("doctor", "--url", server.url, "--json")
    assert results(done)["reach"] == "warning"
    assert "its clock is" in done.events[1]["message"]


def test_a_session_that_cannot_be_ended_is_a_warning(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is one of the five that a user may hold."""
    monkeypatch.setenv("EGAIN_USERNAME", "u")
    monkeypatch.setenv("EGAIN_PASSWORD", "p")
    fine = answer("204 No Content")
    with scripted([NO_SESSION, LOGGED_IN, fine, fine, fine, answer("500 Oops")]) as server:
        done = egain("doctor", "--url", server.url, "--json")
    assert (done.code, results(done)["logout"], results(done)["version"]) == (
        0,
        "warning",
        "skipped",
    )


def test_a_token_that_is_refused_is_said_to_be_one(egain: Egain, place: Path) -> None:
    """Not to log in, but to put a new one into the file, is what is next."""
    (place / "token").write_text("abc\n")
    with scripted([NO_SESSION]) as server:
        done = egain("doctor", "--url", server.url, "--token-file", "token", "--json")
    assert (done.code, results(done)["login"], results(done)["session"]) == (4, "ok", "failed")
    assert any("token" in event.get("hint", "") for event in done.events)


def test_a_session_that_has_ended_fails_its_check(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's words are shown, and what is next: exit 4."""
    monkeypatch.setenv("EGAIN_SESSION", "s1")
    with scripted([NO_SESSION]) as server:
        done = egain("doctor", "--url", server.url, "--json")
    assert (done.code, results(done)["session"]) == (4, "failed")


def test_a_probe_learns_every_choice_and_says_beforehand_that_it_sends(
    egain: Egain, at_sandbox: serve.Running
) -> None:
    """Each choice is confirmed by reading back what an email became."""
    done = egain("doctor", "--probe", "--json")
    assert done.code == 0
    assert {results(done)[choice.key] for choice in CHOICES} == {"confirmed"}
    assert f"--probe sends up to 15 emails to {at_sandbox.url}" in done.err
    assert count(at_sandbox.url) == 7


@pytest.mark.usefixtures("at_sandbox")
def test_a_probe_is_refused_on_production(egain: Egain) -> None:
    """The profile says so, and nothing is asked of the server."""
    assert egain("config", "set", "production", "true").code == 0
    done = egain("doctor", "--probe")
    assert done.code == 2
    assert "says that this is production" in done.err
    assert done.out == ""
    assert egain("doctor").code == 0


@pytest.mark.parametrize("way", ["environment", "profile"])
def test_nothing_weaker_than_its_profile_makes_a_server_other_than_production(
    egain: Egain, at_sandbox: serve.Running, place: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Neither a variable nor another profile, chosen by a file in the folder, lets a probe go."""
    egain("config", "set", "url", at_sandbox.url)
    assert egain("config", "set", "production", "true").code == 0
    if way == "environment":
        monkeypatch.setenv("EGAIN_PRODUCTION", "false")
    else:
        (place / "egain.yaml").write_text("profile: other\n")
    done = egain("doctor", "--probe")
    assert done.code == 2
    assert "says that this is production" in done.err


@pytest.mark.usefixtures("at_sandbox")
def test_a_profile_for_another_server_does_not_count(egain: Egain) -> None:
    """What is production elsewhere is none here."""
    egain("config", "set", "url", "https://elsewhere.example", "--profile", "other")
    egain("config", "set", "production", "true", "--profile", "other")
    egain("config", "set", "verify", "true", "--profile", "third")
    assert egain("doctor", "--probe").code == 0


@pytest.mark.usefixtures("at_sandbox")
def test_a_probe_that_could_not_be_accepted_is_not_begun(egain: Egain) -> None:
    """A bad address is found before anything is sent."""
    done = egain("doctor", "--probe", "--from", "nobody")
    assert done.code == 2
    assert "--probe: from: 'nobody'" in done.err


def test_without_the_right_to_read_a_probe_confirms_nothing(
    egain: Egain, at_sandbox: serve.Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 201 says that the server took it, not what it understood."""
    del at_sandbox
    monkeypatch.setenv("EGAIN_USERNAME", "injector")
    monkeypatch.setenv("EGAIN_PASSWORD", "injector")
    done = egain("doctor", "--probe", "--json")
    assert results(done)["date"] == "accepted"
    assert done.code == 0


def script(*answers: bytes) -> list[bytes]:
    """The answers of a server to whoever has a session: the checks, then these."""
    fine = answer("204 No Content")
    return [NO_SESSION, fine, fine, fine, *answers]


def read_back(document: dict[str, Any]) -> bytes:
    """An answer that holds an activity."""
    return answer("200 OK", json.dumps({"activity": [document]}).encode())


CREATED = answer("201 Created", b"", "Location: /system/ws/v12/interaction/activity/7")
REFUSED = answer("400 Bad Request", b'{"code":"400-152","developerMessage":"date"}')


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session, and where emails go."""
    monkeypatch.setenv("EGAIN_SESSION", "s1")
    monkeypatch.setenv("EGAIN_DEPARTMENT", "d")
    monkeypatch.setenv("EGAIN_RECEIVER", "r@s.de")


@pytest.mark.usefixtures("session")
def test_a_choice_that_is_refused_gives_way_to_one_that_is_taken(egain: Egain) -> None:
    """The server wants the date as a string: exit 1, and the words that make it so."""
    with scripted(script(REFUSED, CREATED, answer("404 Not Found"), REFUSED)) as server:
        done = egain("doctor", "--probe", "--url", server.url, "--json")
    choice = next(event for event in done.events if event.get("key") == "date")
    assert (choice["value"], choice["in_use"], choice["state"]) == ("string", "object", "accepted")
    assert "--dialect date=string" in choice["hint"]
    assert done.code == 1
    assert b'"date":{"date":"' in server.requests[4]
    assert b'"date":"20' in server.requests[5]
    assert b'"date":"20' in server.requests[7], "what was learnt is used from then on"


@pytest.mark.usefixtures("session")
def test_what_arrives_otherwise_than_it_was_sent_was_not_understood(egain: Egain) -> None:
    """A server that drops the addresses of `to` has taken them under another name, or not at all."""
    dropped = read_back({"payload": {"email": {"emailAddresses": {"to": {"address": ["x@y.z"]}}}}})
    pair = (CREATED, dropped)
    with scripted(script(*pair, *pair, *pair, REFUSED)) as server:
        done = egain("doctor", "--probe", "--url", server.url, "--json")
    states = results(done)
    assert states["date"] == "accepted"
    assert states["addresses"] == "refused"
    assert done.code == 1


@pytest.mark.usefixtures("session")
def test_after_an_answer_that_leaves_it_open_nothing_more_is_sent(egain: Egain) -> None:
    """A 502 may stand for an activity: exit 7, and the other choices are not asked."""
    with scripted(script(answer("502 Bad Gateway"))) as server:
        done = egain("doctor", "--probe", "--url", server.url, "--json")
    assert (done.code, results(done)["date"], results(done)["addresses"]) == (
        7, "unknown", "not asked",
    )  # fmt: skip
    assert len(server.requests) == 5


@pytest.mark.usefixtures("session")
def test_a_lost_answer_leaves_it_open_too(egain: Egain) -> None:
    """The connection was closed without an answer."""
    with scripted(script(b"")) as server:
        done = egain("doctor", "--probe", "--url", server.url, "--json")
    assert (done.code, results(done)["date"]) == (7, "unknown")


def test_a_world_without_custom_attributes_lives_too(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 204 is the answer of a living session whose server has none to list."""
    monkeypatch.setenv("EGAIN_USERNAME", "demo")
    monkeypatch.setenv("EGAIN_PASSWORD", "demo")
    with serve.running(replace(DEFAULT_WORLD, custom_attributes=())) as running:
        done = egain("doctor", "--url", running.url, "--json")
    session = next(event for event in done.events if event.get("name") == "session")
    assert (session["result"], session["message"]) == ("ok", "lives")
