"""Owns what the environment says of the server under test; knows no request."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PREFIX = "EGAIN_TEST_"


def _variable(default: str, meaning: str, *, secret: bool = False) -> str:
    told: str = field(default=default, repr=not secret, metadata={"meaning": meaning})
    return told


@dataclass(frozen=True, slots=True)
class Settings:
    """One member for each variable; the defaults are what the project's sandbox holds.

    An empty value says "this server has none": the cases that need it are skipped.
    """

    url: str = _variable("", "where the server is, with or without the context root")
    context: str = _variable("system", "context root, where the URL has no path")
    api_version: str = _variable("v12", "version in the path")
    timeout: str = _variable("30", "seconds to wait for the server")
    ca_file: str = _variable("", "PEM file of the authority that signed the server's certificate")
    insecure: str = _variable("", "1 does not check the server's certificate at all")
    strict: str = _variable("", "1 fails where the server disagrees with what is only inferred")
    create: str = _variable("1", "empty leaves out the cases that create activities")
    username: str = _variable("demo", "user who may create activities and read them")
    password: str = _variable("demo", "that user's password", secret=True)
    reader_username: str = _variable("reader", "user who may read but not create")
    reader_password: str = _variable("reader", "that user's password", secret=True)
    injector_username: str = _variable("injector", "user who may create but not read")
    injector_password: str = _variable("injector", "that user's password", secret=True)
    sessions: str = _variable("5", "sessions that a user may have")
    force_login: str = _variable("", "1 tries the session limit, which ends the user's oldest one")
    department: str = _variable("service", "department to create in")
    receiver: str = _variable("support@business.com", "active alias of that department")
    inactive_receiver: str = _variable("old-support@business.com", "alias that is not active")
    other_receiver: str = _variable("sales@business.com", "active alias of another department")
    sender: str = _variable("jhenry@customer.com", "address of a customer; created when unknown")
    case: str = _variable("1060", "case that exists")
    secure: str = _variable("1", "empty when secure messaging is disabled")
    enumeration: str = _variable("customer_rating", "custom attribute that is an enumeration")
    enumeration_value: str = _variable("5", "a value of it")
    free_text: str = _variable("source", "custom attribute that takes any text")
    blocked_type: str = _variable("exe", "file type that is blocked, without the dot")

    def gives(self, name: str) -> bool:
        """Whether the server has what the member of that name says."""
        return bool(getattr(self, name))


def read(environ: Mapping[str, str]) -> Settings:
    """The settings that `environ` holds; what it does not name keeps its default."""
    given = {name: environ.get(variable(name)) for name, _, _ in described()}
    return Settings(**{name: text for name, text in given.items() if text is not None})


def variable(name: str) -> str:
    """The environment variable of a member, such as EGAIN_TEST_URL."""
    return PREFIX + name.upper()


def described() -> Iterator[tuple[str, str, str]]:
    """Each member's name, default and meaning, in order."""
    for each in fields(Settings):
        yield each.name, str(each.default), each.metadata["meaning"]


# Read once and early: the tables of cases are made of it.
SETTINGS = read(os.environ)
