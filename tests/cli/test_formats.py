"""The format and the dialect that are asked for, from the command line to the wire."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import SAMPLES
from tests.servers import CREATED, scripted

if TYPE_CHECKING:
    from pathlib import Path

    from egain_cli.sandbox import serve
    from tests.conftest import Egain

LEAST = ("--from", "jane@customer.com", "--subject", "Hello")
FORMATS = ("json", "xml", "multipart")
ODD = 'it\'s $HOME `ls` "q"\r\nEND_OF_ACTIVITY\n]]> & <b> \u200f é'


def stored(url: str) -> list[dict[str, Any]]:
    """All that the sandbox holds, each with its document and warnings."""
    with urllib.request.urlopen(f"{url}/_sandbox/messages") as response:
        listed = json.load(response)
    found = []
    for each in sorted(listed, key=lambda one: one["id"]):
        with urllib.request.urlopen(f"{url}/_sandbox/messages/{each['id']}") as response:
            found.append(json.load(response))
    return found


def login(url: str) -> str:
    """A session of the sandbox's first user."""
    request = urllib.request.Request(
        f"{url}/system/ws/v12/authentication/user/login",
        json.dumps({"userName": "demo", "password": "demo"}).encode(),
        {"Content-Type": "application/json", "Accept": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        return str(response.headers["X-egain-session"])


def test_every_sample_is_stored_the_same_in_all_three_formats(
    egain: Egain, at_sandbox: serve.Running
) -> None:
    """Each format is accepted without a doubt, read back as sent, and stored as one document."""
    yaml = sorted(SAMPLES.glob("*.yaml"))
    eml = sorted(SAMPLES.glob("*.eml"))
    for format_ in FORMATS:
        in_turn = ("--again", "--workers", "1")
        for verb, files, more in (("send-email", yaml, ()), ("send-eml", eml, in_turn)):
            done = egain(verb, *files, "--format", format_, "--verify", "--json", *more)
            assert done.code == 0, done.err
            assert all(outcome["verified"] for outcome in done.outcomes)
    every = stored(at_sandbox.url)
    third = len(every) // 3
    runs = [every[start : start + third] for start in (0, third, 2 * third)]
    assert third >= 11
    assert not any(each["warnings"] for each in every), "a guess of ours was doubted"
    for position in range(third):
        json_, xml, multipart = (run[position]["document"] for run in runs)
        for date in (xml, multipart):  # a sample without a date is sent as of now
            date["payload"]["email"]["date"] = json_["payload"]["email"]["date"]
        assert json_ == xml == multipart


@pytest.mark.parametrize("format_", FORMATS)
def test_the_curl_command_does_what_a_send_does_in_every_format(
    egain: Egain, at_sandbox: serve.Running, place: Path, format_: str
) -> None:
    """Run in a shell with a session, it creates the very activity, whatever its text holds."""
    (place / "a.bin").write_bytes(bytes(range(256)) * 50)
    given = ("send-email", *LEAST, "--date", "2026-01-02T03:04:05Z", "--text", ODD,
             "--attach", "a.bin;name=it's ä.bin", "--format", format_)  # fmt: skip
    assert egain(*given).code == 0
    done = egain(*given, "--curl")
    ran = subprocess.run(
        ["bash", "-c", done.out], check=True, capture_output=True, text=True,
        env={"EGAIN_SESSION": login(at_sandbox.url), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert "201 Created" in ran.stdout
    sent, by_curl = (each["document"] for each in stored(at_sandbox.url))
    assert sent == by_curl
    assert by_curl["payload"]["email"]["contents"]["content"][0]["value"] == ODD


def test_secrets_and_files_of_the_connection_are_named_in_the_curl_command(
    egain: Egain, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token and a proxy's login stand there as variables, files by their names."""
    (place / "token").write_text("t0ken-t0ken")
    monkeypatch.setenv("EGAIN_PROXY", "http://me:pr0xy@proxy.example:8080")
    monkeypatch.setenv("EGAIN_CLIENT_KEY_PASSWORD", "k3y-k3y")
    done = egain(
        "send-email", *LEAST, "--curl", "--url", "https://h.example", "--department", "d",
        "--receiver", "r@s.de", "--token-file", "token", "--client-cert", "c.pem",
        "--client-key", "k.pem",
    )  # fmt: skip
    assert '--header "Authorization: Bearer $EGAIN_TOKEN"' in done.out
    assert "--cert c.pem" in done.out
    assert "--key k.pem" in done.out
    assert '--pass "$EGAIN_CLIENT_KEY_PASSWORD"' in done.out
    assert '--proxy "$EGAIN_PROXY"' in done.out
    assert "k3y" not in done.out
    assert "t0ken" not in done.out
    assert "pr0xy" not in done.out


def test_a_token_that_would_not_be_sent_is_in_no_curl_command(
    egain: Egain, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A profile's token is for the profile's server; a session that was given outranks it."""
    (place / "token").write_text("t0ken")
    for name, value in (("url", "https://a.example"), ("token_file", str(place / "token"))):
        assert egain("config", "set", name, value).code == 0
    given = ("send-email", *LEAST, "--curl", "--department", "d", "--receiver", "r@s.de")
    assert "$EGAIN_TOKEN" in egain(*given).out
    assert "$EGAIN_SESSION" in egain(*given, "--url", "https://b.example").out
    monkeypatch.setenv("EGAIN_SESSION", "abc")
    assert "$EGAIN_SESSION" in egain(*given).out


def test_timeouts_that_were_chosen_stand_in_the_curl_command(egain: Egain) -> None:
    """Those by default do not."""
    given = ("send-email", *LEAST, "--curl", "--url", "https://h.example", "--department", "d",
             "--receiver", "r@s.de")  # fmt: skip
    out = egain(*given, "--timeout", "7", "--connect-timeout", "3", "--total-timeout", "60").out
    for words in ("--speed-limit 1 --speed-time 7", "--connect-timeout 3", "--max-time 60"):
        assert words in out
    assert "time" not in egain(*given, "--total-timeout", "0").out


@pytest.mark.parametrize(
    ("proxy", "words"),
    [("none", "--noproxy '*'"), ("proxy.example:8080", "--proxy http://proxy.example:8080")],
)
def test_a_proxy_without_a_login_stands_in_the_curl_command(
    egain: Egain, proxy: str, words: str
) -> None:
    """So does that there is to be none."""
    done = egain("send-email", *LEAST, "--curl", "--url", "https://h.example", "--department", "d",
                 "--receiver", "r@s.de", "--proxy", proxy)  # fmt: skip
    assert words in done.out


@pytest.mark.parametrize("format_", FORMATS)
def test_a_dry_run_for_machines_shows_the_json_body_in_every_format(
    egain: Egain, format_: str
) -> None:
    """The payload of an outcome line is the activity as JSON, whatever would go over the wire."""
    done = egain("send-email", *LEAST, "--department", "d", "--receiver", "r@s.de", "--dry-run",
                 "--json", "--format", format_)  # fmt: skip
    assert done.outcomes[0]["payload"]["subject"] == "Hello"


def test_the_dialect_reaches_the_wire(egain: Egain, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each choice of the settings is what is sent, a flag over the profile."""
    monkeypatch.setenv("EGAIN_SESSION", "s1")
    monkeypatch.setenv("EGAIN_DIALECT", "date=string,booleans=boolean")
    with scripted([CREATED]) as server:
        egain("send-email", *LEAST, "--department", "d", "--receiver", "r@s.de", "--to", "a@b.de",
              "--secure", "--date", "2026-01-02T03:04:05Z", "--url", server.url,
              "--dialect", "addresses=emailAddress", "--dialect", "date=object")  # fmt: skip
    body = json.loads(server.requests[0].partition(b"\r\n\r\n")[2])
    email = body["payload"]["email"]
    assert email["date"] == {"date": "2026-01-02T03:04:05.000Z"}
    assert email["emailAddresses"]["to"] == {"emailAddress": ["a@b.de"]}
    assert body["isSecure"] is True


@pytest.mark.parametrize(
    "flags", [("--format", "yaml"), ("--dialect", "date"), ("--dialect", "date=never")]
)
def test_a_format_or_dialect_that_is_none_is_refused(egain: Egain, flags: tuple[str, str]) -> None:
    """The message says what there is; nothing is sent."""
    done = egain("send-email", *LEAST, "--url", "http://127.0.0.1:9", *flags)
    assert done.code == 2
    assert "must be" in done.err


def test_what_xml_cannot_carry_is_a_warning_and_strict_keeps_it_back(
    egain: Egain, at_sandbox: serve.Running
) -> None:
    """A control character is left out of XML, with a warning that names the field."""
    del at_sandbox
    given = ("send-email", *LEAST, "--text", "a\x01b", "--format", "xml", "--json")
    done = egain(*given)
    assert (done.code, [each["id"] for each in done.outcomes[0]["warnings"]]) == (0, ["L115"])
    assert done.outcomes[0]["warnings"][0]["field"] == "text"
    assert egain(*given, "--strict").code == 6
    assert egain(*given[:-3], "--json").outcomes[0]["warnings"] == []
