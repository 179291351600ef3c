"""Owns what is said at the end of a run of how to go on; knows not how anything was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.cli import messages
from egain_cli.errors import ExitCode
from egain_cli.model import Status
from egain_cli.replay.why import Why, left_by

if TYPE_CHECKING:
    from egain_cli.books import Books
    from egain_cli.cli.jobs import Run

_AGAIN = "to go on, run the same command again"
_STOPPED = "stopped: what was not attempted did not reach the server; send it again"
_SKIPS = {
    Status.ACCEPTED: "accepted before",
    Status.UNKNOWN: "left unknown before, and skipped: may have arrived or not",
    Status.SKIPPED: "being sent by another run: not known yet to arrive",
}
_REASONS = (Why.LIMIT, Why.ERRORS, Why.DURATION)
_ENDED_BY = {
    Why.UNREACHABLE: "the server took none of the last emails",
    Why.REFUSED: "the server refused each of the last emails (401, 403)",
    Why.PUT_OFF: "the server asks to wait longer than a run waits",
}


def tell_what_next(run: Run, books: Books, why: Why, number: int | None) -> None:
    """Say how to go on with what did not arrive, and that nothing was to be done."""
    if why in _ENDED_BY and run.several:
        words = f"{_ENDED_BY[why]}, so the run was stopped: nothing of the rest was tried"
        messages.say(words, "error")
    elif why in _REASONS:
        messages.say(f"the rest was {left_by(why).message}", "note")
    stopped = books.exit_codes[ExitCode.CANCELLED] or why not in (Why.GOING_ON, Why.ASKED)
    if stopped:
        more = f"; {_how_to_go_on(run, number)}" if run.several else ""
        messages.say(f"{_STOPPED}{more}", "hint")
    if not run.several or number is None:
        return
    counts = books.statuses
    if counts[Status.UNKNOWN]:
        words = f"what is unknown may have arrived: egain reconcile {number}{_of(run)}"
        messages.say(words, "hint")
    failed = counts[Status.REJECTED] + counts[Status.INVALID]
    if failed:
        look = f"egain report {number}{_of(run)}"
        messages.say(f"why {failed} failed: {look}; egain retry {number}{_of(run)}", "hint")
    _tell_skipped(run, books)


def _how_to_go_on(run: Run, number: int | None) -> str:
    """What to call next; with --again the same command would send all of it once more."""
    if run.bulk.again and number is not None:
        return f"to go on: egain retry {number}{_of(run)}"
    return _AGAIN


def _tell_skipped(run: Run, books: Books) -> None:
    """Say why emails were skipped, where nothing was sent or not all of those have arrived."""
    skipped, skips = books.statuses[Status.SKIPPED], books.skips
    begun = "nothing was sent: " if skipped == books.discovered else ""
    if not skipped or not (begun or skips[Status.UNKNOWN] or skips[Status.SKIPPED]):
        return
    if skips[Status.ACCEPTED] == skipped == books.discovered:
        words = "all of it was accepted before; --again sends it anew"
    else:
        words = ", ".join(
            f"{number} {what}" for status, what in _SKIPS.items() if (number := skips[status])
        )
    messages.say(f"{begun}{words}", "note")
    if skips[Status.SKIPPED]:
        messages.say("whether those arrive, the other run tells: egain runs" + _of(run), "hint")
    if skips[Status.UNKNOWN]:
        messages.say("settle what is unknown with egain reconcile" + _of(run), "hint")


def _of(run: Run) -> str:
    chosen = run.settings.text("journal")
    return f" --journal {chosen}" if chosen else ""
