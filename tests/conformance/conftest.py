"""Owns the fixtures of a run and its summary; knows no case."""

from __future__ import annotations

from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conformance.documents import as_json, edited, everything
from tests.conformance.judging import DISAGREEMENT, Ask
from tests.conformance.reading import JSON, values
from tests.conformance.sessions import Sessions, logout_request
from tests.conformance.settings import SETTINGS
from tests.conformance.wire import Request, server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Cases for a server run where this folder is asked for; other runs have no server for them."""
    asked = [config.invocation_params.dir / arg.partition("::")[0] for arg in config.args]
    if any(path.is_relative_to(HERE) for path in asked):
        return
    ours = [item for item in items if _asks(item) and item.path.is_relative_to(HERE)]
    if ours:
        config.hook.pytest_deselected(items=ours)
        items[:] = [item for item in items if item not in ours]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What a person should know of the server although nothing failed."""
    reports = terminalreporter.stats.get("xfailed", [])
    found = [
        text for each in reports for name, text in each.user_properties if name == DISAGREEMENT
    ]
    if found:
        terminalreporter.section("the server disagrees with our inference")
        for text in found:
            terminalreporter.write_line(text)


@pytest.fixture(scope="session")
def sessions() -> Iterator[Sessions]:
    """The sessions of the run, which all end with it."""
    if not SETTINGS.url:
        pytest.skip("set EGAIN_TEST_URL to the address of a server, or run `make conformance`")
    held = Sessions(server(SETTINGS), SETTINGS)
    try:
        held.send(logout_request())  # any answer will do
    except (OSError, HTTPException) as error:
        pytest.exit(f"nothing answers at {SETTINGS.url}: {error}", 1)
    try:
        yield held
    finally:
        held.end_all()


@pytest.fixture
def ask(sessions: Sessions, record_property: Callable[[str, object], None]) -> Ask:
    """Asks a case of the server under test."""
    return Ask(sessions, SETTINGS, record_property)


@pytest.fixture(scope="session")
def known(sessions: Sessions) -> dict[str, str]:
    """Two activities that exist, and the case and the customer of the first; by name.

    The first, `activity`, says everything that an activity can.
    """
    if not SETTINGS.create:
        pytest.skip("EGAIN_TEST_CREATE is empty, so there is nothing to read")
    first, second = (
        _create(sessions, as_json(each)) for each in (everything(), edited(("subject", "second")))
    )
    answer = sessions.send(
        Request("GET", "/{version}/interaction/activity/{id}", headers=(("Accept", JSON),)),
        sessions.of("user"),
        id=first,
    )
    found = {name: values(answer, f"activity.{name}.id") for name in ("case", "customer")}
    places = {name: "".join(ids[:1]) or "unknown" for name, ids in found.items()}
    return {"activity": first, "second": second, **places}


def _create(sessions: Sessions, body: bytes) -> str:
    headers = (("Content-Type", JSON), ("Accept", JSON))
    request = Request("POST", "/{version}/interaction/activity", headers=headers, body=body)
    answer = sessions.send(request, sessions.of("user"))
    assert answer.status == 201, answer.content
    return answer.header("Location").rpartition("/")[2]


def _asks(item: pytest.Item) -> bool:
    return "sessions" in getattr(item, "fixturenames", ())
