"""Reading back what became of items, and settling what was left unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from egain_cli.errors import ExitCode
from egain_cli.journal import history
from egain_cli.journal.file import Journal, JournalError
from egain_cli.journal.ledger import Decision, Rule
from egain_cli.journal.runs import RunRecord, begin_run, find_run
from egain_cli.model import Outcome, Status
from tests.journal.words import ACCEPTED, REJECTED, UNKNOWN, outcome

if TYPE_CHECKING:
    from collections.abc import Callable

Run = "Callable[..., list[Decision]]"


@pytest.fixture
def run(journal: Journal, record: RunRecord) -> Callable[..., list[Decision]]:
    """A run over messages, by their content, each claimed and settled as said."""

    def send(outcomes: dict[str, Outcome], rule: Rule = Rule()) -> list[Decision]:  # noqa: B008
        ledger = begin_run(journal, record)
        ledger.discover([f"{base}.eml" for base in outcomes])
        decisions = []
        for number, (base, told) in enumerate(outcomes.items(), 1):
            decisions.append(ledger.claim(number, base, rule).decision)
            ledger.settle(number, told)
        ledger.close(0)
        return decisions

    return send


def test_items_by_status(journal: Journal, run: Callable[..., list[Decision]]) -> None:
    """The items of a run come in their order, all or those in some statuses."""
    run({"a": ACCEPTED, "b": REJECTED, "c": UNKNOWN, "d": ACCEPTED})
    assert [row.number for row in history.items(journal, 1)] == [1, 2, 3, 4]
    chosen = list(history.items(journal, 1, [Status.REJECTED, Status.UNKNOWN]))
    assert [(row.origin, row.identity, row.base) for row in chosen] == [
        ("b.eml", "b", "b"), ("c.eml", "c", "c"),
    ]  # fmt: skip
    assert list(history.items(journal, 1, [])) == []
    assert list(history.items(journal, 7)) == []
    assert history.identities(journal, 1, {Status.ACCEPTED}) == {"a", "d"}


def test_items_of_a_live_run(journal: Journal, record: RunRecord) -> None:
    """What is not settled yet has no status; a second copy has its base."""
    ledger = begin_run(journal, record)
    ledger.discover(["a", "b", "c"])
    for number in (1, 2):
        ledger.claim(number, "x", Rule())
    rows = list(history.items(journal, ledger.run))
    assert [row.status for row in rows] == [None] * 3
    assert [(row.identity, row.base) for row in rows] == [("x", "x"), ("x-2", "x"), (None, None)]
    assert [row.started is None for row in rows] == [False, False, True]
    assert history.reasons(journal, ledger.run) == []
    ledger.close(0)


def test_reasons_are_grouped(journal: Journal, run: Callable[..., list[Decision]]) -> None:
    """Messages that differ in numbers, ids and addresses are one reason; others are another."""
    told = [
        "case 1060 is unknown", "case 7 is unknown", "jane@example.com is no alias",
        "joe@example.org is no alias", "case 12 is unknown", "part 7f3a-09bc", "part 00aa11ff22",
    ]  # fmt: skip
    words = {str(number): outcome(Status.REJECTED, None, text) for number, text in enumerate(told)}
    run({**words, "x": ACCEPTED})
    assert [(message, count) for *_, message, count in history.reasons(journal, 1)] == [
        ("case 1060 is unknown", 3), ("jane@example.com is no alias", 2),
        ("part 7f3a-09bc", 2), (None, 1),
    ]  # fmt: skip


def test_what_is_known(journal: Journal, run: Callable[..., list[Decision]]) -> None:
    """Of a message both its last acceptance and what is still unknown are told."""
    run({"a": ACCEPTED, "b": UNKNOWN, "c": REJECTED})
    run({"a": UNKNOWN}, Rule(again=True))
    assert history.known(journal, "z") is None
    assert history.known(journal, "c") == history.Known(None, None)
    states = history.states(journal, ["a", "b", "z"])
    assert states.keys() == {"a", "b"}
    a, b = states["a"], states["b"]
    assert a.accepted is not None
    assert a.unknown is not None
    assert (a.accepted.run, a.accepted.activity_id, a.unknown.run) == (1, "2795", 2)
    assert a.unknown.status is Status.UNKNOWN
    assert b.accepted is None


@pytest.mark.parametrize(("accepted", "then"), [(True, Decision.ACCEPTED), (False, Decision.SEND)])
def test_an_unknown_one_is_settled(
    journal: Journal, run: Callable[..., list[Decision]], accepted: bool, then: Decision
) -> None:
    """What a person says is kept: in the item, the run's counts, and what later runs know."""
    run({"a": UNKNOWN, "b": UNKNOWN})
    told = "9" if accepted else None
    history.settle_unknown(journal, 1, "a", accepted=accepted, activity_id=told, how="looked up")
    status = Status.ACCEPTED if accepted else Status.NOT_ATTEMPTED
    first, second = history.items(journal, 1)
    assert (first.status, first.activity_id, first.message) == (status, told, "looked up")
    assert first.exit_code == (ExitCode.OK if accepted else ExitCode.TEMPORARY)
    assert [row.identity for row in history.open_unknown(journal, 1)] == ["b"]
    counts = find_run(journal, "1").counts
    assert (counts[status], counts[Status.UNKNOWN]) == (1, 1)
    assert second.status is Status.UNKNOWN
    assert run({"a": ACCEPTED}) == [then]


def test_a_held_one_is_settled(journal: Journal, run: Callable[..., list[Decision]]) -> None:
    """What a run only held stands for the earlier sending: both are settled by one word."""
    run({"a": UNKNOWN})
    assert run({"a": UNKNOWN}) == [Decision.HELD]
    assert len(list(history.open_unknown(journal, 2))) == 1
    history.settle_unknown(journal, 2, "a", accepted=False, how="asked")
    assert [find_run(journal, name).counts[Status.UNKNOWN] for name in ("1", "2")] == [0, 0]
    assert run({"a": REJECTED}) == [Decision.SEND]


def test_each_sending_is_settled_by_itself(
    journal: Journal, run: Callable[..., list[Decision]]
) -> None:
    """Of two sendings that are unknown, settling the later leaves the earlier unknown."""
    run({"a": UNKNOWN})
    run({"a": UNKNOWN}, Rule(again=True))
    history.settle_unknown(journal, 2, "a", accepted=False, how="asked")
    assert run({"a": UNKNOWN}) == [Decision.HELD]
    history.settle_unknown(journal, 1, "a", accepted=False, how="asked")
    assert run({"a": UNKNOWN}) == [Decision.SEND]


def test_what_was_accepted_since_stays_settled(
    journal: Journal, run: Callable[..., list[Decision]]
) -> None:
    """A doubt that an acceptance ended does not come back when a later one is settled."""
    run({"a": UNKNOWN})
    run({"a": ACCEPTED}, Rule(retry_unknown=True))
    assert list(history.open_unknown(journal, 1)) == []
    run({"a": UNKNOWN}, Rule(again=True))
    history.settle_unknown(journal, 3, "a", accepted=False, how="asked")
    assert run({"a": UNKNOWN}) == [Decision.ACCEPTED]


def test_an_earlier_one_turns_out_accepted(
    journal: Journal, run: Callable[..., list[Decision]]
) -> None:
    """That an earlier sending arrived does not settle a later one, which may be there twice."""
    run({"a": UNKNOWN})
    run({"a": UNKNOWN}, Rule(again=True))
    history.settle_unknown(journal, 1, "a", accepted=True, activity_id="1", how="asked")
    assert run({"a": UNKNOWN}) == [Decision.HELD]
    history.settle_unknown(journal, 2, "a", accepted=True, activity_id="2", how="asked")
    kept = history.known(journal, "a")
    assert kept is not None
    assert kept.accepted is not None
    assert (kept.accepted.run, kept.accepted.activity_id) == (2, "2")


@pytest.mark.parametrize("identity", ["b", "z"])
def test_what_is_not_unknown_cannot_be_settled(
    journal: Journal, run: Callable[..., list[Decision]], identity: str
) -> None:
    """Only what is unknown in that run can be settled, and only once."""
    run({"a": UNKNOWN, "b": ACCEPTED})
    with pytest.raises(JournalError, match="not unknown there"):
        history.settle_unknown(journal, 1, identity, accepted=True, how="x")
    history.settle_unknown(journal, 1, "a", accepted=True, how="x")
    with pytest.raises(JournalError, match="not unknown there"):
        history.settle_unknown(journal, 1, "a", accepted=True, how="x")
