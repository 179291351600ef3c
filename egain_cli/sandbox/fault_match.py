"""Owns what `match` of a fault looks into: headers and members of the activity; knows no run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from egain_cli.sandbox.fault_nodes import members, pairs
from egain_cli.sandbox.shape import find
from egain_cli.sandbox.world_nodes import wrong
from egain_cli.yaml_reader import unknown_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from egain_cli.yaml_reader import Node

_ADDRESSES = "payload.email.emailAddresses"
FIELDS = {
    "subject": "subject",
    "from": f"{_ADDRESSES}.from",
    "receiver": f"{_ADDRESSES}.receiver",
    "reply_to": f"{_ADDRESSES}.replyTo",
    "to": f"{_ADDRESSES}.to.address[]",
    "cc": f"{_ADDRESSES}.cc.address[]",
    "content": "payload.email.contents.content[].value",
    "file_name": "attachments.attachment[].fileName",
    "department": "department.name",
    "case": "case.id",
}
# Every other header's name has a hyphen, so that a mistaken field is not taken for one.
_PLAIN_HEADERS = ("host", "accept", "authorization", "connection", "cookie", "expect", "origin")


def match(node: Node) -> tuple[tuple[str, str], ...]:
    """The texts that headers and fields must contain, by name in lower case."""
    found = tuple((name.lower(), value) for name, value in pairs(node))
    for (name, _), place in zip(found, members(node), strict=True):
        if name not in FIELDS and name not in _PLAIN_HEADERS and "-" not in name:
            hint = unknown_key(name, (*FIELDS, *_PLAIN_HEADERS))
            problem = f"{name!r} is neither a field nor a header"
            raise wrong(place, problem, f"{hint} A header has a hyphen.", at_key=True)
    return found


def contains(name: str, wanted: str, headers: Mapping[str, str], document: dict[str, Any]) -> bool:
    """Whether a header or a field contains a text; case does not count."""
    texts = _texts(document, FIELDS[name]) if name in FIELDS else (headers.get(name, ""),)
    return any(wanted.casefold() in text.casefold() for text in texts)


def _texts(document: dict[str, Any], path: str) -> Iterator[str]:
    return (str(value) for _, value in find(document, path) if isinstance(value, str | int))
