"""Owns by what a run is known to be alive: a lock that ends with its process; knows no table."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _try(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def lock_path(journal: Path, run: int) -> Path:
    """The file that a run holds a lock on, beside the journal."""
    return journal.with_name(f"{journal.name}.run-{run}.lock")


def hold(journal: Path, run: int) -> int | None:
    """Take the lock of a run: what to give back, or None where another has it. Raises OSError."""
    descriptor = os.open(lock_path(journal, run), os.O_RDWR | os.O_CREAT, 0o600)
    return _taken(descriptor)


def give_back(journal: Path, run: int, held: int) -> None:
    """Give the lock of a run that has ended back, and take its file away."""
    os.close(held)
    with suppress(OSError):  # Windows keeps it while another looks whether the run is alive
        lock_path(journal, run).unlink()


@contextmanager
def dead(journal: Path, run: int) -> Iterator[bool]:
    """Whether no process has the lock of a run; if so nobody else finds it dead meanwhile."""
    try:
        descriptor = os.open(lock_path(journal, run), os.O_RDWR)
    except FileNotFoundError:
        yield True
        return
    held = _taken(descriptor)
    try:
        yield held is not None
    finally:
        if held is not None:
            os.close(held)


def _taken(descriptor: int) -> int | None:
    try:
        _try(descriptor)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
