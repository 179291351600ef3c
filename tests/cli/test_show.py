"""Reading activities back: `egain show`, and what --verify says of what was sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.servers import answer, scripted

if TYPE_CHECKING:
    from egain_cli.sandbox import serve
    from tests.conftest import Egain

LEAST = ("send-email", "--from", "jane@customer.com", "--subject", "Hello")
SESSION = "11111111-2222-3333-4444-555555555555"
ACTIVITY = {
    "id": 7,
    "subject": "Hello",
    "payload": {"email": {"emailAddresses": {"from": "a@b.de"}}},
}


def found(*activities: dict[str, Any]) -> bytes:
    """An answer that holds activities."""
    return answer("200 OK", json.dumps({"activity": activities}).encode())


def refused(status: str, code: str) -> bytes:
    """An answer that says no in the API's words."""
    return answer(status, json.dumps({"code": code, "developerMessage": "No."}).encode())


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session given from outside, so that nothing but the reading is asked."""
    monkeypatch.setenv("EGAIN_SESSION", SESSION)
    monkeypatch.setenv("EGAIN_DEPARTMENT", "service")
    monkeypatch.setenv("EGAIN_RECEIVER", "r@s.de")


@pytest.mark.usefixtures("at_sandbox")
def test_an_activity_is_shown_as_the_server_has_it(egain: Egain) -> None:
    """What was sent is there again: on a line of its own in a pipe, under the names of YAML."""
    sent = egain(*LEAST, "--text", "Line one\nline two", "--cc", "boss@customer.com", "--json")
    done = egain("show", sent.outcomes[0]["activity_id"])
    assert done.code == 0
    columns, values = (line.split("\t") for line in done.out.splitlines())
    row = dict(zip(columns, values, strict=True))
    assert row["from"] == "jane@customer.com"
    assert row["cc"] == "boss@customer.com"
    assert row["text"] == r"Line one\nline two"
    assert row["attachments"] == "0"


@pytest.mark.usefixtures("at_sandbox")
def test_json_lines_hold_what_the_server_said(egain: Egain) -> None:
    """Each activity is one event, and an id that does not exist an error beside it: exit 3."""
    sent = egain(*LEAST, "--json").outcomes[0]
    done = egain("show", sent["location"], "999", "--json")
    assert done.code == 3
    assert [event["event"] for event in done.events] == ["activity", "error"]
    assert done.events[0]["activity"]["id"] == int(sent["activity_id"])
    assert "999" in done.events[1]["message"]
    assert "404-100" in done.err


@pytest.mark.usefixtures("at_sandbox")
def test_an_id_that_does_not_exist_is_a_failure(egain: Egain) -> None:
    """The server's own code and words are shown."""
    done = egain("show", "999")
    assert done.code == 1
    assert "404 404-100" in done.err


@pytest.mark.usefixtures("at_sandbox")
def test_quiet_shows_nothing_and_the_exit_code_tells(egain: Egain) -> None:
    """With --quiet a script asks whether an activity is there."""
    sent = egain(*LEAST, "--json").outcomes[0]
    done = egain("show", sent["activity_id"], "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_who_may_not_read_is_told_which_right_is_missing(
    egain: Egain, at_sandbox: serve.Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 403 is exit code 4, and the hint names the right."""
    del at_sandbox
    monkeypatch.setenv("EGAIN_USERNAME", "injector")
    monkeypatch.setenv("EGAIN_PASSWORD", "injector")
    done = egain("show", "2795")
    assert done.code == 4
    assert "403 403-178" in done.err
    assert "right to view the agent console" in done.err


@pytest.mark.usefixtures("session")
def test_an_answer_that_is_cut_off_is_asked_for_in_pieces(egain: Egain) -> None:
    """Of an answer 1 MB is read; activities that are too many for that come in several."""
    big = [{"id": number, "subject": "x" * 600_000} for number in range(1, 4)]
    pieces = [found(*big), *(found(each) for each in big)]
    with scripted(pieces) as server:
        done = egain("show", "1", "2", "3", "--url", server.url)
    assert done.code == 0
    assert done.out.count("x" * 600_000) == 3


@pytest.mark.usefixtures("session")
def test_an_activity_that_is_too_large_to_read_is_said_to_be_so(egain: Egain) -> None:
    """Nothing of it is shown as if it were all."""
    with scripted([found({"id": 7, "subject": "x" * 1_100_000})]) as server:
        done = egain("show", "7", "--url", server.url)
    assert done.code == 1
    assert "larger than an answer that is read (1 MB)" in done.err


def test_a_url_of_another_server_is_refused(egain: Egain) -> None:
    """Its id means another activity here."""
    done = egain("show", "https://h.example/x/activity/7", "--url", "http://127.0.0.1:9")
    assert done.code == 2
    assert "is on another server" in done.err


@pytest.mark.parametrize("text", ["", "/", "1,2", "a b", "7?x"])
def test_what_is_no_id_is_not_asked_for(egain: Egain, text: str) -> None:
    """Nothing that could change the URL goes into it."""
    done = egain("show", text, "--url", "http://127.0.0.1:9")
    assert done.code == 2
    assert "is not the id of an activity" in done.err


@pytest.mark.usefixtures("session")
def test_many_ids_are_asked_for_in_batches_with_escaped_commas(egain: Egain) -> None:
    """75 ids a request, documented; some hosts take commas only escaped."""
    ids = [str(number) for number in range(1, 77)]
    every = [found(*({"id": int(each)} for each in ids[:75])), found({"id": 76})]
    with scripted(every) as server:
        done = egain("show", *ids, "--url", server.url)
    assert done.code == 0
    assert len(done.out.splitlines()) == 77
    assert len(server.requests) == 2
    assert b"GET /system/ws/v12/interaction/activity/1%2C2%2C3" in server.requests[0]
    assert b"/76?$attribute=all" in server.requests[1]


@pytest.mark.usefixtures("session")
def test_one_bad_id_does_not_hide_the_others(egain: Egain) -> None:
    """Where the server refuses all for one of them, each is asked for alone."""
    no = refused("404 Not Found", "404-100")
    with scripted([no, found({"id": 1, "subject": "one"}), no]) as server:
        done = egain("show", "1", "2", "--url", server.url)
    assert done.code == 3
    assert "one" in done.out


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (answer("200 OK", b"<html>"), 1, "the answer cannot be read"),
        (found({"id": 8}), 1, "the answer does not hold it"),
        (answer("204 No Content"), 1, "204"),
        (refused("401 Unauthorized", "401-101"), 4, "401 401-101"),
        (answer("503 Service Unavailable"), 5, "503"),
        (answer("500 Oops"), 1, "500"),
    ],
)
def test_every_other_answer_is_told_in_the_servers_words(
    egain: Egain, said: bytes, code: int, words: str
) -> None:
    """No answer is taken for an activity, and each has its exit code."""
    with scripted([said]) as server:
        done = egain("show", "7", "--url", server.url)
    assert done.code == code
    assert words in done.err


@pytest.mark.usefixtures("at_sandbox")
@pytest.mark.parametrize("format_", ["json", "xml", "multipart"])
def test_verify_compares_what_arrived_with_what_was_sent(egain: Egain, format_: str) -> None:
    """What is there as it was sent has no warning, and is said to be verified."""
    done = egain(*LEAST, "--secure", "--attr", "source=x", "--reply-to", "r@c.com", "--text", "t",
                 "--verify", "--format", format_, "--json")  # fmt: skip
    assert (done.code, done.outcomes[0]["verified"], done.outcomes[0]["warnings"]) == (0, True, [])


@pytest.mark.usefixtures("at_sandbox")
def test_what_xml_could_not_carry_is_told_once(egain: Egain) -> None:
    """The warning names what is lost; what was sent is there as it was sent."""
    done = egain(*LEAST, "--text", "a\x0bb", "--format", "xml", "--verify", "--json")
    outcome = done.outcomes[0]
    assert (done.code, outcome["verified"]) == (0, True)
    assert [each["id"] for each in outcome["warnings"]] == ["L115"]


@pytest.mark.usefixtures("at_sandbox")
def test_without_verify_nothing_is_read_back(egain: Egain) -> None:
    """Whether it is there as it was sent is then not known."""
    assert egain(*LEAST, "--json").outcomes[0]["verified"] is None


def test_who_may_create_and_not_read_gets_a_warning_only(
    egain: Egain, at_sandbox: serve.Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The email was accepted; that it cannot be looked at is no failure of it."""
    del at_sandbox
    monkeypatch.setenv("EGAIN_USERNAME", "injector")
    monkeypatch.setenv("EGAIN_PASSWORD", "injector")
    done = egain(*LEAST, "--verify", "--json")
    outcome = done.outcomes[0]
    assert (done.code, outcome["status"], outcome["verified"]) == (0, "accepted", None)
    assert [warning["name"] for warning in outcome["warnings"]] == ["not-read-back"]
    assert "403-178" in outcome["warnings"][0]["message"]


CREATED = answer("201 Created", b"", "Location: /system/ws/v12/interaction/activity/7")


@pytest.mark.usefixtures("session")
def test_a_difference_is_named_and_fails_while_the_activity_stays_accepted(egain: Egain) -> None:
    """Exit code 1, status accepted: nothing is to be sent again, and somebody is to look."""
    there = {"id": 7, "subject": "Hullo", "department": {"name": "service"}}
    with scripted([CREATED, found(there)]) as server:
        done = egain(*LEAST, "--url", server.url, "--verify", "--json")
    outcome = done.outcomes[0]
    assert (done.code, outcome["status"], outcome["verified"]) == (1, "accepted", False)
    assert [warning["name"] for warning in outcome["warnings"]] == [
        "read-back-differs",
        "not-compared",
    ]
    assert "sent 'Hello', there is 'Hullo'" in done.err
    assert "activity 7 exists, and is not what was sent" in done.err
    assert "egain show 7" in done.err


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    ("created", "read", "words"),
    [
        (CREATED, answer("200 OK", b"<html>"), "cannot be read"),
        (CREATED, answer("404 Not Found"), "404"),
        (CREATED, found({"id": 5}), "another one was answered"),
        (answer("201 Created"), b"", "named no activity"),
        (answer("201 Created", b"", "Location: http://[::1/7"), b"", "named no activity"),
    ],
)
def test_what_cannot_be_read_back_is_a_warning(
    egain: Egain, created: bytes, read: bytes, words: str
) -> None:
    """Whatever the server answers to the reading, what it accepted stays accepted."""
    with scripted([created, read]) as server:
        done = egain(*LEAST, "--url", server.url, "--verify", "--json")
    outcome = done.outcomes[0]
    assert (done.code, outcome["status"], outcome["verified"]) == (0, "accepted", None)
    assert any(words in each["message"] for each in outcome["warnings"])


@pytest.mark.usefixtures("session")
def test_a_location_on_another_server_never_gets_the_session(egain: Egain) -> None:
    """The activity is read where it was created."""
    with scripted([found(ACTIVITY)]) as other:
        elsewhere = answer("201 Created", b"", f"Location: {other.url}/x/activity/7")
        with scripted([elsewhere, found({**ACTIVITY, "subject": "Hello"})]) as server:
            egain(*LEAST, "--url", server.url, "--verify", "--json")
    assert other.requests == []
    assert b"/system/ws/v12/interaction/activity/7?$attribute=all" in server.requests[1]


@pytest.mark.usefixtures("session")
def test_an_activity_is_read_where_its_location_says(egain: Egain) -> None:
    """A server may answer for another version of the path than it was asked for."""
    newer = answer("201 Created", b"", "Location: /system/ws/v20/interaction/activity/7")
    with scripted([newer, found(ACTIVITY)]) as server:
        egain(*LEAST, "--url", server.url, "--verify", "--json")
    assert b"GET /system/ws/v20/interaction/activity/7?$attribute=all" in server.requests[1]


@pytest.mark.usefixtures("at_sandbox")
def test_a_run_says_how_many_were_read_back_as_sent(egain: Egain, place: Any) -> None:
    """The last line of a run counts them."""
    (place / "two.yaml").write_text("from: a@b.de\nsubject: 1\n---\nfrom: a@b.de\nsubject: 2\n")
    assert "2 read back as sent" in egain("send-email", "two.yaml", "--verify").err
