"""Owns what exists in the emulated eGain before any email arrives; knows neither HTTP nor rules."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alias:
    """An email alias; a receiver must be an active one of the activity's department [page]."""

    address: str
    department: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class User:
    """Someone who may log in; create and read are separate rights in eGain, so they are here."""

    name: str
    password: str
    may_create: bool = True  # "administer partition" [page]
    may_read: bool = True  # "View Agent Console", which whoever injects may lack [read page]


@dataclass(frozen=True, slots=True)
class Case:
    """A case that is there already; its status is only shown, and no rule asks for it."""

    id: str
    department: str = ""
    status: str = "open"


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer who is there already: the `customer` of a mail from that address is ignored."""

    address: str
    department: str


@dataclass(frozen=True, slots=True)
class CustomAttribute:
    """A custom attribute of activities; with `values` an enumeration, without them free text."""

    name: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """Everything that the sandbox judges a request against, and the sandbox's own limits."""

    departments: tuple[str, ...]
    aliases: tuple[Alias, ...]
    users: tuple[User, ...]
    cases: tuple[Case, ...] = ()
    customers: tuple[Customer, ...] = ()
    custom_attributes: tuple[CustomAttribute, ...] = ()
    # The page says "must not be blocked in the application"; which types are, each partition sets.
    blocked_extensions: tuple[str, ...] = ()
    secure_messaging: bool = True
    # "Customer departmentalization" [page]: the same address is then another customer in each
    # department. Off, since nothing says which is usual.
    customers_by_department: bool = False
    # eGain's session timeout is server configuration and no number is published: a guess.
    session_seconds: float = 30 * 60
    sessions_per_user: int = 5  # documented on the login page
    # The numbers of the page's "Size restrictions" are not known: the first is only a guard for
    # this machine, and attachments (decoded, each) have no limit until a world sets one.
    max_body_bytes: int = 100 * 1024 * 1024
    max_attachment_bytes: int | None = None

    @property
    def first_case(self) -> int:
        """Where new cases may begin to count without meeting one of the world's."""
        names = [case.id for case in self.cases]
        # Longer ones are no numbers to the store, and no counting comes near them.
        numbers = [int(name) for name in names if re.fullmatch("[0-9]{1,18}", name)]
        return max([9_999, *numbers]) + 1

    def user(self, name: str) -> User | None:
        """The user of that name, compared exactly."""
        return next((user for user in self.users if user.name == name), None)

    def alias(self, address: str) -> Alias | None:
        """The alias of that address; case does not count (inferred from how mail works)."""
        wanted = address.lower()
        return next((alias for alias in self.aliases if alias.address.lower() == wanted), None)

    def custom_attribute(self, name: str) -> CustomAttribute | None:
        """The custom attribute of that name, compared exactly."""
        return next((item for item in self.custom_attributes if item.name == name), None)


# Names that the public examples use (service, 1060, support@business.com, customer_rating) stay
# theirs, so that whatever is copied from the documentation works here as it stands.
DEFAULT_WORLD = World(
    departments=("service", "sales"),
    aliases=(
        Alias("support@business.com", "service"),
        Alias("old-support@business.com", "service", active=False),
        Alias("sales@business.com", "sales"),
    ),
    users=(
        User("demo", "demo"),
        User("reader", "reader", may_create=False),
        User("injector", "injector", may_read=False),
    ),
    cases=(Case("1060"),),
    custom_attributes=(
        CustomAttribute("customer_rating", ("1", "2", "3", "4", "5")),
        CustomAttribute("source"),
    ),
    blocked_extensions=("exe", "bat", "cmd", "com", "scr", "js", "vbs"),
)
