"""Owns where each member of the document stands in XML: namespaces, attributes; writes nothing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from egain_cli.dialect import DEFAULT_DIALECT

if TYPE_CHECKING:
    from egain_cli.dialect import Dialect

Path = tuple[str, ...]  # the names on the way to a member, below the root; lists add no step

_BASE = "http://bindings.egain.com/ws/model/v12/gen/"
# One letter for each namespace in the tables here, then its prefix and its name. The first four
# prefixes are those of the official example; a parser must not care for any of them.
NAMESPACES = {
    "A": ("", f"{_BASE}interaction/activity"),
    "P": ("ns2", f"{_BASE}platform"),
    "C": ("ns3", f"{_BASE}common"),
    "T": ("ns4", f"{_BASE}interaction/attachment"),
    "U": ("ns5", f"{_BASE}interaction/customer"),
    "N": ("ns6", f"{_BASE}interaction/contactperson"),
}

# A wrapper belongs to its owner, and what is in it to the namespace of its own type. So: what
# stands below one of these, at any depth, has this namespace, where no longer path names another.
_BELOW = {
    (): "A",  # seen in the official example
    ("department",): "P",  # seen there
    ("type", "subtype"): "C",  # seen there, while type/value is the activity's
    ("payload", "email", "contents", "content"): "C",  # seen there
    ("customAttributes",): "C",  # seen in the official example of "Edit activity"
    ("attachments",): "T",  # inferred: the official example declares it and shows no other use
    ("customer",): "U",  # inferred from "Create individual customer"
    ("customer", "contactPersons"): "N",  # inferred from there
}
# What is an attribute of the element above it; both seen in the official example. By the mapping
# of other examples attributes are plain members in JSON.
_ATTRIBUTES = {("case", "id"), ("payload", "email", "date", "date")}


def is_attribute(path: Path) -> bool:
    """Whether the member at a path is an XML attribute, which is in no namespace."""
    return path in _ATTRIBUTES


@cache  # there are as many paths as the document has members
def to_tag(path: Path, dialect: Dialect) -> str:
    """The name of the element at a path, with its prefix."""
    prefix, _ = NAMESPACES[_letter(path, dialect)]
    return f"{prefix}:{path[-1]}" if prefix else path[-1]


def to_xml_place(path: Path, dialect: Dialect = DEFAULT_DIALECT) -> str:
    """The place of a path with the letters above, as `A:activity/A:department/P:name`."""
    steps = ["A:activity"]
    for part in (path[:length] for length in range(1, len(path) + 1)):
        before = "@" if is_attribute(part) else f"{_letter(part, dialect)}:"
        steps.append(before + part[-1])
    return "/".join(steps)


def _letter(path: Path, dialect: Dialect) -> str:
    if path[0] == "attachments" and dialect.attachments_namespace == "activity":
        return "A"
    above = (path[:length] for length in range(len(path) - 1, -1, -1))
    return next(_BELOW[each] for each in above if each in _BELOW)
