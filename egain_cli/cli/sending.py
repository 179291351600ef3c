"""Owns a run of the verbs that send: items in, results out, an exit code back."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, TextIO

from egain_cli.access import Access, find_access
from egain_cli.cli import messages
from egain_cli.cli.opening import session_store, warn_of_danger
from egain_cli.cli.planning import make_plan
from egain_cli.cli.results import Commands, Results, choose_results
from egain_cli.cli.signals import draining
from egain_cli.cli.telling import tell
from egain_cli.errors import ExitCode, UsageError
from egain_cli.replay import replay
from egain_cli.report import Books, Exits
from egain_cli.route import find_endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

    from egain_cli.cli.options import Mode
    from egain_cli.config.layers import Settings
    from egain_cli.model import Item
    from egain_cli.replay import Plan


@dataclass(frozen=True, slots=True)
class Run:
    """What is asked of a run; `count` is how many items there are, where that is known.

    `at_least`: there may be more than were counted. `exits` says with what number it ends.
    """

    settings: Settings
    mode: Mode
    count: int | None = None
    at_least: bool = False
    exits: Exits = field(default_factory=Exits)

    @property
    def sends(self) -> bool:
        """Whether anything is to reach a server."""
        return not (self.mode.dry_run or self.mode.curl)

    @property
    def several(self) -> bool:
        """Whether it is a run over more than one email, as far as that is known before."""
        return self.at_least or (self.count is not None and self.count > 1)


@dataclass(slots=True)
class Followed:
    """A run as far as it went: its books, and how it is shown."""

    results: Results
    books: Books
    started: float


def send_items(items: Iterable[Item], run: Run) -> int:
    """Send the items, or show them, and say what became of each; the exit code of it all.

    Raises EgainError for what keeps the whole run from beginning.
    """
    access = _find_access(run) if run.sends else None
    with draining() as stop:
        plan = make_plan(run.settings, run.mode, access, stop)
        followed = Followed(_results(run, access), Books(exits=run.exits), perf_counter())
        return conduct(items, plan, run, followed, access)


def conduct(
    items: Iterable[Item], plan: Plan, run: Run, followed: Followed, access: Access | None
) -> int:
    """Send the items by the plan and show the books, whatever happens on the way."""
    interrupted = False
    try:
        try:
            with _progress(run) as advance:
                follow(items, plan, run.settings, followed, advance)
        except KeyboardInterrupt:
            interrupted = True
        except BaseException:
            if followed.books.statuses:  # what was sent must be told, whatever ended the run
                finish(followed, run.settings)
            raise
        finish(followed, run.settings)
        return run.exits.number(_exit_code(followed.books, interrupted=interrupted))
    finally:
        _close(access, hurry=interrupted or plan.stopped())


def _close(access: Access | None, *, hurry: bool) -> None:
    """End what was opened; whoever cannot wait for that has the results already."""
    with suppress(KeyboardInterrupt):
        if access:
            access.close(hurry=hurry)


def _exit_code(books: Books, *, interrupted: bool) -> ExitCode:
    exit_code = books.exit_code
    if interrupted and exit_code is not ExitCode.UNKNOWN:
        return ExitCode.CANCELLED
    return exit_code


def _find_access(run: Run) -> Access:
    access = find_access(run.settings, session_store(run.settings))
    access.warn = partial(messages.say, label="warning")
    return access


def follow(
    items: Iterable[Item],
    plan: Plan,
    settings: Settings,
    followed: Followed,
    advance: Callable[[], None] = lambda: None,
) -> None:
    """Send the items by the plan; enter, show and tell what becomes of each, then `advance`."""
    for outcome in replay(_counted(items, followed.books), plan):
        followed.books.enter(outcome)
        followed.results.show(outcome)
        tell(outcome, verbose=settings.truth("verbose"))
        advance()


def finish(followed: Followed, settings: Settings) -> None:
    """Show what the run comes down to."""
    seconds = perf_counter() - followed.started
    followed.results.end(followed.books, seconds)
    if followed.books.discovered != 1 and not settings.truth("quiet"):
        messages.say(followed.books.sentence(seconds))
    if followed.books.exit_codes[ExitCode.CANCELLED]:
        words = "stopped: what was not attempted did not reach the server; send it again"
        messages.say(words, "hint")


def _progress(run: Run) -> AbstractContextManager[Callable[[], None]]:
    """A bar where somebody watches a run over several emails."""
    watched = sys.stderr.isatty() and run.sends and not run.settings.truth("quiet")
    if not watched or _is_pipe(sys.stdout) or not run.several:
        return nullcontext(lambda: None)
    from egain_cli.cli import console

    return console.progress(None if run.at_least else run.count)


def _is_pipe(stream: TextIO) -> bool:
    """Whether another program reads it: what that one shows would be mixed with a bar."""
    return stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode)


def _results(run: Run, access: Access | None) -> Results:
    settings = run.settings
    if run.mode.curl and settings.truth("json"):
        hint = "With --dry-run --json each line carries the payload."
        raise UsageError("--curl prints commands, not JSON lines", hint)
    if run.mode.curl:
        return Commands(settings, find_endpoint(settings))
    if access is None:
        return choose_results(settings, "Checked, not sent", preview=True)
    warn_of_danger(settings, access.endpoint)
    if run.several:
        user = access.kept.username if access.kept else settings.text("username") or "this session"
        at_least = "at least " if run.at_least else ""
        messages.say(f"sending {at_least}{run.count} emails to {access.endpoint.base} as {user}")
    return choose_results(settings, access.endpoint.base, preview=False)


def _counted(items: Iterable[Item], books: Books) -> Iterator[Item]:
    for item in items:
        books.discovered += 1
        yield item
