"""The gate: who stands at it goes first, and only the foremost looks."""

from __future__ import annotations

import math
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from egain_cli.replay.gate import GLANCE, Gate

if TYPE_CHECKING:
    from collections.abc import Callable


def start(*works: Callable[[], object]) -> list[threading.Thread]:
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    for thread in threads:
        thread.start()
    return threads


def join(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)


def await_queue(gate: Gate, number: int) -> None:
    """Until so many wait behind the one who stands at the gate, however busy the machine is."""
    until = time.monotonic() + 20
    while gate.queue < number and time.monotonic() < until:
        time.sleep(0.001)
    assert gate.queue == number


@dataclass
class Scene:
    """A gate with one who stands at it until it opens, and the order in which others go."""

    gate: Gate = field(default_factory=Gate)
    is_open: threading.Event = field(default_factory=threading.Event)
    order: list[str] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def stand(self) -> None:
        """One who may go when the gate opens."""
        looked = threading.Event()

        def admit() -> float:
            looked.set()
            if not self.is_open.is_set():
                return math.inf
            self.order.append("standing")
            return 0.0

        self.threads += start(lambda: self.gate.enter(admit, lambda: False))
        assert looked.wait(20)

    def queue(self, name: str, *, first: bool = False) -> None:
        """One more, who could go at once, and waits behind those that came before."""

        def admit() -> float:
            self.order.append(name)
            return 0.0

        before = self.gate.queue
        self.threads += start(lambda: self.gate.enter(admit, lambda: False, first=first))
        await_queue(self.gate, before + 1)

    def open(self) -> list[str]:
        """The order in which they go."""
        self.is_open.set()
        join(self.threads)
        return self.order


def test_nobody_passes_the_one_who_stands_at_the_gate() -> None:
    """A newcomer that could go waits behind one that came before and may not go yet."""
    scene = Scene()
    scene.stand()
    scene.queue("new")
    assert scene.order == []
    assert scene.open() == ["standing", "new"]


def test_they_go_in_the_order_in_which_they_came() -> None:
    """Each hands its place to the next one, and to nobody who came later."""
    scene = Scene()
    scene.stand()
    names = [f"new {number}" for number in range(20)]
    for name in names:
        scene.queue(name)
    assert scene.open() == ["standing", *names]


def test_who_goes_first_passes_all_but_the_one_who_stands_there() -> None:
    """Those who come again go before those who are new, each kind in its own order."""
    scene = Scene()
    scene.stand()
    for name in ("new 1", "again 1", "new 2", "new 3", "again 2"):
        scene.queue(name, first=name.startswith("again"))
    assert scene.open() == ["standing", "again 1", "again 2", "new 1", "new 2", "new 3"]


def test_who_is_interrupted_at_the_gate_leaves_it_to_the_next() -> None:
    """A signal that ends the wait of the one who stands there holds up nobody."""
    queued = threading.Event()

    def nap(changed: threading.Condition, seconds: float) -> None:
        changed.wait(seconds)
        if queued.is_set():
            raise KeyboardInterrupt

    def stand() -> None:
        with suppress(KeyboardInterrupt):
            scene.gate.enter(lambda: math.inf, lambda: False)

    scene = Scene(Gate(nap))
    scene.threads += start(stand)
    while not scene.gate.taken:
        time.sleep(0.001)
    scene.queue("next")
    queued.set()
    assert scene.open() == ["next"]
    assert not scene.gate.taken


def test_who_is_interrupted_behind_the_gate_is_waited_for_by_nobody() -> None:
    """A signal that ends the wait of one who queues leaves no gap for the others."""
    scene = Scene()
    scene.stand()

    def interrupt() -> None:
        await_queue(scene.gate, 1)
        scene.queue("next")
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    threads = start(interrupt)
    with pytest.raises(KeyboardInterrupt):
        scene.gate.enter(lambda: 0.0, lambda: False)
    join(threads)
    assert scene.gate.queue == 1
    assert scene.open() == ["standing", "next"]
    assert not scene.gate.taken


def test_only_the_foremost_looks_while_many_wait() -> None:
    """Of fifty threads that wait, one looks around, so that waiting costs next to nothing."""
    gate = Gate()
    stop = threading.Event()
    looks: set[int] = set()
    asked = [0]

    def admit() -> float:
        looks.add(threading.get_ident())
        asked[0] += 1
        return math.inf

    began = time.monotonic()
    threads = start(*[lambda: gate.enter(admit, stop.is_set)] * 50)
    await_queue(gate, 49)
    time.sleep(0.3)
    assert len(looks) == 1
    assert asked[0] < 10 + (time.monotonic() - began) / GLANCE
    stop.set()
    join(threads)
