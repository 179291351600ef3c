"""Owns what a journal's items were as outcomes, and the books of a past run; prints nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.findings import RULES, Finding
from egain_cli.journal.books import code_of
from egain_cli.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.journal.history import ItemRow

_RULES = {rule.id: rule for rule in RULES.values()}


def to_outcome(row: ItemRow) -> Outcome | None:
    """What became of an item, None while nothing did.

    Of its findings only the rules are recorded: each says what it means, and of no field.
    """
    if row.status is None:
        return None
    return Outcome(
        origin=row.origin,
        key=row.identity or "",
        status=row.status,
        http_status=row.http_status,
        activity_id=row.activity_id,
        location=row.location,
        code=row.code,
        message=row.message,
        attempts=row.attempts,
        ms=row.ms,
        attachments=row.attachments,
        inline=row.inline,
        findings=tuple(_findings(row)),
        exit_code=code_of(row.status, row.exit_code),
    )


def _findings(row: ItemRow) -> Iterator[Finding]:
    for code in row.findings:
        if rule := _RULES.get(code):
            yield Finding(rule, "", rule.meaning)
