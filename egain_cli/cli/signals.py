"""Owns what Ctrl-C, SIGTERM and SIGHUP do to a run: the first drains it, the second ends it."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from egain_cli.cli import messages
from egain_cli.replay.why import Why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.replay.halt import Halt

_EFFECT = 1.0  # seconds that a second signal has to take effect


@contextmanager
def draining(halt: Halt, *, alone: bool) -> Iterator[None]:
    """While it lasts, the first signal lets what is under way finish; the second ends it.

    Where the main thread is `alone`, and sends by itself, the second interrupts it where it is.
    Elsewhere the run is told, and a later one interrupts what still holds it up. While one of them
    takes effect others are passed over: somebody leans on the key, and the books are being written.
    """
    asked, last = 0, 0.0

    def take(_number: int, _frame: Any) -> None:
        nonlocal asked, last
        if asked > 1 and time.monotonic() - last < _EFFECT:
            return
        asked, last = asked + 1, time.monotonic()
        if asked == 1:
            halt.stop(Why.ASKED)
            messages.say_at_once(
                "note: stopping after what is under way; once more to stop at once"
            )
        elif alone or asked > 2:
            raise KeyboardInterrupt
        else:
            halt.stop(Why.AT_ONCE)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [signal.SIGINT, signal.SIGTERM]
    hangup = getattr(signal, "SIGHUP", None)  # Windows has none
    if hangup and signal.getsignal(hangup) is not signal.SIG_IGN:  # as it is with nohup
        numbers.append(hangup)
    before = [(number, signal.signal(number, take)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
