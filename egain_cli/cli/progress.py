"""Owns what is shown of a run while it goes on: a display, or lines; counts nothing itself."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager, nullcontext
from threading import Event, Thread
from typing import TYPE_CHECKING, TextIO

from egain_cli.cli import messages
from egain_cli.cli.progress_words import in_words, live_words
from egain_cli.cli.watcher import Watcher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

__all__ = ["Watcher", "watch"]

EVERY = 10.0  # seconds between two plain lines


@contextmanager
def watch(
    total: int | None,
    at_least: bool,
    *,
    quiet: bool,
    mixed: bool = False,
    every: float = EVERY,
) -> Iterator[Watcher]:
    """What counts a run's outcomes, and shows on stderr how far it is while it goes on.

    Where a person watches that is a display that changes; elsewhere, and where results come to the
    same terminal (`mixed`), a line after each `every` seconds; nothing where the run is `quiet`.
    """
    watcher = Watcher(total, at_least)
    with _shown(watcher, every, quiet=quiet, plain=mixed or not _is_watched()):
        yield watcher


def _shown(
    watcher: Watcher, every: float, *, quiet: bool, plain: bool
) -> AbstractContextManager[None]:
    if quiet:
        return nullcontext()
    if plain:
        return _ticking(watcher, every)
    from egain_cli.cli import console

    return console.live(lambda: live_words(watcher.seen()))


@contextmanager
def _ticking(watcher: Watcher, every: float) -> Iterator[None]:
    end = Event()

    def tick() -> None:
        while not end.wait(every):
            messages.say(in_words(watcher.seen()))

    thread = Thread(target=tick, name="progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


def _is_watched() -> bool:
    """Whether a person sees stderr change, and no other program's display is mixed with it."""
    dumb = os.environ.get("TERM", "").lower() in ("dumb", "unknown")
    return sys.stderr.isatty() and not dumb and not _is_pipe(sys.stdout)


def _is_pipe(stream: TextIO) -> bool:
    """Whether another program reads it: what that one shows would be mixed with a display."""
    return stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode)
