"""What send-email sends, from flags and from YAML, and how it says what became of it."""

from __future__ import annotations

import base64
import json
import urllib.request
from typing import TYPE_CHECKING, Any

from tests.conftest import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from egain_cli.sandbox.serve import Running
    from tests.conftest import Egain

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0"
LEAST = ("--from", "jane@customer.com", "--subject", "Hello")


def stored(sandbox: Running, activity_id: str) -> Any:
    """What the sandbox holds of an activity, as it was sent."""
    with urllib.request.urlopen(f"{sandbox.url}/_sandbox/messages/{activity_id}") as answer:
        return json.loads(json.load(answer)["body"])


def test_flags_alone_make_an_email(egain: Egain, at_sandbox: Running) -> None:
    """From, receiver, department, both texts, copies, case, attributes and customer arrive."""
    done = egain(
        "send-email", *LEAST, "--json", "--to", "a@b.de", "--to", "c@d.de", "--cc", "e@f.de",
        "--reply-to", "r@s.de", "--date", "2026-03-14T09:26:53+01:00", "--text", "Grüße",
        "--html", "<p>Grüße</p>", "--case", "1060", "--secure", "--attr", "customer_rating=5",
        "--attr", "source=web=1", "--customer-first-name", "Jane", "--customer-last-name", "Doe",
    )  # fmt: skip
    assert (done.code, done.outcomes[0]["status"], done.last["accepted"]) == (0, "accepted", 1)
    assert stored(at_sandbox, done.outcomes[0]["activity_id"]) == {
        "department": {"name": "service"},
        "type": {"value": "email", "subtype": {"value": "general"}},
        "case": {"id": "1060"},
        "isSecure": "true",
        "subject": "Hello",
        "customAttributes": {
            "customAttribute": [
                {
                    "attribName": "customer_rating",
                    "attribValues": {"attribValue": [{"value": "5"}]},
                },
                {"attribName": "source", "attribValues": {"attribValue": [{"value": "web=1"}]}},
            ]
        },
        "payload": {
            "email": {
                "date": {"date": "2026-03-14T08:26:53.000Z"},
                "contents": {
                    "content": [
                        {"type": "text", "value": "Grüße"},
                        {"type": "html", "value": "<p>Grüße</p>"},
                    ]
                },
                "emailAddresses": {
                    "from": "jane@customer.com",
                    "receiver": "support@business.com",
                    "to": {"address": ["a@b.de", "c@d.de"]},
                    "cc": {"address": ["e@f.de"]},
                    "replyTo": "r@s.de",
                },
            }
        },
        "customer": {
            "type": {"value": "individual"},
            "contactPersons": {"contactPerson": [{"firstName": "Jane", "lastName": "Doe"}]},
        },
    }


def test_an_outcome_line_has_every_member_of_the_contract(
    egain: Egain, at_sandbox: Running
) -> None:
    """A script may rely on each of them, and on the summary that comes last."""
    done = egain("send-email", *LEAST, "--json")
    outcome = done.outcomes[0]
    assert set(outcome) >= {
        "event", "schema", "origin", "key", "status", "http_status", "activity_id", "location",
        "code", "message", "attempts", "ms", "attachments", "inline", "warnings",
    }  # fmt: skip
    assert outcome["http_status"] == 201
    assert outcome["attempts"] == 1
    assert (
        outcome["location"]
        == f"{at_sandbox.url}/system/ws/v12/interaction/activity/{outcome['activity_id']}"
    )
    assert set(done.last) == {
        "event", "schema", "discovered", "accepted", "rejected", "invalid", "unknown", "skipped",
        "not_attempted", "seconds", "exit_code",
    }  # fmt: skip


def test_a_pipe_gets_tab_separated_lines_under_a_header(egain: Egain, at_sandbox: Running) -> None:
    """Nothing is cut off, and there is one line an email."""
    subject = "x" * 200
    done = egain("send-email", "--from", "a@b.c", "--subject", subject, "--department", "y" * 60)
    header, line = done.out.splitlines()
    values = dict(zip(header.split("\t"), line.split("\t"), strict=True))
    assert (values["status"], values["code"]) == ("rejected", "400-152")
    assert "y" * 60 in values["message"]
    assert "400-152" in done.err
    assert done.code == 1


def test_quiet_says_nothing_of_what_went_well(egain: Egain, at_sandbox: Running) -> None:
    """Both streams stay empty; what fails is still told on stderr."""
    done = egain("send-email", *LEAST, "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")
    done = egain("send-email", *LEAST, "--quiet", "--case", "99")
    assert (done.code, done.out) == (1, "")
    assert "400-194" in done.err


def test_a_flag_wins_over_the_file_and_the_file_over_the_environment(
    egain: Egain, at_sandbox: Running, place: Path
) -> None:
    """So does a text flag over a text file, name by name for attributes; attachments are added."""
    (place / "log.txt").write_text("in the folder")
    (place / "more.txt").write_text("by flag")
    (place / "body.txt").write_text("from a file")
    (place / "mail.yaml").write_text(
        "from: jane@customer.com\nsubject: file\nreceiver: sales@business.com\n"
        "department: sales\ntext_file: body.txt\nattributes: {source: file, customer_rating: 3}\n"
        "attachments: log.txt\n"
    )
    done = egain(
        "send-email", "mail.yaml", "--subject", "flag", "--text", "by flag", "--attr",
        "source=flag", "--attach", "more.txt", "--json",
    )  # fmt: skip
    sent = stored(at_sandbox, done.outcomes[0]["activity_id"])
    assert sent["subject"] == "flag"
    assert sent["department"] == {"name": "sales"}
    assert sent["payload"]["email"]["emailAddresses"]["receiver"] == "sales@business.com"
    assert sent["payload"]["email"]["contents"]["content"] == [{"type": "text", "value": "by flag"}]
    attributes = {
        each["attribName"]: each["attribValues"]["attribValue"][0]["value"]
        for each in sent["customAttributes"]["customAttribute"]
    }
    assert attributes == {"source": "flag", "customer_rating": "3"}
    names = [each["fileName"] for each in sent["attachments"]["attachment"]]
    assert names == ["log.txt", "more.txt"]


def test_several_files_and_documents_are_several_emails(
    egain: Egain, at_sandbox: Running, place: Path
) -> None:
    """The target and the count are said before anything is sent, and the books at the end."""
    done = egain("send-email", SAMPLES / "several.yaml", SAMPLES / "plain.yaml", "--json")
    assert done.code == 0
    origins = [outcome["origin"] for outcome in done.outcomes]
    several = str(SAMPLES / "several.yaml")
    assert origins == [f"{several}#1", f"{several}#2", str(SAMPLES / "plain.yaml")]
    assert f"sending 3 emails to {at_sandbox.url}/system as demo" in done.err.splitlines()[0]
    assert "3 found: 3 accepted" in done.err


def test_yaml_on_standard_input_is_read(
    egain: Egain, at_sandbox: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`-` is standard input, and the origin says so."""
    source = tmp_path / "in"
    source.write_text("from: a@b.de\nsubject: no\n")
    with source.open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        done = egain("send-email", "-", "--json")
    assert done.outcomes[0]["origin"] == "-"
    assert stored(at_sandbox, done.outcomes[0]["activity_id"])["subject"] == "no"


def test_an_attachment_by_flag_can_have_another_name_type_and_content_id(
    egain: Egain, at_sandbox: Running, place: Path
) -> None:
    """`;name=`, `;type=` and `;cid=` say so; an inline one that no HTML shows is warned about."""
    (place / "a;b.png").write_bytes(PNG)
    done = egain(
        "send-email", *LEAST, "--json", "--attach", "a;b.png;name=Bild ü.png;type=image/x-own",
        "--inline", "a;b.png;cid=logo",
    )  # fmt: skip
    first, second = stored(at_sandbox, done.outcomes[0]["activity_id"])["attachments"]["attachment"]
    assert (first["fileName"], first["contentType"]) == ("Bild ü.png", "image/x-own")
    assert base64.b64decode(first["content"]) == PNG
    assert (second["contentType"], second["isInline"], second["contentId"]) == (
        "image/png", "true", "logo",
    )  # fmt: skip
    assert [each["name"] for each in done.outcomes[0]["warnings"]] == ["inline-not-referred-to"]
    assert (done.outcomes[0]["attachments"], done.outcomes[0]["inline"]) == (2, 1)


def test_an_at_sign_reads_a_file_and_two_are_one(
    egain: Egain, at_sandbox: Running, place: Path
) -> None:
    """`--text @FILE` and `--html @FILE` read, `@@` is a literal at sign."""
    (place / "page.html").write_text("<p>ä</p>", encoding="utf-8")
    done = egain("send-email", *LEAST, "--text", "@@home", "--html", "@page.html", "--json")
    sent = stored(at_sandbox, done.outcomes[0]["activity_id"])
    assert [each["value"] for each in sent["payload"]["email"]["contents"]["content"]] == [
        "@home", "<p>ä</p>",
    ]  # fmt: skip


def test_a_dry_run_shows_the_payload_and_sends_nothing(egain: Egain, place: Path) -> None:
    """It needs no server and no login, and its outcomes are not_attempted with exit code 0."""
    (place / "a.bin").write_bytes(bytes(range(256)) * 2000)
    done = egain(
        "send-email", *LEAST, "--department", "d", "--receiver", "r@s.de", "--dry-run", "--json",
        "--attach", "a.bin",
    )  # fmt: skip
    outcome = done.outcomes[0]
    assert (done.code, outcome["status"], outcome["http_status"]) == (0, "not_attempted", None)
    content = outcome["payload"]["attachments"]["attachment"][0]["content"]
    assert base64.b64decode(content) == bytes(range(256)) * 2000


def test_a_dry_run_in_a_pipe_has_the_payload_in_the_last_column(egain: Egain) -> None:
    """It is JSON on one line, whole."""
    done = egain("send-email", *LEAST, "--department", "d", "--receiver", "r@s.de", "--dry-run")
    header, line = done.out.splitlines()
    assert header.split("\t")[-1] == "payload"
    assert json.loads(line.split("\t")[-1])["subject"] == "Hello"


def test_what_is_invalid_carries_its_payload_in_a_dry_run_too(egain: Egain) -> None:
    """Somebody who mends it wants to see what would have gone out."""
    done = egain("send-email", "--from", "nobody", "--subject", "s", "--dry-run", "--json")
    outcome = done.outcomes[0]
    assert (done.code, outcome["status"]) == (6, "invalid")
    assert outcome["payload"]["payload"]["email"]["emailAddresses"] == {"from": "nobody"}
    assert {each["field"] for each in outcome["errors"]} == {"department", "receiver", "from"}


def test_strict_keeps_back_what_has_a_warning(egain: Egain, at_sandbox: Running) -> None:
    """A reference to an image that is not there is only warned about without it."""
    html = ("--html", '<img src="cid:gone">')
    assert egain("send-email", *LEAST, *html).code == 0
    done = egain("send-email", *LEAST, *html, "--strict", "--json")
    assert (done.code, done.outcomes[0]["status"]) == (6, "invalid")
    assert "cid:gone" in done.outcomes[0]["message"]


def test_some_of_several_failing_is_exit_code_3(
    egain: Egain, at_sandbox: Running, place: Path
) -> None:
    """One bad email does not keep the others from being sent."""
    (place / "m.yaml").write_text(
        "{from: a@b.de, subject: one}\n---\n{from: broken, subject: two}\n---\n{from: c@d.de, subject: three}\n"
    )
    done = egain("send-email", "m.yaml", "--json")
    assert [each["status"] for each in done.outcomes] == ["accepted", "invalid", "accepted"]
    assert (done.code, done.last["exit_code"], done.last["discovered"]) == (3, 3, 3)


def test_a_mistake_in_a_file_keeps_back_all_of_its_documents(
    egain: Egain, at_sandbox: Running, place: Path
) -> None:
    """They can then be sent together once it is mended, and none of them twice."""
    (place / "m.yaml").write_text("{from: a@b.de, subject: one}\n---\nform: c@d.de\nsubject: two\n")
    done = egain("send-email", "m.yaml", SAMPLES / "plain.yaml", "--json")
    assert [each["status"] for each in done.outcomes] == ["invalid", "accepted"]
    assert done.outcomes[0]["message"] == "m.yaml:3:1: unknown key 'form'"
    assert "Did you mean 'from'?" in done.err
    assert done.code == 3


def test_the_same_email_has_the_same_key(egain: Egain, place: Path) -> None:
    """Content makes the key; no date is `now` each time, and another subject is another email."""
    keys = [
        egain("send-email", *LEAST, "--dry-run", "--json", *more).outcomes[0]["key"]
        for more in ((), (), ("--subject", "Other"))
    ]
    assert keys[0] == keys[1] != keys[2]


def test_the_curl_command_does_what_a_send_does(
    egain: Egain, at_sandbox: Running, place: Path
) -> None:
    """Run in a shell with a session, it creates the activity; it holds no secret itself."""
    import subprocess
    from http.client import HTTPConnection
    from urllib.parse import urlsplit

    (place / "a.txt").write_text('it\'s "quoted" $HOME `ls`')
    done = egain(
        "send-email",
        *LEAST,
        "--text",
        "it's $HOME\nEND_OF_ACTIVITY\n",
        "--attach",
        "a.txt",
        "--curl",
    )
    assert done.code == 0
    assert "demo" not in done.out
    assert "$EGAIN_SESSION" in done.out
    http = HTTPConnection(urlsplit(at_sandbox.url).netloc)
    http.request("POST", "/system/ws/v12/authentication/user/login", '{"userName":"demo","password":"demo"}',
                 {"Content-Type": "application/json"})  # fmt: skip
    session = http.getresponse().headers["X-egain-session"]
    http.close()
    ran = subprocess.run(["bash", "-c", done.out], env={"EGAIN_SESSION": session, "PATH": "/usr/bin:/bin"},
                         capture_output=True, text=True, check=True)  # fmt: skip
    assert "201 Created" in ran.stdout
    activity_id = ran.stdout.lower().partition("location:")[2].split()[0].rpartition("/")[2]
    sent = stored(at_sandbox, activity_id)
    assert (
        sent["payload"]["email"]["contents"]["content"][0]["value"]
        == "it's $HOME\nEND_OF_ACTIVITY\n"
    )


def test_the_settings_of_the_connection_stand_in_the_curl_command(egain: Egain) -> None:
    """The certificate and the language that were asked for are in it; the danger in one without."""
    done = egain(
        "send-email", *LEAST, "--curl", "--url", "https://host.example/egain", "--department", "d",
        "--receiver", "r@s.de", "--ca-file", "my ca.pem", "--language", "de-DE",
        "--api-version", "v20",
    )  # fmt: skip
    assert "https://host.example/egain/system/ws/v20/interaction/activity" in done.out
    assert "--cacert 'my ca.pem'" in done.out
    assert "Accept-Language: de-DE" in done.out
    assert "--insecure" not in done.out
    done = egain("send-email", *LEAST, "--curl", "--url", "https://h.example", "--department", "d",
                 "--receiver", "r@s.de", "--insecure")  # fmt: skip
    assert "--insecure" in done.out


def test_a_pipe_can_be_attached(egain: Egain, place: Path) -> None:
    """`--attach <(command)` gives what the command prints."""
    import os
    import threading

    if not hasattr(os, "mkfifo"):
        return
    os.mkfifo(place / "pipe")
    threading.Thread(target=(place / "pipe").write_bytes, args=(b"from a command",)).start()
    done = egain("send-email", *LEAST, "--dry-run", "--json", "--attach", "pipe;name=a.txt")
    (attachment,) = done.outcomes[0]["payload"]["attachments"]["attachment"]
    assert base64.b64decode(attachment["content"]) == b"from a command"


def test_an_empty_attachment_is_warned_about(egain: Egain, place: Path) -> None:
    """The server may refuse the whole email for it."""
    (place / "empty.txt").write_bytes(b"")
    done = egain("send-email", *LEAST, "--dry-run", "--json", "--attach", "empty.txt")
    assert [each["name"] for each in done.outcomes[0]["warnings"]] == ["attachment-empty"]


def test_curl_commands_are_no_json_lines(egain: Egain) -> None:
    """Asked for both, the program says which gives what."""
    done = egain("send-email", *LEAST, "--url", "http://h", "--curl", "--json")
    assert (done.code, done.last["event"]) == (2, "error")
