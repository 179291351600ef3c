"""Owns the reasons for which a run stops, and what each makes of the rest; knows not when."""

from __future__ import annotations

from enum import IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from egain_cli.client.settle import Settled
from egain_cli.errors import ExitCode
from egain_cli.model import Status
from egain_cli.replay.delivery import STOPPED

if TYPE_CHECKING:
    from egain_cli.model import Outcome


class Why(IntEnum):
    """Why what is left of a run is not sent any more."""

    GOING_ON = 0
    ASKED = 1  # by a signal: what is under way is finished
    AT_ONCE = 2  # by a second one
    LIMIT = 3
    ERRORS = 4
    DURATION = 5
    UNREACHABLE = 6
    UNRECORDED = 7
    REFUSED = 8
    PUT_OFF = 9  # for longer than a run waits
    LOST = 10  # a process of it: the others finish what is under way


def _left(words: str, exit_code: ExitCode) -> Settled:
    return Settled(status=Status.NOT_ATTEMPTED, message=words, exit_code=exit_code)


_LEFT = MappingProxyType({
    Why.ASKED: STOPPED,
    Why.AT_ONCE: STOPPED,
    Why.LIMIT: _left("not sent: --limit was reached before", ExitCode.OK),
    Why.ERRORS: _left("not sent: --max-errors was reached before", ExitCode.FAILED),
    Why.DURATION: _left("not sent: --max-duration was over before", ExitCode.TEMPORARY),
    Why.UNREACHABLE: _left("not sent: the server took none of those before", ExitCode.TEMPORARY),
    Why.UNRECORDED: _left("not sent: it could not be recorded", ExitCode.FAILED),
    Why.REFUSED: _left("not sent: the server refused all of those before", ExitCode.REFUSED),
    Why.PUT_OFF: _left("not sent: the server asks for a longer wait", ExitCode.TEMPORARY),
    Why.LOST: _left("not sent: a process of the run was lost before", ExitCode.FAILED),
})  # fmt: skip
_WORDS = frozenset(left.message for left in _LEFT.values())


def left_by(why: Why) -> Settled:
    """What becomes of an email that is not sent for this reason."""
    return _LEFT[why]


def is_left(outcome: Outcome) -> bool:
    """Whether an email was not sent because the run had stopped: one reason for all of those."""
    return outcome.status is Status.NOT_ATTEMPTED and outcome.message in _WORDS
