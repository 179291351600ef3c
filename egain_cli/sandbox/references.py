"""Owns what the html of a document refers to by `cid:`; knows neither attachments nor formats."""

from __future__ import annotations

import html
import re
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from egain_cli.sandbox.shape import find

if TYPE_CHECKING:
    from collections.abc import Iterator

_CID = re.compile(r"cid:([^\s\"'<>]{1,500})", re.IGNORECASE)  # a look behind would triple the time
_MOST = 10_000  # references looked at; each is kept, and a body may hold millions


def references(document: dict[str, Any]) -> dict[str, frozenset[str]]:
    """Each reference as it is written, and every content id that it may mean."""
    written = (text for value in _htmls(document) for text in _written(value))
    return {text: frozenset(_readings(text)) for text in islice(written, _MOST)}


def _written(value: str) -> Iterator[str]:
    if "cid:" not in value.lower():  # five times as fast as the pattern, and most have none
        return
    for found in _CID.finditer(value):
        if not value[found.start() - 1 : found.start()].isalnum():
            yield found[1]


def _htmls(document: dict[str, Any]) -> Iterator[str]:
    for _, content in find(document, "payload.email.contents.content[]"):
        if isinstance(content, dict) and content.get("type") == "html":
            yield from (value for _, value in find(content, "value") if isinstance(value, str))


def _readings(text: str) -> Iterator[str]:
    """As it is, as HTML and URLs escape it, and as it is inside of `url(cid:x)`."""
    for spelling in (text, text.partition(")")[0], text.partition("#")[0]):
        yield from (spelling, html.unescape(spelling), unquote(html.unescape(spelling)))
