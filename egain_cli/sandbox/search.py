"""Owns the search for activities: what each filter asks of the store; knows no answer."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from egain_cli.sandbox.readback import STATUS
from egain_cli.sandbox.reading import as_id
from egain_cli.sandbox.refusals import Refusal, refuse

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

    from egain_cli.sandbox.queries import Query
    from egain_cli.sandbox.world import World

    Condition = tuple[str, tuple[object, ...]]  # SQL and its values
    Filter = Callable[[str], Condition | None]  # None for a value that it cannot understand

# Which members the server sorts by is not known: these are what a person would ask for.
SORTS = {"id": "id", "subject": "subject", "created": "received", "lastModified": "received"}
CUSTOM = "custom."
_IDS = "SELECT id FROM activities WHERE"
_DATE = r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{3})?Z)?"
_RANGE = re.compile(rf"\[({_DATE}),\s*({_DATE})\]")


def read_conditions(filters: Mapping[str, str], world: World) -> list[Condition] | Refusal:
    """The conditions that all must hold, or the first filter that means nothing here."""
    if not filters.keys() - {"type"}:
        others = ", ".join(name for name in FILTERS if name != "type")
        return refuse("400-245", others, rule="`type` alone is not enough")
    conditions = []
    for name, value in filters.items():
        custom = name.removeprefix(CUSTOM)
        if custom != name and not world.custom_attribute(custom):
            return refuse("400-101", name, rule=f"there is no custom attribute {custom!r}")
        condition = FILTERS[name](value) if custom == name else _attribute(custom, value)
        if not condition:
            return refuse(
                "400-244", name, rule="expected [start,end] in UTC, one of them may be empty"
            )
        conditions.append(condition)
    return conditions


def find_ids(
    connection: sqlite3.Connection, conditions: list[Condition], query: Query
) -> list[int]:
    """The ids of one page of those that fulfil all conditions."""
    where = " AND ".join(sql for sql, _ in conditions)
    values = [value for _, found in conditions for value in found]
    direction = "DESC" if query.descending else "ASC"
    order = f"ORDER BY {SORTS[query.sort]} {direction}, id LIMIT ? OFFSET ?"
    sql = f"{_IDS} {where} {order}"
    return [row[0] for row in connection.execute(sql, (*values, query.limit, query.offset))]


def _equals(column: str, read: Callable[[str], object] = str) -> Filter:
    return lambda value: (f"{column} = ?", (read(value),))


def _always(fixed: str) -> Filter:
    """A member that is the same for every activity here."""
    return lambda value: ("? = ?", (value, fixed))


def _dates(value: str) -> Condition | None:
    """A documented range, ends included. Dates are compared as texts of one form."""
    found = _RANGE.fullmatch(value)
    if not found or not any(found.groups()):
        return None
    try:
        start, end = (_in_full(date) for date in found.groups())
    except ValueError:
        return None
    return "received BETWEEN ? AND ?", (start, end or "9999")


def _in_full(date: str) -> str:
    if not date:
        return ""
    return datetime.fromisoformat(date).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _attribute(name: str, value: str) -> Condition:
    sql = "id IN (SELECT activity_id FROM attribute_values WHERE name = ? AND value = ?)"
    return sql, (name, value)


FILTERS: dict[str, Filter] = {
    "case": _equals("case_id"),
    "customer": _equals("customer_id", as_id),
    "status": _always(STATUS),
    "mode": _always("inbound"),
    "createdDate": _dates,
    "lastModifiedDate": _dates,
    "type": _always("email"),
}
