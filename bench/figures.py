"""Owns what is compared with what, and the limits; runs the two sides in turn."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.child import BenchError, Usage, own_peak, run
from bench.setting import ROOT, Setting, program, write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_MB = 1_000_000
SCRIPT = "bench.mapping"
_BIG, _SMALL = 20 * _MB, 1_000
_MEMORY_RUNS = 5  # memory hardly varies
_FLAGS = ["--from", "jane.doe@customer.com", "--subject", "It does not charge", "--text", "Help!"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two commands, the limit of the first measured by the second, and whether of memory."""

    what: str
    ours: list[str]
    other: list[str]
    limit: float | None
    memory: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """The median of some figures, with the least and the greatest."""

    middle: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Figure:
    """What a comparison came to: times as ratios, memory as a difference in MB."""

    comparison: Comparison
    spans: tuple[Span, ...]
    absolute: tuple[float, float]

    @property
    def met(self) -> bool | None:
        """Whether every median keeps to the limit; None where there is no limit."""
        limit = self.comparison.limit
        return None if limit is None else all(span.middle <= limit for span in self.spans)


def comparisons(setting: Setting) -> list[Comparison]:
    """What there is to compare; BenchError when a program is missing."""
    egain = program("egain", "Install this project: pip install -e .")
    http = program("http", "It is httpie, the peer. Install it: pip install --group bench")
    email, eml = [egain, "send-email"], [egain, "send-eml"]
    sample, flags = [*email, str(ROOT / "samples" / "plain.yaml")], [*email, *_FLAGS]
    same_sample = [http, *setting.request_of(sample, "sample")]
    same_flags = [http, *setting.request_of(flags, "flags")]
    big, big_message = write_files(setting.folder, _BIG)
    small, small_message = write_files(setting.folder, _SMALL)
    attach = [*flags, "--attach"]
    return [
        Comparison(
            "egain --version / python -c pass",
            [egain, "--version"], [sys.executable, "-c", "pass"], 3.0,
        ),
        Comparison("egain --help / http --help", [egain, "--help"], [http, "--help"], 0.6),
        Comparison("egain send-email FILE.yaml / http POST", sample, same_sample, 0.65),
        Comparison("egain send-email, flags only / http POST", flags, same_flags, 0.65),
        *(
            Comparison(
                f"peak of send-email as {each}, 20 MB less 1 KB attached",
                [*attach, str(big), "--format", each], [*attach, str(small), "--format", each],
                40.0, memory=True,
            )
            for each in ("json", "xml", "multipart")
        ),
        Comparison(
            "peak of send-eml, 20 MB less 1 KB attached",
            [*eml, str(big_message)], [*eml, str(small_message)], None, memory=True,
        ),
    ]  # fmt: skip


def mapping_peak(setting: Setting, runs: int) -> Figure:
    """What the mapping of a large message holds at most, over what the program held before it."""
    path = setting.folder / "large.eml"
    _ask(setting, "make", str(path))
    peaks = [float(_ask(setting, "peak", str(path))) / _MB for _ in range(min(runs, _MEMORY_RUNS))]
    size = path.stat().st_size / _MB
    comparison = Comparison("peak of mapping 28 MB", [], [], 2.5 * size, memory=True)
    return Figure(comparison, (_span(peaks),), (median(peaks), size))


def _ask(setting: Setting, *args: str) -> bytes:
    """What bench/mapping.py prints, run in a process of its own."""
    command = [sys.executable, "-m", SCRIPT, *args]
    done = subprocess.run(command, env=setting.environ, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        raise BenchError(done.stderr.decode(errors="replace"))
    return done.stdout


def mapping_figures(setting: Setting, runs: int) -> list[Figure]:
    """How long our mapping takes by the standard library's, for each sample."""
    lines = _ask(setting, "time", str(runs)).splitlines()
    return [_mapping_figure(json.loads(line)) for line in lines]


def _mapping_figure(found: dict[str, Any]) -> Figure:
    pairs = found["pairs"]
    spans = tuple(_span(pair[0][kind] / pair[1][kind] for pair in pairs) for kind in (0, 1))
    ours, theirs = [median(pair[side][0] for pair in pairs) * 1000 for side in (0, 1)]
    what = f"mapping, {found['what']} / email's"
    return Figure(Comparison(what, [], [], found["limit"]), spans, (ours, theirs))


def measure(comparison: Comparison, setting: Setting, runs: int) -> Figure:
    """The figure of a comparison: both sides once to warm up, then in turn, pair by pair."""
    if comparison.memory:
        pairs = _pairs(comparison, setting, min(runs, _MEMORY_RUNS))
        if own_peak() >= min(other.peak for _, other in pairs):
            raise BenchError("the bench itself holds more memory than what it measures")
        spans = (_span((ours.peak - other.peak) / _MB for ours, other in pairs),)
        return Figure(comparison, spans, _absolute(pairs, lambda used: used.peak / _MB))
    pairs = _pairs(comparison, setting, runs)
    wall = _span(ours.wall / other.wall for ours, other in pairs)
    cpu = _span(ours.cpu / other.cpu for ours, other in pairs)
    return Figure(comparison, (wall, cpu), _absolute(pairs, lambda used: used.wall * 1000))


def _pairs(comparison: Comparison, setting: Setting, runs: int) -> list[tuple[Usage, Usage]]:
    sides = (comparison.ours, comparison.other)
    pairs = []
    for _ in range(runs + 1):
        ours, other = (run(side, setting.environ, setting.folder) for side in sides)
        pairs.append((ours, other))
    return pairs[1:]


def _span(values: Iterable[float]) -> Span:
    listed = list(values)
    return Span(median(listed), min(listed), max(listed))


def _absolute(
    pairs: list[tuple[Usage, Usage]], value: Callable[[Usage], float]
) -> tuple[float, float]:
    return median(value(ours) for ours, _ in pairs), median(value(other) for _, other in pairs)
