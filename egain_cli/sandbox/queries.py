"""Owns what the query of a read asks for: members, order, page, filters; knows no route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from egain_cli.sandbox.refusals import Refusal, refuse

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

LARGEST_PAGE = 75  # documented, and the default below as well
DEFAULT_PAGE = 25
_ATTRIBUTE = "$attribute"
_ORDER = ("$sort", "$order")
_PAGE = ("$pagenum", "$pagesize")
_RANGE = ("$rangestart", "$rangesize")
# Documented for reading activities; an answer that ignores them would be a friendly lie.
_NOT_EMULATED = frozenset(
    {"embedInlineAttachment", "payloadVersion", "transcriptDatetimeFormat", "timeOffset"}
    | {"assignedTo", "queue", "assignedUserName", "folder"}
)


@dataclass(frozen=True, slots=True)
class Asks:
    """What a resource can be asked for: its members, what it is sorted by, its own parameters.

    A filter that ends in a dot takes any name after it.
    """

    members: tuple[str, ...]
    sorts: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    paged: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A query without a fault. `members` is None where nothing special is wanted."""

    filters: Mapping[str, str]
    members: tuple[str, ...] | None = None
    sort: str = "id"
    descending: bool = False
    limit: int = DEFAULT_PAGE
    offset: int = 0


def read_query(pairs: Collection[tuple[str, str]], asks: Asks) -> Query | Refusal:
    """What a query asks for, or the first thing in it that nobody can answer."""
    given = dict(pairs)
    refusal = _unknown(pairs, asks) or _bad_order(given, asks) or _bad_members(given, asks)
    page = refusal or _page(given)
    if isinstance(page, Refusal):
        return page
    limit, offset = page
    return Query(
        filters={name: value for name, value in given.items() if not name.startswith("$")},
        members=_members(given, asks) if _ATTRIBUTE in given else None,
        sort=given.get("$sort", "id"),
        descending=given.get("$order") == "desc",
        limit=limit,
        offset=offset,
    )


def _unknown(pairs: Collection[tuple[str, str]], asks: Asks) -> Refusal | None:
    names = [name for name, _ in pairs]
    common = (*([_ATTRIBUTE] if asks.members else []), *(_ORDER if asks.sorts else ()))
    known = {*common, *(_PAGE + _RANGE if asks.paged else ()), *asks.filters}
    for name, value in pairs:
        if name in _NOT_EMULATED and asks.sorts:
            return refuse("501-90001", f"The query parameter '{name}'")
        if name not in known and name[: name.find(".") + 1] not in known:
            return refuse("400-101", name)
        if not value or names.count(name) > 1:
            return refuse("400-244", name, rule="it must be given once, and not empty")
    return None


def _bad_order(given: Mapping[str, str], asks: Asks) -> Refusal | None:
    if "$order" in given and "$sort" not in given:
        return refuse("400-124")
    for name, allowed in zip(_ORDER, (asks.sorts, ("asc", "desc")), strict=True):
        if name in given and given[name] not in allowed:
            return refuse("400-102", name, ", ".join(allowed))
    return None


def _bad_members(given: Mapping[str, str], asks: Asks) -> Refusal | None:
    unknown = set(_members(given, asks)) - set(asks.members)
    known = ", ".join(("all", *asks.members))
    return refuse("400-116", ", ".join(sorted(unknown)), known) if unknown else None


def _members(given: Mapping[str, str], asks: Asks) -> tuple[str, ...]:
    names = given.get(_ATTRIBUTE, "all").split(",")
    return asks.members if names == ["all"] else tuple(names)


def _page(given: Mapping[str, str]) -> tuple[int, int] | Refusal:
    """Limit and offset; that pages count from one and ranges from zero is a guess."""
    if given.keys() & set(_PAGE) and given.keys() & set(_RANGE):
        return refuse("400-120")
    numbers: dict[str, int] = {}
    bounds = {_PAGE[0]: (1, 10**9), _RANGE[0]: (0, 10**9)}
    for name in (*_PAGE, *_RANGE):
        least, most = bounds.get(name, (1, LARGEST_PAGE))
        text = given.get(name, "")
        if text and not (_is_number(text) and least <= int(text) <= most):
            return refuse("400-244", name, rule=f"expected a number from {least} to {most}")
        numbers[name] = int(text) if text else 0
    limit = numbers["$pagesize"] or numbers["$rangesize"] or DEFAULT_PAGE
    return limit, numbers["$rangestart"] or max(numbers["$pagenum"] - 1, 0) * limit


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18
