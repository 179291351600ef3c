"""Owns a run of the verbs that send: messages in, results out, an exit code back."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from functools import partial
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, TypeVar

from egain_cli.access import Access, find_access
from egain_cli.cli import messages
from egain_cli.cli.afterwards import tell_what_next
from egain_cli.cli.announcing import announce
from egain_cli.cli.crews import Order, find_quarantine, hire
from egain_cli.cli.following import Followed
from egain_cli.cli.jobs import refuse_marker
from egain_cli.cli.opening import session_store
from egain_cli.cli.recording import Record, recorded
from egain_cli.cli.signals import draining
from egain_cli.cli.watching import watching
from egain_cli.errors import EgainError, ExitCode
from egain_cli.replay.engine import Engine
from egain_cli.replay.halt import Halt
from egain_cli.replay.why import Why
from egain_cli.route import find_endpoint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from egain_cli.books import Books
    from egain_cli.cli.jobs import Job, Run
    from egain_cli.replay.crew import Source

T = TypeVar("T")


def send(job: Job[T], run: Run) -> int:
    """Send what a verb hands over, or show it, and say what became of each; the exit code.

    Raises EgainError for what keeps the whole run from beginning.
    """
    access = _find_access(run) if run.sends else None
    duration = run.duration  # what is no time, or no folder, ends it before anything is said
    find_quarantine(run, job.names)
    refuse_marker(run.settings, job.options.get("flags", {}).get("attr") or ())
    with ExitStack() as stack:
        halt = Halt.of(
            run.bulk.limit, shared=run.processes > 1,
            max_errors=run.bulk.max_errors, workers=run.workers,
        )  # fmt: skip
        stack.enter_context(draining(halt, alone=run.workers == 1))
        target = access.endpoint.base if access else _target(run)
        record = stack.enter_context(recorded(job, run, target))
        stack.callback(lambda: _close(access, hurry=halt.why in (Why.ASKED, Why.AT_ONCE)))
        followed = Followed(run, halt, announce(run, access, record))
        run.books.exits = run.exits
        run.books.run = record.number if run.several else None
        until = monotonic() + duration if duration else None
        return conduct(job, followed, record, access, target, until)


def conduct(
    job: Job[T], followed: Followed, record: Record, access: Access | None, target: str,
    until: float | None,
) -> int:  # fmt: skip
    """Send the messages and show the books, whatever happens on the way."""
    run, halt = followed.run, followed.halt
    try:
        with ExitStack() as stack:
            number = record.number if run.several or run.bulk.failed_dir else None
            order = Order(run, job.opening(target), number, job.names, job.options)
            hired = stack.enter_context(hire(order, record, access, halt))
            followed.watch = stack.enter_context(watching(run, hired.state))
            engine = Engine(
                hired.crew, record.recorder, halt, partial(record.abandon, halt),
                until, followed.found, followed.watch.tick,
            )  # fmt: skip
            follow(engine, job.sources(halt), followed)
    except KeyboardInterrupt:  # before anything was sent, or after
        halt.stop(Why.AT_ONCE)
    except EgainError as error:
        if not followed.books.statuses:
            record.close(int(error.exit_code), None)
            raise
        return finish(followed, record, error)
    except BaseException:
        if followed.books.statuses:  # what was sent must be told, whatever ended the run
            finish(followed, record, None)
        raise
    return finish(followed, record, None)


def follow(engine: Engine[T], sources: Iterable[Source[T]], followed: Followed) -> None:
    """Take what becomes of each message as it is done, or what is known when a signal ends it."""
    try:
        for outcome in engine.run(sources):
            followed.take(outcome)
    except KeyboardInterrupt:
        followed.halt.stop(Why.AT_ONCE)
        for outcome in engine.leave(followed.last):
            followed.take(outcome)
    finally:
        followed.whole = engine.fed


def finish(followed: Followed, record: Record, failure: EgainError | None) -> int:
    """Write the books of a run, show what it comes down to, and what ended it; the exit code."""
    books, quiet = followed.books, followed.run.settings.truth("quiet")
    # Asked of a single email, which needs no number, it would cost a commit.
    number = record.number if followed.run.several else None
    seconds = perf_counter() - followed.started
    stopped = followed.halt.why in (Why.ASKED, Why.AT_ONCE)
    if stopped and not (followed.whole and books.whole):
        books.fail(ExitCode.CANCELLED)
    followed.in_order.flush()
    failure = _close_books(books, record, failure)
    followed.results.end(books, seconds)
    if books.discovered != 1 and not quiet:
        messages.say(books.sentence(seconds))
    if failure:
        messages.say(failure.message, "error")
        messages.say(failure.hint, "hint")
    if not quiet:
        tell_what_next(followed.run, books, followed.halt.why, number)
    return followed.run.exits.number(books.exit_code)


def _close_books(books: Books, record: Record, failure: EgainError | None) -> EgainError | None:
    """Write the books down; what ended the run, or kept them from being written."""
    if failure:
        books.fail(failure.exit_code)
    try:
        record.close(int(books.exit_code), books.statuses)
    except EgainError as error:
        if failure is None:
            books.fail(error.exit_code)
        return failure or error
    return failure


def _close(access: Access | None, *, hurry: bool) -> None:
    """End what was opened; whoever cannot wait for that has the results already."""
    with suppress(KeyboardInterrupt):
        if access:
            access.close(hurry=hurry)


def _find_access(run: Run) -> Access:
    access = find_access(run.settings, session_store(run.settings))
    access.warn = partial(messages.say, label="warning")
    return access


def _target(run: Run) -> str:
    """Where a dry run would send to, as far as anybody said it."""
    return find_endpoint(run.settings).base if run.settings.text("url") else ""
