"""Owns the command: measure what is asked, show it, leave with 0 when every limit is kept."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

from bench.bulk import run_race
from bench.child import BenchError
from bench.figures import comparisons, mapping_figures, mapping_peak, measure
from bench.page import bulk_part, figures_part, write_part
from bench.races import races
from bench.setting import prepare
from bench.sink import find_program
from bench.where import where_part
from bench.words import HEADINGS, MET, each_of, in_words, machine, reach_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.bulk import Outcome
    from bench.figures import Figure
    from bench.setting import Setting

_RACES = ("small", "large", "far", "memory")
PARTS = ("start", "throughput", *_RACES, "where")
_PEERS = ("nginx", "wrk", "xargs", "curl")


@dataclass(slots=True)
class _Measured:
    """What was measured: figures of single commands, races, and where the time goes."""

    figures: list[Figure] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    where: str = ""

    @property
    def missed(self) -> bool:
        """Whether a limit is missed."""
        mets = [figure.met for figure in self.figures]
        mets += [line.met for outcome in self.outcomes for line in outcome.lines]
        return False in mets


def main() -> int:
    """Measure, and return 0 when all is met, 1 when not, 2 when nothing can be measured."""
    options = _options()
    parts = _parts(options.only)
    try:
        for peer in _PEERS if parts - {"start"} else ():
            find_program(peer)
        with prepare() as setting:
            print(machine(), flush=True)
            measured = _measure(parts, setting, options)
        if options.write:
            _write(measured, options)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    return int(measured.missed and not options.no_fail)


def _measure(parts: set[str], setting: Setting, options: argparse.Namespace) -> _Measured:
    """Measure part by part, and show each as soon as it is known."""
    tell = partial(print, file=sys.stderr, flush=True)
    measured = _Measured()
    if "start" in parts:
        measured.figures = _start(setting, options.runs)
        _show([HEADINGS, *map(in_words, measured.figures)])
    for race in races(10 if options.quick else 1):
        if race.name in parts:
            outcome = run_race(race, setting, options.rounds, tell)
            measured.outcomes.append(outcome)
            _show(_lines(outcome))
    if "where" in parts:
        measured.where = where_part(setting, 1000 if options.quick else 10_000)
        print(measured.where)
    return measured


def _start(setting: Setting, runs: int) -> list[Figure]:
    figures = [measure(one, setting, runs) for one in comparisons(setting)]
    return [*figures, *mapping_figures(setting, runs), mapping_peak(setting, runs)]


def _lines(outcome: Outcome) -> list[tuple[str, ...]]:
    return [
        (
            line.contest.what,
            f"{median(line.ratios):.3g} ({min(line.ratios):.3g}-{max(line.ratios):.3g})",
            each_of(line),
            reach_of(line.contest),
            MET[line.met],
        )
        for line in outcome.lines
    ]


def _show(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip(), flush=True)


def _write(measured: _Measured, options: argparse.Namespace) -> None:
    if measured.figures:
        write_part("start", figures_part(measured.figures, options.runs))
    if measured.outcomes:
        write_part("throughput", bulk_part(measured.outcomes, options.rounds))
    if measured.where:
        write_part("where", measured.where)


def _parts(asked: Iterable[str] | None) -> set[str]:
    """The parts that were asked for; all where none was, and the races for `throughput`."""
    named = set(asked or PARTS)
    return named - {"throughput"} | set(_RACES if "throughput" in named else ())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure beside the peers."
    )
    add = parser.add_argument
    add("--only", action="append", choices=PARTS, help="this part alone; may be repeated")
    add("--runs", type=int, default=30, help="pairs a figure of a single command (30)")
    add("--rounds", type=int, default=3, help="rounds of each race (3)")
    add("--quick", action="store_true", help="a tenth of the messages, for developing")
    add("--write", action="store_true", help="put the tables into docs/performance.md")
    add("--no-fail", action="store_true", help="leave with 0 when a limit is missed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
