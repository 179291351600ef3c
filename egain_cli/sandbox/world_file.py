"""Owns the file that describes a world: its keys, and what in it must fit; knows no request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from egain_cli.errors import InputError
from egain_cli.sandbox import world_nodes as nodes
from egain_cli.sandbox.world import (
    DEFAULT_WORLD,
    Alias,
    Case,
    CustomAttribute,
    Customer,
    User,
    World,
)
from egain_cli.yaml_reader import read_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from egain_cli.yaml_reader import Node

# The rights by a short name and by the API's own.
RIGHTS = {
    "create": "create",
    "read": "read",
    "administer partition": "create",
    "view agent console": "read",
}


def _user(name: str, password: str, rights: tuple[str, ...] = ("create", "read")) -> User:
    return User(name, password, may_create="create" in rights, may_read="read" in rights)


_ALIAS = {"address": nodes.address, "department": nodes.text, "active": nodes.truth}
_USER = {"name": nodes.text, "password": nodes.text, "rights": nodes.each(nodes.word(RIGHTS))}
_CASE = {"id": nodes.text, "department": nodes.text, "status": nodes.text}
_CUSTOMER = {"address": nodes.address, "department": nodes.text}
_ATTRIBUTE = {"name": nodes.text, "values": nodes.each(nodes.text)}
# Each key: the world's member and how it is read. What a file leaves out stays as in the default
# world.
KEYS: dict[str, tuple[str, nodes.Reader]] = {
    "departments": ("departments", nodes.each(nodes.text)),
    "aliases": ("aliases", nodes.each(nodes.record(Alias, _ALIAS, 2))),
    "users": ("users", nodes.each(nodes.record(_user, _USER, 2))),
    "cases": ("cases", nodes.each(nodes.record(Case, _CASE, short="id"))),
    "customers": ("customers", nodes.each(nodes.record(Customer, _CUSTOMER, 2))),
    "custom_attributes": (
        "custom_attributes",
        nodes.each(nodes.record(CustomAttribute, _ATTRIBUTE, short="name")),
    ),
    "blocked_file_types": ("blocked_extensions", nodes.each(nodes.file_type)),
    "secure_messaging": ("secure_messaging", nodes.truth),
    "customers_by_department": ("customers_by_department", nodes.truth),
    "session_seconds": ("session_seconds", nodes.seconds),
    "sessions_per_user": ("sessions_per_user", nodes.whole),
    "max_request_bytes": ("max_body_bytes", nodes.whole),
    "max_attachment_bytes": ("max_attachment_bytes", nodes.whole),
}
# What tells the entries of each list apart.
_IDENTITIES: dict[str, Callable[[Any], object]] = {
    "departments": str,
    "aliases": lambda alias: alias.address.lower(),
    "users": lambda user: user.name,
    "cases": lambda case: case.id,
    "customers": lambda customer: (customer.address.lower(), customer.department),
    "custom_attributes": lambda attribute: attribute.name,
}


def read_world(path: Path) -> World:
    """The world that a YAML file describes, over the default one.

    Raises InputError with file, line and column for an unknown key, a value that cannot be, an
    entry given twice, and a department that there is not.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        hint = "Check the path; `egain sandbox` without --world needs no file."
        raise InputError(f"{path}: cannot be read: {error.strerror}", hint) from error
    documents = read_documents(content, str(path))
    if len(documents) != 1:
        hint = f"Write one mapping, with keys such as {', '.join(list(KEYS)[:3])}."
        raise InputError(f"{path}: {len(documents)} documents where one world belongs", hint)
    members = nodes.mapping(documents[0], KEYS)
    found = {KEYS[name][0]: KEYS[name][1](node) for name, node in members.items()}
    world = replace(DEFAULT_WORLD, **found)
    faults = [*_twice(members, world), *_homeless(members, world)]
    if faults:
        raise faults[0]
    return world


def _twice(members: Mapping[str, Node], world: World) -> Iterator[InputError]:
    for name in (known for known in members if known in _IDENTITIES):
        seen: set[object] = set()
        pairs = zip(nodes.entries(members[name]), getattr(world, KEYS[name][0]), strict=True)
        for node, entry in pairs:
            identity = _IDENTITIES[name](entry)
            if identity in seen:
                yield nodes.wrong(node, f"an entry of {name} is given twice", "Remove one of them.")
            seen.add(identity)


def _homeless(members: Mapping[str, Node], world: World) -> Iterator[InputError]:
    """Entries of a department that the world does not have."""
    for name in ("aliases", "cases", "customers"):
        for position, entry in enumerate(getattr(world, name)):
            if entry.department and entry.department not in world.departments:
                yield _no_department(members, name, position, entry.department)


def _no_department(
    members: Mapping[str, Node], name: str, position: int, department: str
) -> InputError:
    problem = f"there is no department {department!r}"
    if name in members:
        entry = nodes.entries(members[name])[position].value
        node = entry["department"] if isinstance(entry, dict) else members[name]
        return nodes.wrong(node, problem, "Name it in `departments`, or correct it here.")
    problem += f", to which {name} of the default world belong"
    return nodes.wrong(members["departments"], problem, f"Name `{name}` in the file as well.")
