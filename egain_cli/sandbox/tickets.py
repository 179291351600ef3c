"""Owns the one-time URLs of attachments: each is good for one download; knows no attachment."""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict

PATH = "/system/attachment-content"
_MOST = 10_000  # those that nobody uses must not pile up


class Tickets:
    """Which attachment each open URL stands for, in memory; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: OrderedDict[str, int] = OrderedDict()

    def give(self, number: int) -> str:
        """A new host-relative URL for the attachment of that id; the oldest may end for it."""
        ticket = str(uuid.uuid4())
        with self._lock:
            self._open[ticket] = number
            if len(self._open) > _MOST:
                self._open.popitem(last=False)
        return f"{PATH}/{ticket}"

    def take(self, ticket: str) -> int | None:
        """The attachment's id, once; None for what was taken before or never given."""
        with self._lock:
            return self._open.pop(ticket, None)
