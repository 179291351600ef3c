"""Owns what another process needs to do a run's work, and how it begins there; shows nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from egain_cli.books import Books
from egain_cli.cli import messages
from egain_cli.cli.crews import Order, make_pipeline
from egain_cli.cli.recording import tell_lost
from egain_cli.delegation import hand_over, take_over
from egain_cli.handover import portable
from egain_cli.journal.file import open_journal
from egain_cli.journal.runs import join_run
from egain_cli.replay.processes import process_crew

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from egain_cli.access import Access
    from egain_cli.handover import Handed
    from egain_cli.replay.crew import Crew
    from egain_cli.replay.halt import Halt
    from egain_cli.replay.pipeline import Pipeline

T = TypeVar("T")


def processes_of(
    order: Order[T], journal: Path, access: Access, halt: Halt
) -> AbstractContextManager[Crew[T]]:
    """The processes that a run asks for, logged in with one session.

    Raises what a login raises: here it is made before anything else.
    """
    handed = hand_over(access)
    # What this process counts, no other needs.
    run = replace(order.run, books=Books(), settings=portable(order.run.settings))
    make = partial(_begin, replace(order, run=run), journal, handed)
    return process_crew(make, run.processes, run.workers, halt)


def _begin(
    order: Order[Any], path: Path, handed: Handed, halt: Halt
) -> tuple[Pipeline[Any], Callable[[], None]]:
    """The way of every message in this process, and what ends it."""
    assert order.number is not None  # noqa: S101 - a run in several processes is recorded
    journal = open_journal(path, create=False, check=False)
    assert journal is not None  # noqa: S101 - the run's first process has it open
    access = take_over(handed)
    access.warn = partial(messages.say, label="warning")
    ledger = join_run(journal, order.number)

    def close() -> None:
        journal.close()  # first: nothing that is known may wait for a connection
        access.close()
        tell_lost(ledger)

    return make_pipeline(order, ledger, access, halt), close
