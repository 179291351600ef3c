"""Whatever is sent, the sandbox has an answer and no mistake of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from .documents import FULL, changed

if TYPE_CHECKING:
    from .wire import Wire

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)


def _pairs(value: object) -> list[tuple[object, object]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def _paths(value: object, path: str = "") -> list[str]:
    """Every path of the full document, in the tests' own writing."""
    below = [(f"{path}.{name}".lstrip("."), item) for name, item in _pairs(value)]
    return [found for name, item in below for found in (name, *_paths(item, name))]


QUIET = settings(max_examples=150, deadline=None)


@QUIET
@given(path=st.sampled_from(_paths(FULL)), value=VALUES)
def test_any_value_anywhere_is_judged(wire: Wire, path: str, value: object) -> None:
    """A member replaced by any JSON value is accepted or refused, and never breaks the sandbox."""
    assert wire.create(changed(path, value)).status in (201, 400)


@QUIET
@given(body=VALUES)
def test_any_json_is_judged(wire: Wire, body: object) -> None:
    """Any JSON value as the whole body is refused."""
    assert wire.create(json.dumps(body).encode()).status == 400


@QUIET
@given(body=st.binary())
def test_any_bytes_are_judged(wire: Wire, body: bytes) -> None:
    """Any bytes as the body are refused."""
    assert wire.create(body).status == 400
