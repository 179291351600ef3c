"""Owns what is compared when many messages are sent, and what is to be reached; runs nothing.

The commands hold places in braces, which are filled in before each run: `{url}` and `{activities}`
of the server, `{small}` and the like for what is sent, `{journal}` for a file that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DELAY = 50  # milliseconds that the far server takes
_WORKERS = 16  # where messages are many: what they record shares a commit
_FAR_WORKERS = 64
_WRK_SECONDS = 5
_MOST_MEMORY = 400.0  # MB
_SEND = "egain send-eml --journal {journal}"
_PLAIN = "python bench/plain.py {activities}"
_CURL = (
    "xargs -P4 -I% curl -sS -o /dev/null -H Content-Type:application/json"
    " -H X-egain-session:0123456789abcdef --data-binary @% {activities}"
)
_WRK = f"wrk -t1 -c4 -d{_WRK_SECONDS}s -s bench/post.lua {{activities}}"


@dataclass(frozen=True, slots=True)
class Side:
    """One command, and how many messages it sends; None for what goes on for `seconds`.

    `stdin` names the file that it reads from there.
    """

    command: str
    messages: int | None
    seconds: float | None = None
    stdin: str = ""
    environ: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contest:
    """One line of the table: a side by another, or by a number, and the ratio to reach.

    `peak` compares the most memory held, in MB, instead of messages a second; `most` says that the
    ratio is to stay below `reach`.
    """

    what: str
    ours: str
    other: str | float
    reach: float | None
    peak: bool = False
    most: bool = False


@dataclass(frozen=True, slots=True)
class Race:
    """Sides that run in turn, what is made for them before, and how they are compared.

    `rounds` is how often at most, where more would tell nothing new.
    """

    name: str
    sides: Mapping[str, Side]
    contests: tuple[Contest, ...]
    made: Mapping[str, int]
    far: bool = False
    rounds: int | None = None


def races(scale: int) -> list[Race]:
    """All races; `scale` divides the numbers of messages, for a look while developing."""
    return [_small(scale), _large(scale), _far(scale), _memory(scale)]


def _small(scale: int) -> Race:
    count = 10_000 // scale
    bare = {"EGAIN_BENCH_NO_JOURNAL": "1"}
    many = f"--workers {_WORKERS} {{small}}"
    sides = {
        "egain": Side(f"{_SEND} {{small}}", count),
        "egain, no journal": Side(f"{_SEND} {{small}}", count, environ=bare),
        "egain, 16 workers": Side(f"{_SEND} {many}", count),
        "egain, 16 workers, no journal": Side(f"{_SEND} {many}", count, environ=bare),
        "egain, 2 processes": Side(f"{_SEND} --processes 2 {many}", count),
        "plain script": Side(f"{_PLAIN} {{small}}", count),
        "xargs -P4 curl": Side(_CURL, 1000 // scale, stdin="{list}"),
        "wrk": Side(_WRK, None, _WRK_SECONDS),
    }
    contests = (
        Contest("10 KB, one process / xargs -P4 curl", "egain", "xargs -P4 curl", None),
        Contest("10 KB, 2 processes / xargs -P4 curl", "egain, 2 processes", "xargs -P4 curl", 8),
        Contest("10 KB, one process / plain script", "egain", "plain script", 2),
        Contest("10 KB, 2 processes / plain script", "egain, 2 processes", "plain script", 4),
        Contest("10 KB, 2 processes / wrk", "egain, 2 processes", "wrk", 0.06),
        Contest("10 KB, journal off / on, 4 workers", "egain, no journal", "egain", None),
        Contest(
            "10 KB, journal off / on, 16 workers",
            "egain, 16 workers, no journal", "egain, 16 workers", 1.15, most=True,
        ),
    )  # fmt: skip
    return Race("small", sides, contests, {"small": count, "bodies": 1000 // scale})


def _large(scale: int) -> Race:
    count = max(40 // scale, 4)
    sides = {
        "egain": Side(f"{_SEND} {{large}}", count),
        "plain script": Side(f"{_PLAIN} {{large}}", count),
        "egain, 16 workers": Side(f"{_SEND} --workers {_WORKERS} {{large}}", count),
    }
    contests = (
        Contest("28 MB, one process / plain script", "egain", "plain script", 10),
        Contest(
            "28 MB, 16 workers: peak memory",
            "egain, 16 workers", _MOST_MEMORY, 1, peak=True, most=True,
        ),
    )  # fmt: skip
    return Race("large", sides, contests, {"large": count})


def _far(scale: int) -> Race:
    count = 10_000 // scale
    send = f"{_SEND} --workers {_FAR_WORKERS}"
    sides = {
        "egain": Side(f"{send} {{small}}", count),
        "egain, 2 processes": Side(f"{send} --processes 2 {{small}}", count),
    }
    ideal = _FAR_WORKERS * 1000 / DELAY
    contests = (
        Contest("a server that takes 50 ms, 64 workers / the ideal", "egain", ideal, 0.8),
        Contest("the same, 2 processes / the ideal", "egain, 2 processes", ideal, 0.8),
    )
    return Race("far", sides, contests, {"small": count}, far=True)


def _memory(scale: int) -> Race:
    few, many = 10_000 // scale, 100_000 // scale
    sides = {
        "100,000 messages": Side(f"{_SEND} {{many}}", many),
        "10,000 messages": Side(f"{_SEND} {{small}}", few),
    }
    contest = Contest(
        "peak memory, 100,000 messages / 10,000",
        "100,000 messages", "10,000 messages", 1.1, peak=True, most=True,
    )  # fmt: skip
    return Race("memory", sides, (contest,), {"small": few, "many": many}, rounds=1)
