"""Owns how the logins of a run went, and whether another one makes sense; makes none itself."""

from __future__ import annotations

from dataclasses import dataclass

from egain_cli.errors import EgainError, TemporaryError

_MOST_UNPROVEN = 3


@dataclass(slots=True)
class Logins:
    """What is remembered of logins, for one thread at a time.

    `count` is of those that came to an end, `failure` what kept the last one from going well,
    `any_taken` whether the server ever took a session, `unproven` how many logins in a row brought
    one that no call took yet.
    """

    count: int = 0
    failure: EgainError | None = None
    any_taken: bool = False
    unproven: int = 0

    def learn(self, status: int) -> None:
        """A call with the latest session was answered."""
        self.any_taken = self.any_taken or status // 100 == 2
        if status != 401:
            self.unproven = 0

    @property
    def is_final(self) -> bool:
        """Whether the last one was refused, so that nobody is to try again."""
        return self.failure is not None and not isinstance(self.failure, TemporaryError)

    @property
    def is_unlikely(self) -> bool:
        """Whether the session of another one would hardly be taken either."""
        return self.unproven >= (_MOST_UNPROVEN if self.any_taken else 1)
