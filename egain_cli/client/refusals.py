"""Owns what a refusal means and what to do about it, by its status; asks no server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from egain_cli.client.answers import said
from egain_cli.client.waiting import wait_seconds, words_of
from egain_cli.errors import EgainError, RefusedError, TemporaryError

if TYPE_CHECKING:
    from egain_cli.client.answers import Answer

_CUT = "There was more of the answer than is read (1 MB)."
# Nothing arrived where a server says so by one of these; what it said of itself comes first.
_HINTS = {
    404: "Check the URL, --context-root and --api-version: eGain does not answer there.",
    405: "Check the URL, --context-root and --api-version: eGain does not answer there.",
    406: "Check --language: the server does not know it.",
    407: "The proxy wants a login: put it into EGAIN_PROXY=http://user:password@host.",
    413: "It is too large for the server, or for a proxy before it: send less in attachments.",
    415: "The server does not take this format: try another --format.",
}


def advice(answer: Answer, now: datetime | None = None) -> str:
    """What to do about a refusal, where more is known than the server said; empty otherwise."""
    seconds = wait_of(answer, now)
    waiting = "" if seconds is None else f"{words_of(seconds)}."
    failure = answer.login_failure
    login = f"The new login failed too: {failure.message}. {failure.hint}" if failure else ""
    known = login or answer.hint or _HINTS.get(answer.status, "")
    return " ".join(filter(None, (known, waiting, _CUT if answer.cut else "")))


def wait_of(answer: Answer, now: datetime | None = None) -> float | None:
    """The seconds that an answer asks to wait, if it asks."""
    return wait_seconds(answer, now or datetime.now(UTC))


def login_error(answer: Answer, username: str) -> EgainError:
    """The error that an answer to a login stands for, unless it is a session."""
    told = said(answer)
    if answer.status == 401:
        hint = "Check the user name and the password; nothing was kept."
        return RefusedError(f"login refused for {username}: {told}", hint)
    if answer.status in (429, 503):
        seconds = wait_of(answer)
        hint = "Try again later." + (f" {words_of(seconds)}." if seconds else "")
        error = TemporaryError(f"the server asks to come back later: {told}", hint)
        error.wait = seconds
        return error
    if answer.status == 407:
        return EgainError(f"login failed for {username}: {told}", _HINTS[407])
    if 400 <= answer.status < 500:
        hint = "Check the URL. With five sessions open, --force-login ends the oldest of them."
        kind = RefusedError if answer.status == 403 else EgainError
        return kind(f"login failed for {username}: {told}", hint)
    if 300 <= answer.status < 400:
        told += f" (redirected to {answer.headers.get('location', 'nowhere')}, not followed)"
    hint = "Check that the URL is the server's own, as in https://tenant.egain.cloud/system."
    return EgainError(f"{answer.url} did not answer like eGain: {told}", hint)
