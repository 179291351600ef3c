"""Owns the file that describes a fault script: its keys, and what goes together; knows no run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from egain_cli.errors import InputError
from egain_cli.sandbox import fault_nodes
from egain_cli.sandbox import world_nodes as nodes
from egain_cli.sandbox.fault_match import FIELDS, match
from egain_cli.sandbox.faults import ROUTES, Fault, Limit, Script
from egain_cli.yaml_reader import read_documents

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from egain_cli.yaml_reader import Node


def _words(*words: str) -> nodes.Reader:
    return nodes.word({word: word for word in words})


CONDITIONS: dict[str, nodes.Reader] = {
    "route": _words(*ROUTES),
    "on": fault_nodes.numbers,
    "every": nodes.whole,
    "from": nodes.whole,
    "until": nodes.whole,
    "after": fault_nodes.seconds,
    "before": nodes.seconds,
    "over": fault_nodes.size,
    "match": match,
    "chance": fault_nodes.chance,
    "times": nodes.whole,
}
EFFECTS: dict[str, nodes.Reader] = {
    "status": fault_nodes.status,
    "headers": fault_nodes.headers,
    "body": nodes.text,
    "page": _words("html"),
    "commit": nodes.truth,
    "delay": nodes.seconds,
    "slow": fault_nodes.speed,
    "drop": _words("before-reading", "before-commit", "after-commit"),
    "cut": _words("headers", "body"),
    "expire": _words("sessions"),
    "limit": nodes.record(Limit, {"rate": fault_nodes.rate, "burst": nodes.whole}, 2),
}
_KEYS = {"name": nodes.text, **CONDITIONS, **EFFECTS}
_MEMBERS = {"from": "first", "until": "last"}  # what Python calls something else
_ANSWERS = ("status", "page", "drop", "limit")
# Keys that mean nothing without one of some others, and keys that contradict each other.
_NEEDS = {
    "headers": ("status", "page", "limit"),
    "body": ("status", "limit"),
    "commit": ("status", "page"),
}
_AGAINST = {
    "drop": ("status", "page", "limit", "headers", "body", "commit", "cut", "slow"),
    "page": ("body",),
    "limit": ("commit",),
}
_BODILESS = (204, 304)


def read_script(path: Path) -> Script:
    """The fault script in a YAML file; raises InputError with file, line and column."""
    try:
        content = path.read_bytes()
    except OSError as error:
        hint = "Check the path; `egain sandbox` without --faults needs no file."
        raise InputError(f"{path}: cannot be read: {error.strerror}", hint) from error
    return parse_script(content, str(path))


def parse_script(content: bytes, source: str) -> Script:
    """The fault script in YAML, or in JSON, which YAML contains; `source` is its name."""
    documents = read_documents(content, source)
    if len(documents) != 1:
        hint = "Write one mapping, with `faults` and perhaps `seed`."
        raise InputError(f"{source}: {len(documents)} documents where one script belongs", hint)
    found = nodes.mapping(documents[0], {"seed": None, "faults": None})
    listed = nodes.entries(found["faults"]) if "faults" in found else []
    faults = tuple(_named(_fault(node), place) for place, node in enumerate(listed, 1))
    for place, fault in enumerate(faults):
        if fault.name in [other.name for other in faults[:place]]:
            hint = "Call it something else: counts are told by name."
            raise nodes.wrong(listed[place], f"a fault named {fault.name!r} is there already", hint)
    return Script(faults, fault_nodes.seed(found["seed"]) if "seed" in found else 0)


def _named(fault: Fault, place: int) -> Fault:
    return fault if fault.name else replace(fault, name=f"fault-{place}")


def _fault(node: Node) -> Fault:
    members = nodes.mapping(node, _KEYS)
    read: dict[str, Any] = {_MEMBERS.get(key, key): _KEYS[key](members[key]) for key in members}
    fault = Fault(**read)
    if not members.keys() & EFFECTS.keys():
        raise nodes.wrong(node, "a fault without an effect", f"Give it {', '.join(EFFECTS)}.")
    _check_company(members)
    for wrong, key, problem, hint in _DOUBTS:
        if wrong(fault):
            raise nodes.wrong(members[key], problem, hint, at_key=True)
    return fault


def _check_company(members: dict[str, Node]) -> None:
    for key, wanted in _NEEDS.items():
        if key in members and not members.keys() & set(wanted):
            hint = f"Add {' or '.join(wanted)}, or leave it out."
            raise nodes.wrong(members[key], f"{key} means nothing by itself", hint, at_key=True)
    for key, others in _AGAINST.items():
        for other in others if key in members else ():
            if other in members:
                hint = "Make two faults of it, or leave one of them out."
                problem = f"{other} and {key} exclude each other"
                raise nodes.wrong(members[other], problem, hint, at_key=True)


_DOUBTS: tuple[tuple[Callable[[Fault], object], str, str, str], ...] = (
    (
        lambda fault: fault.first and fault.last and fault.last < fault.first,
        *("until", "until comes before from", "Write the later number there."),
    ),
    (
        lambda fault: fault.before and fault.after and fault.before <= fault.after,
        *("before", "before is not later than after", "Write the later time there."),
    ),
    (
        lambda fault: fault.status in _BODILESS and fault.body,
        *("body", "an answer of this status has no body", "Leave the body out."),
    ),
    (
        lambda fault: fault.drop == "before-reading" and FIELDS.keys() & dict(fault.match),
        *("match", "what is not read cannot be looked into", "Match headers only there."),
    ),
)
