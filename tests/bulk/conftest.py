"""What tests of runs start from: a sandbox that can be asked, and be told to fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bulk.server import View

if TYPE_CHECKING:
    from egain_cli.sandbox.serve import Running


@pytest.fixture
def server(at_sandbox: Running) -> View:
    """The sandbox that the environment names."""
    return View(at_sandbox.url)
