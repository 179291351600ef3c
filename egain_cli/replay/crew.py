"""Owns who does a run's work, and what each is given; does none of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from egain_cli.model import Outcome
from egain_cli.replay.course import Task

if TYPE_CHECKING:
    from concurrent.futures import Executor

T = TypeVar("T")
Work = Callable[[list[Task[T]]], list[Outcome]]
IN_FLIGHT = 96 << 20  # bytes of messages at a time; each takes twice its size while it is sent


@dataclass(frozen=True, slots=True)
class Source(Generic[T]):
    """A message that was found: its origin, its weight in bytes, and what leads to it.

    `repeated`: it was found before in the same run.
    """

    origin: str
    weight: int
    raw: T
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Crew(Generic[T]):
    """Who does the work of a run: an executor that is given batches of so many messages.

    `work` gives what is known of a batch, and of those before it, as soon as there is somebody for
    the next one; with an empty batch it is asked for what they left. `window` is how many batches
    may be with it at a time, and `in_flight` how many bytes; so many as `ahead` are recorded at a
    time. `end` is called before anybody asks what became of tasks that nobody finishes any more:
    after it none of them changes. Without an executor each message is followed at once, in order.
    """

    work: Work[T]
    executor: Executor | None = None
    batch: int = 1
    ahead: int = 1
    window: int = 1
    in_flight: int = IN_FLIGHT
    end: Callable[[], None] = lambda: None
