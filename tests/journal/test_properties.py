"""What holds for whatever happens: nothing is sent twice unasked, and the books balance."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from egain_cli.journal import history
from egain_cli.journal.file import open_journal
from egain_cli.journal.ledger import Decision, Ledger, Rule
from egain_cli.journal.runs import RunRecord, begin_run, find_run, list_runs
from egain_cli.model import Status
from tests.journal.words import outcome

if TYPE_CHECKING:
    from egain_cli.journal.ledger import Verdict

_RECORD = RunRecord(
    verb="send-eml", target="u", options={}, sources=(), folder="/", sends_always=False
)
_ENDS = st.sampled_from(
    [Status.ACCEPTED, Status.REJECTED, Status.UNKNOWN, Status.NOT_ATTEMPTED]
).map(outcome)


class _Run:
    """What the test knows of a run, apart from the journal."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.number = ledger.run
        self.found: list[int] = []
        self.sending: dict[int, str] = {}
        self.given: dict[str, int] = {}  # identity → item
        self.ends: Counter[Status] = Counter()


class Books(RuleBasedStateMachine):
    """Two runs at a time over a few messages, which end, die and begin again."""

    @initialize()
    def open(self) -> None:
        """Begin with a new journal."""
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "journal"
        journal = open_journal(self.path)
        assert journal is not None
        self.journal = journal
        self.runs: list[_Run | None] = [None, None]
        self.ended: list[_Run] = []
        self.accepted: set[str] = set()
        self.unknown: set[str] = set()

    def _live(self) -> list[_Run]:
        return [run for run in self.runs if run]

    @rule(which=st.integers(0, 1), number=st.integers(1, 4))
    def discover(self, which: int, number: int) -> None:
        """A run finds items, and begins if there is none."""
        run = self.runs[which] = self.runs[which] or _Run(begin_run(self.journal, _RECORD))
        first = run.ledger.discover(["x"] * number)
        run.found += range(first, first + number)

    @precondition(lambda self: any(run.found for run in self._live()))
    @rule(
        draw=st.data(), base=st.sampled_from("ab"), looks=st.booleans(),
        asked=st.builds(Rule, st.booleans(), st.booleans()),
    )  # fmt: skip
    def claim(self, draw: st.DataObject, base: str, looks: bool, asked: Rule) -> None:
        """A run asks whether it may send an item; the answer keeps to what is known."""
        run = draw.draw(st.sampled_from([run for run in self._live() if run.found]))
        number = run.found.pop()
        verdict = run.ledger.look(number, base, asked) if looks else None
        assert verdict is None or verdict.decision is not Decision.SEND
        verdict = verdict or run.ledger.claim(number, base, asked)
        assert verdict.identity not in run.given
        assert verdict.identity == f"{base}-{len(self._of(run, base)) + 1}".removesuffix("-1")
        run.given[verdict.identity] = number
        self._check(run, number, verdict, asked)

    def _of(self, run: _Run, base: str) -> list[str]:
        return [identity for identity in run.given if identity[0] == base]

    def _check(self, run: _Run, number: int, verdict: Verdict, asked: Rule) -> None:
        identity = verdict.identity
        others = {each for other in self._live() for each in other.sending.values()}
        expected = Decision.SEND
        if identity in others:
            expected = Decision.BUSY
        elif asked.again:
            pass
        elif identity in self.unknown:
            expected = Decision.SEND if asked.retry_unknown else Decision.HELD
        elif identity in self.accepted:
            expected = Decision.ACCEPTED
        assert verdict.decision is expected
        if expected is Decision.SEND:
            run.sending[number] = identity
        else:
            held = expected is Decision.HELD
            status = Status.UNKNOWN if held else Status.SKIPPED
            run.ledger.settle(number, outcome(status))
            run.ends[status] += 1

    @precondition(lambda self: any(run.sending for run in self._live()))
    @rule(draw=st.data(), end=_ENDS)
    def settle(self, draw: st.DataObject, end: object) -> None:
        """What was sent comes to an end."""
        run = draw.draw(st.sampled_from([run for run in self._live() if run.sending]))
        number = draw.draw(st.sampled_from(sorted(run.sending)))
        identity = run.sending.pop(number)
        run.ledger.settle(number, end)  # type: ignore[arg-type]
        status: Status = end.status  # type: ignore[attr-defined]
        run.ends[status] += 1
        if status is Status.ACCEPTED:
            self.accepted.add(identity)
            self.unknown.discard(identity)
        elif status is Status.UNKNOWN:
            self.unknown.add(identity)

    @rule(which=st.integers(0, 1), dies=st.booleans())
    def end(self, which: int, dies: bool) -> None:
        """A run ends, or its process dies: what it was sending is unknown from then on."""
        run, self.runs[which] = self.runs[which], None
        if run is None:
            return
        run.ends[Status.UNKNOWN] += len(run.sending)
        run.ends[Status.NOT_ATTEMPTED] += len(run.found)
        self.unknown |= set(run.sending.values())
        if dies:
            self._kill(run)
            return
        counts = run.ledger.close(0, run.ends)
        assert counts == {status: run.ends[status] for status in Status}
        self.ended.append(run)

    def _kill(self, run: _Run) -> None:
        import os

        assert run.ledger._start.lock is not None
        self.journal.write(lambda _connection: None)  # what was left is on the disk by now
        os.close(run.ledger._start.lock)
        assert find_run(self.journal, str(run.number)).state == "interrupted"
        self.ended.append(run)

    @rule()
    def reopen(self) -> None:
        """Another process looks: it sees the same."""
        other = open_journal(self.path)
        assert other is not None
        assert len(list_runs(other)) == len(self.ended) + len(self._live())
        other.close()

    @invariant()
    def balances(self) -> None:
        """Every run's counts are those of its items, and what is unknown is known to be."""
        if not hasattr(self, "journal"):
            return
        for run in self.ended[-2:]:
            past = find_run(self.journal, str(run.number))
            assert past.counts == {status: run.ends[status] for status in Status}
            assert past.discovered == sum(past.counts.values())
            rows = Counter(row.status for row in history.items(self.journal, run.number))
            assert rows == +Counter(dict(past.counts))
            still = {row.identity for row in history.open_unknown(self.journal, run.number)}
            assert still <= self.unknown

    def teardown(self) -> None:
        """Close what is open."""
        if hasattr(self, "journal"):
            for run in self._live():
                run.ledger.close(0)
            self.journal.close()
            self.folder.cleanup()


Books.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestBooks = Books.TestCase
