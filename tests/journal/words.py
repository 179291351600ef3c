"""What tests of the journal say of outcomes."""

from __future__ import annotations

from egain_cli.errors import ExitCode
from egain_cli.model import Outcome, Status

_CODES = {
    Status.ACCEPTED: ExitCode.OK, Status.SKIPPED: ExitCode.OK, Status.UNKNOWN: ExitCode.UNKNOWN,
    Status.REJECTED: ExitCode.FAILED, Status.INVALID: ExitCode.INVALID,
    Status.NOT_ATTEMPTED: ExitCode.TEMPORARY,
}  # fmt: skip


def outcome(status: Status, activity_id: str | None = None, message: str | None = None) -> Outcome:
    """An outcome of this status."""
    return Outcome(
        origin="a.eml", key="k", status=status, activity_id=activity_id, message=message,
        http_status=201 if status is Status.ACCEPTED else None, attempts=1, ms=5,
        exit_code=_CODES[status],
    )  # fmt: skip


ACCEPTED = outcome(Status.ACCEPTED, "2795")
REJECTED = outcome(Status.REJECTED)
UNKNOWN = outcome(Status.UNKNOWN)
SKIPPED = outcome(Status.SKIPPED)
INVALID = outcome(Status.INVALID)
