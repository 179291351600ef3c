"""Owns how a run that goes on is put in words: a line, or a display's lines; draws nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from egain_cli.cli.wording import duration, pace
from egain_cli.model import Status

if TYPE_CHECKING:
    from egain_cli.cli.watcher import Seen


@dataclass(frozen=True, slots=True)
class Shown:
    """What a display draws: how many of how many, beside `far` in words, then `lines`.

    A line is made of pieces, each in the colours of a status where it has one.
    """

    done: int
    total: int | None
    far: str
    lines: tuple[tuple[tuple[str, Status | None], ...], ...]


def in_words(seen: Seen) -> str:
    """The run in a line of its own: `1,240 of 10,000 done, 96.1 a second, 8 in flight …`."""
    unknown = seen.statuses.get(Status.UNKNOWN, 0)
    words = [f"{_far(seen)} done", f"{pace(seen.rate)} a second"]
    words += [f"{seen.in_flight:,} in flight"] if seen.in_flight else []
    words += [f"{seen.failed:,} failed"] if seen.failed else []
    words += [f"{unknown:,} unknown"] if unknown else []
    words += [f"{duration(seen.left)} left"] if seen.left else []
    return "; ".join(filter(None, (", ".join(words), _waiting(seen))))


def live_words(seen: Seen) -> Shown:
    """The run as a display of at most seven lines."""
    speed = [f"{pace(seen.rate)} a second"]
    speed += [] if seen.in_flight is None else [f"{seen.in_flight:,} in flight"]
    speed += [f"{duration(seen.seconds)} gone"]
    speed += [f"{duration(seen.left)} left"] if seen.left else []
    lines: list[tuple[tuple[str, Status | None], ...]] = [((", ".join(speed), None),)]
    if waiting := _waiting(seen):
        lines.append(((waiting, Status.UNKNOWN),))
    if counts := _counts(seen):
        lines.append(counts)
    lines += [((f"{count:>7,}  {reason}", Status.REJECTED),) for reason, count in seen.reasons]
    return Shown(seen.done, None if seen.at_least else seen.total, _short(seen), tuple(lines))


def _counts(seen: Seen) -> tuple[tuple[str, Status | None], ...]:
    return tuple(
        (f"{count:,} {status.replace('_', ' ')}  ", status)
        for status in Status
        if (count := seen.statuses.get(status, 0))
    )


def _waiting(seen: Seen) -> str:
    if not seen.waiting:
        return ""
    why = f": {seen.why}" if seen.why else ""
    return f"waiting {duration(seen.waiting)}{why}"


def _far(seen: Seen) -> str:
    if seen.total is None:
        return f"{seen.done:,}"
    return f"{seen.done:,} of {'at least ' if seen.at_least else ''}{seen.total:,}"


def _short(seen: Seen) -> str:
    if seen.total is None:
        return f"{seen.done:,}"
    return f"{seen.done:,}/{seen.total:,}{'+' if seen.at_least else ''}"
