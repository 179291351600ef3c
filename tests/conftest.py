"""What every test of the command line stands on: a place of its own, and a real sandbox."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from egain_cli.cli import run
from egain_cli.sandbox import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code and both streams."""

    code: int
    out: str
    err: str
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def outcomes(self) -> list[dict[str, Any]]:
        """The outcome events of --json."""
        return [event for event in self.events if event["event"] == "outcome"]

    @property
    def last(self) -> dict[str, Any]:
        """The last event of --json."""
        return self.events[-1]


class Egain(Protocol):
    """The command line, run in this process."""

    def __call__(self, *args: str | Path) -> Done:
        """Run a command line and return what it left."""
        ...


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder, a configuration and a state of the test's own, and no EGAIN_ variable."""
    for name in list(os.environ):
        if name.startswith("EGAIN_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("EGAIN_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("EGAIN_STATE_DIR", str(tmp_path / "state"))
    return work


@pytest.fixture
def egain(capfd: pytest.CaptureFixture[str]) -> Egain:
    """Run the command line in this process."""

    def call(*args: str | Path) -> Done:
        capfd.readouterr()
        logger = logging.getLogger("egain_cli")  # as --verbose left it, in a test before
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.NOTSET)
        code = run([str(arg) for arg in args])
        out, err = capfd.readouterr()
        events = [json.loads(line) for line in out.splitlines()] if "--json" in args else []
        return Done(code, out, err, events)

    return call


@pytest.fixture
def sandbox() -> Iterator[serve.Running]:
    """A sandbox of the test's own."""
    with serve.running() as running:
        yield running


@pytest.fixture
def at_sandbox(sandbox: serve.Running, monkeypatch: pytest.MonkeyPatch) -> serve.Running:
    """The sandbox, with everything in the environment that a verb needs to send to it."""
    for name, value in serve.environment(sandbox.url, sandbox.world).items():
        monkeypatch.setenv(name, value)
    return sandbox
