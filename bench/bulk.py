"""Owns the run of races: the sides in turn, each counted at the server; knows no limit."""

from __future__ import annotations

import shlex
import subprocess
import sys
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from bench.child import BenchError, own_peak, run
from bench.races import DELAY
from bench.setting import ROOT, program
from bench.sink import find_program, sink

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench.races import Contest, Race, Side
    from bench.setting import Setting
    from bench.sink import Sink

_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Result:
    """What one run came to: messages a second, milliseconds of CPU a message, MB at most."""

    rate: float
    cpu: float
    peak: float


@dataclass(frozen=True, slots=True)
class Line:
    """A contest with the ratio of each pair, and the medians of the two sides."""

    contest: Contest
    ratios: tuple[float, ...]
    ours: float
    other: float

    @property
    def met(self) -> bool | None:
        """Whether the median ratio reaches what is to be reached; None where nothing is."""
        if self.contest.reach is None:
            return None
        ratio = median(self.ratios)
        return ratio <= self.contest.reach if self.contest.most else ratio >= self.contest.reach


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a race came to: its lines, and the results of each side by name, a run each."""

    race: Race
    lines: tuple[Line, ...]
    results: dict[str, list[Result]]


def run_race(race: Race, setting: Setting, rounds: int, tell: Callable[[str], None]) -> Outcome:
    """Run all sides in turn, `rounds` times at most.

    BenchError where one fails, or a message is missing.
    """
    results: dict[str, list[Result]] = {name: [] for name in race.sides}
    delay = DELAY if race.far else 0
    with sink(setting.folder / f"nginx-{race.name}", delay) as target:
        places = places_for(race, setting) | {
            "url": target.url,
            "activities": target.activities,
        }
        times = min(rounds, race.rounds or rounds)
        for number in range(times):
            for name, side in race.sides.items():
                result = _run(side, setting, places, target)
                results[name].append(result)
                words = f"{result.rate:.0f}/s, {result.cpu:.2f} ms CPU, {result.peak:.0f} MB"
                tell(f"{race.name} {number + 1}/{times}: {name}: {words}")
    return Outcome(race, tuple(_line(contest, results) for contest in race.contests), results)


def _line(contest: Contest, results: dict[str, list[Result]]) -> Line:
    ours = [_value(contest, result) for result in results[contest.ours]]
    if isinstance(contest.other, str):
        others = [_value(contest, result) for result in results[contest.other]]
    else:
        others = [contest.other] * len(ours)
    ratios = tuple(our / other for our, other in zip(ours, others, strict=True))
    return Line(contest, ratios, median(ours), median(others))


def _value(contest: Contest, result: Result) -> float:
    if contest.peak and own_peak() >= result.peak * _MB:
        raise BenchError("the bench itself holds more memory than what it measures")
    return result.peak if contest.peak else result.rate


def _run(side: Side, setting: Setting, places: dict[str, str], target: Sink) -> Result:
    for old in setting.folder.glob("journal.sqlite3*"):
        old.unlink()
    words = [word.format_map(places) for word in shlex.split(side.command)]
    stdin = setting.folder / side.stdin.format_map(places) if side.stdin else None
    environ = {**setting.environ, **side.environ, "EGAIN_URL": target.url}
    environ["BENCH_BODY"] = places.get("body", "")
    used = run([_program(words[0]), *map(_in_tree, words[1:])], environ, setting.folder, stdin)
    count = target.take_count()
    if side.messages is not None and count != side.messages:
        raise BenchError(f"{words[0]}: {side.messages} messages were sent, {count} arrived")
    seconds = side.seconds or used.wall
    return Result(count / seconds, used.cpu * 1000 / count, used.peak / _MB)


def _program(name: str) -> str:
    if name == "python":
        return sys.executable
    if name == "egain":
        return program("egain", "Install this project: pip install -e .")
    return find_program(name)


def _in_tree(word: str) -> str:
    return str(ROOT / word) if word.startswith("bench/") else word


def places_for(race: Race, setting: Setting) -> dict[str, str]:
    """What stands in braces in a race's commands; what it sends is made where it is not there.

    That is done in a process of its own, so that this one stays small.
    """
    for old in setting.folder.glob("journal.sqlite3*"):
        old.unlink()
    places = {"journal": str(setting.folder / "journal.sqlite3")}
    for kind, count in race.made.items():
        folder = setting.folder / f"{kind}-{count}"
        if not folder.exists():
            _make_messages(kind, folder, count, setting)
        places[kind] = str(folder)
        if kind == "bodies":
            places |= {"list": f"{folder}/list", "body": f"{folder}/000000.json"}
    return places


def _make_messages(kind: str, folder: Path, count: int, setting: Setting) -> None:
    command = [sys.executable, "-m", "bench.messages", kind, str(folder), str(count)]
    done = subprocess.run(command, env=setting.environ, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        raise BenchError(done.stderr.decode(errors="replace"))
