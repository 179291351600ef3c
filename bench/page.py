"""Owns the tables of docs/performance.md, between two marks each; measures nothing."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from statistics import median
from typing import TYPE_CHECKING

from bench.child import BenchError
from bench.setting import ROOT
from bench.sink import find_program
from bench.words import MET, each_of, in_words, machine, reach_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bench.bulk import Line, Outcome
    from bench.figures import Figure

PAGE = ROOT / "docs" / "performance.md"
_LOAD = os.getloadavg()[0]  # when the bench began: what else the machine had to do
_VERSIONS = (("nginx", "-v"), ("wrk", "-v"), ("curl", "--version"))


def write_part(name: str, text: str, page: Path = PAGE) -> None:
    """Put a text between the marks of that name; BenchError where the page has no such marks."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise BenchError(f"{page}: has no marks {begin} and {end}")
    whole = f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}"
    page.write_text(whole, encoding="utf-8")


def bulk_part(outcomes: Sequence[Outcome], rounds: int) -> str:
    """The contests, what each side came to by itself, and the commands."""
    tables = [
        f"{_when()}; {rounds} {'pair' if rounds == 1 else 'pairs'} of each.",
        _table(
            ("what", "ratio: median (least to greatest)", "ours / other", "to reach", "met"),
            (_contest(line) for outcome in outcomes for line in outcome.lines),
        ),
        _table(
            ("side", "messages", "messages a second", "CPU a message", "peak memory"),
            (row for outcome in outcomes for row in _sides(outcome)),
        ),
        "The commands, `{…}` standing for what was made for them:",
        "\n".join(["```", *_commands(outcomes), "```"]),
    ]
    return "\n\n".join(tables)


def figures_part(figures: Iterable[Figure], runs: int) -> str:
    """What starting, sending one message and mapping take beside their peers."""
    headings = (
        "what",
        "wall or peak: median (least-greatest)",
        "CPU",
        "medians",
        "to reach",
        "met",
    )
    return f"{_when()}; {runs} pairs of each.\n\n" + _table(headings, map(in_words, figures))


def _contest(line: Line) -> tuple[str, ...]:
    contest = line.contest
    digits = 3 if median(line.ratios) < 0.2 else 2
    middle, least, most = (
        f"{value:.{digits}f}" for value in (median(line.ratios), min(line.ratios), max(line.ratios))
    )
    ratio = f"{middle} ({least} to {most})"
    return contest.what, ratio, each_of(line), reach_of(contest), MET[line.met]


def _sides(outcome: Outcome) -> Iterable[tuple[str, ...]]:
    for name, results in outcome.results.items():
        count = outcome.race.sides[name].messages
        yield (
            f"{outcome.race.name}: {name}",
            f"{count:,}" if count else "as many as go",
            f"{median(result.rate for result in results):,.0f}",
            f"{median(result.cpu for result in results):.2f} ms",
            f"{median(result.peak for result in results):.0f} MB",
        )


def _commands(outcomes: Sequence[Outcome]) -> Iterable[str]:
    for outcome in outcomes:
        for name, side in outcome.race.sides.items():
            environ = "".join(f"{key}={value} " for key, value in side.environ.items())
            source = f" < {side.stdin}" if side.stdin else ""
            yield f"# {outcome.race.name}: {name}"
            yield f"{environ}{side.command}{source}"


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [" | ".join(row) for row in (headings, ["---"] * len(headings), *rows)]
    return "\n".join(f"| {line} |" for line in lines)


def _when() -> str:
    peers = ", ".join([f"httpx {version('httpx')}", *map(_peer, _VERSIONS)])
    system = f"{platform.system()} {platform.release()}"
    when = f"{datetime.now(UTC):%Y-%m-%d}, {machine()}, {system}; {peers}"
    return f"{when}; load before it began {_LOAD:.1f}"


def _peer(program: tuple[str, str]) -> str:
    """The name and the version of a program, as it tells it in its first line."""
    name, option = program
    command = [find_program(name), option]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    words = (done.stdout or done.stderr).split()
    number = next((word for word in words if any(char.isdigit() for char in word)), "")
    return f"{name} {number.rpartition('/')[2]}"
