"""The gate: who stands at it goes first, and only the foremost looks."""

from __future__ import annotations

import math
import threading
import time

from egain_cli.replay.gate import Gate


def test_nobody_passes_the_one_who_stands_at_the_gate() -> None:
    """A newcomer that could go waits behind one that came before and may not go yet."""
    gate = Gate()
    is_open = threading.Event()
    order: list[str] = []

    def enter(name: str, *, always: bool) -> None:
        def admit() -> float:
            if not always and not is_open.is_set():
                return math.inf
            order.append(name)
            return 0.0

        assert gate.enter(admit, lambda: False)

    threads = [
        threading.Thread(target=enter, args=(name,), kwargs={"always": name == "second"})
        for name in ("first", "second")
    ]
    for thread in threads:
        thread.start()
        time.sleep(0.1)
    assert order == []
    is_open.set()
    for thread in threads:
        thread.join(5)
    assert order == ["first", "second"]


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

    threads = [threading.Thread(target=gate.enter, args=(admit, stop.is_set)) for _ in range(50)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    assert len(looks) == 1
    assert asked[0] < 20
    stop.set()
    for thread in threads:
        thread.join(5)
    assert not any(thread.is_alive() for thread in threads)
