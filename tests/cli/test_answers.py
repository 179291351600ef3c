"""What the answers of a server, and the want of one, come down to: status, words, exit code."""

from __future__ import annotations

import gzip
import socket
import threading
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from tests.servers import CREATED, DROP, RESET, answer, certificate, drip, scripted, talking

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Done, Egain

LEAST = ("--from", "jane@customer.com", "--subject", "Hello", "--receiver", "r@s.de",
         "--department", "service")  # fmt: skip


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session given from outside, so that nothing but the create is asked."""
    monkeypatch.setenv("EGAIN_SESSION", "11111111-2222-3333-4444-555555555555")


def send(egain: Egain, url: str, *more: str) -> Done:
    """Send the least email to a server."""
    return egain("send-email", *LEAST, "--url", url, "--json", *more)


LOCATED = "Location: /system/ws/v12/interaction/activity/2795"
ANSWERS = [
    (answer("201 Created", b"", LOCATED), "accepted", 0, None, "Created"),
    (answer("201 Created", b"", LOCATED + "/"), "accepted", 0, None, "Created"),
    (answer("201 Created", b'{"message":"welcome"}', LOCATED), "accepted", 0, None, "welcome"),
    (answer("200 OK", b"<html><title>Login</title>"), "unknown", 7, None, "an HTML page: Login"),
    (answer("204 No Content"), "unknown", 7, None, "No Content"),
    (
        answer("400 Bad Request", b'{"code":"400-146","developerMessage":"Required: \'x\'."}'),
        "rejected", 1, "400-146", "Required: 'x'.",
    ),
    (
        answer("400 Bad", b"<?xml version='1.0'?><error xmlns='http://bindings.egain.com/ws/model/"
               b"v12/gen/common'><code>400-1</code><developerMessage>No &amp; no</developerMessage></error>"),
        "rejected", 1, "400-1", "No & no",
    ),
    (
        answer("400 Bad", b"<!DOCTYPE e [<!ENTITY a 'x'>]><e><message>&a;</message></e>"),
        "rejected", 1, None, "<!DOCTYPE e [<!ENTITY a 'x'>]><e><message>&a;</message></e>",
    ),
    (
        answer("400 Bad", b'{"code":"400-2","developerMessage":"m","details":[{"key":"k","value":"v"}]}'),
        "rejected", 1, "400-2", 'm [{"key": "k", "value": "v"}]',
    ),
    (answer("403 Forbidden", b'{"code":"403-178","developerMessage":"right"}'), "rejected", 4, "403-178", "right"),
    (answer("404 Not Found", b"<html><body>nginx</body></html>"), "rejected", 1, None, "an HTML page: <html><body>nginx</body></html>"),
    (answer("413 Too Large"), "rejected", 1, None, HTTPStatus(413).phrase),
    (answer("429 Slow", b'{"code":"429-001","developerMessage":"Too many"}'), "rejected", 5, "429-001", "Too many"),
    (answer("500 Oops", b'{"code":"500-100","developerMessage":"System"}'), "unknown", 7, "500-100", "System"),
    (answer("502 Bad Gateway", b"plain words"), "unknown", 7, None, "plain words"),
    (answer("503 Busy", b'{"message":"legacy"}'), "rejected", 5, None, "legacy"),
    (answer("504 Late"), "unknown", 7, None, HTTPStatus(504).phrase),
    (answer("799 Odd"), "unknown", 7, None, "HTTP status 799"),
    (answer("400 Bad", b'{"developerMessage": 5'), "rejected", 1, None, '{"developerMessage": 5'),
    (answer("400 Bad", b"{}"), "rejected", 1, None, "{}"),
    (answer("400 Bad", b"\xff\xfe"), "rejected", 1, None, "\ufffd\ufffd"),
    (
        answer("400 Bad", gzip.compress(b'{"message":"zipped"}', mtime=0), "Content-Encoding: gzip"),
        "rejected", 1, None, "zipped",
    ),
    (answer("400 Bad", b"no gzip", "Content-Encoding: gzip"), "rejected", 1, None, "Bad Request"),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "status", "code", "said", "message"), ANSWERS)
def test_an_answer_is_judged_by_the_contracts_table(
    egain: Egain, reply: bytes, status: str, code: int, said: str | None, message: str
) -> None:
    """Only 201 is accepted, a 2xx or 5xx may have arrived, and the words are the server's own."""
    with scripted([reply]) as server:
        done = send(egain, server.url)
    outcome = done.outcomes[0]
    assert (outcome["status"], done.code) == (status, code)
    assert (outcome["code"], outcome["message"]) == (said, message)
    assert outcome["http_status"] == int(reply.split()[1])
    assert done.last["exit_code"] == code
    if status == "accepted":
        assert outcome["activity_id"] == "2795"
        assert outcome["location"].startswith(
            f"{server.url}/system/ws/v12/interaction/activity/2795"
        )
    if status == "unknown":
        assert "look in eGain before sending it again" in done.err


@pytest.mark.parametrize("location", [(), ("Location: /",), ("Location: /a b",)])
def test_a_201_without_an_id_is_accepted_with_a_warning(
    egain: Egain, location: tuple[str, ...]
) -> None:
    """Calling it a failure would make people send the email twice."""
    with scripted([answer("201 Created", b"", *location)]) as server:
        done = send(egain, server.url)
    outcome = done.outcomes[0]
    assert (done.code, outcome["status"], outcome["activity_id"]) == (0, "accepted", None)
    assert [each["name"] for each in outcome["warnings"]] == ["no-location"]
    assert "no-location" in done.err


def test_an_absolute_location_is_taken_as_it_is(egain: Egain) -> None:
    """Its last segment is the id."""
    with scripted([answer("201 C", b"", "Location: https://other.example/x/77?y=1")]) as server:
        outcome = send(egain, server.url).outcomes[0]
    assert (outcome["activity_id"], outcome["location"]) == ("77", "https://other.example/x/77?y=1")


def test_a_lost_answer_is_unknown_and_not_sent_again(egain: Egain) -> None:
    """It may have arrived: one request, exit code 7."""
    with scripted([DROP, CREATED]) as server:
        done = send(egain, server.url)
    assert (done.code, done.outcomes[0]["status"], len(server.requests)) == (7, "unknown", 1)


def test_no_answer_in_time_is_unknown(egain: Egain) -> None:
    """The message says how long was waited, the hint what to do."""
    listener = socket.create_server(("127.0.0.1", 0))
    with listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        done = send(egain, url, "--timeout", "0.3")
    assert (done.code, done.outcomes[0]["status"]) == (7, "unknown")
    assert "no answer" in done.outcomes[0]["message"]


def test_a_call_that_takes_too_long_as_a_whole_is_unknown(egain: Egain) -> None:
    """Although each byte comes in time."""

    def talk(connection: socket.socket) -> None:
        connection.recv(65536)
        drip(connection, CREATED)

    with talking(talk) as url:
        done = send(egain, url, "--total-timeout", "0.3")
    assert (done.code, done.outcomes[0]["status"]) == (7, "unknown")
    assert "not done within 0.3 seconds" in done.outcomes[0]["message"]


def test_no_connection_is_not_attempted(egain: Egain) -> None:
    """Exit code 5: trying again may help."""
    done = send(egain, "http://127.0.0.1:1")
    assert (done.code, done.outcomes[0]["status"], done.last["not_attempted"]) == (
        5,
        "not_attempted",
        1,
    )
    assert "no connection to 127.0.0.1:1" in done.err
    assert "Check the URL" in done.err


def test_a_connection_that_breaks_while_a_large_body_leaves_is_unknown(
    egain: Egain, place: Path
) -> None:
    """Some of it was sent, and nobody can say what the server made of it."""
    (place / "big.bin").write_bytes(b"x" * 30_000_000)
    with scripted([RESET]) as server:
        done = send(egain, server.url, "--attach", "big.bin")
    assert (done.code, done.outcomes[0]["status"]) == (7, "unknown")


def test_a_name_that_does_not_resolve_is_temporary(egain: Egain) -> None:
    """It is like no connection."""
    assert send(egain, "http://no-such-host.invalid").code == 5


def test_an_answer_without_end_is_cut_off(egain: Egain) -> None:
    """A megabyte of it is read, and its status counts."""
    huge = b"HTTP/1.1 400 Bad\r\nConnection: close\r\n\r\n" + b"x" * 3_000_000
    with scripted([huge]) as server:
        done = send(egain, server.url)
    assert (done.code, done.outcomes[0]["status"]) == (1, "rejected")
    assert len(done.outcomes[0]["message"]) == 4000


def test_a_201_whose_body_is_lost_is_accepted_all_the_same(egain: Egain) -> None:
    """The status line said it, and the Location where."""
    cut = CREATED.replace(b"Content-Length: 0", b"Content-Length: 500")
    with scripted([cut]) as server:
        assert send(egain, server.url).outcomes[0]["activity_id"] == "7"


def test_a_servers_words_cannot_drive_the_terminal(egain: Egain) -> None:
    """Control characters are made visible in tab-separated lines and on stderr."""
    words = b'{"message":"\\u001b[2J\\tred\\nline \\u202e"}'
    with scripted([answer("400 Bad", words)]) as server:
        done = egain("send-email", *LEAST, "--url", server.url)
    for stream in (done.out, done.err):
        assert "\x1b" not in stream
        assert r"\x1b[2J\tred\nline \u202e" in stream


def test_a_file_that_changes_while_it_is_sent_is_unknown(egain: Egain, place: Path) -> None:
    """The body was cut short after it had begun to leave; the file is named."""
    big = place / "big.bin"
    big.write_bytes(b"x" * 40_000_000)
    listener = socket.create_server(("127.0.0.1", 0))

    def shrink() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(1000)
            big.write_bytes(b"y" * 2_000_000)
            while connection.recv(1 << 20):
                pass

    thread = threading.Thread(target=shrink, daemon=True)
    thread.start()
    with listener:
        done = send(egain, f"http://127.0.0.1:{listener.getsockname()[1]}", "--attach", "big.bin")
    thread.join(5)
    assert (done.code, done.outcomes[0]["status"]) == (7, "unknown")
    assert "big.bin" in done.outcomes[0]["message"]


def test_an_untrusted_certificate_is_exit_code_1_and_says_what_to_do(
    egain: Egain, tmp_path: Path
) -> None:
    """With --ca-file it is trusted, with --insecure anybody is, and that is said loudly."""
    context, cert = certificate(tmp_path)
    with scripted([CREATED], context) as server:
        done = send(egain, server.url)
        assert (done.code, done.outcomes[0]["status"]) == (1, "not_attempted")
        assert "self-signed certificate" in done.err
        assert "--ca-file" in done.err
        assert not server.requests
        assert send(egain, server.url, "--ca-file", str(cert)).code == 0
        done = send(egain, server.url, "--insecure")
    assert done.code == 0
    assert "warning: --insecure" in done.err


def test_a_ca_file_that_is_none_is_a_usage_error(egain: Egain, place: Path) -> None:
    """Missing or no certificate, the file is named."""
    (place / "x.pem").write_text("no certificate")
    for name in ("x.pem", "nope.pem"):
        done = send(egain, "https://127.0.0.1:1", "--ca-file", name)
        assert (done.code, name in done.err) == (2, True)


def test_a_proxy_from_the_environment_is_used(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless NO_PROXY names the server; one that cannot be used is said."""
    with scripted([CREATED]) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        assert send(egain, "http://egain.invalid").code == 0
        assert proxy.requests[0].startswith(b"POST http://egain.invalid/system/ws/v12/")
        monkeypatch.setenv("no_proxy", "egain.invalid")
        assert send(egain, "http://egain.invalid").code == 5
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("http_proxy", "ftp://proxy")
    done = send(egain, "http://egain.invalid")
    assert (done.code, "HTTP_PROXY" in done.err) == (2, True)


def test_what_goes_out_in_the_clear_is_warned_about(egain: Egain) -> None:
    """Not on this machine: nobody listens there."""
    assert "is not encrypted" in send(egain, "http://egain.invalid").err
    assert "is not encrypted" not in send(egain, "http://127.0.0.1:1").err


def test_the_headers_are_those_of_the_api(egain: Egain) -> None:
    """JSON is asked for by name, the language only when it was set, and the length is known."""
    with scripted([CREATED]) as server:
        send(egain, server.url, "--language", "de-DE")
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    assert headers[b"accept"] == headers[b"content-type"] == b"application/json"
    assert headers[b"accept-language"] == b"de-de"
    assert headers[b"accept-encoding"] == b"gzip"
    assert headers[b"x-egain-session"] == b"11111111-2222-3333-4444-555555555555"
    assert headers[b"content-length"] == str(len(body)).encode()
    assert b"transfer-encoding" not in headers


@pytest.mark.parametrize("location", ["http://[", "http://[::1", "//[x", "http://h:99999/"])
def test_a_location_that_is_no_url_is_a_warning(egain: Egain, location: str) -> None:
    """The activity exists: a crash would make people send the email twice."""
    with scripted([answer("201 Created", b"", f"Location: {location}")]) as server:
        done = send(egain, server.url)
    assert (done.code, done.outcomes[0]["status"]) == (0, "accepted")
    with scripted([answer("307 T", b"", f"Location: {location}")]) as server:
        done = send(egain, server.url)
    assert (done.code, done.outcomes[0]["status"], len(server.requests)) == (1, "rejected", 1)
    assert "Check the URL" in done.err


def test_after_a_refusal_a_lost_connection_is_not_attempted(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The 401 said that nothing was created, and the second try did not leave."""
    monkeypatch.setenv("EGAIN_RETRIES", "0")
    monkeypatch.setenv("EGAIN_USERNAME", "u")
    monkeypatch.setenv("EGAIN_PASSWORD", "p")
    expired = answer("401 No", b'{"code":"401-101","developerMessage":"again"}')
    logged_in = answer("204 No Content", b"", "X-egain-session: abc")
    with scripted([expired, logged_in], closes=True) as server:
        done = send(egain, server.url)
    outcome = done.outcomes[0]
    assert (done.code, outcome["status"], outcome["attempts"]) == (5, "not_attempted", 2)


def test_why_a_new_login_failed_is_told_with_the_first_answer(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's own words to both."""
    monkeypatch.setenv("EGAIN_USERNAME", "u")
    monkeypatch.setenv("EGAIN_PASSWORD", "p")
    expired = answer("401 No", b'{"code":"401-101","developerMessage":"again"}')
    with scripted([expired, answer("403 No", b'{"message":"five sessions are open"}')]) as server:
        done = send(egain, server.url)
    assert (done.code, done.outcomes[0]["code"]) == (4, "401-101")
    assert "five sessions are open" in done.err


def test_a_proxys_password_is_not_shown_and_this_machine_needs_no_proxy(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy may be written without a scheme, as curl takes it."""
    with scripted([CREATED]) as proxy, scripted([CREATED]) as server:
        monkeypatch.setenv("http_proxy", proxy.url.removeprefix("http://"))
        assert send(egain, server.url).code == 0
        assert not proxy.requests
        assert send(egain, "http://egain.invalid").code == 0
        assert proxy.requests
    monkeypatch.setenv("http_proxy", "ftp://user:hunter2@proxy")
    done = send(egain, "http://egain.invalid")
    assert (done.code, "hunter2" in done.err + done.out) == (2, False)


def test_hostile_answers_are_read_in_no_time_and_shown_in_part(egain: Egain) -> None:
    """A megabyte of title tags, of one title, or of one message."""
    for body in (
        b"<html>" + b"<title" * 170_000,
        b"<html>" + b"<title>" * 140_000,
        b"<html><title>" + b"x" * 900_000 + b"</title>",
        b'{"message":"' + b"x" * 900_000 + b'"}',
    ):
        with scripted([answer("400 Bad", body)]) as server:
            done = send(egain, server.url)
        assert len(done.outcomes[0]["message"]) <= 4000


def test_a_line_end_in_a_json_message_does_not_hide_its_code(egain: Egain) -> None:
    """It is against the grammar, and some servers do it."""
    body = b'{"code":"400-1","developerMessage":"two\nlines"}'
    with scripted([answer("400 Bad", body)]) as server:
        assert send(egain, server.url).outcomes[0]["code"] == "400-1"


def test_one_email_that_meets_a_mistake_of_the_program_stops_no_other(
    egain: Egain, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    """It is in the books, with the way to report it."""
    from egain_cli import lint

    genuine = lint.check
    monkeypatch.setattr(
        lint, "check", lambda activity: genuine(activity) if activity.subject != "b" else 1 / 0
    )
    (place / "m.yaml").write_text("\n---\n".join(f"{{from: a@b.de, subject: {s}}}" for s in "abc"))
    with scripted([CREATED]) as server:
        done = egain("send-email", "m.yaml", "--url", server.url, "--json",
                     "--department", "d", "--receiver", "r@s.de")  # fmt: skip
    assert [each["status"] for each in done.outcomes] == ["accepted", "not_attempted", "accepted"]
    assert (done.code, "unexpected ZeroDivisionError" in done.err) == (3, True)


def test_several_emails_meet_a_server_that_is_gone_without_asking_it_each_time(
    egain: Egain, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    """A login that finds no server is tried once; every email is in the books."""
    monkeypatch.delenv("EGAIN_SESSION")
    monkeypatch.setenv("EGAIN_USERNAME", "u")
    monkeypatch.setenv("EGAIN_PASSWORD", "p")
    (place / "m.yaml").write_text("{from: a@b.de, subject: a}\n---\n{from: c@d.de, subject: b}\n")
    done = egain("send-email", "m.yaml", "--url", "http://127.0.0.1:1", "--json",
                 "--department", "d", "--receiver", "r@s.de")  # fmt: skip
    assert [each["status"] for each in done.outcomes] == ["not_attempted"] * 2
    assert (done.code, done.last["discovered"], done.last["not_attempted"]) == (5, 2, 2)


def test_a_refused_login_after_an_invalid_email_is_in_the_books_too(
    egain: Egain, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    """The run has begun, so the rest is not attempted, and the exit code is that of the refusal."""
    monkeypatch.delenv("EGAIN_SESSION")
    monkeypatch.setenv("EGAIN_USERNAME", "u")
    monkeypatch.setenv("EGAIN_PASSWORD", "p")
    (place / "m.yaml").write_text("{from: bad, subject: a}\n---\n{from: c@d.de, subject: b}\n")
    with scripted([answer("401 No", b'{"message":"bad password"}')]) as server:
        done = egain("send-email", "m.yaml", "--url", server.url, "--json",
                     "--department", "d", "--receiver", "r@s.de")  # fmt: skip
    assert [each["status"] for each in done.outcomes] == ["invalid", "not_attempted"]
    assert done.code == 4
    assert "bad password" in done.err


def test_no_words_of_a_server_stop_a_run(egain: Egain, place: Path) -> None:
    """Only an interrupt does, whatever an answer says."""
    (place / "m.yaml").write_text("\n---\n".join(f"{{from: a@b.de, subject: {s}}}" for s in "ab"))
    refusal = answer("400 Bad", b'{"message":"stopped before it was sent"}')
    with scripted([refusal, CREATED]) as server:
        done = egain("send-email", "m.yaml", "--url", server.url, "--json",
                     "--department", "d", "--receiver", "r@s.de")  # fmt: skip
    assert [each["status"] for each in done.outcomes] == ["rejected", "accepted"]
