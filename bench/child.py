"""Owns the run of one program: how long it took, what it used; knows not what is compared."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes; getrusage(2) differs


class BenchError(Exception):
    """Why nothing can be measured, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one run took: seconds by the clock, seconds of CPU (user and system), bytes at most."""

    wall: float
    cpu: float
    peak: int


def own_peak() -> int:
    """The bytes that this process held at most.

    No child's peak can be seen below it: a child starts as a copy, and the system counts that too.
    """
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT


def run(
    command: Sequence[str], environ: Mapping[str, str], folder: Path, stdin: Path | None = None
) -> Usage:
    """Run a program to its end, its output thrown away; BenchError when it fails.

    What it says on stderr goes to a file in `folder`, so that nobody has to read along.
    """
    log = folder / "stderr"
    with log.open("wb") as stderr, (stdin or Path(os.devnull)).open("rb") as source:
        started = time.perf_counter()
        child = subprocess.Popen(
            command, env=environ, cwd=folder, stdin=source,
            stdout=subprocess.DEVNULL, stderr=stderr,
        )  # fmt: skip
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        words = log.read_text(errors="replace").strip()
        raise BenchError(f"{' '.join(command)}: exit code {child.returncode}\n{words}")
    return Usage(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * _RSS_UNIT)
