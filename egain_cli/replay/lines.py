"""Owns the connections of a run, one a thread; knows not what is sent over them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from egain_cli.errors import EgainError, RefusedError, TemporaryError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.client.connection import Connection


class Lines:
    """Connections, each opened when its thread first needs one.

    A login that was refused is not tried again by anybody: that could lock the user out. Where no
    email had an outcome before, it is fatal: it keeps the whole run from beginning.
    """

    def __init__(self, connect: Callable[[], Connection] | None) -> None:
        self._connect = connect
        self._own = threading.local()
        self._lock = threading.Lock()
        self._refusal: EgainError | None = None
        self._fatal: EgainError | None = None
        self._begun = False

    def get(self) -> Connection:
        """The connection of this thread, logged in; EgainError where there can be none."""
        line: Connection | None = getattr(self._own, "line", None)
        if line is None:
            with self._lock:
                line = self._own.line = self._open()
        return line

    def _open(self) -> Connection:
        if self._refusal:
            raise self._refusal
        assert self._connect is not None  # noqa: S101 - whoever sends nothing asks for no line
        try:
            return self._connect()
        except TemporaryError:
            raise
        except EgainError as error:
            self._refusal = error
            if isinstance(error, (RefusedError, UsageError)) and not self._begun:
                self._fatal = error
            raise

    def enter_outcome(self) -> None:
        """An email has an outcome; RefusedError or UsageError where the run may not even begin."""
        with self._lock:
            if self._fatal:
                raise self._fatal
            self._begun = True
