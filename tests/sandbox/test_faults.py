"""Faults as a client meets them, over a socket, and the routes that steer them."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from egain_cli.sandbox.fault_file import parse_script
from egain_cli.sandbox.serve import Running, running
from egain_cli.sandbox.world import DEFAULT_WORLD

from .documents import FULL, PLAIN, changed
from .formats import MULTIPART, as_multipart, as_xml
from .wire import ACTIVITY, JSON, XML, Answer, Wire, log_in, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOST = (ConnectionResetError, BrokenPipeError, http.client.RemoteDisconnected)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Running]:
    """One sandbox whose script each test replaces."""
    with running() as started:
        yield started


def play(sandbox: Running, *faults: dict[str, Any], seed: int = 0) -> Wire:
    """A way to the sandbox, logged in, with these faults from now on and nothing stored."""
    wire = opened(sandbox.url)
    assert wire.ask("POST", "/_sandbox/clear").status == 204
    answer = wire.ask("PUT", "/_sandbox/faults", {"seed": seed, "faults": faults})
    assert answer.status == 200, answer.text
    return wire


def fired(wire: Wire) -> list[int]:
    """How often each fault fired."""
    return [each["fired"] for each in wire.ask("GET", "/_sandbox/faults").json["faults"]]


def count(wire: Wire, query: str = "") -> int:
    """How many messages are stored, without listing them."""
    answer = wire.ask("GET", f"/_sandbox/messages?limit=0{query}")
    assert answer.json == []
    return int(answer.headers["X-Total-Count"])


def spoken(sandbox: Running, session: str, body: bytes) -> bytes:
    """All that comes back for a create before the connection ends."""
    head = f"POST {ACTIVITY} HTTP/1.1\r\nHost: x\r\nContent-Type: {JSON}\r\nAccept: {JSON}\r\n"
    head += f"X-egain-session: {session}\r\nContent-Length: {len(body)}\r\n\r\n"
    address = urlsplit(sandbox.url)
    with socket.create_connection((address.hostname, address.port), 10) as connection:
        connection.sendall(head.encode() + body)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_a_lost_answer_leaves_an_activity_that_names_its_fault(sandbox: Running) -> None:
    """Created and stored, then reset: the store knows the request's number and what befell it."""
    wire = play(sandbox, {"name": "lost-answer", "every": 2, "drop": "after-commit"})
    assert wire.create(PLAIN).status == 201
    with pytest.raises(LOST):
        wire.create(changed("subject", "lost"))
    newest, oldest = wire.ask("GET", "/_sandbox/messages").json
    assert (newest["subject"], newest["request"], newest["faults"]) == ("lost", 2, ["lost-answer"])
    assert (oldest["request"], oldest["faults"]) == (1, [])
    assert wire.ask("GET", f"/_sandbox/messages/{newest['id']}").json["faults"] == ["lost-answer"]
    assert (count(wire), count(wire, "&fault=lost"), fired(wire)) == (2, 1, [1])


@pytest.mark.parametrize("where", ["before-reading", "before-commit"])
def test_a_drop_before_the_commit_leaves_nothing(sandbox: Running, where: str) -> None:
    """The connection is reset, nothing is stored, and the next request is fine."""
    wire = play(sandbox, {"on": 1, "drop": where, "delay": 0.05})
    begun = time.monotonic()
    with pytest.raises(LOST):
        wire.create(PLAIN)
    assert time.monotonic() - begun >= 0.05
    assert (count(wire), fired(wire)) == (0, [1])
    assert wire.create(PLAIN).status == 201


def test_a_drop_before_reading_does_not_wait_for_the_body(sandbox: Running) -> None:
    """The reset comes although most of the body never does, even to whoever waits for a 100."""
    play(sandbox, {"drop": "before-reading"})
    address = urlsplit(sandbox.url)
    for more in ("", "Expect: 100-continue\r\n"):
        with socket.create_connection((address.hostname, address.port), 10) as connection:
            head = f"POST {ACTIVITY} HTTP/1.1\r\nHost: x\r\n{more}Content-Length: 9999999\r\n\r\n"
            connection.sendall(head.encode())
            with pytest.raises(ConnectionResetError):
                connection.recv(1)


STATUSES = [
    (401, "401-101"),
    (403, "403-178"),
    (406, "406-100"),
    (429, "429-001"),
    (500, "500-100"),
    (503, "503-90003"),
    (200, "500-100"),
]


@pytest.mark.parametrize(("status", "code"), STATUSES)
@pytest.mark.parametrize("media", [JSON, XML])
def test_a_status_has_the_documented_error_document(
    sandbox: Running, status: int, code: str, media: str
) -> None:
    """In the format that was asked for; also where the status says that all is well."""
    wire = play(sandbox, {"status": status, "headers": {"Retry-After": "7"}})
    answer = wire.create(PLAIN, Accept=media)
    assert (answer.status, answer.headers["Retry-After"]) == (status, "7")
    assert answer.headers["Content-Type"] == media
    assert code in answer.text
    assert count(wire) == 0


def test_a_login_speaks_the_legacy_family(sandbox: Running) -> None:
    """Its error document has a message and no code."""
    wire = play(sandbox, {"route": "login", "on": 1, "status": 500})
    assert log_in(sandbox.url).json.keys() == {"message"}
    assert log_in(sandbox.url, query="?forceLogin=yes").status == 204
    assert wire.ask("DELETE", "/system/ws/v12/authentication/user/logout").status == 204


def test_a_status_may_have_another_body_or_none(sandbox: Running) -> None:
    """The body stands as it is written; 204 has none."""
    script = ({"on": 1, "status": 500, "body": '{"code": "1-2"}'}, {"on": 2, "status": 204})
    wire = play(sandbox, *script)
    assert wire.create(PLAIN).json == {"code": "1-2"}
    empty = wire.create(PLAIN)
    assert (empty.status, empty.body) == (204, b"")


def test_a_proxy_may_answer_502_after_the_server_has_committed(sandbox: Running) -> None:
    """An HTML page; with `commit` the activity is there all the same, and a refusal stays one."""
    wire = play(
        sandbox,
        {"name": "before", "on": 1, "page": "html"},
        {"name": "after", "from": 2, "page": "html", "status": 504, "commit": "yes"},
    )
    answers = [wire.create(PLAIN), wire.create(PLAIN), wire.create(changed("subject", ""))]
    assert [answer.status for answer in answers] == [502, 504, 504]
    assert answers[0].headers["Content-Type"].startswith("text/html")
    assert "<h1>504 Gateway Time-out" in answers[1].text.replace("Timeout", "Time-out")
    (stored,) = wire.ask("GET", "/_sandbox/messages").json
    assert (stored["request"], stored["faults"]) == (2, ["after"])


def test_a_cut_answer_ends_in_its_headers_or_its_body(sandbox: Running) -> None:
    """What was asked for is done; what is said of it breaks off."""
    wire = play(sandbox, {"on": 1, "cut": "headers"}, {"from": 2, "cut": "body"},
                {"on": 3, "status": 500})  # fmt: skip
    head = spoken(sandbox, wire.session, json.dumps(PLAIN).encode())
    assert head.startswith(b"HTTP/1.1 201 Created\r\nx-egain-session: ")
    assert b"\r\n\r\n" not in head
    for partial in (b"", b'{"code"'):
        with pytest.raises(http.client.IncompleteRead) as caught:
            wire.create(PLAIN)
        assert caught.value.partial.startswith(partial)
        assert caught.value.expected
    assert count(wire) == 2


def test_a_slow_body_comes_at_its_speed(sandbox: Running) -> None:
    """Whole, in the end; and the connection may be used again."""
    wire = play(sandbox, {"on": 1, "status": 500, "body": "x" * 100, "slow": 400})
    begun = time.monotonic()
    assert wire.create(PLAIN).text == "x" * 100
    assert 0.2 < time.monotonic() - begun < 5


def test_a_slow_body_ends_when_nobody_listens(sandbox: Running) -> None:
    """A client that gives up leaves no noise, and the sandbox answers on."""
    wire = play(sandbox, {"on": 1, "status": 500, "body": "x" * 100, "slow": 100})
    address = urlsplit(sandbox.url)
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(
            f"POST {ACTIVITY} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".encode()
        )
        assert connection.recv(12) == b"HTTP/1.1 500"
    time.sleep(0.2)
    assert wire.create(PLAIN).status == 201


def test_a_delay_comes_after_the_commit(sandbox: Running) -> None:
    """The activity is there before the answer is; delays of two faults add up."""
    wire = play(sandbox, {"delay": 0.8}, {"delay": 0.8})
    begun = time.monotonic()
    thread = threading.Thread(target=wire.create, args=(PLAIN,))
    thread.start()
    answer = wire.ask("GET", "/_sandbox/wait?count=1&timeout=5")
    early = time.monotonic() - begun
    thread.join()
    assert answer.status == 200
    assert early < 1.6 <= time.monotonic() - begun


def test_sessions_end_for_this_request_and_the_following(sandbox: Running) -> None:
    """401 until a new login."""
    wire = play(sandbox, {"on": 2, "expire": "sessions"})
    statuses = [wire.create(PLAIN).status for _ in range(3)]
    assert (statuses, wire.create(PLAIN).json["code"]) == ([201, 401, 401], "401-101")
    assert opened(sandbox.url).create(PLAIN).status == 201
    assert fired(wire) == [1]


def test_a_limit_says_when_to_come_again(sandbox: Running) -> None:
    """A true token bucket: as many as the burst, then 429 until the rate lets one in."""
    wire = play(sandbox, {"limit": {"rate": 2, "burst": 2}})
    answers = [wire.create(PLAIN) for _ in range(4)]
    assert [answer.status for answer in answers[:3]] == [201, 201, 429]
    refused = answers[2]
    assert (refused.json["code"], refused.headers["Retry-After"]) == ("429-001", "1")
    assert refused.headers["X-RateLimit-Limit"] == "120"
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    reset = datetime.fromisoformat(refused.headers["X-RateLimit-Reset"])
    assert -2 < (reset - datetime.now(UTC)).total_seconds() < 2
    time.sleep(1)
    assert wire.create(PLAIN).status == 201


def test_a_limit_may_answer_otherwise(sandbox: Running) -> None:
    """With another status, and headers of its own in the place of those that it would have."""
    wire = play(sandbox, {"limit": {"rate": 0.001, "burst": 1}, "status": 503,
                          "headers": {"retry-after": "99"}})  # fmt: skip
    assert wire.create(PLAIN).status == 201
    answer = wire.create(PLAIN)
    assert (answer.status, answer.headers.get_all("Retry-After")) == (503, ["99"])


FORMATS: dict[str, Callable[[dict[str, Any]], bytes]] = {
    JSON: lambda document: json.dumps(document).encode(),
    XML: lambda document: as_xml(document).encode(),
    MULTIPART: as_multipart,
}


@pytest.mark.parametrize("form", FORMATS)
def test_match_reads_every_format(sandbox: Running, form: str) -> None:
    """A field is found in JSON, XML and multipart; a body that is none matches nothing."""
    wire = play(sandbox, {"match": {"subject": "MOBILE", "accept": "json"}, "status": 503})
    encode = FORMATS[form]
    assert wire.create(encode(FULL), Content_Type=form).status == 503
    other = encode(changed("subject", "Other"))
    assert wire.create(other, Content_Type=form).status == 201
    assert wire.create(b"{", Content_Type=form).status == 400


def test_a_size_counts_also_without_a_length(sandbox: Running) -> None:
    """A chunked body is read before its size is judged."""
    wire = play(sandbox, {"over": 1000, "status": 413})
    connection = http.client.HTTPConnection(urlsplit(sandbox.url).netloc, timeout=10)
    headers = {"Content-Type": JSON, "Accept": JSON, "X-egain-session": wire.session}
    for document, status in ((PLAIN, 201), (FULL, 413)):
        body = json.dumps(document).encode()
        connection.request(
            "POST", ACTIVITY, iter([body[:9], body[9:]]), headers, encode_chunked=True
        )
        answer = connection.getresponse()
        assert (answer.status, bool(answer.read())) == (status, status != 201)
    connection.close()


def test_a_read_may_fail_too(sandbox: Running) -> None:
    """The route `read` is every GET of the API; the sandbox's own have no faults."""
    wire = play(sandbox, {"route": "read", "status": 500}, {"route": "any", "delay": 0.01})
    location = wire.create(PLAIN).headers["Location"]
    assert wire.ask("GET", location).status == 500
    assert wire.ask("GET", "/_sandbox/health").status == 200
    report = wire.ask("GET", "/_sandbox/faults").json
    assert report["requests"] == {"create": 1, "login": 0, "read": 1, "any": 2}
    assert [each["fired"] for each in report["faults"]] == [1, 2]


def test_a_script_is_shown_replaced_and_ended(sandbox: Running) -> None:
    """PUT and POST begin with counts at zero, in YAML as well; DELETE goes on without faults."""
    wire = play(sandbox, {"status": 503})
    assert (wire.create(PLAIN).status, fired(wire)) == (503, [1])
    again = wire.ask("POST", "/_sandbox/faults", b"seed: 4\nfaults:\n- {name: x, status: 500}")
    assert (again.status, again.json["seed"]) == (200, 4)
    assert again.json["faults"] == [{"name": "x", "fired": 0}]
    assert (wire.create(PLAIN).status, fired(wire)) == (500, [1])
    assert wire.ask("DELETE", "/_sandbox/faults").status == 204
    assert (wire.create(PLAIN).status, fired(wire)) == (201, [])


def test_a_mistake_in_a_script_changes_nothing(sandbox: Running) -> None:
    """400 with line, column and the nearest word; the script under way goes on."""
    wire = play(sandbox, {"name": "kept", "status": 503})
    refused = wire.ask("PUT", "/_sandbox/faults", b"faults:\n- {evry: 2, status: 500}")
    assert refused.status == 400
    assert "faults:2:4: unknown key 'evry'. Did you mean 'every'?" in refused.text
    assert wire.ask("PUT", "/_sandbox/faults", b"#" * 2_000_000).status == 413
    assert wire.ask("GET", "/_sandbox/faults").json["faults"] == [{"name": "kept", "fired": 0}]


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_web_pages_cannot_touch_the_script(sandbox: Running, method: str) -> None:
    """A foreign Host or Origin is 403, as on every own route."""
    wire = play(sandbox, {"name": "kept", "status": 503})
    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        assert wire.ask(method, "/_sandbox/faults", b"faults: []", headers).status == 403
    assert wire.ask("GET", "/_sandbox/faults").json["faults"] == [{"name": "kept", "fired": 0}]


def test_a_failure_repeats_exactly() -> None:
    """The same script and the same requests meet the same faults, whatever the connections."""
    script = parse_script(
        b"seed: 5\nfaults:\n- {chance: 0.2, status: 503}\n- {every: 7, drop: after-commit}", "f"
    )

    def meet(threads: int) -> tuple[list[int], list[int]]:
        with running(DEFAULT_WORLD, script=script) as started:
            wire = opened(started.url)
            work = [
                threading.Thread(target=send, args=(wire, 60 // threads)) for _ in range(threads)
            ]
            for each in work:
                each.start()
            for each in work:
                each.join()
            stored = wire.ask("GET", "/_sandbox/messages?limit=100").json
            return fired(wire), sorted(each["request"] for each in stored)

    alone, numbers = meet(1)
    assert all(alone)
    assert (alone, numbers) == meet(6)
    lost = [number for number in numbers if number % 7 == 0]
    assert len(lost) == alone[1]


def send(wire: Wire, times: int) -> None:
    """Create so many activities, whatever is answered."""
    for _ in range(times):
        try:
            assert wire.create(PLAIN).status in (201, 503)
        except LOST:
            continue


def test_large_bodies_share_a_budget_and_all_arrive(sandbox: Running) -> None:
    """Those that find no room are answered later, not refused."""
    wire = play(sandbox)
    large = changed("attachments.attachment.0.content", "AAAA" * 5_000_000)
    body = json.dumps(large).encode()
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda: answers.append(wire.create(body))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status for answer in answers] == [201] * 8


def test_a_large_body_waits_for_room_and_a_small_one_does_not(sandbox: Running) -> None:
    """One that comes in slowly keeps its room until it is through, or its client goes away."""
    wire = play(sandbox)
    address = urlsplit(sandbox.url)
    statuses: list[int] = []
    late = threading.Thread(target=lambda: statuses.append(wire.create(b" " * 40_000_000).status))
    with socket.create_connection((address.hostname, address.port)) as slow:
        head = f"POST {ACTIVITY} HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n"
        slow.sendall(head.encode())
        time.sleep(0.2)
        late.start()
        late.join(1)
        assert late.is_alive()
        assert wire.create(PLAIN).status == 201
    late.join(20)
    assert statuses == [400]
