"""Owns what is found of an item before it is sent, and what that keeps back; sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli import lint
from egain_cli.client.settle import Settled
from egain_cli.errors import ExitCode
from egain_cli.findings import Finding, Severity
from egain_cli.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from egain_cli.model import Item
    from egain_cli.replay.plan import Check


def examine(item: Item, check: Check) -> tuple[Finding, ...]:
    """What was found of an item on the way, and what `check` and lint find before it is sent."""
    if any(found.rule.name == "unreadable" for found in item.findings):
        return item.findings
    # What could not be understood is missing, too; to say so twice helps nobody.
    known = {found.field for found in item.findings if found.rule.severity is Severity.ERROR}
    more = [*lint.check(item.activity), *check(item.activity)]
    missing = [f for f in more if f.rule.name == "required-missing" and f.field in known]
    return (*item.findings, *(found for found in more if found not in missing))


def keep_back(findings: Iterable[Finding], *, strict: bool) -> Settled | None:
    """What becomes of an email that was found wanting; None where nothing keeps it back."""
    kept_back = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    broken = [found for found in findings if found.rule.severity in kept_back]
    if not broken:
        return None
    words = "; ".join(
        found.message if found.rule.name == "unreadable" else str(found) for found in broken
    )
    return Settled(status=Status.INVALID, message=words, exit_code=ExitCode.INVALID)
