"""Owns reading a list of addresses, as leniently as `email` and in linear time; knows no field."""

from __future__ import annotations

from email._parseaddr import AddrlistClass  # type: ignore[import-not-found]


def read_addresses(plain: str) -> list[str]:
    """The addresses of a list without display names, those of a group one by one.

    Raises RecursionError for comments or groups that are nested too deeply.
    """
    return [address for _, address in _Reader(plain).getaddrlist() if address]


# The class behind `email.utils.getaddresses`, which newer Pythons make give up on a whole field for
# one bad address. It is not documented, and has been what it is since Python 2.
class _Reader(AddrlistClass):  # type: ignore[misc]
    """A reader that does not copy what it has read of a group for each further member."""

    def __init__(self, plain: str) -> None:
        super().__init__(plain)
        self._depth = 0
        self._members: list[tuple[str, str]] = []

    def getaddress(self) -> list[tuple[str, str]]:
        """The next address, or the members of the next group."""
        self._depth += 1
        found: list[tuple[str, str]] = super().getaddress()
        self._depth -= 1
        if self._depth:  # within a group: what is given back here is added to a list, and copied
            self._members += found
            return []
        members, self._members = self._members, []
        return [*members, *found]
