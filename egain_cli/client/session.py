"""Owns the session that connections share, and when another one is opened; sends nothing itself."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from egain_cli.client.logins import Logins
from egain_cli.errors import EgainError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.client.answers import Answer
    from egain_cli.client.sharing import Shared

    LogIn = Callable[["Credentials"], str]

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
    at a time. `shared` is what other processes with the same session know of it.
    """

    id: str | None = field(default=None, repr=False)
    credentials: Credentials | None = None
    force_login: bool = False
    on_open: Callable[[str], None] = lambda session: None  # noqa: ARG005
    on_change: Callable[[str], None] = lambda session: None  # noqa: ARG005
    warn: Callable[[str], None] = lambda words: None  # noqa: ARG005
    shared: Shared | None = None
    _logins: Logins = field(default_factory=Logins, init=False)
    _forced: bool = field(default=False, init=False)
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
            self._logins.failure = None
            try:
                opened = log_in(self.credentials)
            except EgainError as error:
                self._logins.failure = error
                raise
            finally:
                self._logins.count += 1  # at its end: whoever began to wait before shares it
            self.id = opened
            self._logins.unproven += 1
            self.on_open(opened)
            return opened

    def enter(self, log_in: LogIn, base: str) -> str:
        """The session, opened where there is none yet.

        Whoever waited meanwhile for another's login shares its failure, and nobody tries again
        after one that was refused. Raises what `open` raises.
        """
        before = self._logins.count
        with self._lock:
            if self.id:
                return self.id
            self._share_failure(before)
            return self.open(log_in, base)

    def renew(self, refused: str, log_in: LogIn, base: str) -> str | None:
        """The session to use after a 401 for `refused`; None where there is to be no login.

        Of all who were refused one logs in, and the others use what it got, or share its failure.
        None is opened for one that was just opened, nor after a login that was refused: either
        would go on until all five are taken, or the user is locked out. Where the server took one
        before, another that ends before its first call is bad luck, a few times in a row. Raises
        what `open` raises.
        """
        before = self._logins.count
        with self._lock:
            if self.id and self.id != refused:
                return self.id
            if self.credentials is None:
                return None
            self._share_failure(before)
            if self.shared is None:
                return None if self._logins.is_unlikely else self.open(log_in, base)
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
        if self._logins.is_unlikely:
            return None
        if shared and shared.refused:
            words = "another process of this run was refused a login"
            self._logins.failure = RefusedError(words, _CHECK)
            raise self._logins.failure
        try:
            opened = self.open(log_in, base)
        except EgainError:
            if shared and self._logins.is_final:
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
        known = self._logins.any_taken and not self._logins.unproven
        if known and answer.session in (None, used):
            return  # as with nearly every answer: nothing is new, and nobody has to wait
        with self._lock:
            if self.id != used:
                return
            self._logins.learn(answer.status)
            named = answer.session
            if answer.status // 100 == 2 and named and named != used:
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

    def _share_failure(self, before: int) -> None:
        """Raise what kept others from logging in since `before`, or keeps everybody."""
        logins = self._logins
        if logins.failure and (logins.count != before or logins.is_final):
            raise logins.failure

    def _tell_of_force(self) -> None:
        if self.force_login and not self._forced:
            self._forced = True
            self.warn(_FORCED)
