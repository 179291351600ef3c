"""Owns the session that connections share, and when another one is opened; sends nothing itself."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from egain_cli.errors import EgainError, RefusedError, TemporaryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.client.answers import Answer
    from egain_cli.client.sharing import Shared

    LogIn = Callable[["Credentials"], str]

_MOST_UNPROVEN = 3
_LAST_WAIT = 2.0  # seconds; whoever ends a run waits no longer for another thread's login
_CHECK = "Check the user name and the password."
_FORCED = "--force-login: where five sessions are open, this login ends the oldest of them"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who logs in; the password is in no repr and so in no traceback or log."""

    username: str
    password: str = field(repr=False)


@dataclass(slots=True)
class Session:
    """The one session of all connections to a server, which may be those of many threads.

    `on_open` hears of a session opened on the way, `on_change` of another one that the server gave
    in its place, `warn` of what a person should know although it goes on; each once, and one call
    at a time. `failure` is what kept the last login from going well; `shared` is what other
    processes with the same session know of it.
    """

    id: str | None = field(default=None, repr=False)
    credentials: Credentials | None = None
    force_login: bool = False
    on_open: Callable[[str], None] = lambda session: None  # noqa: ARG005
    on_change: Callable[[str], None] = lambda session: None  # noqa: ARG005
    warn: Callable[[str], None] = lambda words: None  # noqa: ARG005
    failure: EgainError | None = None
    shared: Shared | None = None
    _unproven: int = field(default=0, init=False)  # logins in a row whose session no call took yet
    _any_taken: bool = field(default=False, init=False)  # whether the server ever took one
    _forced: bool = field(default=False, init=False)
    _attempts: int = field(default=0, init=False)  # logins that came to an end
    _lock: threading.RLock = field(default_factory=threading.RLock, init=False, repr=False)

    def open(self, log_in: LogIn, base: str) -> str:
        """A new session, whatever there is; RefusedError without credentials, and what login says.

        `log_in` asks the server at `base` for one.
        """
        with self._lock:
            if self.credentials is None:
                hint = "Run `egain login`, or set EGAIN_USERNAME and EGAIN_PASSWORD."
                raise RefusedError(f"not logged in to {base}", hint)
            self._tell_of_force()
            self.failure = None
            try:
                opened = log_in(self.credentials)
            except EgainError as error:
                self.failure = error
                raise
            finally:
                self._attempts += 1  # at its end: whoever began to wait before shares it
            self.id, self._unproven = opened, self._unproven + 1
            self.on_open(opened)
            return opened

    def enter(self, log_in: LogIn, base: str) -> str:
        """The session, opened where there is none yet.

        Whoever waited meanwhile for another's login shares its failure, and nobody tries again
        after one that was refused. Raises what `open` raises.
        """
        before = self._attempts
        with self._lock:
            if self.id:
                return self.id
            if self.failure and (self._attempts != before or self._is_final):
                raise self.failure
            return self.open(log_in, base)

    def renew(self, refused: str, log_in: LogIn, base: str) -> str | None:
        """The session to use after a 401 for `refused`; None where there is to be no login.

        Of all who were refused one logs in, and the others use what it got, or share its failure.
        None is opened for one that was just opened, nor after a login that was refused: either
        would go on until all five are taken, or the user is locked out. Where the server took one
        before, another that ends before its first call is bad luck, a few times in a row. Raises
        what `open` raises.
        """
        before = self._attempts
        with self._lock:
            if self.id and self.id != refused:
                return self.id
            if self.credentials is None:
                return None
            if self.failure and (self._attempts != before or self._is_final):
                raise self.failure
            if self.shared is None:
                return None if self._is_unlikely else self.open(log_in, base)
            with self.shared.turn() as ours:
                return self._renew_for_all(self.shared if ours else None, refused, log_in, base)

    def _renew_for_all(
        self, shared: Shared | None, refused: str, log_in: LogIn, base: str
    ) -> str | None:
        """What another process opened meanwhile, or one that is opened for all of them.

        None of the others knows it where the turn was not to be had.
        """
        latest = shared.latest if shared else None
        if latest and latest != refused:
            self.id = latest
            return latest
        if self._is_unlikely:
            return None
        if shared and shared.refused:
            self.failure = RefusedError("another process of this run was refused a login", _CHECK)
            raise self.failure
        try:
            opened = self.open(log_in, base)
        except EgainError:
            if shared and self._is_final:
                shared.refuse()
            raise
        if shared:
            shared.enter(opened)
        return opened

    def learn(self, used: str, answer: Answer) -> None:
        """Take over what a call's answer says of the session that it used.

        A session that a successful answer names counts from then on, as the server may change it,
        but not one from an answer that others have overtaken.
        """
        if self._any_taken and not self._unproven and answer.session in (None, used):
            return  # as with nearly every answer: nothing is new, and nobody has to wait
        with self._lock:
            if self.id != used:
                return
            good = answer.status // 100 == 2
            self._any_taken = self._any_taken or good
            if answer.status != 401:
                self._unproven = 0
            named = answer.session
            if good and named and named != used:
                self.id = named
                self.on_change(named)

    def leave(self) -> str | None:
        """The session, which is given up; None also while a login is under way that takes long."""
        if not self._lock.acquire(timeout=_LAST_WAIT):
            return None
        try:
            left, self.id = self.id, None
            return left
        finally:
            self._lock.release()

    @property
    def _is_final(self) -> bool:
        return self.failure is not None and not isinstance(self.failure, TemporaryError)

    @property
    def _is_unlikely(self) -> bool:
        """Whether the next session would hardly be taken either."""
        return self._unproven >= (_MOST_UNPROVEN if self._any_taken else 1)

    def _tell_of_force(self) -> None:
        if self.force_login and not self._forced:
            self._forced = True
            self.warn(_FORCED)
