"""Owns what a figure is in words, for a terminal and for a page; measures nothing."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.bulk import Line
    from bench.figures import Figure, Span
    from bench.races import Contest

HEADINGS = (
    "what", "wall or peak (median, min-max)", "CPU (median, min-max)", "medians", "to reach", "met",
)  # fmt: skip
MET = {True: "yes", False: "NO", None: "-"}


def in_words(figure: Figure) -> tuple[str, ...]:
    """A figure as a row under HEADINGS."""
    comparison = figure.comparison
    ours, other = figure.absolute
    digits = 0 if max(ours, other) >= 10 else 2
    each = f"{ours:.{digits}f} / {other:.{digits}f} {'MB' if comparison.memory else 'ms'}"
    limit, unit = comparison.limit, "MB" if comparison.memory else "x"
    reach = "-" if limit is None else f"<= {limit:.3g} {unit}"
    first, *others = [_span(span, unit) for span in figure.spans]
    return comparison.what, first, others[0] if others else "-", each, reach, MET[figure.met]


def each_of(line: Line) -> str:
    """The medians of the two sides of a contest."""
    unit = "MB" if line.contest.peak else "a second"
    digits = 0 if min(line.ours, line.other) >= 10 else 1
    return f"{line.ours:,.{digits}f} / {line.other:,.{digits}f} {unit}"


def reach_of(contest: Contest) -> str:
    """What the ratio is to reach."""
    if contest.reach is None:
        return "-"
    return f"{'at most' if contest.most else 'at least'} {contest.reach:g}"


def machine() -> str:
    """The machine and what the bench runs on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    model = models[0] if models else platform.machine()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{model}, {os.cpu_count()} cores, {python}, httpie {version('httpie')}"


def _span(span: Span, unit: str) -> str:
    digits = 2 if unit == "x" else 1
    least, most = (f"{value:.{digits}f}" for value in (span.least, span.most))
    return f"{span.middle:.{digits}f} {unit} ({least}-{most})"
