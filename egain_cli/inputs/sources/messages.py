"""Owns what a source gives: a message that is not read yet; knows no kind of source."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from egain_cli.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from egain_cli.errors import InputError
    from egain_cli.findings import Finding


@dataclass(frozen=True, slots=True)
class RawMessage:
    """A message as it lies somewhere; `read` gives its bytes, and raises InputError.

    It is to be read before the next message of its source is asked for: a stream cannot go back.
    Only one with a `size`, which is its file's in bytes, is a file of its own: it can be read at
    any time, by whoever it is handed to. `time` is when its source says that it was written or
    arrived; `findings` are what its source knows of it; `repeated`: an argument before led to it.
    """

    origin: str
    read: Callable[[], bytes]
    time: datetime | None = None
    findings: tuple[Finding, ...] = ()
    size: int | None = None
    repeated: bool = False


def failing(origin: str, error: InputError) -> RawMessage:
    """A message that cannot be read."""
    return RawMessage(origin, partial(_fail, error))


def _fail(error: InputError) -> bytes:
    raise error
