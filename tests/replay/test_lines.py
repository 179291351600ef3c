"""Which connection a thread gets, and when a failed login ends the run before it begins."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, cast

import pytest

from egain_cli.errors import EgainError, RefusedError, TemporaryError, UsageError
from egain_cli.replay.lines import Lines

if TYPE_CHECKING:
    from egain_cli.client.connection import Connection


class Door:
    """Lets in, or raises the next error; counts who knocks."""

    def __init__(self, *errors: EgainError | None) -> None:
        self.errors = list(errors)
        self.knocks = 0

    def __call__(self) -> Connection:
        """A connection, by name only: nothing is asked of it here."""
        self.knocks += 1
        if self.errors and (error := self.errors.pop(0)):
            raise error
        return cast("Connection", f"line {self.knocks}")


def test_each_thread_has_one_connection_of_its_own() -> None:
    """Opened when it first needs one, and the same from then on."""
    door = Door()
    lines = Lines(door)
    found: list[object] = [lines.get(), lines.get()]
    thread = threading.Thread(target=lambda: found.append(lines.get()))
    thread.start()
    thread.join()
    assert found == ["line 1", "line 1", "line 2"]
    assert door.knocks == 2


@pytest.mark.parametrize("error", [RefusedError("no", ""), UsageError("no", "")])
def test_a_refused_login_keeps_the_run_from_beginning(error: EgainError) -> None:
    """It is asked for once, so that nobody is locked out, and the first outcome raises it."""
    door = Door(error)
    lines = Lines(door)
    for _ in range(3):
        with pytest.raises(EgainError, match="no"):
            lines.get()
    assert door.knocks == 1
    with pytest.raises(type(error)):
        lines.enter_outcome()


def test_a_login_that_is_refused_later_ends_no_run() -> None:
    """There are outcomes already, which must be told."""
    lines = Lines(Door(RefusedError("no", "")))
    lines.enter_outcome()
    with pytest.raises(RefusedError):
        lines.get()
    lines.enter_outcome()


def test_another_failure_than_a_refusal_is_not_tried_again_and_is_no_end() -> None:
    """As where TLS fails: each message has it as its outcome."""
    door = Door(EgainError("no trusted connection", ""))
    lines = Lines(door)
    for _ in range(2):
        with pytest.raises(EgainError, match="no trusted"):
            lines.get()
    lines.enter_outcome()
    assert door.knocks == 1


def test_a_server_that_was_away_is_asked_again() -> None:
    """Its absence is temporary."""
    lines = Lines(Door(TemporaryError("away", "")))
    with pytest.raises(TemporaryError):
        lines.get()
    assert str(lines.get()) == "line 2"
