"""Owns what an answer to a create means; pure, and the only judge of accepted and unknown."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from egain_cli.client.answers import Answer, phrase, read_words
from egain_cli.errors import HTTP_EXIT_CODES, EgainError, ExitCode, TemporaryError, UncertainError
from egain_cli.findings import Finding, finding
from egain_cli.model import Status

if TYPE_CHECKING:
    from collections.abc import Callable

_LATER = (429, 503)  # the server did nothing, and asks to come back
_ID = re.compile(r"[\w-][\w.-]{0,99}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a create: the part of an Outcome that the server decides.

    `retriable`: it surely did not arrive, and the same may go well later; `wait` is after how many
    seconds, where the server said so.
    """

    status: Status
    http_status: int | None = None
    activity_id: str | None = None
    location: str | None = None
    code: str | None = None
    message: str | None = None
    exit_code: ExitCode = ExitCode.OK
    attempts: int = 0
    hint: str = ""
    findings: tuple[Finding, ...] = ()
    verified: bool | None = None
    wait: float | None = None
    retriable: bool = False


def settle_answer(answer: Answer, absolute: Callable[[str], str]) -> Settled:
    """What an answer to a create means, by the contract's table of statuses.

    Only 201 says that the activity exists. Any other 2xx, every 5xx but 503, and what is no final
    answer at all may stand for one that does, so it is unknown: sending it again could make a
    second one.
    """
    if answer.status == 201:
        return _accepted(answer, absolute)
    from egain_cli.client.refusals import advice, wait_of  # noqa: PLC0415 - most are accepted

    words = read_words(answer)
    doubtful = answer.status < 300 or (answer.status >= 500 and answer.status != 503)
    redirected = 300 <= answer.status < 400
    went = f" (redirected to {answer.headers.get('location', '')}, not followed)"
    hint = "Check the URL: only a 307 or 308 to the same server is followed."
    failed = HTTP_EXIT_CODES.get(answer.status, ExitCode.FAILED)
    settled = Settled(
        status=Status.UNKNOWN if doubtful else Status.REJECTED,
        http_status=answer.status,
        code=words.code,
        message=words.message + (went if redirected else ""),
        hint=hint if redirected else advice(answer),
        exit_code=ExitCode.UNKNOWN if doubtful else failed,
        wait=wait_of(answer),
        retriable=answer.status in _LATER,
    )
    later = answer.login_failure
    return _postponed(settled, later) if isinstance(later, TemporaryError) else settled


def settle_failure(error: EgainError) -> Settled:
    """What it means that no answer came: unknown once the body had begun to leave."""
    unknown = isinstance(error, UncertainError)
    temporary = error if isinstance(error, TemporaryError) else None
    return Settled(
        status=Status.UNKNOWN if unknown else Status.NOT_ATTEMPTED,
        message=error.message,
        exit_code=error.exit_code,
        hint=error.hint,
        wait=temporary.wait if temporary else None,
        retriable=temporary is not None and temporary.retriable,
    )


def _postponed(settled: Settled, login: TemporaryError) -> Settled:
    """What a 401 means where only the new login has to wait: nothing was created, as yet."""
    return replace(
        settled,
        message=f"{settled.message}; no new session: {login.message}",
        hint=login.hint,
        exit_code=login.exit_code,
        wait=login.wait,
        retriable=login.retriable,
    )


def _accepted(answer: Answer, absolute: Callable[[str], str]) -> Settled:
    location, activity_id = _locate(answer.headers.get("location", ""), absolute)
    warnings: tuple[Finding, ...] = ()
    if activity_id is None:
        words = "201 without a Location that names the activity: look it up before sending again"
        warnings = (finding("no-location", "Location", words),)
    return Settled(
        status=Status.ACCEPTED,
        http_status=answer.status,
        activity_id=activity_id,
        location=location,
        message=read_words(answer).message if answer.body else phrase(answer.status),
        findings=warnings,
    )


def _locate(location: str, absolute: Callable[[str], str]) -> tuple[str | None, str | None]:
    """The absolute URL and the activity id that a Location names, None where it names none."""
    try:
        last = urlsplit(location).path.rstrip("/").rpartition("/")[2]
        url = absolute(location) if location else None
    except ValueError:  # no URL; the activity exists all the same
        return None, None
    return url, last if _ID.fullmatch(last) else None
