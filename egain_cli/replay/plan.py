"""Owns what is asked of every item of a run; does nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from egain_cli.model import Activity, Outcome, Payload

if TYPE_CHECKING:
    from egain_cli.client.connection import Connection
    from egain_cli.client.settle import Settled
    from egain_cli.findings import Finding

    Check = Callable[[Activity], list[Finding]]
    Verify = Callable[[Activity, Settled, Connection], Settled]

Encode = Callable[[Activity], Payload]
Keep = Callable[[Outcome, bytes], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run goes.

    `check` finds what the format of `encode` cannot carry. `connect` gives each thread a connection
    of its own, logged in; None sends nothing. `strict` keeps back what has a warning; `preview`
    makes the payload that is put into every outcome; `verify` reads back what was accepted; `keep`
    gets what failed, with the message as it was saved.

    `resumes`: what the journal says was accepted is skipped, and what it left unknown is held;
    `skips_unknown` skips that, too. `marker` names a custom attribute that carries the key.
    """

    encode: Encode
    connect: Callable[[], Connection] | None
    check: Check = lambda activity: []  # noqa: ARG005
    strict: bool = False
    preview: Encode | None = None
    verify: Verify | None = None
    keep: Keep | None = None
    resumes: bool = False
    skips_unknown: bool = False
    marker: str | None = None
