"""Owns sending again what a past run left behind, with the options it had; shows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from egain_cli.config.layers import Settings
    from egain_cli.inputs.messages import Reading
    from egain_cli.journal.runs import PastRun

_LATER = "It is not wired yet."
_MESSAGES = ("send-eml", "retry")  # the verbs whose runs are over saved messages


def reading_of(past: PastRun) -> Reading:
    """How a past run read its messages: the same message gets the same key again.

    Raises UsageError for a run of a verb that reads none, or whose options are not understood.
    """
    from egain_cli.inputs.kept_options import read_options

    if past.record.verb not in _MESSAGES:
        hint = "Give the same command again: what was accepted is named with its activity."
        words = f"run {past.number} is one of {past.record.verb}, which reads no saved messages"
        raise UsageError(words, hint)
    try:
        return read_options(past.record.options, past.record.target)
    except ValueError as error:
        hint = "Give the command of that run again: what was accepted is skipped."
        raise UsageError(f"the options of run {past.number} are lost: {error}", hint) from None


def resend(
    past: PastRun, identities: Collection[str], names: Sequence[str], settings: Settings
) -> int:
    """Send those of the messages that `names` hold which have one of these identities.

    A run of its own, of the verb `retry`, with the options of the past one; its exit code. The
    settings say how to connect, to the target of the past run, and where it is recorded.
    """
    del identities, names, settings
    raise UsageError(f"run {past.number} cannot be sent again", _LATER)
