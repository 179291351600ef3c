"""Owns what settings and mode make of a run: format, preview, verification; sends nothing."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from egain_cli import lint
from egain_cli.cli.bulk import OnUnknown
from egain_cli.encode.formats import choose_format
from egain_cli.replay.plan import Plan
from egain_cli.route import find_dialect

if TYPE_CHECKING:
    from egain_cli.access import Access
    from egain_cli.cli.jobs import Run
    from egain_cli.cli.options import Mode
    from egain_cli.config.layers import Settings
    from egain_cli.encode.formats import Format
    from egain_cli.findings import Finding
    from egain_cli.model import Activity
    from egain_cli.replay.plan import Check, Encode, Keep, Verify


def make_plan(run: Run, access: Access | None, keep: Keep | None = None) -> Plan:
    """How the run goes; without an access nothing is sent, and each payload is shown."""
    settings, mode = run.settings, run.mode
    dialect = find_dialect(settings)
    chosen = choose_format(str(settings.text("format")), dialect)
    return Plan(
        encode=chosen.encode,
        check=make_check(chosen, settings.size("max_size")),
        connect=access.connect if access else None,
        strict=mode.strict,
        preview=None if access else _preview(settings, mode, chosen.encode),
        verify=_verify(chosen) if access and settings.truth("verify") else None,
        keep=keep,
        resumes=run.resumes,
        skips_unknown=run.bulk.on_unknown is OnUnknown.SKIP,
        marker=settings.text("marker_attribute"),
    )


def make_check(chosen: Format, max_size: int | None) -> Check:
    """What is asked of an activity that is to go in that format, and may have that many bytes."""

    def measure(activity: Activity) -> int:
        return chosen.encode(activity).length

    def check(activity: Activity) -> list[Finding]:
        return [*chosen.check(activity), *lint.check_size(activity, max_size, measure)]

    return check


def _preview(settings: Settings, mode: Mode, encode: Encode) -> Encode:
    """What a dry run shows: what would go over the wire where a person looks, else JSON.

    A line for machines holds the activity as the JSON body, whatever the format; a curl command
    holds what it sends.
    """
    if mode.curl or (sys.stdout.isatty() and not settings.truth("json")):
        return encode
    return choose_format("json", find_dialect(settings)).encode


def _verify(chosen: Format) -> Verify:
    from egain_cli.verification import verify

    return partial(verify, carried=chosen.carried)
