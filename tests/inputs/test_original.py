"""--attach-original and --extract-uuencode: what is made of a message beyond what it says."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli import lint
from egain_cli.content import BytesContent
from egain_cli.inputs.original import attach_original
from egain_cli.model import Activity, Attachment
from tests.conftest import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Egain

TARGET = ("--department", "service", "--receiver", "support@business.com")
MESSAGE = (
    b"From: jane@customer.com\r\nSubject: Re: a/b?\r\nDate: Mon, 2 Mar 2020 08:14:05 +0000\r\n\r\n"
)
UUENCODED = MESSAGE + b"Hello\r\n\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n"


def sent(egain: Egain, *args: str | Path) -> dict[str, Any]:
    """The outcome of a message that is not sent, with its payload."""
    return egain("send-eml", *args, *TARGET, "--dry-run", "--json").outcomes[0]


def attachments(outcome: dict[str, Any]) -> list[dict[str, str]]:
    """The attachments of a payload."""
    return list(outcome["payload"].get("attachments", {"attachment": []})["attachment"])


def test_the_message_goes_along_byte_for_byte(egain: Egain, place: Path) -> None:
    """Named by its subject, as message/rfc822, with a note that says so."""
    (place / "m.eml").write_bytes(MESSAGE + b"text\r\n")
    outcome = sent(egain, "m.eml", "--attach-original")
    (attachment,) = attachments(outcome)
    assert attachment["fileName"] == "Re_ a_b_.eml"
    assert attachment["contentType"] == "message/rfc822"
    assert base64.b64decode(attachment["content"]) == MESSAGE + b"text\r\n"
    assert "isInline" not in attachment
    (note,) = outcome["notes"]
    assert (note["id"], note["field"]) == ("L210", "attachments[1]")
    assert attachments(sent(egain, "m.eml")) == []


def test_it_comes_behind_the_attachments_of_the_message(egain: Egain) -> None:
    """Their order and their findings stay what they are."""
    sample = SAMPLES / "several-attachments.eml"
    without, together = sent(egain, sample), sent(egain, sample, "--attach-original")
    assert attachments(together)[:-1] == attachments(without)
    assert together["notes"][-1]["field"] == f"attachments[{len(attachments(together))}]"


@pytest.mark.parametrize("option", ["--attach-original", "--extract-uuencode"])
def test_with_the_option_it_is_another_email(egain: Egain, place: Path, option: str) -> None:
    """It has another key, so that a run that is resumed does not take it for one that was sent."""
    (place / "m.eml").write_bytes(UUENCODED)
    assert sent(egain, "m.eml")["key"] != sent(egain, "m.eml", option)["key"]
    assert sent(egain, "m.eml", option)["key"] == sent(egain, "m.eml", option)["key"]


@pytest.mark.parametrize("verb", ["send-eml", "lint", "explain"])
def test_what_is_written_into_a_text_is_attached_where_asked_for(
    egain: Egain, place: Path, verb: str
) -> None:
    """Else it stays in the text; lint and explain take the option too."""
    (place / "m.eml").write_bytes(UUENCODED)
    more = ("--dry-run",) if verb == "send-eml" else ()
    plain = egain(verb, "m.eml", *TARGET, *more, "--json").out
    extracted = egain(verb, "m.eml", *TARGET, *more, "--json", "--extract-uuencode").out
    assert ("L125" in plain, "L206" in plain) == (True, False)
    assert ("L125" in extracted, "L206" in extracted) == (False, True)


def test_explain_names_the_source_of_the_original(egain: Egain, place: Path) -> None:
    """It is the message itself, and no part of it."""
    (place / "m.eml").write_bytes(MESSAGE + b"text")
    done = egain("explain", "m.eml", *TARGET, "--attach-original", "--json")
    (row,) = [each for each in done.events if each.get("field") == "attachments[1]"]
    assert row["source"] == "the message itself"


def test_a_message_without_a_subject_is_the_original() -> None:
    """An attachment needs a name, and the vendor's page bounds it."""
    assert name(None) == "original.eml"
    assert name(" .. ") == "original.eml"
    assert name("x" * 300) == "x" * 251 + ".eml"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_subject_makes_a_name_that_lint_lets_pass(subject: str) -> None:
    """Whatever stands in it, and the attachments before it stay."""
    first = Attachment(name="a", content_type="a/b", content=BytesContent(b"x"))
    activity = Activity(subject=subject, attachments=(first,))
    activity, _ = attach_original(activity, b"x")
    assert activity.attachments[0] is first
    assert not any(each.field.startswith("attachments") for each in lint.check(activity))


def name(subject: str | None) -> str | None:
    """The name that the original of a message with this subject gets."""
    activity, _ = attach_original(Activity(subject=subject), b"x")
    return activity.attachments[0].name
