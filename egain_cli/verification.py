"""Owns reading an accepted activity back and holding it against what was sent; sends nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from egain_cli.client.reading import activities_url, read_url
from egain_cli.comparison import compare
from egain_cli.endpoint import same_origin
from egain_cli.errors import EgainError, ExitCode, unforeseen
from egain_cli.findings import finding

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.client.connection import Connection
    from egain_cli.client.settle import Settled
    from egain_cli.model import Activity


def verify(
    activity: Activity,
    settled: Settled,
    connection: Connection,
    carried: Callable[[str], str] = str,
) -> Settled:
    """What became of an accepted activity, with what reading it back showed.

    A difference makes the exit code FAILED: the activity exists, and is not what was sent. Where it
    cannot be read (whoever may create may lack the right to read), that is a warning only. What the
    format could not carry was told before: `carried` is a text as it went.
    """
    try:
        comparison = compare(activity, read_back(settled, connection), carried)
    except KeyboardInterrupt:
        return _unread(settled, EgainError("interrupted before it was read back"))
    except Exception as error:  # noqa: BLE001 - what was accepted stays accepted, whatever fails now
        failure = error if isinstance(error, EgainError) else unforeseen(error)
        return _unread(settled, failure)
    found = (*settled.findings, *comparison.findings)
    settled = replace(settled, findings=found, verified=comparison.verdict)
    if settled.verified is False:
        hint = f"See what is there: `egain show {settled.activity_id}`."
        return replace(settled, exit_code=ExitCode.FAILED, hint=hint)
    return settled


def _unread(settled: Settled, error: EgainError) -> Settled:
    found = finding("not-read-back", "--verify", error.message, error.hint)
    return replace(settled, findings=(*settled.findings, found))


def read_back(settled: Settled, connection: Connection) -> dict[str, Any]:
    """The activity as the server shows it; EgainError where it does not.

    Its path is the one of the Location: a server may answer for another version than it was asked.
    """
    what = f"activity {settled.activity_id}"
    if settled.activity_id is None:
        raise EgainError("the answer named no activity to read back")
    url = settled.location or ""
    if not same_origin(url, connection.endpoint.base):
        url = activities_url(connection.endpoint, [settled.activity_id])
    for found in read_url(connection, url, what):
        if str(found.get("id", settled.activity_id)) == settled.activity_id:
            return found
    raise EgainError(f"{what}: another one was answered", "Look at it in eGain.")
