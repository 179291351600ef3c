"""What is shown of a run while it goes on: to a person, in a file, and how little it costs."""

from __future__ import annotations

import re
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.cli.progress import Watcher, watch
from egain_cli.cli.progress_words import in_words, live_words
from egain_cli.cli.wording import duration, moment, pace, seconds_between
from egain_cli.errors import ExitCode
from egain_cli.model import Outcome, Status
from tests.cli.test_terminal import at_terminal
from tests.conftest import ROOT

_COLOUR = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
ACCEPTED = Outcome(origin="a.eml", key="k", status=Status.ACCEPTED)
LOST = Outcome(
    origin="b.eml", key="k", status=Status.UNKNOWN, message="connection lost",
    exit_code=ExitCode.UNKNOWN,
)  # fmt: skip
STOPPED = Outcome(
    origin="c.eml", key="k", status=Status.NOT_ATTEMPTED, message="stopped",
    exit_code=ExitCode.CANCELLED,
)  # fmt: skip


def rejected(message: str) -> Outcome:
    """An outcome that the server gave this reason for."""
    return Outcome(
        origin="d.eml", key="k", status=Status.REJECTED, http_status=400, code="400-152",
        message=message, exit_code=ExitCode.FAILED,
    )  # fmt: skip


class Clock:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time it shows."""
        return self.now


def test_a_line_says_how_far_how_fast_what_failed_and_why_it_waits() -> None:
    """All that a person would ask of a run, in the order in which they would ask it."""
    clock = Clock()
    watcher = Watcher(10_000, clock=clock)
    clock.now += 10
    for _ in range(1236):
        watcher.step(ACCEPTED)
    for outcome in (rejected("no"), rejected("no"), rejected("no"), LOST):
        watcher.step(outcome)
    watcher.state(8, 4.0, "503 Service Unavailable")
    assert in_words(watcher.seen()) == (
        "1,240 of 10,000 done, 124 a second, 8 in flight, 3 failed, 1 unknown, 1 min 11 s left;"
        " waiting 4 s: 503 Service Unavailable"
    )


def test_the_rate_is_that_of_the_last_ten_seconds() -> None:
    """A slow beginning does not weigh for ever, and a stop shows."""
    clock = Clock()
    watcher = Watcher(None, clock=clock)
    for second in range(60):
        clock.now += 1
        for _ in range(100 if second < 40 else 5):
            watcher.step(ACCEPTED)
        rate = watcher.seen().rate
    assert rate == pytest.approx(5)


def test_what_nobody_counted_has_no_end_in_sight() -> None:
    """Of an unknown or a lower bound nothing is promised."""
    clock = Clock()
    for watcher, far in ((Watcher(None, clock=clock), "1"), (Watcher(5, True, clock), "1/5+")):
        clock.now += 1
        watcher.step(ACCEPTED)
        seen = watcher.seen()
        assert seen.left is None
        assert (live_words(seen).far, live_words(seen).total) == (far, None)
        assert "left" not in in_words(seen)
    assert in_words(seen).startswith("1 of at least 5 done")


def test_how_many_are_in_flight_is_said_where_somebody_knows() -> None:
    """None is an answer, and so is silence where the processes do not tell."""
    watcher = Watcher(5)
    assert "in flight" not in live_words(watcher.seen()).lines[0][0][0]
    watcher.state(0, 0.0, "")
    assert "0 in flight" in live_words(watcher.seen()).lines[0][0][0]


def test_a_wait_counts_down_and_is_over() -> None:
    """It was told once, for so many seconds."""
    clock = Clock()
    watcher = Watcher(5, clock=clock)
    watcher.state(1, 4.0, "")
    clock.now += 3
    assert in_words(watcher.seen()).endswith("; waiting 1 s")
    clock.now += 2
    assert "waiting" not in in_words(watcher.seen())


def test_failures_are_counted_by_reason_whatever_number_stands_in_it() -> None:
    """The three most frequent are shown, each by its first words; a stop is no failure."""
    watcher = Watcher(50)
    for number in range(9):
        watcher.step(rejected(f"The following IDs were not found (L001): '{1060 + number}'."))
    for words in ("b", "b", "c", "c", "d"):
        watcher.step(rejected(words))
    watcher.step(STOPPED)
    seen = watcher.seen()
    assert seen.failed == 14
    assert [count for _, count in seen.reasons] == [9, 2, 2]
    assert seen.reasons[0][0] == "400 400-152 The following IDs were not found (L001): '1060'."
    lines = ["".join(words for words, _ in line) for line in live_words(seen).lines]
    assert "14 rejected  1 not attempted  " in lines


def test_reasons_without_number_need_no_memory_without_end() -> None:
    """Beyond two hundred they are other reasons."""
    watcher = Watcher(None)
    for number in range(500):
        watcher.step(rejected("".join(chr(97 + int(digit)) for digit in str(number))))
    assert len(watcher._reasons) == 201
    assert watcher.seen().reasons[0] == ("other reasons", 300)


@given(st.lists(st.sampled_from([ACCEPTED, LOST, STOPPED, rejected("x")]), max_size=50))
def test_every_outcome_is_counted_once(outcomes: list[Outcome]) -> None:
    """The counts by status come to what is done."""
    watcher = Watcher(None)
    for outcome in outcomes:
        watcher.step(outcome)
    seen = watcher.seen()
    assert seen.done == len(outcomes) == sum(seen.statuses.values())


def test_threads_lose_no_step() -> None:
    """Eight of them at once, and somebody who looks."""
    watcher = Watcher(None)

    def step(_: int) -> None:
        for _ in range(2000):
            watcher.step(ACCEPTED)

    with ThreadPoolExecutor(9) as pool:
        looking = pool.submit(lambda: [watcher.seen() for _ in range(200)])
        list(pool.map(step, range(8)))
        looking.result()
    assert watcher.seen().done == 16_000


def test_a_signal_in_the_middle_of_a_step_may_draw() -> None:
    """What its handler says goes above the display, which is drawn anew by the same thread."""
    watcher = Watcher(None)
    seen: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda *_: seen.append(watcher.seen().done))
    signal.setitimer(signal.ITIMER_REAL, 0.0002, 0.0002)
    try:
        steps = 0
        while len(seen) < 2000:
            watcher.step(LOST)
            steps += 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert seen == sorted(seen)
    assert watcher.seen().done == steps


def test_a_step_costs_next_to_nothing() -> None:
    """A few calls, however long the reason is, and none that draws: some microseconds."""
    watcher = Watcher(None)
    outcome = rejected("a reason that is not a short one " * 200)
    calls: Counter[str] = Counter()
    watcher.step(outcome)
    sys.setprofile(lambda frame, event, arg: calls.update([event]))
    try:
        for _ in range(1000):
            watcher.step(outcome)
    finally:
        sys.setprofile(None)
    assert calls["call"] + calls["c_call"] < 20 * 1000


def test_without_a_terminal_there_is_a_line_every_so_often(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """None in a run that is over before, and none where nobody wants to hear."""
    started = time.monotonic()
    with watch(3, False, quiet=False, every=0.05) as watcher:
        watcher.step(ACCEPTED)
        time.sleep(0.5)
    lines = capfd.readouterr().err.splitlines()
    assert 2 <= len(lines) <= (time.monotonic() - started) / 0.05
    assert all(line.startswith("1 of 3 done, ") for line in lines)
    with watch(3, False, quiet=False) as watcher:
        watcher.step(ACCEPTED)
    with watch(3, False, quiet=True, every=0.01) as watcher:
        time.sleep(0.1)
    assert capfd.readouterr().err == ""


SCRIPT = """
import sys, time
from egain_cli.cli import messages
from egain_cli.cli.progress import watch
from tests.cli.test_progress import ACCEPTED, LOST, rejected
many = ["receiver, which is a rather long reason that no line can hold", "date", "from", "to"]
with watch(40, False, quiet=False, mixed=sys.argv[1] == "mixed", every=0.2) as watcher:
    watcher.state(4, 30.0, "503 Service Unavailable")
    for number in range(40):
        time.sleep(0.02)
        outcome = rejected(many[number // 5 % 4]) if number < 16 else ACCEPTED
        watcher.step(LOST if number == 39 else outcome)
    messages.say("told meanwhile", "note")
    time.sleep(0.3)
print("the end")
"""


def run_script(*args: str, term: str = "xterm-256color") -> list[str]:
    """What the script leaves on a screen, without colours, in pieces as they were drawn."""
    command = [sys.executable, "-c", SCRIPT, *args]
    code, screen = at_terminal(command=command, COLUMNS="80", NO_COLOR="1", TERM=term)
    assert code == 0, screen
    return re.split(r"[\r\n]+", _COLOUR.sub("", screen).strip())


def test_a_person_sees_a_display_that_fits_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts, speed, the wait and the three most frequent reasons, in 80 columns and no colour."""
    monkeypatch.chdir(ROOT)
    lines = run_script("live")
    text = "\n".join(lines)
    assert re.search(r"sending ━+ +40/40", text)
    assert re.search(r"^[\d.]+ a second, 4 in flight, [\d.]+ s gone", text, re.MULTILINE)
    assert "waiting 30 s: 503 Service Unavailable" in text
    assert "23 accepted  16 rejected  1 unknown" in text
    assert "      5  400 400-152 receiver" in text
    assert "note: told meanwhile" in lines
    assert max(map(len, lines)) <= 80
    assert lines[-1] == "the end"


def test_where_results_come_to_the_same_terminal_lines_tell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A display would be drawn into them; so it is where the terminal cannot draw."""
    monkeypatch.chdir(ROOT)
    for lines in (run_script("mixed"), run_script("live", term="dumb")):
        assert not [line for line in lines if line.startswith("sending")]
        assert any("of 40 done" in line for line in lines)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (0.44, "0.4 s"), (-5, "0 s"), (9.96, "10 s"), (59.7, "1 min"), (91, "1 min 31 s"),
     (7500, "2 h 5 min"), (183600, "2 d 3 h"), (3600.4, "1 h")],
)  # fmt: skip
def test_a_duration_is_in_its_two_largest_units(seconds: float, words: str) -> None:
    """Nobody needs the seconds of a day."""
    assert duration(seconds) == words


def test_moments_and_speeds_are_as_people_write_them() -> None:
    """What is no moment is shown as it is, and has no distance from another."""
    assert (pace(0.25), pace(99.94), pace(1480.4)) == ("0.2", "99.9", "1,480")
    assert (moment(None), moment("yesterday")) == ("-", "yesterday")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", moment("2026-03-01T10:00:00+00:00"))
    assert seconds_between("2026-03-01T10:00:00+00:00", "2026-03-01T10:01:00+00:00") == 60
    assert seconds_between("2026-03-01T10:00:00+00:00", None) is None
    assert seconds_between("2026-03-01T10:00:00+00:00", "2026-03-01T09:00:00+00:00") == 0
