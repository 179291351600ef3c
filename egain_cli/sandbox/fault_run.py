"""Owns a fault script under way: counts, chances, buckets, decisions; knows no connection."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from egain_cli.sandbox.buckets import Bucket
from egain_cli.sandbox.fault_match import FIELDS, contains
from egain_cli.sandbox.faults import Fault, Plan, Script

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_PRECISION = 8  # bytes of a hash that make a number from 0 to 1


@dataclass(frozen=True, slots=True)
class Visit:
    """A request as conditions see it; `size` is None while nobody knows it."""

    numbers: Mapping[str, int]  # its number by route: its own and `any`, from one
    seconds: float  # since the script began
    headers: Mapping[str, str]
    size: int | None
    document: dict[str, Any] = field(default_factory=dict)

    def read(self, size: int, document: dict[str, Any]) -> Visit:
        """The same request, once its body is there."""
        return replace(self, size=size, document=document)


class Run:
    """One script from its begin to its end, safe to share between threads.

    Requests are numbered as their headers come in; what is decided by numbers and chance alone
    does not depend on how many of them are under way at once.
    """

    def __init__(self, script: Script, clock: Callable[[], float] = time.monotonic) -> None:
        self.script = script
        self._clock = clock
        self._begun = clock()
        self._lock = threading.Lock()
        self._requests: dict[str, int] = {}
        self._fired = [0] * len(script.faults)
        limits = {place: fault.limit for place, fault in enumerate(script.faults)}
        self._buckets = {place: Bucket(each) for place, each in limits.items() if each}

    def arrive(self, route: str, headers: Mapping[str, str]) -> Visit:
        """Give a request of `route` its numbers."""
        with self._lock:
            for each in {route, "any"}:
                self._requests[each] = self._requests.get(each, 0) + 1
            numbers = {each: self._requests[each] for each in (route, "any")}
        length = headers.get("content-length", "" if "transfer-encoding" in headers else "0")
        size = int(length) if length.isdigit() and len(length) < 20 else None
        return Visit(numbers, self._clock() - self._begun, headers, size)

    def decide(self, visit: Visit, *, unread: bool = False) -> Plan:
        """What befalls a request; `unread` asks only those faults that keep it from being read."""
        plan, now = Plan(), self._clock()
        with self._lock:
            for place, fault in enumerate(self.script.faults):
                if unread != (fault.drop == "before-reading") or not self._holds(place, visit):
                    continue
                wait = self._wait(place, now) if not (plan.answer and fault.answers) else None
                if wait is not None:
                    self._fired[place] += 1
                    plan = plan.then(fault, wait)
        return plan

    def looks_inside(self, visit: Visit) -> bool:
        """Whether a request must be read before anything can be decided."""
        faults = self.script.faults
        matches = any(FIELDS.keys() & dict(fault.match) for fault in faults)
        return matches or (visit.size is None and any(fault.over is not None for fault in faults))

    def report(self) -> dict[str, Any]:
        """How often each fault fired, and how many requests there were, by route."""
        with self._lock:
            fired = [
                {"name": fault.name, "fired": count}
                for fault, count in zip(self.script.faults, self._fired, strict=True)
            ]
            requests = {"create": 0, "login": 0, "read": 0, "any": 0} | self._requests
        seconds = round(self._clock() - self._begun, 3)
        seed = self.script.seed
        return {"seed": seed, "seconds": seconds, "requests": requests, "faults": fired}

    def _holds(self, place: int, visit: Visit) -> bool:
        fault = self.script.faults[place]
        if fault.route not in visit.numbers:
            return False
        if fault.times is not None and self._fired[place] >= fault.times:
            return False
        number = visit.numbers[fault.route]
        return _fits(fault, number, visit) and (
            fault.chance is None or _draw(self.script.seed, place, number) < fault.chance
        )

    def _wait(self, place: int, now: float) -> float | None:
        """Seconds until the fault's bucket has a token; None where it had one: nothing happens."""
        bucket = self._buckets.get(place)
        return (bucket.take(now) or None) if bucket else 0.0


class Faults:
    """The script under way; another one begins with every count at zero."""

    def __init__(self, script: Script) -> None:
        self.run = Run(script)

    def begin(self, script: Script) -> None:
        """Let `script` take the place of the one before; an empty one ends it."""
        self.run = Run(script)


def _fits(fault: Fault, number: int, visit: Visit) -> bool:
    pairs: Iterable[tuple[object, bool]] = (
        (fault.on, number in fault.on),
        (fault.every, number % (fault.every or 1) == 0),
        (fault.first, number >= (fault.first or 0)),
        (fault.last, number <= (fault.last or 0)),
        (fault.after, visit.seconds >= (fault.after or 0)),
        (fault.before, visit.seconds < (fault.before or 0)),
        (fault.over is not None, (visit.size or 0) > (fault.over or 0)),
    )
    return all(holds for said, holds in pairs if said) and all(
        contains(*pair, visit.headers, visit.document) for pair in fault.match
    )


def _draw(seed: int, place: int, number: int) -> float:
    """A number from 0 to 1 that only the seed, the fault and the request's number decide."""
    digest = sha256(f"{seed} {place} {number}".encode()).digest()
    return int.from_bytes(digest[:_PRECISION], "big") / 2.0 ** (8 * _PRECISION)
