"""Owns what is doubted of an email beyond what a send tells of; finds, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.inputs.doubts.dates import odd_date
from egain_cli.inputs.doubts.files import disagreeing_types, often_blocked, orphans
from egain_cli.inputs.doubts.mailboxes import mailbox_inside, split_suspected
from egain_cli.inputs.doubts.robots import automatic, loop
from egain_cli.inputs.doubts.suspect import Suspect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from egain_cli.findings import Finding

__all__ = ["Suspect", "doubt"]


def doubt(suspect: Suspect) -> Iterator[Finding]:
    """Warnings about an email that can be sent and may be no good idea to send."""
    for rule in _RULES:
        yield from rule(suspect)


_RULES: tuple[Callable[[Suspect], Iterator[Finding]], ...] = (
    automatic,
    loop,
    mailbox_inside,
    split_suspected,
    odd_date,
    orphans,
    disagreeing_types,
    often_blocked,
)
