"""What tests of runs start from: a sandbox that can be asked, and be told to fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bulk.command import Caller
from tests.bulk.server import View, apart

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from egain_cli.sandbox.serve import Running


@pytest.fixture
def server(at_sandbox: Running) -> View:
    """The sandbox that the environment names."""
    return View(at_sandbox.url)


@pytest.fixture
def caller(tmp_path: Path) -> Iterator[Caller]:
    """Calls the command, for a sandbox that shares no lock with it."""
    with apart(tmp_path / "sandbox") as server:
        (tmp_path / "calls").mkdir()
        yield Caller(tmp_path / "calls", server)
