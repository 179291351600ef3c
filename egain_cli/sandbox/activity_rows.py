"""Owns activities in the store, one by one and in lists; knows no rule and nothing of HTTP."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from egain_cli.sandbox import attachment_rows
from egain_cli.sandbox.customer_rows import KeptCustomer, find_by_ids

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from egain_cli.sandbox.attachment_rows import KeptAttachment

LARGEST = 2**63 - 1  # what SQLite calls an integer
# What a list can be asked for, and where the text is looked for; case does not count. `q` looks
# into addresses, subject, file names and texts.
FILTERS = {
    "q": "words",
    "subject": "folded(subject)",
    "from": "folded(sender)",
    "receiver": "folded(receiver)",
    "department": "folded(department)",
    "case": "folded(case_id)",
    "fault": "folded(faults)",
}
_ONE = "FROM activities WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Stored:
    """An activity without its bulk: what a list or a summary shows."""

    id: int
    case_id: str
    customer_id: int
    received: str
    department: str
    sender: str
    receiver: str
    subject: str
    attachments: int
    warnings: tuple[str, ...]  # what is doubtful in the request
    notes: tuple[str, ...]  # what the world made of it, as documented
    request: int  # which of the requests to create it was, since the fault script began
    faults: tuple[str, ...]  # those that were in play


_COLUMNS = tuple(field.name for field in fields(Stored))
_LISTED = ", ".join(_COLUMNS)


@dataclass(frozen=True, slots=True)
class Received:
    """The bulk of an activity: headers and body as received, and the document that was accepted."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """An activity as it is read back: the document in the expected shapes, without contents."""

    stored: Stored
    document: dict[str, Any]
    customer: KeptCustomer
    attachments: tuple[KeptAttachment, ...]


def newest(
    connection: sqlite3.Connection, wanted: Mapping[str, str], limit: int, offset: int
) -> list[Stored]:
    """The newest first of those that fit every filter in `wanted`."""
    where, values = _where(wanted)
    sql = f"SELECT {_LISTED} {where} ORDER BY id DESC LIMIT ? OFFSET ?"
    return [_stored(row) for row in connection.execute(sql, (*values, limit, offset))]


def count(connection: sqlite3.Connection, wanted: Mapping[str, str]) -> int:
    """How many activities `newest` would find without a limit."""
    where, values = _where(wanted)
    found = connection.execute(f"SELECT count(*) {where}", values).fetchone()
    return int(found[0])


def _where(wanted: Mapping[str, str]) -> tuple[str, list[str]]:
    """What follows the columns; without a condition SQLite counts by the smallest index."""
    conditions = " AND ".join(f"instr({FILTERS[name]}, ?)" for name in wanted)
    where = f"FROM activities WHERE {conditions}" if conditions else "FROM activities"
    return where, [text.casefold() for text in wanted.values()]


def received(connection: sqlite3.Connection, number: int) -> tuple[Stored, Received] | None:
    """One activity and its bulk; None when there is none of that id."""
    sql = f"SELECT {_LISTED}, headers, body, document {_ONE}"
    row = connection.execute(sql, (min(number, LARGEST),)).fetchone()
    if not row:
        return None
    *summary, headers, body, document = row
    pairs = tuple((name, value) for name, value in json.loads(headers))
    contents = attachment_rows.contents(connection, number)
    whole = attachment_rows.attach(json.loads(document), contents)
    return _stored(summary), Received(pairs, body, whole)


def kept(connection: sqlite3.Connection, ids: Iterable[int]) -> list[Kept]:
    """Those of the ids that there are, in their order, as they are read back."""
    sql = f"SELECT {_LISTED}, coalesce(canonical, document) {_ONE}"
    rows = [row for number in ids for row in connection.execute(sql, (number,))]
    return [_kept(connection, _stored(summary), canonical) for *summary, canonical in rows]


def _kept(connection: sqlite3.Connection, stored: Stored, canonical: str) -> Kept:
    (customer,) = find_by_ids(connection, (stored.customer_id,))
    attachments = attachment_rows.find_all(connection, stored.id)
    return Kept(stored, json.loads(canonical), customer, tuple(attachments))


def _stored(row: Any) -> Stored:
    members = dict(zip(_COLUMNS, row, strict=True))
    texts = {name: tuple(json.loads(members[name])) for name in ("warnings", "notes", "faults")}
    return Stored(**(members | texts))
