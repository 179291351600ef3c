"""Owns what is said on stderr of an outcome: what was found, what failed, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.cli import messages
from egain_cli.errors import ExitCode
from egain_cli.findings import Severity
from egain_cli.model import Status
from egain_cli.replay.why import is_left

if TYPE_CHECKING:
    from egain_cli.findings import Finding
    from egain_cli.model import Before, Outcome

# What is invalid is told by its findings, what was stopped by the last line of the run.
_TOLD_OTHERWISE = (ExitCode.OK, ExitCode.INVALID, ExitCode.CANCELLED)
_ADVICE = {
    ExitCode.REFUSED: "Log in with `egain login`; a 403 means that the user lacks the right.",
    ExitCode.TEMPORARY: "Nothing arrived; try again in a while.",
}


def tell(outcome: Outcome, verbose: bool, always: bool) -> None:
    """Say what was found of an email, notes too if `verbose`, and what it failed for.

    `always`: it is sent whatever was sent before; that it was is told all the same.
    """
    for found in outcome.findings:
        if verbose or found.rule.severity is not Severity.NOTE:
            _tell_finding(found, outcome.origin)
    if always and outcome.before and outcome.before.status is not Status.SKIPPED:
        _tell_before(outcome.before, outcome.origin)
    if outcome.exit_code in _TOLD_OTHERWISE or is_left(outcome):
        return
    said = [str(part) for part in (outcome.http_status, outcome.code, outcome.message) if part]
    status = outcome.status.replace("_", " ")
    words = f"{outcome.origin}: {status}: {' '.join(said)}"
    if outcome.status is Status.ACCEPTED:
        words = f"{outcome.origin}: activity {outcome.activity_id} exists, and is not what was sent"
    messages.say(words, "error")
    messages.say(_advice(outcome), "hint")


def _tell_before(before: Before, origin: str) -> None:
    known = "left unknown" if before.status is Status.UNKNOWN else "accepted"
    activity = f" as activity {before.activity_id}" if before.activity_id else ""
    words = f"the same content was {known} before{activity} (run {before.run}, {before.at})"
    messages.say(f"{origin}: {words}", "note")


def _tell_finding(found: Finding, origin: str) -> None:
    """An input that cannot be read names its own place; any other finding that of the email."""
    unreadable = found.rule.name == "unreadable"
    words = found.message if unreadable else f"{origin}: {found}"
    messages.say(words, str(found.rule.severity))
    if found.hint:
        messages.say(found.hint, "hint")


def _advice(outcome: Outcome) -> str:
    held = not outcome.attempts and outcome.hint  # since an earlier run left it unknown
    if outcome.status is Status.UNKNOWN and not held:
        return "It may have arrived: look in eGain before sending it again."
    mend = "The server gave its reason; mend the email and send it again."
    return outcome.hint or _ADVICE.get(outcome.exit_code, mend)
