"""Owns how many messages may be in flight at a time, down and up again; knows no clock."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Limit:
    """A limit between 1 and `most`, as congestion is avoided on a network (RFC 5681, section 3.1).

    After a push-back it is 1, doubles with each round of answers up to half of where it was, and
    then grows by one a round.
    """

    most: int
    _size: float = field(init=False)
    _turning: float = field(init=False)  # where doubling ends
    _proven: bool = True

    def __post_init__(self) -> None:
        self._size = self._turning = self.most

    @property
    def size(self) -> int:
        """The limit, in messages."""
        return int(self._size)

    def cut(self) -> None:
        """Begin again at 1, after a push-back.

        Where doubling ends is halved only if anything went well since the last cut: an outage of
        many attempts says no more about what the server bears than one of a single attempt.
        """
        if self._proven:
            self._turning = max(1, self.size // 2)
        self._size = 1
        self._proven = False

    def lower(self) -> None:
        """Take a quarter away, for answers that take far longer than usual."""
        self._size = self._turning = max(1, self.size * 3 // 4)

    def grow(self) -> None:
        """One answer more that went well."""
        self._proven = True
        step = 1 if self._size < self._turning else 1 / self._size
        self._size = min(self.most, self._size + step)
