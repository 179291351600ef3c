"""Owns settling the unknown emails of a run, and how that is shown; asks no server itself."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from egain_cli.cli import messages
from egain_cli.cli.past import command_for
from egain_cli.cli.unknown_table import Settling, choose_shown
from egain_cli.cli.wording import several
from egain_cli.errors import EgainError, ExitCode, UsageError
from egain_cli.journal import history
from egain_cli.model import Status
from egain_cli.reconciliation import Traces, look_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from egain_cli.config.layers import Settings
    from egain_cli.journal.file import Journal
    from egain_cli.journal.history import ItemRow
    from egain_cli.journal.runs import PastRun

    Find = Callable[[str], Traces]

_NOT_FOUND = (
    "not found is not proof: only what was sent with the setting marker_attribute carries a marker"
)


@dataclass(frozen=True, slots=True)
class _Judge:
    """What settles an email: what the server has of it, then what a person assumes."""

    journal: Journal
    run: int
    find: Find
    marker: str | None
    assume: bool | None

    def settle(self, row: ItemRow) -> Settling:
        """Settle one email in the journal, where something is known or assumed of it."""
        key = row.identity or ""
        traces = self.find(key)
        if traces.ids:
            how = f"found on the server by its {self.marker}"
            return self._record(row, True, how, traces.ids)
        if self.assume is not None:
            words = "accepted" if self.assume else "not sent"
            return self._record(row, self.assume, f"assumed to be {words}")
        return Settling(row, Status.UNKNOWN, traces.doubt)

    def _record(
        self, row: ItemRow, accepted: bool, how: str, ids: tuple[str, ...] = ()
    ) -> Settling:
        activity_id = ids[0] if ids else None
        history.settle_unknown(
            self.journal, self.run, row.identity or "", accepted=accepted, how=how,
            activity_id=activity_id,
        )  # fmt: skip
        if len(ids) > 1:
            how += f"; there are {len(ids)} of it: {', '.join(ids)}"
        status = Status.ACCEPTED if accepted else Status.NOT_ATTEMPTED
        return Settling(row, status, how, activity_id)


def reconcile(
    journal: Journal,
    past: PastRun,
    settings: Settings,
    assume: bool | None,
    only: Sequence[str],
) -> int:
    """Settle what is unknown of a run as far as that can be, and show it; the exit code.

    `assume` is what a person knows of it: accepted, not sent, or nothing (None). Raises UsageError
    for a key in `only` that is not unknown there, EgainError where the server cannot be asked.
    """
    rows = _choose(list(history.open_unknown(journal, past.number)), only)
    shown = choose_shown(settings, past.number)
    with _searching(settings, past, bool(rows)) as find:
        judge = _Judge(journal, past.number, find, settings.text("marker_attribute"), assume)
        for number, row in enumerate(rows):
            try:
                shown.show(judge.settle(row))
            except EgainError as error:
                raise _broken_off(error, number, len(rows)) from error
    left = sum(1 for _ in history.open_unknown(journal, past.number))
    exit_code = ExitCode.UNKNOWN if left else ExitCode.OK
    shown.end(left, exit_code)
    if not settings.truth("quiet"):
        _say(past, len(rows), left, settings)
    return exit_code


def _broken_off(error: EgainError, looked_at: int, total: int) -> EgainError:
    """The error that ended it, and how far it had come: nobody shall guess what was settled."""
    so_far = f"{looked_at:,} of {total:,} were gone through before, and what they came to stands"
    words = f"{error.message}; {so_far if looked_at else 'nothing was settled'}"
    return EgainError(words, error.hint, error.exit_code)


def _choose(rows: list[ItemRow], only: Sequence[str]) -> list[ItemRow]:
    """The rows of these keys, or of all; as much of a key is enough as no other begins with."""
    keys = [row.identity or "" for row in rows]
    chosen = set()
    for each in only:
        meant = [each] if each in keys else [key for key in keys if key.startswith(each)]
        if len(meant) != 1 or not each:
            words = "several unknown emails have" if meant else "no unknown email has"
            hint = "Without --only every unknown email is listed with its key."
            raise UsageError(f"--only {each!r}: {words} a key that begins so", hint)
        chosen.add(meant[0])
    return [row for row in rows if not only or row.identity in chosen]


@contextmanager
def _searching(settings: Settings, past: PastRun, needed: bool) -> Iterator[Find]:
    """What looks an email up by its key; without a marker nothing is asked, and nothing found."""
    marker = settings.text("marker_attribute")
    if not marker or not needed:
        yield lambda key: Traces()  # noqa: ARG005
        return
    from egain_cli.access import find_access
    from egain_cli.cli.opening import session_store, warn_of_danger

    access = find_access(settings, session_store(settings))
    if access.endpoint.base != past.record.target:
        hint = f"Say --url {past.record.target}, or choose its profile."
        words = f"run {past.number} went to {past.record.target}, not to {access.endpoint.base}"
        raise UsageError(words, hint)
    warn_of_danger(settings, access.endpoint)
    try:
        yield partial(look_up, access.connect(), marker)
    finally:
        access.close()


def _say(past: PastRun, shown: int, left: int, settings: Settings) -> None:
    if not left and not shown:
        messages.say(f"nothing is unknown in run {past.number}")
        return
    unknown = f"{several(left, 'email')} of run {past.number}"
    messages.say(f"{unknown} {'is' if left == 1 else 'are'} still unknown" if left
                 else f"nothing is unknown in run {past.number} any more")  # fmt: skip
    if left and settings.text("marker_attribute"):
        messages.say(_NOT_FOUND, "note")
    if left:
        words = "Look in eGain; then --assume accepted, or --assume not-sent, with --only KEY"
        messages.say(f"{words} for some of them.", "hint")
    elif sys.stderr.isatty():
        command = command_for("retry", past.number, settings)
        messages.say(f"What was not sent goes again with {command}.", "hint")
