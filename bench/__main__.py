"""Owns the command: measure everything, show a table, leave with 0 when every limit is kept."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from bench.child import BenchError
from bench.figures import (
    Figure,
    Span,
    comparisons,
    mapping_figures,
    mapping_peak,
    measure,
)
from bench.setting import prepare

_HEADINGS = (
    "what", "wall or peak (median, min-max)", "CPU (median, min-max)", "medians", "to reach", "met",
)  # fmt: skip
_MET = {True: "yes", False: "NO", None: "-"}


def main() -> int:
    """Measure, and return 0 when all is met, 1 when not, 2 when nothing can be measured."""
    options = _options()
    try:
        with prepare() as setting:
            asked = comparisons(setting)
            print(f"{_machine()}; {options.runs} pairs each", flush=True)
            figures = [measure(one, setting, options.runs) for one in asked]
            figures += mapping_figures(setting, options.runs)
            figures.append(mapping_peak(setting, options.runs))
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    rows = [_HEADINGS, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    for row in rows:
        print("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)))
    missed = any(figure.met is False for figure in figures)
    return int(missed and not options.no_fail)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure beside the peers."
    )
    parser.add_argument("--runs", type=int, default=30, help="pairs a figure (30)")
    parser.add_argument(
        "--no-fail", action="store_true", help="leave with 0 when a limit is missed"
    )
    return parser.parse_args()


def _row(figure: Figure) -> tuple[str, ...]:
    comparison = figure.comparison
    ours, other = figure.absolute
    digits = 0 if max(ours, other) >= 10 else 2
    each = f"{ours:.{digits}f} / {other:.{digits}f} {'MB' if comparison.memory else 'ms'}"
    limit, unit = comparison.limit, "MB" if comparison.memory else "x"
    reach = "-" if limit is None else f"<= {limit:.3g} {unit}"
    first, *others = [_words(span, unit) for span in figure.spans]
    return comparison.what, first, others[0] if others else "-", each, reach, _MET[figure.met]


def _words(span: Span, unit: str) -> str:
    digits = 2 if unit == "x" else 1
    least, most = (f"{value:.{digits}f}" for value in (span.least, span.most))
    return f"{span.middle:.{digits}f} {unit} ({least}-{most})"


def _machine() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    model = models[0] if models else platform.machine()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{model}, {os.cpu_count()} cores, {python}, httpie {version('httpie')}"


if __name__ == "__main__":
    sys.exit(main())
