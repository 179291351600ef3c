"""Owns what a verb hands over to be sent, and what a run is asked for; sends nothing."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from egain_cli.books import Books, Exits
from egain_cli.cli.bulk import Bulk, OnUnknown
from egain_cli.config.numbers import parse_duration
from egain_cli.errors import UsageError
from egain_cli.frozen import dataclass
from egain_cli.journal.runs import RunRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from egain_cli.cli.options import Mode
    from egain_cli.config.layers import Settings
    from egain_cli.model import Draft
    from egain_cli.replay.crew import Source
    from egain_cli.replay.halt import Halt

T = TypeVar("T")
MARKER_HINT = "Give the value another attribute, or the key: egain config set marker_attribute NAME"


@dataclass(frozen=True, slots=True)
class Job(Generic[T]):
    """What a verb hands over: where messages come from, and how each is opened.

    `opening` is given the server that they go to. `names` are the arguments as given, `options`
    what makes another sending of the same message: both are kept for `egain retry`.
    """

    verb: str
    sources: Callable[[Halt], Iterable[Source[T]]]
    opening: Callable[[str], Callable[[T], Draft]]
    names: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """What is asked of a run; `count` is how many items there are, where that is known.

    `at_least`: there may be more than were counted. `exits` says with what number it ends.
    `alone`: one message after another, in order. `always`: whatever was sent before counts for
    nothing. `title` stands above the table instead of the server, and keeps the target unsaid.
    `books` are what it comes to.
    """

    settings: Settings
    mode: Mode
    count: int | None = None
    at_least: bool = False
    exits: Exits = field(default_factory=Exits)
    bulk: Bulk = field(default_factory=Bulk)
    alone: bool = True
    always: bool = True
    title: str = ""
    books: Books = field(default_factory=Books)

    @property
    def sends(self) -> bool:
        """Whether anything is to reach a server."""
        return not (self.mode.dry_run or self.mode.curl)

    @property
    def several(self) -> bool:
        """Whether it is a run over more than one email, as far as that is known before."""
        return self.at_least or (self.count is not None and self.count > 1)

    @property
    def workers(self) -> int:
        """How many messages are sent at a time: one, where there is an order to keep."""
        in_turn = self.alone or not self.sends or not self.several
        return 1 if in_turn else self.settings.count("workers")

    @property
    def processes(self) -> int:
        """In how many processes they are sent."""
        return self.settings.count("processes") if self.workers > 1 else 1

    @property
    def resumes(self) -> bool:
        """Whether what was accepted before is skipped."""
        return not (self.always or self.bulk.again)

    @property
    def retries_unknown(self) -> bool:
        """Whether what was left unknown before is sent again."""
        return self.bulk.on_unknown is OnUnknown.RETRY

    @property
    def duration(self) -> float | None:
        """After how many seconds it stops; UsageError for what is no time."""
        if self.bulk.max_duration is None:
            return None
        try:
            return parse_duration(self.bulk.max_duration)
        except ValueError as error:
            words = f"--max-duration: {self.bulk.max_duration!r} {error}"
            raise UsageError(words, "Write it like --max-duration 15m.") from None


def refuse_marker(settings: Settings, attributes: Iterable[str]) -> None:
    """Raise UsageError where NAME=VALUE would be the attribute that carries the key, twice."""
    marker = settings.text("marker_attribute")
    if marker and marker in {each.partition("=")[0] for each in attributes}:
        words = f"--attr {marker}=: the setting marker_attribute has it carry the email's key"
        raise UsageError(words, MARKER_HINT)


def record_of(job: Job[T], run: Run, target: str) -> RunRecord:
    """What the journal keeps of a run.

    With the attribute that carries keys, if there is one, and that it sent what was sent before, as
    `egain retry` has to know.
    """
    marker = run.settings.text("marker_attribute")
    more = {"marker_attribute": marker} if marker else {}
    again = {"again": True} if run.bulk.again else {}
    return RunRecord(
        verb=job.verb,
        target=target,
        options={**job.options, **more, **again},
        sources=job.names,
        folder=str(Path.cwd()),
        sends_always=run.always,
    )
