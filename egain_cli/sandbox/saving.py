"""Owns what is written when an activity is accepted, row by row; knows no rule and no question."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from egain_cli.sandbox import attachment_rows
from egain_cli.sandbox.case_rows import KeptCase, join_case, open_case
from egain_cli.sandbox.customer_rows import add_customer, find_by_address
from egain_cli.sandbox.database import next_number

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from egain_cli.sandbox.accepted import Accepted

_ACTIVITY = "INSERT INTO activities VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_VALUE = "INSERT OR IGNORE INTO attribute_values VALUES (?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Request:
    """The request as it came: its bulk, its number, and the faults that were in play."""

    body: bytes
    headers: Iterable[tuple[str, str]]
    number: int = 0
    faults: tuple[str, ...] = ()


def now() -> str:
    """The time in the API's own form: UTC with milliseconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def save(
    connection: sqlite3.Connection, accepted: Accepted, request: Request, *, by_department: bool
) -> int:
    """Write an activity with its customer, case and attachments; returns its id.

    With `by_department` a customer is known in one department only. Inside a transaction.
    """
    number, received = next_number(connection, "activity"), now()
    customer_id, notes = _customer(connection, accepted, by_department=by_department)
    case_id = _case(connection, accepted, customer_id, received)
    count = attachment_rows.keep(connection, number, accepted.canonical)
    row = (
        *(number, case_id, customer_id, received),
        *(accepted.department, accepted.sender, accepted.receiver, accepted.subject),
        *(count, json.dumps(accepted.warnings), json.dumps(notes)),
        *(
            request.number,
            json.dumps(request.faults, ensure_ascii=False),
            *_bulk(accepted, request),
        ),
    )
    connection.execute(_ACTIVITY, row)
    connection.executemany(_VALUE, [(*pair, number) for pair in accepted.attributes])
    return number


def _bulk(accepted: Accepted, request: Request) -> tuple[object, ...]:
    document = _as_text(accepted.document)
    same = accepted.canonical is accepted.document
    canonical = None if same else _as_text(accepted.canonical)
    headers = json.dumps(list(request.headers))
    return (headers, accepted.words.casefold(), document, canonical, request.body)


def _as_text(document: dict[str, Any]) -> str:
    return json.dumps(attachment_rows.detach(document), ensure_ascii=False)


def _customer(
    connection: sqlite3.Connection, accepted: Accepted, *, by_department: bool
) -> tuple[int, Sequence[str]]:
    """The sender's id, new where there is none yet, and a note when `customer` was of no use."""
    department = accepted.department if by_department else None
    given = accepted.canonical.get("customer", {})
    known = find_by_address(connection, accepted.sender, department)
    if not known:
        return add_customer(connection, accepted.sender, accepted.department, given), ()
    number = known[0].id
    ignored = f"customer: ignored, as documented; customer {number} has that address already"
    return number, (ignored,) if given else ()


def _case(
    connection: sqlite3.Connection, accepted: Accepted, customer_id: int, received: str
) -> str:
    wanted = accepted.case_id
    case = KeptCase(
        wanted or "", accepted.department, "open", accepted.subject, received, customer_id
    )
    if not wanted:
        return open_case(connection, case)
    join_case(connection, case)
    return wanted
