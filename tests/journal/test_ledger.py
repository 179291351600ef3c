"""What a run writes down of its items, and what later runs know by it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from egain_cli.findings import RULES, finding
from egain_cli.journal import history
from egain_cli.journal.file import Journal, JournalError
from egain_cli.journal.ledger import Decision, Ledger, Rule
from egain_cli.journal.runs import RunRecord, begin_run, find_run, join_run, list_runs
from egain_cli.model import Outcome, Status
from tests.journal.words import ACCEPTED, INVALID, REJECTED, SKIPPED, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN = Rule()
AGAIN = Rule(again=True)
RETRY = Rule(retry_unknown=True)


@pytest.fixture
def send(journal: Journal, record: RunRecord) -> Callable[..., Decision]:
    """A run of one message, claimed by a rule and settled so where it is to be sent."""

    def run(outcome: Outcome, rule: Rule = PLAIN, base: str = "b") -> Decision:
        ledger = begin_run(journal, record)
        number = ledger.discover(["a.eml"])
        verdict = ledger.claim(number, base, rule)
        if verdict.decision is Decision.SEND:
            ledger.settle(number, outcome)
        else:
            held = verdict.decision is Decision.HELD
            ledger.settle(number, UNKNOWN if held else SKIPPED)
        ledger.close(0)
        return verdict.decision

    return run


def test_numbers_follow_each_other(journal: Journal, record: RunRecord) -> None:
    """Each run counts its items from one, whatever chunks they come in."""
    for _ in range(2):
        ledger = begin_run(journal, record)
        assert [ledger.discover(["a", "b"]), ledger.discover(["c"]), ledger.discover([])] == [
            1,
            3,
            4,
        ]
        ledger.close(0)


def test_a_first_sending(journal: Journal, record: RunRecord) -> None:
    """What nothing is known of is to be sent, and looks free before."""
    ledger = begin_run(journal, record)
    ledger.discover(["a"])
    assert ledger.look(1, "b", PLAIN) is None
    verdict = ledger.claim(1, "b", PLAIN)
    assert (verdict.identity, verdict.decision, verdict.earlier) == ("b", Decision.SEND, None)
    ledger.close(0)


def test_copies_have_identities_of_their_own(journal: Journal, record: RunRecord) -> None:
    """Identical messages of one run are told apart by an ordinal, in the next run as well."""
    for expected in (Decision.SEND, Decision.ACCEPTED):
        ledger = begin_run(journal, record)
        ledger.discover(["a"] * 40)
        for number in range(1, 41):
            verdict = ledger.claim(number, "b", PLAIN)
            assert verdict.decision is expected
            assert verdict.identity == ("b" if number == 1 else f"b-{number}")
            ledger.settle(number, ACCEPTED if expected is Decision.SEND else SKIPPED)
        ledger.close(0)


@pytest.mark.parametrize(
    ("outcomes", "decision"),
    [
        ([ACCEPTED], Decision.ACCEPTED), ([UNKNOWN], Decision.HELD), ([REJECTED], Decision.SEND),
        ([INVALID], Decision.SEND), ([ACCEPTED, REJECTED], Decision.ACCEPTED),
        ([ACCEPTED, UNKNOWN], Decision.HELD), ([UNKNOWN, REJECTED], Decision.HELD),
        ([UNKNOWN, ACCEPTED], Decision.ACCEPTED),
    ],
)  # fmt: skip
def test_what_is_known_survives(
    send: Callable[..., Decision], outcomes: list[Outcome], decision: Decision
) -> None:
    """A later refusal forgets no earlier acceptance or doubt; an acceptance settles the doubt."""
    for each in outcomes:
        assert send(each, AGAIN) is Decision.SEND
    assert send(REJECTED) is decision


def test_the_rule_asks_for_more(send: Callable[..., Decision]) -> None:
    """To retry sends what is unknown but not what was accepted; once more sends both."""
    send(UNKNOWN)
    assert send(UNKNOWN) is Decision.HELD
    assert send(UNKNOWN, RETRY) is Decision.SEND
    assert send(ACCEPTED, RETRY) is Decision.SEND
    assert send(ACCEPTED, RETRY) is Decision.ACCEPTED
    assert send(ACCEPTED, AGAIN) is Decision.SEND


def test_the_earlier_sending_is_told(
    journal: Journal, record: RunRecord, send: Callable[..., Decision]
) -> None:
    """A verdict names the run, the time, the activity and the origin of what came before."""
    send(ACCEPTED)
    ledger = begin_run(journal, record)
    ledger.discover(["b.eml"])
    assert ledger.look(1, "b", AGAIN) is None
    verdict = ledger.look(1, "b", PLAIN)
    assert verdict is not None
    assert verdict.earlier is not None
    assert (verdict.earlier.run, verdict.earlier.activity_id) == (1, "2795")
    assert (verdict.earlier.origin, verdict.earlier.http_status) == ("a.eml", 201)
    assert verdict.earlier.at.endswith("Z")
    again = ledger.claim(1, "b", AGAIN)
    assert (again.decision, again.earlier) == (Decision.SEND, verdict.earlier)
    ledger.close(0)


def test_two_runs_do_not_send_the_same(journal: Journal, record: RunRecord) -> None:
    """What one live run is sending is busy for another, whatever the rule, until it is settled."""
    first, second = begin_run(journal, record), begin_run(journal, record)
    first.discover(["a"])
    second.discover(["a", "b", "c"])
    assert first.claim(1, "b", PLAIN).decision is Decision.SEND
    assert first.claim(1, "b", PLAIN).decision is Decision.BUSY
    looked = second.look(1, "b", PLAIN)
    assert looked is not None
    assert (looked.decision, looked.identity) == (Decision.BUSY, "b")
    assert looked.earlier is not None
    assert looked.earlier.run == first.run
    assert second.claim(1, "b", AGAIN).decision is Decision.BUSY
    first.settle(1, REJECTED)
    assert second.claim(1, "b", PLAIN).decision is Decision.SEND
    first.close(0)
    second.close(0)


def test_an_item_that_is_never_claimed(journal: Journal, record: RunRecord) -> None:
    """An invalid item has an identity too, the same one however often it is asked for."""
    ledger = begin_run(journal, record)
    ledger.discover(["a", "b"])
    assert [ledger.identify(1, "b"), ledger.identify(1, "b"), ledger.identify(2, "b")] == [
        "b", "b", "b-2",
    ]  # fmt: skip
    ledger.settle(1, INVALID)
    ledger.settle(2, INVALID)
    assert ledger.close(6)[Status.INVALID] == 2


def test_a_look_that_finds_a_free_copy(
    journal: Journal, record: RunRecord, send: Callable[..., Decision]
) -> None:
    """A second copy of what was sent before is another message, which a look lets pass."""
    send(ACCEPTED)
    ledger = begin_run(journal, record)
    ledger.discover(["a", "b"])
    assert ledger.look(1, "b", PLAIN) is not None
    assert ledger.look(2, "b", PLAIN) is None
    assert ledger.claim(2, "b", PLAIN).identity == "b-2"
    ledger.close(0)


def test_the_end_settles_what_is_open(journal: Journal, record: RunRecord) -> None:
    """What was not settled is not_attempted or, once it was being sent, unknown; it is counted."""
    ledger = begin_run(journal, record)
    ledger.discover(["a", "b", "c"])
    ledger.claim(1, "b", PLAIN)
    ledger.claim(2, "c", PLAIN)
    ledger.settle(2, ACCEPTED)
    counts = ledger.close(None)
    wanted = {Status.UNKNOWN: 1, Status.ACCEPTED: 1, Status.NOT_ATTEMPTED: 1}
    assert counts == {status: wanted.get(status, 0) for status in Status}
    past = find_run(journal, "last")
    assert (past.counts, past.discovered, past.state) == (counts, 3, "interrupted")
    assert not list(journal.path.parent.glob("*.lock"))
    with pytest.raises(JournalError, match="has ended"):
        ledger.claim(3, "d", PLAIN)
    with pytest.raises(JournalError, match="has ended"):
        ledger.discover(["d"])
    for late in (ledger.look, ledger.identify):
        with pytest.raises(JournalError, match="has ended"):
            late(3, "b", *([PLAIN] if late == ledger.look else []))


def test_books_that_do_not_agree(journal: Journal, record: RunRecord) -> None:
    """Counts that are not those of the items are an error, once the run has ended well."""
    ledger = begin_run(journal, record)
    ledger.discover(["a"])
    with pytest.raises(JournalError, match="counted"):
        ledger.close(0, {Status.ACCEPTED: 1})
    assert find_run(journal, "last").state == "done"


def test_an_item_that_nobody_found(journal: Journal, record: RunRecord) -> None:
    """A number that was never given is refused; left for later, it stops the next claim."""
    ledger = begin_run(journal, record)
    ledger.discover(["a"])
    with pytest.raises(JournalError, match="no item 7"):
        ledger.claim(7, "b", PLAIN)
    ledger.settle(7, ACCEPTED)
    ledger.discover(["b"])
    with pytest.raises(JournalError, match="no item 7"):
        ledger.claim(1, "b", PLAIN)
    with pytest.raises(JournalError, match="no item 7"):
        ledger.close(0)


def test_an_outcome_is_kept_whole(journal: Journal, record: RunRecord) -> None:
    """Every member of an outcome comes back, half a surrogate pair among them too."""
    ledger = begin_run(journal, record)
    ledger.discover(["caf\udce9.eml", "naïve.eml"])
    ledger.claim(1, "b", PLAIN)
    told = Outcome(
        origin="x", key="b", status=Status.REJECTED, http_status=400, location="/a", code="400-1",
        message="no \ud800 é", attempts=3, ms=17, attachments=2, inline=1,
        findings=(finding(next(iter(RULES)), "html", "x"), finding(next(iter(RULES)), "html", "y")),
    )  # fmt: skip
    ledger.settle(1, told)
    ledger.close(1)
    first, second = history.items(journal, ledger.run)
    assert (first.origin, second.origin) == ("caf\udce9.eml", "naïve.eml")
    names = (
        "http_status",
        "location",
        "code",
        "message",
        "attempts",
        "ms",
        "attachments",
        "inline",
    )
    assert [getattr(first, name) for name in names] == [getattr(told, name) for name in names]
    assert first.findings == tuple(found.rule.id for found in told.findings)
    assert (second.status, second.started) == (Status.NOT_ATTEMPTED, None)


def test_another_process_joins(journal: Journal, record: RunRecord) -> None:
    """Who joined a run writes into it; asking for its number makes a run durable."""
    ledger = begin_run(journal, record)
    joined = join_run(journal, ledger.run)
    ledger.discover(["a"])
    assert joined.claim(1, "b", PLAIN).decision is Decision.SEND
    joined.settle(1, ACCEPTED)
    assert ledger.close(0, {Status.ACCEPTED: 1})[Status.ACCEPTED] == 1


def _lone(journal: Journal, record: RunRecord) -> Ledger:
    return begin_run(journal, replace(record, sends_always=True))


def test_one_message_is_begun_with_its_claim(journal: Journal, record: RunRecord) -> None:
    """A run of one message is not in the journal before it sends, and ends with its outcome."""
    ledger = _lone(journal, record)
    assert ledger.discover(["a"]) == 1
    assert list_runs(journal) == []
    assert ledger.claim(1, "b", AGAIN).decision is Decision.SEND
    assert [past.state for past in list_runs(journal)] == ["running"]
    ledger.settle(1, ACCEPTED)
    assert [past.state for past in list_runs(journal)] == ["done"]
    assert ledger.close(0)[Status.ACCEPTED] == 1


def test_more_come_after_the_first(journal: Journal, record: RunRecord) -> None:
    """A run that sends always goes on when another message is found; the last word is its end's."""
    ledger = _lone(journal, record)
    assert [ledger.discover(["a"]), ledger.claim(1, "b", AGAIN).identity] == [1, "b"]
    ledger.settle(1, ACCEPTED)
    assert [ledger.discover(["b"]), ledger.claim(2, "b", AGAIN).identity] == [2, "b-2"]
    ledger.settle(2, REJECTED)
    assert ledger.close(3)[Status.REJECTED] == 1
    assert find_run(journal, "1").exit_code == 3


def test_the_end_says_otherwise(journal: Journal, record: RunRecord) -> None:
    """The exit code that a run ends with is kept, where it is not its only message's."""
    ledger = _lone(journal, record)
    ledger.discover(["a"])
    ledger.claim(1, "b", AGAIN)
    ledger.settle(1, ACCEPTED)
    ledger.close(10)
    assert find_run(journal, "last").exit_code == 10


def test_nothing_was_sent(journal: Journal, record: RunRecord) -> None:
    """A run that ends before anything was claimed is in the journal with what it found."""
    ledger = _lone(journal, record)
    ledger.discover(["a", "b"])
    assert ledger.close(5)[Status.NOT_ATTEMPTED] == 2


def test_an_earlier_run_is_the_later_to_send(journal: Journal, record: RunRecord) -> None:
    """Of two runs at once the one with the lower number may send last: its doubt holds."""
    first, second = begin_run(journal, record), begin_run(journal, record)
    first.discover(["a"])
    second.discover(["a"])
    for ledger, outcome in ((second, ACCEPTED), (first, UNKNOWN)):
        assert ledger.claim(1, "b", AGAIN).decision is Decision.SEND
        ledger.settle(1, outcome)
    third = begin_run(journal, record)
    third.discover(["a"])
    assert third.claim(1, "b", PLAIN).decision is Decision.HELD
    for each in (first, second, third):
        each.close(0)
