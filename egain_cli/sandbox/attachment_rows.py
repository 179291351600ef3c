"""Owns attachments in the store, apart from their documents; knows no route and no answer."""

from __future__ import annotations

import json
from binascii import a2b_base64, b2a_base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from egain_cli.sandbox.database import next_number

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeptAttachment:
    """An attachment without its content; `members` are those of the request, and size in bytes."""

    id: int
    members: dict[str, Any]


def detach(document: Document) -> Document:
    """The document without its attachments' contents: they are bulk, and are kept as bytes."""
    return _with_items(document, [_bare(item) for item in _items(document)])


def attach(document: Document, contents: Sequence[bytes]) -> Document:
    """The document with the contents back in their places, in base64."""
    pairs = zip(_items(document), contents, strict=True)
    whole = [item | {"content": b2a_base64(each, newline=False).decode()} for item, each in pairs]
    return _with_items(document, whole)


def keep(connection: sqlite3.Connection, activity_id: int, canonical: Document) -> int:
    """Keep each attachment under an id of its own; returns how many. Inside a transaction."""
    items = _items(canonical)
    for item in items:
        content = a2b_base64(item["content"])
        members = json.dumps(_bare(item) | {"size": len(content)}, ensure_ascii=False)
        row = (next_number(connection, "attachment"), activity_id, members, content)
        connection.execute("INSERT INTO attachments VALUES (?, ?, ?, ?)", row)
    return len(items)


def find_all(connection: sqlite3.Connection, activity_id: int) -> list[KeptAttachment]:
    """The attachments of an activity, in the order in which they were sent."""
    sql = "SELECT id, members FROM attachments WHERE activity_id = ? ORDER BY id"
    rows = connection.execute(sql, (activity_id,))
    return [KeptAttachment(number, json.loads(members)) for number, members in rows]


def contents(connection: sqlite3.Connection, activity_id: int) -> list[bytes]:
    """The contents of an activity's attachments, in the same order."""
    sql = "SELECT content FROM attachments WHERE activity_id = ? ORDER BY id"
    return [row[0] for row in connection.execute(sql, (activity_id,))]


def find(connection: sqlite3.Connection, number: int) -> tuple[Document, bytes] | None:
    """Members and content of one attachment; None when it is gone."""
    sql = "SELECT members, content FROM attachments WHERE id = ?"
    row = connection.execute(sql, (number,)).fetchone()
    return (json.loads(row[0]), row[1]) if row else None


def _items(document: Document) -> list[Document]:
    """The attachments of a document in either shape: an array, or one object in its place."""
    found = document.get("attachments", {}).get("attachment", [])
    return found if isinstance(found, list) else [found]


def _with_items(document: Document, items: list[Document]) -> Document:
    if not items:
        return document
    owner = document["attachments"]
    several = isinstance(owner["attachment"], list)
    return document | {"attachments": owner | {"attachment": items if several else items[0]}}


def _bare(item: Document) -> Document:
    return {name: value for name, value in item.items() if name != "content"}
