"""The attribute that carries an email's key: shown as it is sent, and nobody else's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.bulk.mail import write_mail
from tests.bulk.test_resume import statuses

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bulk.server import View
    from tests.conftest import Egain

MAIL = ("send-eml", "mail", "--json")
EMAIL = "from: a@b.de\nreceiver: support@business.com\nsubject: s\ntext: t\n"


@pytest.fixture(autouse=True)
def marker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting, by the environment."""
    monkeypatch.setenv("EGAIN_MARKER_ATTRIBUTE", "source")


def test_a_dry_run_shows_the_marker_that_is_sent(egain: Egain, server: View, place: Path) -> None:
    """For each of identical copies its own, in JSON lines and in curl commands."""
    write_mail(place / "mail", 2)
    (place / "mail" / "copy.eml").write_bytes((place / "mail" / "00001.eml").read_bytes())
    shown = egain(*MAIL, "--dry-run")
    keys = {each["key"] for each in shown.outcomes}
    assert {json.dumps(each["payload"]).count(each["key"]) for each in shown.outcomes} == {1}
    commands = egain("send-eml", "mail", "--curl").out
    sent = egain(*MAIL)
    assert statuses(sent) == {"accepted": 3}
    assert {each["key"] for each in sent.outcomes} == keys
    assert all(f'"value": "{key}"' in commands or f'"value":"{key}"' in commands for key in keys)
    assert len(server.stored()) == 3


def test_an_attribute_of_that_name_is_a_wrong_call(egain: Egain, server: View, place: Path) -> None:
    """It would be sent twice; another one is sent beside it."""
    write_mail(place / "mail", 2)
    (place / "m.yaml").write_text(EMAIL)
    for call in (MAIL, ("send-eml", "mail/00001.eml"), ("send-email", "m.yaml")):
        done = egain(*call, "--attr", "source=mine")
        assert done.code == 2
        assert "--attr source=: the setting marker_attribute" in done.err
    assert "no run is recorded" in egain("runs").err
    assert egain(*MAIL, "--attr", "customer_rating=5").code == 0
    assert server.count() == 2


def test_an_attribute_of_that_name_in_a_file_makes_the_email_invalid(
    egain: Egain, server: View, place: Path
) -> None:
    """The other emails go."""
    (place / "m.yaml").write_text(f"{EMAIL}---\n{EMAIL}attributes:\n  source: mine\n")
    done = egain("send-email", "m.yaml", "--json")
    assert (done.code, statuses(done)) == (3, {"accepted": 1, "invalid": 1})
    assert "m.yaml#2: attributes.source: the setting marker_attribute" in done.err
    assert server.count() == 1
