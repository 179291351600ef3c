"""What nobody knows of a past run: listed, looked up on the server, settled by a person."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.cli.recorded_runs import ACCEPTED, LOST, REJECTED, STOPPED, key, killed, record, run
from tests.cli.test_terminal import at_terminal
from tests.servers import answer, scripted

if TYPE_CHECKING:
    from pathlib import Path

    from egain_cli.sandbox import serve
    from tests.conftest import Egain

_COLOUR = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
MARKER = ("--marker-attribute", "source")


def statuses(egain: Egain, number: int = 1) -> list[str]:
    """What a run's emails are by its report."""
    return [each["status"] for each in egain("report", str(number), "--json").outcomes]


def test_unknown_emails_are_listed_with_all_that_is_known_of_them(egain: Egain) -> None:
    """Where from, since when, what was said, how often it was tried, and the key; exit 7."""
    run([ACCEPTED, LOST, REJECTED])
    done = egain("reconcile", "1", "--json")
    assert done.code == done.last["exit_code"] == 7
    (event,) = done.events[:-1]
    expected = {
        "event": "reconciled", "run": 1, "origin": "saved/2.eml", "key": key(2),
        "status": "unknown", "message": "connection lost", "attempts": 1, "how": None,
    }  # fmt: skip
    assert expected.items() <= event.items()
    assert re.match(r"\d{4}-\d\d-\d\dT", event["since"])
    assert done.last["unknown"] == 1


def test_what_a_killed_run_was_sending_is_listed(egain: Egain) -> None:
    """In a pipe, tab-separated."""
    killed("[None, ACCEPTED, LOST]")
    done = egain("reconcile", "1")
    header, line, _ = (each.split("\t") for each in done.out.splitlines())
    row = dict(zip(header, line, strict=True))
    assert done.code == 7
    assert (row["origin"], row["status"], row["key"]) == ("saved/1.eml", "unknown", key(1))
    assert "2 emails of run 1 are still unknown" in done.err
    assert "--assume accepted, or --assume not-sent" in done.err


@pytest.mark.parametrize(
    ("assumed", "status"), [("accepted", "accepted"), ("not-sent", "not_attempted")]
)
def test_a_person_settles_what_a_person_knows(egain: Egain, assumed: str, status: str) -> None:
    """All of them; the report says so from then on, and who knew."""
    run([LOST, ACCEPTED, LOST])
    done = egain("reconcile", "1", "--assume", assumed, "--json")
    assert done.code == 0
    assert [each["status"] for each in done.events[:-1]] == [status, status]
    assert done.last.items() >= {"unknown": 0, status: 2}.items()
    assert statuses(egain) == [status, "accepted", status]
    assert "assumed to be" in egain("report", "1", "--json").outcomes[0]["message"]


def test_one_of_several_is_settled_by_its_key(egain: Egain) -> None:
    """By as much of it as no other begins with; the others stay unknown."""
    keys = ["a1" + "0" * 30, "a2" + "0" * 30, "b" * 32]
    run([LOST, LOST, LOST], keys=keys)
    chosen = ("--only", "a2", "--only", "b" * 32)
    done = egain("reconcile", "1", "--assume", "not-sent", *chosen, "--json")
    assert (done.code, done.last["unknown"]) == (7, 1)
    assert [each["key"] for each in done.events[:-1]] == keys[1:]
    assert statuses(egain) == ["unknown", "not_attempted", "not_attempted"]


@pytest.mark.parametrize("only", ["", "a", "c", "a1" + "0" * 30 + "-3"])
def test_a_key_that_means_none_or_several_settles_nothing(egain: Egain, only: str) -> None:
    """A wrong call; the copy of a message has a key of its own, which begins like the first's."""
    copies = ["a1" + "0" * 30, "a1" + "0" * 30]
    run([LOST, LOST], keys=copies)
    assert egain("reconcile", "1", "--assume", "accepted", "--only", only).code == 2
    assert statuses(egain) == ["unknown", "unknown"]
    done = egain("reconcile", "1", "--assume", "accepted", "--only", copies[0])
    assert (done.code, statuses(egain)) == (7, ["accepted", "unknown"])


def test_where_nothing_is_unknown_there_is_nothing_to_settle(egain: Egain) -> None:
    """Exit 0, and no server is asked for it."""
    run([ACCEPTED, STOPPED])
    done = egain("reconcile", "last", *MARKER, "--url", "http://127.0.0.1:1")
    assert (done.code, done.out) == (0, "")
    assert "nothing is unknown in run 1" in done.err
    assert egain("reconcile", "1", "--quiet").err == ""


def test_quiet_settles_in_silence(egain: Egain) -> None:
    """A script reads the exit code."""
    run([LOST])
    done = egain("reconcile", "1", "--quiet")
    assert (done.code, done.out, done.err) == (7, "", "")
    assert egain("reconcile", "1", "--assume", "accepted", "--quiet").code == 0


def lost(egain: Egain, url: str, *arrived: int) -> None:
    """A run of three emails that are all unknown, of which these arrived with their markers."""
    for number in arrived:
        fields = ("--from", "jane@customer.com", "--subject", f"{number}")
        assert egain("send-email", *fields, "--attr", f"source={key(number)}").code == 0
    run([LOST, LOST, LOST], record(target=f"{url}/system"))


def unknown_run(egain: Egain) -> str:
    """The number of the last run, the one with what is unknown."""
    return str(egain("runs", "--json").events[-1]["run"])


def test_what_the_server_has_was_accepted_and_the_rest_stays_unknown(
    egain: Egain, at_sandbox: serve.Running
) -> None:
    """Each is looked up by its marker; found ones get their activity's id, and are not sent again."""
    lost(egain, at_sandbox.url, 1, 3)
    number = unknown_run(egain)
    done = egain("reconcile", number, *MARKER, "--json")
    assert (done.code, done.last["unknown"], done.last["accepted"]) == (7, 1, 2)
    assert [each["status"] for each in done.events[:-1]] == ["accepted", "unknown", "accepted"]
    assert [each["activity_id"] for each in done.events[:-1]] == ["2795", None, "2796"]
    assert "not found is not proof" in done.err
    assert egain("report", number, "--json").outcomes[2]["activity_id"] == "2796"
    assert len(egain("reconcile", number, "--json").events) == 2


def test_what_is_not_found_is_settled_where_a_person_says_how(
    egain: Egain, at_sandbox: serve.Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The marker's name may be a setting; what is found is not assumed to be anything."""
    lost(egain, at_sandbox.url, 2)
    monkeypatch.setenv("EGAIN_MARKER_ATTRIBUTE", "source")
    done = egain("reconcile", "last", "--assume", "not-sent", "--json")
    assert done.code == 0
    found = ["not_attempted", "accepted", "not_attempted"]
    assert [each["status"] for each in done.events[:-1]] == found
    assert "found on the server by its source" in done.events[1]["how"]


def test_an_email_that_is_there_twice_is_told_with_both_ids(
    egain: Egain, at_sandbox: serve.Running
) -> None:
    """It was accepted, and somebody may want to delete one."""
    lost(egain, at_sandbox.url, 1, 1)
    done = egain("reconcile", "last", *MARKER, "--json")
    assert done.events[0]["activity_id"] == "2795"
    assert "there are 2 of it: 2795, 2796" in done.events[0]["how"]


def test_an_attribute_that_the_server_does_not_have_is_an_error(
    egain: Egain, at_sandbox: serve.Running
) -> None:
    """In the server's words, and nothing is settled."""
    lost(egain, at_sandbox.url)
    done = egain("reconcile", "last", "--marker-attribute", "nosuch", "--assume", "not-sent")
    assert done.code == 1
    assert "the search by the custom attribute nosuch failed: 400 400-101" in done.err
    assert "; nothing was settled" in done.err
    assert "has that custom attribute" in done.err
    assert "Check the id" not in done.err
    assert statuses(egain) == ["unknown"] * 3


def test_a_search_that_fails_halfway_says_how_far_it_came(
    egain: Egain, at_sandbox: serve.Running
) -> None:
    """What was found before stands; nothing is assumed of what could not be looked up."""
    lost(egain, at_sandbox.url, 1)
    number = unknown_run(egain)
    faults = {"faults": [{"route": "read", "from": 3, "status": 500}]}
    assert httpx.put(f"{at_sandbox.url}/_sandbox/faults", json=faults).status_code == 200
    done = egain("reconcile", number, *MARKER, "--assume", "not-sent")
    assert done.code == 1
    assert "failed: 500" in done.err
    assert "1 of 3 were gone through before, and what they came to stands" in done.err
    assert "It is the server that failed" in done.err
    assert statuses(egain, int(number)) == ["accepted", "unknown", "unknown"]


def test_who_may_not_read_activities_cannot_look_them_up(
    egain: Egain, at_sandbox: serve.Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The right that is missing is named; nothing is settled, whatever was to be assumed."""
    lost(egain, at_sandbox.url)
    monkeypatch.setenv("EGAIN_USERNAME", "injector")
    monkeypatch.setenv("EGAIN_PASSWORD", "injector")
    done = egain("reconcile", "last", *MARKER, "--assume", "not-sent")
    assert done.code == 4
    assert "right to view the agent console" in done.err
    assert statuses(egain) == ["unknown"] * 3


def test_another_server_than_the_runs_is_not_asked(egain: Egain, at_sandbox: serve.Running) -> None:
    """What it does not have says nothing, and no session goes there."""
    lost(egain, "http://127.0.0.1:1")
    done = egain("reconcile", "last", *MARKER)
    assert done.code == 2
    assert "went to http://127.0.0.1:1/system, not to" in done.err


@pytest.mark.parametrize(
    ("attributes", "doubt"),
    [
        ({}, "none of them says that it is this email"),
        ({"customAttribute": [{"attribName": "source", "attribValues": {"attribValue": [
            {"value": "another"}]}}]}, "none of them says"),
        ({"customAttribute": [{"attribName": "other", "attribValues": {"attribValue": [
            {"value": key(1)}]}}]}, "none of them says"),
    ],
)  # fmt: skip
def test_a_server_that_overlooks_the_filter_proves_nothing(
    egain: Egain, monkeypatch: pytest.MonkeyPatch, attributes: dict[str, object], doubt: str
) -> None:
    """What it answers is read, and counts only where it carries the marker itself."""
    monkeypatch.setenv("EGAIN_SESSION", "11111111-2222-3333-4444-555555555555")
    listed = answer("200 OK", json.dumps({"activity": [{"id": 7}]}).encode())
    read = answer(
        "200 OK", json.dumps({"activity": [{"id": 7, "customAttributes": attributes}]}).encode()
    )
    with scripted([listed, read]) as server:
        run([LOST], record(target=f"{server.url}/system"))
        done = egain("reconcile", "1", *MARKER, "--url", server.url, "--json")
    assert done.code == 7
    assert doubt in done.events[0]["how"]
    assert b"?custom.source=" + key(1).encode() in server.requests[0]


def test_an_activity_that_cannot_be_read_proves_nothing(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why it cannot be is told with it."""
    monkeypatch.setenv("EGAIN_SESSION", "11111111-2222-3333-4444-555555555555")
    listed = answer("200 OK", json.dumps({"activity": [{"id": 7}]}).encode())
    with scripted([listed, answer("404 Not Found", b"{}")]) as server:
        run([LOST], record(target=f"{server.url}/system"))
        done = egain("reconcile", "1", *MARKER, "--url", server.url, "--json")
    assert done.code == 7
    assert "activity 7 cannot be read: 404" in done.events[0]["how"]


def test_a_person_sees_a_table_that_fits(place: Path) -> None:
    """Keys are as long as `--only` needs them."""
    copies = ["a" * 32, "a" * 32, "b" * 32]
    run([LOST, LOST, LOST], keys=copies)
    code, screen = at_terminal("reconcile", "1", COLUMNS="80")
    plain = _COLOUR.sub("", screen)
    assert code == 7
    assert max(len(line) for line in plain.splitlines() if "│" in line) <= 80
    assert re.search(r"saved/3.eml +│.*connection.*│ +1 +│ +unknown +│ +b{12} ", plain)
    assert "3 emails of run 1 are still unknown" in plain
    _, screen = at_terminal("reconcile", "1", COLUMNS="160")
    assert f"│ {'a' * 32}-2 │" in _COLOUR.sub("", screen)
    code, screen = at_terminal("reconcile", "1", "--assume", "not-sent")
    plain = _COLOUR.sub("", screen)
    assert code == 0
    assert "nothing is unknown in run 1 any more" in plain
    assert "egain retry 1" in plain


def test_lost_answers_end_with_every_email_there_exactly_once(
    egain: Egain, at_sandbox: serve.Running, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent with a marker; found ones are settled, the others by a person, who has them sent again."""
    (place / "saved").mkdir()
    subjects = [f"Message {number:02}" for number in range(12)]
    for subject in subjects:
        text = f"From: a@b.de\nSubject: {subject}\n\ntext\n"
        (place / "saved" / f"{subject}.eml").write_text(text)
    faults = [{"name": "lost", "every": 3, "drop": "after-commit"},
              {"name": "dropped", "every": 4, "drop": "before-commit"}]  # fmt: skip
    url = f"{at_sandbox.url}/_sandbox"
    assert httpx.put(f"{url}/faults", json={"faults": faults}).status_code == 200
    monkeypatch.setenv("EGAIN_MARKER_ATTRIBUTE", "source")
    sent = egain("send-eml", "saved", "--date", "now", "--workers", "1", "--json")
    assert (sent.code, sent.last["unknown"], sent.last["accepted"]) == (7, 6, 6)
    httpx.put(f"{url}/faults", json={"faults": []})
    done = egain("reconcile", "last", "--json")
    assert (done.code, done.last["accepted"], done.last["unknown"]) == (7, 4, 2)
    assert egain("reconcile", "last", "--assume", "not-sent").code == 0
    assert egain("retry", "1").code == 0
    listed = httpx.get(f"{url}/messages").json()
    assert sorted(each["subject"] for each in listed) == subjects
    assert egain("report", "1", "--verify", "--quiet").code == 0
