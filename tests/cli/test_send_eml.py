"""What send-eml sends of a saved message, and what flags and settings change of it."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from egain_cli.errors import SYSEXITS, ExitCode
from tests.cli.test_send_email import stored
from tests.conftest import SAMPLES
from tests.servers import answer, scripted

if TYPE_CHECKING:
    from pathlib import Path

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
    same = [
        egain("send-eml", name, "--dry-run", "--json").outcomes[0]["key"]
        for name in ("m.eml", "n.eml")
    ]
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


def mailbox(number: int) -> bytes:
    """An mbox of messages, from the first to this one."""
    line = b"From jane@customer.com Mon Mar  2 08:14:05 2026\n"
    return b"".join(
        line + MESSAGE.replace(b"Hello", b"Hello %d" % each) + b"\n"
        for each in range(1, number + 1)
    )


def test_a_run_over_a_mailbox_says_how_many_before_it_sends(
    egain: Egain, at_sandbox: Running, place: Path
) -> None:
    """And sends them in order, each with its origin."""
    (place / "d").mkdir()
    (place / "d/inbox.mbox").write_bytes(mailbox(3))
    (place / "d/photo.png").write_bytes(b"")
    done = egain("send-eml", "d", "--json")
    assert [each["origin"] for each in done.outcomes] == [f"d/inbox.mbox#{n}" for n in (1, 2, 3)]
    assert (done.code, done.last["accepted"]) == (0, 3)
    assert done.err.startswith(f"sending 3 emails to {at_sandbox.url}")
    assert done.err.endswith("note: left out: 1 .png (--verbose names each)\n")


def test_messages_that_no_blank_line_parts_are_sent_each_with_a_doubt(
    egain: Egain, place: Path
) -> None:
    """And lint tells it, too."""
    (place / "noblank.mbox").write_bytes(mailbox(2).replace(b"text\n\nFrom ", b"text\nFrom "))
    args = ("noblank.mbox", "--receiver", "r@s.de", "--department", "d")
    done = egain("send-eml", *args, "--dry-run", "--json")
    names = [[each["name"] for each in one["warnings"]] for one in done.outcomes]
    assert names == [[], ["split-suspected"]]
    assert "split-suspected" in egain("lint", "noblank.mbox").out


def test_a_run_that_takes_long_to_count_says_at_least(
    egain: Egain, at_sandbox: Running, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It begins all the same."""
    from egain_cli.inputs.sources.arguments import Count, Sources

    monkeypatch.setattr(Sources, "count", lambda _: Count(1, exact=False))
    (place / "m.eml").write_bytes(MESSAGE)
    done = egain("send-eml", "m.eml", "m.eml", "--json")
    assert done.code == 0
    assert "sending at least 1 emails to" in done.err


def test_a_date_that_is_missing_is_that_of_the_source(egain: Egain, place: Path) -> None:
    """A separator's in a mailbox, which a warning says."""
    undated = b"\n".join(line for line in MESSAGE.split(b"\n") if not line.startswith(b"Date"))
    (place / "m.mbox").write_bytes(b"From x@y.z Tue Mar  3 10:00:00 2026\n" + undated)
    done = egain("send-eml", "m.mbox", "--dry-run", "--json", "--receiver", "r@s.de")
    payload = done.outcomes[0]["payload"]
    assert payload["payload"]["email"]["date"] == {"date": "2026-03-03T10:00:00.000Z"}
    assert [each["name"] for each in done.outcomes[0]["warnings"]] == ["date-replaced"]


def test_nothing_found_is_no_failure_unless_it_is_asked_to_be(egain: Egain, place: Path) -> None:
    """Exit 0 with a line that says so; 9 with --fail-if-empty, 66 to a mail pipe."""
    (place / "d").mkdir()
    (place / "list").write_bytes(b"")
    for args in (["d"], ["--files-from", "list"]):
        done = egain("send-eml", *args, "--dry-run", "--json")
        assert (done.code, done.last["discovered"], done.last["exit_code"]) == (0, 0, 0)
        assert "note: nothing to send: no message in" in done.err
        empty = egain("send-eml", *args, "--dry-run", "--json", "--fail-if-empty")
        assert (empty.code, empty.last["exit_code"]) == (9, 9)
        piped = egain("send-eml", *args, "--dry-run", "--json", "--fail-if-empty", "--sysexits")
        assert (piped.code, piped.last["exit_code"]) == (66, 66)


def test_paths_from_a_list(egain: Egain, place: Path) -> None:
    """After those of the arguments; without either it is a mistake, and so is a list that is gone."""
    for name in ("a.eml", "b.eml", "c.eml"):
        (place / name).write_bytes(MESSAGE)
    (place / "list").write_text("b.eml\n\na.eml\ngone.eml\n")
    done = egain("send-eml", "c.eml", "--files-from", "list", "--dry-run", "--json")
    origins = [each["origin"] for each in done.outcomes]
    assert origins == ["c.eml", "b.eml", "a.eml", "gone.eml"]
    nothing = egain("send-eml")
    assert (nothing.code, "neither a PATH nor --files-from" in nothing.err) == (2, True)
    gone = egain("send-eml", "--files-from", "nowhere", "--json")
    assert (gone.code, gone.last["event"], gone.last["exit_code"]) == (6, "error", 6)
    mapped = egain("send-eml", "--files-from", "nowhere", "--json", "--sysexits")
    assert (mapped.code, mapped.last["exit_code"]) == (65, 65)


@pytest.mark.parametrize(
    ("status", "code", "mapped"),
    [("201 Created", 0, 0), ("400 Bad Request", 1, 69), ("401 Unauthorized", 4, 77),
     ("503 Service Unavailable", 5, 75), ("500 Internal Server Error", 7, 76)],
)  # fmt: skip
def test_exit_codes_for_mail_pipes(
    egain: Egain,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    status: str,
    code: int,
    mapped: int,
) -> None:
    """75 where trying again may help, and nowhere else."""
    (place / "m.eml").write_bytes(MESSAGE)
    monkeypatch.setenv("EGAIN_SESSION", "s")
    target = ("--receiver", "r@s.de", "--department", "d", "--json")
    for option, wanted in (((), code), (("--sysexits",), mapped)):
        with scripted([answer(status)] * 9) as server:
            done = egain("send-eml", "m.eml", "--url", server.url, *target, *option)
        assert (done.code, done.last["exit_code"]) == (wanted, wanted)


def test_bad_and_empty_input_from_a_mail_pipe(
    egain: Egain, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """65 for what is no message, 66 for nothing at all, 64 for a mistake in the call."""
    args = ("send-eml", "-", "--dry-run", "--json")
    for content, code, mapped in ((b"", 6, 66), (b"no message", 6, 65)):
        for option, wanted in (((), code), (("--sysexits",), mapped)):
            monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
            done = egain(*args, *option)
            assert (done.code, done.last["exit_code"]) == (wanted, wanted)
    assert egain("send-eml", "--sysexits").code == 64


def test_an_interrupt_before_a_mail_pipe_was_read(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was sent: the mail program may try again."""

    class Waiting(io.BytesIO):
        def read1(self, size: int | None = -1) -> bytes:
            raise KeyboardInterrupt

    for option, code in (((), 130), (("--sysexits",), 75)):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(Waiting()))
        assert egain("send-eml", "-", *option).code == code


def test_every_exit_code_has_one_for_mail_pipes() -> None:
    """None of them is 75 but what was surely not sent."""
    assert set(SYSEXITS) == set(ExitCode)
    assert {code for code, mapped in SYSEXITS.items() if mapped == 75} == {
        ExitCode.TEMPORARY, ExitCode.WAIT_TIMED_OUT, ExitCode.CANCELLED,
    }  # fmt: skip


def test_what_is_passed_over_is_named_with_verbose(egain: Egain, place: Path) -> None:
    """Each file with the reason."""
    (place / "d").mkdir()
    (place / "d/photo.png").write_bytes(b"")
    (place / "d/.hidden").write_bytes(b"")
    done = egain("send-eml", "d", "--dry-run", "--verbose")
    assert "left out d/photo.png: .png" in done.err
    assert "left out d/.hidden: hidden or a lock" in done.err


def test_a_name_that_is_no_utf8_ends_no_run(egain: Egain, place: Path) -> None:
    """A message that cannot be read is in the books under a name that can be printed."""
    (place / os.fsdecode(b"caf\xe9.eml")).write_bytes(b"no message")
    done = egain("send-eml", ".", "--dry-run", "--json")
    assert [each["origin"] for each in done.outcomes] == [r"./caf\xe9.eml"]
