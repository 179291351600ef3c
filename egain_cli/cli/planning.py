"""Owns what settings and mode make of a run: format, preview, verification; sends nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from egain_cli.encode.formats import choose_format
from egain_cli.replay import Plan
from egain_cli.route import find_dialect

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.access import Access
    from egain_cli.cli.options import Mode
    from egain_cli.config.layers import Settings
    from egain_cli.replay import Encode, Verify


def make_plan(
    settings: Settings, mode: Mode, access: Access | None, stopped: Callable[[], bool]
) -> Plan:
    """How the run goes; without an access nothing is sent, and each payload is shown."""
    dialect = find_dialect(settings)
    chosen = choose_format(str(settings.text("format")), dialect)
    return Plan(
        encode=chosen.encode,
        check=chosen.check,
        connect=access.connect if access else None,
        strict=mode.strict,
        preview=None if access else _preview(settings, mode, chosen.encode),
        verify=_verify() if access and settings.truth("verify") else None,
        stopped=stopped,
    )


def _preview(settings: Settings, mode: Mode, encode: Encode) -> Encode:
    """What a dry run shows: what would go over the wire where a person looks, else JSON.

    A line for machines holds the activity as the JSON body, whatever the format; a curl command
    holds what it sends.
    """
    if mode.curl or (sys.stdout.isatty() and not settings.truth("json")):
        return encode
    return choose_format("json", find_dialect(settings)).encode


def _verify() -> Verify:
    from egain_cli.verification import verify

    return verify
