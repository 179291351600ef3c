"""Owns the running sandboxes that tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from egain_cli.sandbox.serve import Running, running

from .wire import Wire, opened

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Running]:
    """One sandbox of the default world for each file of tests."""
    with running() as started:
        yield started


@pytest.fixture(scope="module")
def wire(sandbox: Running) -> Wire:
    """A way to it, logged in as demo."""
    return opened(sandbox.url)
