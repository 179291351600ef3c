"""Owns what an answer of the server says, in its own words; knows not what was asked."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SESSION_HEADER = "x-egain-session"
_MAX_WORDS = 4000  # characters of what a server said that are shown
_MAX_CODE = 100
_HEAD = 4096  # characters of an HTML page in which its title is looked for
_TITLE = re.compile(r"<title[^<>]*>([^<]*)</title>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    @property
    def session(self) -> str | None:
        """The session that the server names, if it does."""
        return self.headers.get(SESSION_HEADER) or None

    @property
    def text(self) -> str:
        """The body as text: UTF-8, and whatever is not is shown as a question mark."""
        return self.body.decode("utf-8-sig", "replace")


@dataclass(frozen=True, slots=True)
class Words:
    """What an answer says: the server's code, if it gave one, and its message."""

    code: str | None
    message: str


def read_words(answer: Answer) -> Words:
    """What the server said, verbatim: code and developerMessage, else message, else the text.

    Both error families are read, in JSON and XML (egain-api, "Response"); what a proxy answered
    in HTML comes down to its title; an empty body to the words of the HTTP status.
    """
    text = answer.text.strip()
    for read in (_from_json, _from_xml, _from_html):
        if text and (words := read(text)):
            return words
    return Words(None, text[:_MAX_WORDS] or phrase(answer.status))


def phrase(status: int) -> str:
    """The words of an HTTP status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"HTTP status {status}"


def _from_json(text: str) -> Words | None:
    if not text.startswith("{"):
        return None
    try:
        members = json.loads(text, strict=False)  # some put a raw line end into their words
    except (ValueError, RecursionError):
        return None
    return _from_members(members)


def _from_members(members: Mapping[str, object]) -> Words | None:
    words = members.get("developerMessage") or members.get("message") or members.get("userMessage")
    code = members.get("code")
    if not words and not code:
        return None
    details = members.get("details")
    more = f" {json.dumps(details, ensure_ascii=False)}" if details else ""
    return Words(
        str(code)[:_MAX_CODE] if code else None, f"{words or ''}{more}".strip()[:_MAX_WORDS]
    )


def _from_xml(text: str) -> Words | None:
    if not text.startswith("<") or _is_html(text):
        return None
    from defusedxml import ElementTree  # noqa: PLC0415 - only an XML answer needs it

    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError):
        return None
    members = {child.tag.rpartition("}")[2]: (child.text or "").strip() for child in root}
    return _from_members(members)


def _from_html(text: str) -> Words | None:
    if not _is_html(text):
        return None
    title = _TITLE.search(text[:_HEAD])
    words = " ".join(title.group(1).split()) if title else text
    return Words(None, f"an HTML page: {words}"[:_MAX_WORDS])


def _is_html(text: str) -> bool:
    start = text[:1000].lower()
    return "<html" in start or "<!doctype html" in start
