"""Owns what Ctrl-C, SIGTERM and SIGHUP do to a run: the first drains it, the second ends it."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from egain_cli.cli import messages

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class Stop:
    """Whether somebody asked to stop; calling it answers."""

    asked: bool = False

    def __call__(self) -> bool:
        """Whether to stop."""
        return self.asked


@contextmanager
def draining() -> Iterator[Stop]:
    """While it lasts, the first signal lets what is under way finish; the second interrupts it."""
    stop = Stop()

    def take(_number: int, _frame: Any) -> None:
        if stop.asked:
            raise KeyboardInterrupt
        stop.asked = True
        messages.say("stopping after what is under way; once more to stop at once", "note")

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    numbers = [signal.SIGINT, signal.SIGTERM]
    hangup = getattr(signal, "SIGHUP", None)  # Windows has none
    if hangup and signal.getsignal(hangup) is not signal.SIG_IGN:  # as it is with nohup
        numbers.append(hangup)
    before = [(number, signal.signal(number, take)) for number in numbers]
    try:
        yield stop
    finally:
        for number, handler in before:
            signal.signal(number, handler)
