"""The processes of a run: what a batch leaves under way, and that it is recorded before the end."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from egain_cli.model import Outcome, Status
from egain_cli.replay.course import Task
from egain_cli.replay.halt import Halt
from egain_cli.replay.processes import process_crew

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from egain_cli.replay.crew import Crew


@dataclass
class Way:
    """What is done with a message: it is written down, a slow one when it may be."""

    folder: Path

    def follow(self, task: Task[str]) -> Outcome:
        """Write it down."""
        while task.raw == "slow" and not (self.folder / "go").exists():
            time.sleep(0.005)
        self.write(task.raw)
        return Outcome(origin=task.raw, key="k", status=Status.ACCEPTED, number=task.number)

    def write(self, words: str) -> None:
        """One line more."""
        with (self.folder / "books").open("a") as file:
            file.write(f"{words}\n")


def make_way(folder: Path, _: Halt) -> tuple[Any, Callable[[], None]]:
    """What each process makes for itself."""
    way = Way(folder)
    return way, partial(way.write, "closed")


def call(crew: Crew[str], *names: str) -> list[str]:
    """What is known after a batch of these."""
    assert crew.executor
    tasks = [Task(number, name, name) for number, name in enumerate(names, 1)]
    return [each.origin for each in crew.executor.submit(crew.work, tasks).result()]


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Crew[str]]:
    """One process with two threads."""
    with process_crew(partial(make_way, tmp_path), 1, 2, Halt.of(None, shared=True)) as crew:
        yield crew


def test_a_batch_is_over_when_a_thread_has_nothing_to_do(crew: Crew[str], tmp_path: Path) -> None:
    """What takes long comes with a later call, with or without messages of its own."""
    assert call(crew, "a", "slow", "b") == ["a", "b"]
    assert call(crew, "c", "d") == ["c", "d"]
    assert call(crew) == []
    (tmp_path / "go").touch()
    late: list[str] = []
    until = time.monotonic() + 20
    while not late and time.monotonic() < until:
        late = call(crew)
    assert late == ["slow"]
    assert call(crew) == []


def test_what_is_under_way_is_recorded_before_the_books_are_closed(tmp_path: Path) -> None:
    """Whoever ends a run does not cut off a message that a batch left under way."""
    make, halt = partial(make_way, tmp_path), Halt.of(None, shared=True)
    with process_crew(make, 1, 2, halt) as crew:
        assert call(crew, "a", "slow") == ["a"]
        threading.Timer(0.5, (tmp_path / "go").touch).start()
    assert (tmp_path / "books").read_text().split() == ["a", "slow", "closed"]
