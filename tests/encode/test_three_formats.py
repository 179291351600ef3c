"""The same activity in all three formats, as the sandbox stores it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from egain_cli import lint
from egain_cli.dialect import FORMATS
from egain_cli.encode.formats import choose_format
from egain_cli.findings import Severity
from egain_cli.sandbox.bodies import CREATE
from egain_cli.sandbox.parsed import Parsed
from egain_cli.sandbox.serve import running
from tests.encode.activities import ACTIVITIES, SAMPLES, said, sample_activities
from tests.encode.handmade import BASE, HANDMADE, files
from tests.sandbox.wire import Wire, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.model import Activity

SAMPLED = {
    f"{name} {number}": activity
    for name in SAMPLES
    for number, activity in enumerate(sample_activities(name), 1)
}
ALL = SAMPLED | HANDMADE
MEMBERS = {"name": "fileName", "type": "contentType", "cid": "contentId"}


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    """A way to a sandbox of the default world."""
    with running() as sandbox:
        yield opened(sandbox.url)


def store(activity: Activity, kind: str, wire: Wire) -> dict[str, Any]:
    """What the sandbox keeps of the activity, sent in that format."""
    payload = choose_format(kind).encode(activity)
    answer = wire.create(b"".join(payload), Content_Type=payload.media_type)
    assert answer.status == 201, answer.text
    stored: dict[str, Any] = wire.stored(answer.headers["Location"])
    return stored


def test_there_are_many() -> None:
    """Not fewer than thirty, and no rule of the page is broken by any."""
    assert len(ALL) >= 30
    assert [name for name, activity in ALL.items() if lint.check(activity)] == []
    errors = [
        found
        for activity in ALL.values()
        for kind in FORMATS
        for found in choose_format(kind).check(activity)
        if found.rule.severity is Severity.ERROR
    ]
    assert errors == []


@pytest.mark.parametrize("name", ALL)
def test_all_three_are_stored_alike(name: str, wire: Wire) -> None:
    """JSON, XML and multipart of one activity are stored as one document, and none is doubted."""
    for kind in FORMATS:
        stored = store(ALL[name], kind, wire)
        assert stored["document"] == said(ALL[name])
        assert stored["warnings"] == []


@pytest.mark.parametrize("name", [None, ""])
def test_an_attachment_without_a_name_is_stored_alike(name: str | None, wire: Wire) -> None:
    """Without a file name multipart is doubted, by the sandbox as by check, and says the same."""
    activity = replace(BASE, attachments=files(name))
    for kind in FORMATS:
        stored = store(activity, kind, wire)
        assert stored["document"] == said(activity)
        assert bool(stored["warnings"]) == bool(choose_format(kind).check(activity))


def decode(activity: Activity, kind: str) -> dict[str, Any]:
    payload = choose_format(kind).encode(activity)
    media = payload.media_type.partition(";")[0]
    parsed = CREATE[media](b"".join(payload), payload.media_type)
    assert isinstance(parsed, Parsed), parsed
    return parsed.document


def without_told(document: dict[str, Any], activity: Activity, kind: str) -> dict[str, Any]:
    """A document without the members of attachments that the format's check has named."""
    for found in choose_format(kind).check(activity):
        position, member = found.field.removeprefix("attachments[").split("].")
        document["attachments"]["attachment"][int(position) - 1].pop(MEMBERS[member], None)
    return document


@given(ACTIVITIES)
def test_the_sandbox_decodes_any_activity(activity: Activity) -> None:
    """Whatever the activity, the sandbox reads JSON and multipart as what it says."""
    assert decode(activity, "json") == said(activity)
    decoded = without_told(decode(activity, "multipart"), activity, "multipart")
    assert decoded == without_told(said(activity), activity, "multipart")


@given(ACTIVITIES)
def test_the_sandbox_decodes_any_xml(activity: Activity) -> None:
    """Whatever the activity, the sandbox reads XML as JSON, unless check has named a loss."""
    decoded = decode(activity, "xml")
    if not choose_format("xml").check(activity):
        assert decoded == decode(activity, "json")
