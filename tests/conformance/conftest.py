"""Owns the fixtures of a run and its summary; knows no case."""

from __future__ import annotations

from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conformance.cases import create
from tests.conformance.documents import RUN, as_json, custom, edited, everything
from tests.conformance.judging import DISAGREEMENT, READ_BACK, Ask
from tests.conformance.reading import values
from tests.conformance.sessions import Sessions, logout_request
from tests.conformance.settings import SETTINGS
from tests.conformance.wire import server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conformance.documents import Document

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
    """Two activities that exist, `activity` and `second`; `case` and `customer` of the second.

    The first says everything that an activity can, the second has a case of its own.
    """
    if not SETTINGS.create:
        pytest.skip("EGAIN_TEST_CREATE is empty, so there is nothing to read")
    own = [custom((SETTINGS.free_text, (RUN,)))] if SETTINGS.free_text else []
    first, second = (_create(sessions, each) for each in (everything(), edited(*own)))
    answer = sessions.send(READ_BACK, sessions.of("user"), {"id": second})
    assert answer.status == 200, answer.content
    found = {name: values(answer, f"activity.{name}.id") for name in ("case", "customer")}
    places = {name: "".join(ids[:1]) or "unknown" for name, ids in found.items()}
    return {"activity": first, "second": second, **places}


def _create(sessions: Sessions, document: Document) -> str:
    answer = sessions.send(create(as_json(document)), sessions.of("user"))
    assert answer.status == 201, answer.content
    return answer.header("Location").rpartition("/")[2]


def _asks(item: pytest.Item) -> bool:
    return "sessions" in getattr(item, "fixturenames", ())
