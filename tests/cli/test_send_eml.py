"""What send-eml sends of a saved message, and what flags and settings change of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.cli.test_send_email import stored
from tests.conftest import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from egain_cli.sandbox.serve import Running
    from tests.conftest import Egain

MESSAGE = b"""From: Jane <jane@customer.com>
To: someone@else.example, Support@Business.com
Delivered-To: old@else.example
Subject: Hello
Date: Mon, 2 Mar 2026 08:14:05 +0100

text
"""


def dry(egain: Egain, *args: str) -> Any:
    """The payload of a message that is not sent."""
    return egain("send-eml", *args, "--dry-run", "--json").outcomes[0]["payload"]


def test_a_saved_message_arrives_as_it_is(egain: Egain, at_sandbox: Running) -> None:
    """Addresses without names, subject, date, both texts, and the image that the HTML shows."""
    sample = SAMPLES / "html-with-inline-image.eml"
    done = egain("send-eml", sample, "--json")
    assert (done.code, done.outcomes[0]["inline"], done.outcomes[0]["warnings"]) == (0, 1, [])
    sent = stored(at_sandbox, done.outcomes[0]["activity_id"])
    email = sent["payload"]["email"]
    assert sent["subject"] == "What I see \N{EN DASH} since Tuesday"
    assert email["emailAddresses"]["from"] == "ida.berg@customer.com"
    assert email["date"] == {"date": "2026-03-14T08:26:53.000Z"}
    (attachment,) = sent["attachments"]["attachment"]
    assert (attachment["isInline"], attachment["contentId"]) == ("true", "screen.1@customer.com")
    assert "cid:screen.1@customer.com" in email["contents"]["content"][1]["value"]


def test_flags_replace_what_the_message_says(egain: Egain, place: Path) -> None:
    """The addresses, the subject and eGain's own attributes."""
    (place / "m.eml").write_bytes(MESSAGE)
    payload = dry(
        egain, "m.eml", "--from", "x@y.de", "--to", "t@u.de", "--cc", "c@c.de", "--reply-to",
        "r@r.de", "--subject", "Other", "--receiver", "v@w.de", "--department", "d", "--case",
        "7", "--no-secure", "--attr", "source=eml",
    )  # fmt: skip
    assert payload["subject"] == "Other"
    assert payload["department"] == {"name": "d"}
    assert payload["case"] == {"id": "7"}
    assert payload["isSecure"] == "false"
    assert payload["customAttributes"]["customAttribute"][0]["attribName"] == "source"
    assert payload["payload"]["email"]["emailAddresses"] == {
        "from": "x@y.de", "receiver": "v@w.de", "to": {"address": ["t@u.de"]},
        "cc": {"address": ["c@c.de"]}, "replyTo": "r@r.de",
    }  # fmt: skip


def test_the_receiver_is_the_flag_else_an_alias_that_was_addressed_else_the_setting(
    egain: Egain, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Aliases are looked for in Delivered-To first and in Cc last, whatever their letter case."""
    (place / "m.eml").write_bytes(MESSAGE)
    done = egain("send-eml", "m.eml", "--department", "d", "--dry-run", "--json")
    assert (done.code, done.outcomes[0]["errors"][0]["field"]) == (6, "receiver")
    assert "--receiver" in done.err

    def receiver(*more: str) -> str:
        payload = dry(egain, "m.eml", *more)
        return str(payload["payload"]["email"]["emailAddresses"]["receiver"])

    monkeypatch.setenv("EGAIN_RECEIVER", "default@business.com")
    assert receiver() == "default@business.com"
    (place / "egain.yaml").write_text("aliases: [support@business.com]\n")
    assert receiver() == "support@business.com"
    (place / "egain.yaml").write_text("aliases:\n- support@business.com\n- old@else.example\n")
    assert receiver() == "old@else.example"
    assert receiver("--receiver", "flag@b.de") == "flag@b.de"


def test_the_date_is_kept_moved_or_replaced(egain: Egain, place: Path) -> None:
    """keep, a shift, a date, or now."""
    (place / "m.eml").write_bytes(MESSAGE)

    def date(*more: str) -> str:
        return str(dry(egain, "m.eml", *more)["payload"]["email"]["date"]["date"])

    assert date() == date("--date", "keep") == "2026-03-02T07:14:05.000Z"
    assert date("--date", "+30d") == "2026-04-01T07:14:05.000Z"
    assert date("--date", "-2h") == "2026-03-02T05:14:05.000Z"
    assert date("--date", "2026-01-31T09:30:00Z") == "2026-01-31T09:30:00.000Z"
    now = datetime.fromisoformat(date("--date", "now"))
    assert abs((datetime.now(UTC) - now).total_seconds()) < 60


def test_a_message_on_standard_input_is_sent(
    egain: Egain, at_sandbox: Running, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    """Its origin is `-`."""
    (place / "m.eml").write_bytes(MESSAGE)
    with (place / "m.eml").open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        done = egain("send-eml", "-", "--json")
    assert (done.code, done.outcomes[0]["origin"]) == (0, "-")


def test_the_same_message_has_the_same_key_wherever_it_lies(egain: Egain, place: Path) -> None:
    """Line ends do not count, options as they are written do."""
    (place / "m.eml").write_bytes(MESSAGE)
    (place / "n.eml").write_bytes(MESSAGE.replace(b"\n", b"\r\n"))
    done = egain("send-eml", "m.eml", "n.eml", "--dry-run", "--json")
    same = [each["key"] for each in done.outcomes]
    other = egain("send-eml", "m.eml", "--subject", "x", "--dry-run", "--json").outcomes[0]["key"]
    now = [
        egain("send-eml", "m.eml", "--date", "now", "--dry-run", "--json").outcomes[0]["key"]
        for _ in range(2)
    ]
    assert same[0] == same[1]
    assert len({same[0], other, now[0]}) == 3
    assert now[0] == now[1]


def test_what_was_changed_is_told(egain: Egain, place: Path) -> None:
    """A subject that is too long is shortened, a bad copy left out, each with a warning."""
    subject = "x" * 300
    (place / "m.eml").write_bytes(
        f"From: a@b.de\nTo: broken@nowhere\nSubject: {subject}\nDate: Mon, 2 Mar 2026 08:00 GMT\n\n".encode()
    )
    done = egain("send-eml", "m.eml", "--dry-run", "--json")
    names = [each["name"] for each in done.outcomes[0]["warnings"]]
    assert names == ["subject-shortened", "address-left-out"]
    assert "warning: m.eml: subject: had 300 characters" in done.err


def test_a_message_that_meets_a_mistake_of_the_program_stops_no_other(
    egain: Egain, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in the books as invalid, with the way to report it."""
    from egain_cli.inputs.mime.message import to_activity as genuine

    def fail(message: bytes, wanted: Any, **more: Any) -> Any:
        return genuine(message, wanted, **more) if b"Hello" in message else 1 / 0

    monkeypatch.setattr("egain_cli.inputs.messages.to_activity", fail)
    (place / "m.eml").write_bytes(MESSAGE)
    (place / "n.eml").write_bytes(MESSAGE.replace(b"Hello", b"Bye"))
    done = egain("send-eml", "n.eml", "m.eml", "", "--dry-run", "--json", "--receiver", "r@s.de",
                 "--department", "d")  # fmt: skip
    assert [each["status"] for each in done.outcomes] == ["invalid", "not_attempted", "invalid"]
    assert "unexpected ZeroDivisionError" in done.outcomes[0]["message"]
    assert "the name of an input is empty" in done.outcomes[2]["message"]
