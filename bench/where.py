"""Owns where the time of a run goes, stage by stage, beside what the peers take; knows no limit."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from bench.bulk import places_for
from bench.child import BenchError, run
from bench.races import races
from bench.setting import ROOT
from bench.sink import sink

if TYPE_CHECKING:
    from bench.setting import Setting


def where_part(setting: Setting, count: int) -> str:
    """A table: microseconds of CPU a message by stage, the longest first, and their share."""
    small = races(10_000 // count)[0]
    with sink(setting.folder / "nginx-where") as nginx:
        places = places_for(small, setting)
        result = setting.folder / "stages.json"
        command = [sys.executable, "-m", "bench.stages", str(result)]
        command += ["send-eml", "--journal", places["journal"], places["small"]]
        used = run(
            command,
            {**setting.environ, "EGAIN_URL": nginx.url, "PYTHONPATH": str(ROOT)},
            setting.folder,
        )
        arrived = nginx.take_count()
    if arrived != count:
        raise BenchError(f"{count} messages were sent, {arrived} arrived")
    seconds: dict[str, float] = json.loads(result.read_text())
    whole = sum(seconds.values())
    rows = [
        f"| {stage} | {spent / count * 1e6:.0f} µs | {spent / whole:.0%} |"
        for stage, spent in sorted(seconds.items(), key=lambda each: -each[1])
    ]
    total = (
        f"| in all | {whole / count * 1e6:.0f} µs | by the clock {used.wall / count * 1e6:.0f} |"
    )
    return "\n".join(["| stage | CPU a message | share |", "| --- | --- | --- |", *rows, total])
