"""Owns sending again what a past run left behind, with the options it had; shows nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from egain_cli.books import Books
from egain_cli.cli import messages
from egain_cli.cli.bulk import Bulk
from egain_cli.cli.jobs import Job, Run
from egain_cli.cli.options import Mode
from egain_cli.cli.past import REPEATS
from egain_cli.cli.sending import send
from egain_cli.cli.sources import message_job, tell_of_sources
from egain_cli.cli.wanting import Search
from egain_cli.cli.wording import several
from egain_cli.errors import ExitCode, UsageError
from egain_cli.inputs.kept_options import read_options
from egain_cli.inputs.sources.arguments import open_sources
from egain_cli.replay.crew import Source
from egain_cli.report import json_line, summary_event
from egain_cli.route import find_endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from egain_cli.cli.wanting import Wanted
    from egain_cli.config.layers import Settings
    from egain_cli.inputs.messages import RawMessage, Reading
    from egain_cli.journal.runs import PastRun
    from egain_cli.model import Draft
    from egain_cli.replay.halt import Halt


@dataclass(frozen=True, slots=True)
class Chosen:
    """A message that is to be sent again, and the identity that it has to have; empty: any."""

    message: RawMessage
    identity: str


@dataclass(frozen=True, slots=True)
class Opening:
    """Opens what was chosen; it can be handed to another process."""

    open: Callable[[RawMessage], Draft]

    def __call__(self, chosen: Chosen) -> Draft:
        """The message under its identity, unless it became another one meanwhile."""
        draft = self.open(chosen.message)
        same = chosen.identity.partition("-")[0] == draft.key
        return replace(draft, key=chosen.identity) if same else draft


def reading_of(past: PastRun) -> Reading:
    """How a past run read its messages: the same message gets the same key again.

    Raises UsageError for a run of another verb than send-eml, or whose options are not understood.
    """
    if past.record.verb not in ("send-eml", "retry"):
        words = f"run {past.number} was one of {past.record.verb}, which reads no messages"
        raise UsageError(words, "Call it again as it was called.")
    try:
        return read_options(past.record.options, past.record.target)
    except ValueError as error:
        raise UsageError(f"run {past.number} cannot be read again: {error}") from None


def resend(past: PastRun, wanted: Wanted, names: Sequence[str], settings: Settings) -> int:
    """Send those of the messages that `names` hold which are wanted.

    A run of its own, of the verb `retry`, with the options of the past one; its exit code. The
    settings say how to connect, to the target of the past run, and where it is recorded. Where none
    of the messages is there no run begins, and the exit code is INVALID.
    """
    reading = reading_of(past)
    _require_target(settings, past)
    search = Search(wanted, reading, names)
    with open_sources(names) as sources:
        count = search.count(sources)
    books = Books()
    if search.missing:
        books.fail(ExitCode.INVALID)
    if not count or not search.met:
        return end_unsent(past, books, settings, lambda: _tell_missing(search, past))
    with open_sources(names) as sources:
        job = message_job("retry", sources, {**past.record.options, REPEATS: past.number})
        bulk = Bulk(again=wanted.copies is not None)
        run = Run(settings, Mode(), count, alone=False, always=False, bulk=bulk, books=books)
        code = send(_choosing(job, Search(wanted, reading, names)), run)
        tell_of_sources(sources)
    _tell_missing(search, past)
    return code


def end_unsent(
    past: PastRun, books: Books, settings: Settings, tell: Callable[[], None] = lambda: None
) -> int:
    """Say that nothing is sent, where none of it is to be, or `tell` why; the exit code."""
    if settings.truth("json"):
        messages.write(json_line(summary_event(books, 0.0)))
    if books.exit_code is ExitCode.INVALID:
        tell()
    elif not settings.truth("quiet"):
        messages.say(f"nothing of run {past.number} is to be sent again")
    return int(books.exit_code)


def _choosing(job: Job[RawMessage], search: Search) -> Job[Chosen]:
    def chosen(halt: Halt) -> Iterator[Source[Chosen]]:
        for source in job.sources(halt):
            identity = search.choose(source.raw)
            if identity is not None:
                yield Source(source.origin, source.weight, Chosen(source.raw, identity))

    def opening(target: str) -> Opening:
        return Opening(job.opening(target))

    return Job(job.verb, chosen, opening, job.names, job.options)


def _tell_missing(search: Search, past: PastRun) -> None:
    if not search.missing:
        return
    named = ", ".join(search.names[:3]) + (", …" if len(search.names) > 3 else "")
    words = f"{several(search.missing, 'email')} of run {past.number} to be sent again"
    messages.say(f"{words} not found in {named}", "error")
    messages.say(f"Name where they are now: `egain retry {past.number} PATH…`.", "hint")


def _require_target(settings: Settings, past: PastRun) -> None:
    """Raise UsageError unless the settings name the server that the past run sent to.

    A journal may come from anybody; what it says alone sends no password anywhere.
    """
    target = past.record.target
    if settings.text("url") and find_endpoint(settings).base == target:
        return
    words = f"run {past.number} sent to {target}, and the settings name another server, or none"
    raise UsageError(words, f"A retry goes where the run went: --url {target}.")
