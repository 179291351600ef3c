"""Owns sending again what a past run left behind, with the options it had; shows nothing."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from egain_cli.cli import messages
from egain_cli.cli.jobs import Run
from egain_cli.cli.options import Mode
from egain_cli.cli.past import REPEATS
from egain_cli.cli.sending import send
from egain_cli.cli.sources import message_job, tell_of_sources
from egain_cli.cli.wording import several
from egain_cli.errors import ExitCode, UsageError
from egain_cli.inputs.kept_options import read_options
from egain_cli.inputs.sources.arguments import open_sources
from egain_cli.journal import history
from egain_cli.model import Status
from egain_cli.route import find_endpoint

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from egain_cli.config.layers import Settings
    from egain_cli.inputs.messages import RawMessage, Reading
    from egain_cli.inputs.sources.arguments import Sources
    from egain_cli.journal.file import Journal
    from egain_cli.journal.runs import PastRun
    from egain_cli.replay.crew import Source
    from egain_cli.replay.halt import Halt


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be sent again: by keys; and by places, what was never read.

    A key is that of the first of several identical messages: each of them gets its own number
    only where all are met, and those that arrived are skipped. A place is an origin without the
    argument that it was found by, so that it is the same where a folder was moved.
    """

    keys: frozenset[str]
    places: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.keys or self.places)


def find_wanted(journal: Journal, past: PastRun, identities: Collection[str]) -> Wanted:
    """What of a past run is to be sent again, `identities` among it. Raises JournalError."""
    keys = frozenset(identity.partition("-")[0] for identity in identities)
    unread = (
        _place(row.origin, past.record.sources)
        for row in history.items(journal, past.number, (Status.NOT_ATTEMPTED,))
        if row.identity is None
    )
    return Wanted(keys, frozenset(unread))


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
    settings say how to connect, to the target of the past run, and where it is recorded.
    """
    reading = reading_of(past)
    _require_target(settings, past)
    search = _Search(wanted, reading, names)
    with ExitStack() as stack:
        count = search.count(stack.enter_context(open_sources(names)))
        sources = stack.enter_context(open_sources(names))
        job = message_job("retry", sources, {**past.record.options, REPEATS: past.number})

        def chosen(halt: Halt) -> Iterator[Source[RawMessage]]:
            return (source for source in job.sources(halt) if search.finds(source.raw))

        run = Run(settings, Mode(), count, alone=False, always=False)
        code = send(replace(job, sources=chosen), run)
        tell_of_sources(sources)
    if not search.missing:
        return code
    _tell_missing(search, past)
    return code or ExitCode.INVALID


@dataclass(slots=True)
class _Search:
    """Looks among messages for those that are wanted."""

    wanted: Wanted
    reading: Reading
    names: Sequence[str]
    _met: set[str] = field(default_factory=set)

    @property
    def missing(self) -> int:
        """How many are wanted that it did not meet."""
        return len(self.wanted.keys) + len(self.wanted.places) - len(self._met)

    def count(self, sources: Sources) -> int:
        """How many there are of them."""
        return sum(map(self.finds, sources.messages()))

    def finds(self, message: RawMessage) -> bool:
        """Whether a message is wanted; what cannot be read may be one that is."""
        draft, place = self.reading.open(message), _place(message.origin, self.names)
        met = {draft.key} & self.wanted.keys
        met |= {f"at {each}" for each in {place} & self.wanted.places}
        self._met |= met
        return bool(met) or not draft.content


def _tell_missing(search: _Search, past: PastRun) -> None:
    named = ", ".join(search.names[:3]) + (", …" if len(search.names) > 3 else "")
    words = f"{several(search.missing, 'email')} of run {past.number} to be sent again"
    messages.say(f"{words} not found in {named}", "error")
    messages.say(f"Name where they are now: `egain retry {past.number} PATH…`.", "hint")


def _place(origin: str, names: Sequence[str]) -> str:
    """An origin without the argument that it was found by."""
    found = [name for name in names if origin.startswith(name)]
    return origin.removeprefix(max(found, key=len, default="")).lstrip("/\\")


def _require_target(settings: Settings, past: PastRun) -> None:
    """Raise UsageError unless the settings name the server that the past run sent to.

    A journal may come from anybody; what it says alone sends no password anywhere.
    """
    target = past.record.target
    if settings.text("url") and find_endpoint(settings).base == target:
        return
    words = f"run {past.number} sent to {target}, and the settings name another server, or none"
    raise UsageError(words, f"A retry goes where the run went: --url {target}.")
