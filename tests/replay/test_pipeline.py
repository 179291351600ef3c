"""The way of one message, by what the server, the journal and a signal make of it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from egain_cli.client.connection import Connection
from egain_cli.client.http import Http
from egain_cli.client.session import Session
from egain_cli.client.way import Way
from egain_cli.dialect import DEFAULT_DIALECT
from egain_cli.encode.formats import choose_format
from egain_cli.endpoint import parse_endpoint
from egain_cli.errors import RefusedError, TemporaryError
from egain_cli.inputs.messages import RawMessage, Reading
from egain_cli.inputs.mime.mapping import Wanted
from egain_cli.journal.file import JournalError, open_journal
from egain_cli.journal.runs import RunRecord, begin_run
from egain_cli.model import Outcome, Payload, Status
from egain_cli.replay.course import Task
from egain_cli.replay.halt import Halt
from egain_cli.replay.lines import Lines
from egain_cli.replay.pace import Pace
from egain_cli.replay.pipeline import Pipeline
from egain_cli.replay.plan import Plan
from egain_cli.replay.recorder import Unrecorded
from egain_cli.replay.why import Why
from tests.bulk.mail import message
from tests.servers import CREATED, DROP, answer, scripted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from egain_cli.journal.ledger import Ledger, Rule, Verdict
    from egain_cli.model import Activity
    from egain_cli.replay.recorder import Recorder
    from tests.servers import Scripted

AWAY = answer("503 Service Unavailable")
READING = Reading({}, Wanted("support@business.com"), "service")


def raising(error: BaseException) -> Callable[..., Any]:
    """A function that only raises."""

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


class Told:
    """What a person was told, and what was kept."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.kept: list[Outcome] = []

    def keep(self, outcome: Outcome, _content: bytes) -> None:
        """Keep what failed."""
        self.kept.append(outcome)


def pipeline(url: str = "", recorder: Recorder | None = None, **plan: Any) -> Pipeline[RawMessage]:
    """The way of messages to a server, or nowhere, by one thread that hardly waits."""
    halt = Halt()
    chosen = choose_format("json", DEFAULT_DIALECT)

    def connect() -> Connection:
        return Connection(Http(url, Way()), parse_endpoint(url), Session("s"))

    given = {"encode": chosen.encode, "connect": connect if url else None, **plan}
    made = Plan(**given)
    pace = Pace(1, None, halt, lambda line: None, retries=2, nap=lambda *_: False, chance=lambda: 0)
    return Pipeline(made, READING.open, recorder or Unrecorded(), Lines(made.connect), pace, halt)


@contextmanager
def sending(
    answers: Sequence[bytes | None], recorder: Recorder | None = None, **plan: Any
) -> Iterator[tuple[Pipeline[RawMessage], Scripted]]:
    """A pipeline to a server that gives these answers."""
    with scripted(answers) as server:
        yield pipeline(server.url, recorder, **plan), server


def task(number: int = 1) -> Task[RawMessage]:
    """A message that is good to send."""
    return Task(number, f"{number}.eml", RawMessage(f"{number}.eml", partial(message, number)))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A run of a real journal, with three messages found."""
    journal = open_journal(tmp_path / "journal.sqlite3")
    assert journal is not None
    begun = begin_run(journal, RunRecord(
        verb="send-eml", target="t", options={}, sources=("m",), folder="/", sends_always=False,
    ))  # fmt: skip
    begun.discover(["1.eml", "2.eml", "3.eml"])
    yield begun
    begun.close(0)
    journal.close()


def test_a_message_that_is_pushed_back_is_tried_until_it_is_taken() -> None:
    """Each attempt counts."""
    with sending([AWAY, AWAY, CREATED]) as (way, server):
        outcome = way.follow(task())
    assert (outcome.status, outcome.attempts, outcome.activity_id) == (Status.ACCEPTED, 3, "7")
    assert len(server.requests) == 3


def test_retries_that_are_used_up_leave_the_last_answer() -> None:
    """Rejected, and the run goes on."""
    with sending([AWAY]) as (way, server):
        outcome = way.follow(task())
    assert (outcome.status, outcome.http_status, outcome.attempts) == (Status.REJECTED, 503, 3)
    assert len(server.requests) == 3
    assert not way.halt()


def test_a_lost_answer_is_not_tried_again() -> None:
    """It may have arrived."""
    with sending([DROP, CREATED]) as (way, server):
        outcome = way.follow(task())
    assert (outcome.status, outcome.attempts) == (Status.UNKNOWN, 1)
    assert len(server.requests) == 1


def test_what_is_stopped_while_it_waits_keeps_its_answer() -> None:
    """What was pushed back was rejected; what had no turn yet was not attempted."""
    with sending([AWAY]) as (way, _):
        way.pace = replace_nap(way)
        assert way.follow(task()).status is Status.REJECTED
        assert way.follow(task(2)).status is Status.NOT_ATTEMPTED


def replace_nap(way: Pipeline[RawMessage]) -> Pace:
    """A pace whose first wait stops the run."""

    def nap(*_: Any) -> bool:
        way.halt.stop(Why.ASKED)
        return False

    return Pace(1, None, way.halt, lambda line: None, retries=2, nap=nap)


def test_a_stop_during_the_login_leaves_the_message_unclaimed() -> None:
    """Somebody pressed Ctrl-C meanwhile."""
    way = pipeline("http://127.0.0.1:1")
    connect = way.plan.connect
    assert connect is not None

    def slowly() -> Connection:
        way.halt.stop(Why.ASKED)
        return connect()

    way.lines = Lines(slowly)
    assert way.follow(task()).status is Status.NOT_ATTEMPTED


def test_a_refused_login_ends_the_run_before_it_begins() -> None:
    """Later it is an outcome like others."""
    refuse = raising(RefusedError("no", ""))
    way = pipeline(connect=refuse)
    with pytest.raises(RefusedError):
        way.follow(task())
    away = pipeline(connect=raising(TemporaryError("away", "")))
    assert away.follow(task()).status is Status.NOT_ATTEMPTED


@pytest.mark.parametrize(("claimed", "status"), [
    (False, Status.NOT_ATTEMPTED), (True, Status.UNKNOWN),
])  # fmt: skip
def test_an_interrupt_is_unknown_from_the_claim_on(
    monkeypatch: pytest.MonkeyPatch, claimed: bool, status: Status
) -> None:
    """Wherever between two steps it comes; the run stops."""
    where = "egain_cli.replay." + ("attempts.deliver" if claimed else "pipeline.examine")
    with sending([CREATED]) as (way, server):
        monkeypatch.setattr(where, raising(KeyboardInterrupt()))
        outcome = way.follow(task())
    assert outcome.status is status
    assert server.requests == []
    assert way.halt.why is Why.ASKED


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("a mistake")])
def test_what_the_server_said_stands_whatever_comes_after_it(
    monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """An interrupt or a mistake of the program makes no accepted message one to send again."""
    monkeypatch.setattr(Pace, "went_well", raising(error))
    with sending([CREATED]) as (way, _):
        outcome = way.follow(task())
    assert (outcome.status, outcome.activity_id) == (Status.ACCEPTED, "7")


def test_a_mistake_before_anything_was_sent_is_the_outcome_of_that_message() -> None:
    """It ends no run; the next message is sent."""
    with sending([CREATED]) as (way, _):
        way.opening = raising(RuntimeError("a mistake"))
        outcome = way.follow(task())
        assert outcome.status is Status.NOT_ATTEMPTED
        assert "a mistake" in (outcome.message or "")
        way.opening = READING.open
        assert way.follow(task(2)).status is Status.ACCEPTED


def test_what_cannot_be_claimed_is_not_sent(ledger: Ledger) -> None:
    """Not recorded, not sent; it stops the run, and nothing of the rest is tried."""

    class Full(Unrecorded):
        claim = raising(JournalError("the disk is full", "Make room."))

    with sending([CREATED], Full()) as (way, server):
        outcome = way.follow(task())
        assert (outcome.status, outcome.message) == (Status.NOT_ATTEMPTED, "the disk is full")
        assert way.follow(task(2)).message == "not sent: it could not be recorded"
    assert server.requests == []
    assert ledger.run == 1


def test_an_outcome_that_cannot_be_recorded_is_told_and_stops_the_run() -> None:
    """It stands all the same: the server has it."""

    class Full(Unrecorded):
        settle = raising(JournalError("the disk is full", "Make room."))

    told = Told()
    with sending([CREATED], Full(), keep=told.keep) as (way, _):
        way.warn = told.words.append
        assert way.follow(task()).status is Status.ACCEPTED
    assert told.words == ["1.eml: accepted 7, which is not in the journal: the disk is full"]
    assert way.halt.why is Why.UNRECORDED
    assert [each.status for each in told.kept] == [Status.ACCEPTED]


@pytest.mark.parametrize("why", [Why.ASKED, Why.AT_ONCE])
def test_what_was_not_sent_by_a_run_that_is_over_needs_no_record(why: Why) -> None:
    """Its books are closed, and nobody is told of it; until then whoever looks has to know."""

    class Over(Unrecorded):
        identify = raising(JournalError("the run has ended", ""))

    def end(_: object) -> Any:
        way.halt.stop(why)
        raise KeyboardInterrupt

    told = Told()
    way = pipeline("", Over(), check=end)
    way.warn = told.words.append
    assert way.follow(task()).status is Status.NOT_ATTEMPTED
    assert bool(told.words) is (why is Why.ASKED)


def test_an_interrupt_while_an_outcome_is_recorded_loses_it_not() -> None:
    """It is recorded once more."""

    class Interrupted(Unrecorded):
        times = 0

        def settle(self, number: int, outcome: Outcome) -> None:
            self.times += 1
            if self.times == 1:
                raise KeyboardInterrupt
            super().settle(number, outcome)

    recorder = Interrupted()
    with sending([CREATED], recorder) as (way, _):
        assert way.follow(task()).status is Status.ACCEPTED
    assert recorder.times == 2
    assert way.halt.why is Why.ASKED


def test_what_keeps_failures_may_fail_itself() -> None:
    """A copy is missing then; the outcome is what it was."""
    with sending([CREATED], keep=raising(OSError("full"))) as (way, _):
        assert way.follow(task()).status is Status.ACCEPTED


def test_the_limit_is_not_used_up_by_what_is_not_sent(ledger: Ledger) -> None:
    """What another run accepted is skipped, and its place given to the next one."""
    with sending([CREATED], ledger, resumes=True) as (way, _):
        assert way.follow(task()).status is Status.ACCEPTED
        way.halt.quota = Halt.of(1, shared=False).quota
        copy = replace(task(), number=2)
        assert way.follow(copy).status is Status.ACCEPTED  # a copy is a message of its own
        assert way.follow(task(3)).message == "not sent: --limit was reached before"
    assert way.halt.why is Why.LIMIT


def test_what_became_known_since_a_look_is_held_back_by_the_claim() -> None:
    """And what it had taken of the limit is given back."""
    from egain_cli.journal.ledger import Decision
    from egain_cli.journal.verdict import Verdict as Found

    class Late(Unrecorded):
        def claim(self, number: int, base: str, rule: Rule) -> Verdict:
            return Found(self.identify(number, base), Decision.BUSY)

    with sending([CREATED], Late(), resumes=True) as (way, server):
        way.halt.quota = Halt.of(1, shared=False).quota
        outcome = way.follow(task())
        assert (outcome.status, outcome.message) == (Status.SKIPPED, "being sent by another run")
        assert way.halt.take()
    assert server.requests == []


def test_what_is_sent_always_waits_until_another_run_has_sent_the_same() -> None:
    """And is sent then."""
    from egain_cli.journal.ledger import Decision
    from egain_cli.journal.ledger import Rule as Asked
    from egain_cli.journal.verdict import Verdict as Found

    class Busy(Unrecorded):
        claims = 0

        def claim(self, number: int, base: str, rule: Rule) -> Verdict:
            self.claims += 1
            decision = Decision.BUSY if self.claims == 1 else Decision.SEND
            return Found(self.identify(number, base), decision)

    recorder = Busy()
    with sending([CREATED], recorder) as (way, _):
        way.rule = Asked(again=True)
        assert way.follow(task()).status is Status.ACCEPTED
    assert recorder.claims == 2


def test_an_interrupt_before_the_body_leaves_is_no_doubt() -> None:
    """Nothing had begun to leave; the run stops."""
    with sending([CREATED], encode=raising(KeyboardInterrupt())) as (way, server):
        assert way.follow(task()).status is Status.NOT_ATTEMPTED
    assert server.requests == []
    assert way.halt.why is Why.ASKED


def test_a_body_that_breaks_off_while_it_leaves_is_a_doubt() -> None:
    """As where an attached file changed: some of it is with the server, whatever that makes of it."""

    def encode(_: Activity) -> Payload:
        def chunks() -> Iterator[bytes]:
            yield b"{" * (1 << 20)
            raise RuntimeError("the file changed")

        return Payload("application/json", 2 << 20, chunks)

    with sending([DROP], encode=encode) as (way, _):
        outcome = way.follow(task())
    assert (outcome.status, outcome.attempts) == (Status.UNKNOWN, 1)
    assert "the file changed" in (outcome.message or "")


def test_an_attribute_carries_the_identity_that_was_claimed() -> None:
    """So that the message can be found by it."""
    with sending([CREATED], marker="egain_key") as (way, server):
        outcome = way.follow(task())
    assert outcome.key
    assert b"egain_key" in server.requests[0]
    assert outcome.key.encode() in server.requests[0]
