"""What each signal in a row does to a run."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import pytest

from egain_cli.cli.signals import draining
from egain_cli.replay.halt import Halt
from egain_cli.replay.why import Why

if TYPE_CHECKING:
    from collections.abc import Callable

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let so many seconds pass."""
    now = [1000.0]

    def wait(seconds: float) -> None:
        now[0] += seconds

    monkeypatch.setattr("egain_cli.cli.signals.time.monotonic", lambda: now[0])
    return wait


@pytest.mark.parametrize("number", SIGNALS)
def test_the_first_drains_and_the_second_ends(
    number: signal.Signals, capfd: pytest.CaptureFixture[str]
) -> None:
    """It is said once; afterwards the signals mean what they meant before."""
    before = [signal.getsignal(each) for each in SIGNALS]
    halt = Halt()
    with draining(halt, alone=False):
        reasons = []
        for _ in range(2):
            signal.raise_signal(number)
            reasons.append(halt.why)
    assert reasons == [Why.ASKED, Why.AT_ONCE]
    assert [signal.getsignal(each) for each in SIGNALS] == before
    assert capfd.readouterr().err.count("once more to stop at once") == 1


def test_others_are_passed_over_while_the_second_takes_effect(
    later: Callable[[float], None],
) -> None:
    """After a second without one, what still holds the run up is interrupted."""
    with draining(Halt(), alone=False):
        for _ in range(9):
            signal.raise_signal(signal.SIGINT)
        later(1.1)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)


def test_where_the_main_thread_sends_the_second_interrupts_it(
    later: Callable[[float], None],
) -> None:
    """It waits for an answer itself; and those that follow are passed over for a moment."""
    with draining(Halt(), alone=True):
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        later(1.1)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_a_hangup_that_nohup_ignores_stays_ignored() -> None:
    """Whoever asked for that is not stopped by it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        halt = Halt()
        with draining(halt, alone=False):
            signal.raise_signal(signal.SIGHUP)
        assert not halt()
    finally:
        signal.signal(signal.SIGHUP, before)


def test_another_thread_than_the_main_one_takes_no_signals() -> None:
    """It cannot; the run goes on all the same."""
    entered: list[bool] = []

    def run() -> None:
        with draining(Halt(), alone=False):
            entered.append(True)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert entered == [True]
