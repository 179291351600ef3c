"""Owns what an answer of the server says, in its own words; knows not what was asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from egain_cli.errors import EgainError

SESSION_HEADER = "x-egain-session"
_SESSION = re.compile(r"[!-~]{1,256}")  # documented: 36 characters that look like a GUID
_MAX_WORDS = 4000  # characters of what a server said that are shown
_MAX_CODE = 100
_HEAD = 4096  # characters of an HTML page in which its title is looked for
_TITLE = re.compile(r"<title[^<>]*>([^<]*)</title>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; header names in lower case, the body without its content encoding.

    `cut` says that there was more of the body than is read, `hint` what the connection knows of
    why it was answered like that, `login_failure` why the new session that it asks for was not had.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    cut: bool = False
    hint: str = ""
    login_failure: EgainError | None = None

    @property
    def session(self) -> str | None:
        """The session that the server names, if it does, and if it can be sent back."""
        named = self.headers.get(SESSION_HEADER, "").strip()
        return named if _SESSION.fullmatch(named) else None

    @property
    def text(self) -> str:
        """The body as text; whatever cannot be decoded is shown as U+FFFD."""
        if not self.body:
            return ""
        from egain_cli.client.charset import decode_text  # noqa: PLC0415 - a 201 has no words

        return decode_text(self.body, self.headers.get("content-type", ""))


@dataclass(frozen=True, slots=True)
class Words:
    """What an answer says: the server's code, if it gave one, and its message."""

    code: str | None
    message: str


def read_words(answer: Answer) -> Words:
    """What the server said, verbatim: code and developerMessage, else message, else the text.

    Both error families are read, in JSON and XML (egain-api, "Response"), with what stands in
    `details` and `userMessage`; what a proxy answered in HTML comes down to its title; an empty
    body to the words of the HTTP status.
    """
    text = answer.text.strip()
    if not text:
        return Words(None, phrase(answer.status))
    if _is_html(text):
        return _from_html(text)
    from egain_cli.client.members import read_json, read_xml  # noqa: PLC0415 - see above

    for read in (read_json, read_xml):
        members = read(text)
        if members and (words := _from_members(members)):
            return words
    return Words(None, text[:_MAX_WORDS])


def said(answer: Answer) -> str:
    """What the server said, in one line: status, code and message."""
    words = read_words(answer)
    return " ".join(filter(None, (str(answer.status), words.code, words.message)))


def phrase(status: int) -> str:
    """The words of an HTTP status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"HTTP status {status}"


def _from_members(members: Mapping[str, object]) -> Words | None:
    from egain_cli.client.members import as_text  # noqa: PLC0415 - see above

    names = ("developerMessage", "message", "userMessage")
    said = [words for words in (as_text(members.get(name)) for name in names) if words]
    code = as_text(members.get("code"))
    if not said and not code:
        return None
    user = as_text(members.get("userMessage"))
    more = [words for words in (as_text(members.get("details")), user) if words not in said[:1]]
    message = " ".join(filter(None, (*said[:1], *more)))
    return Words(_sound(code[:_MAX_CODE]) or None, _sound(message[:_MAX_WORDS]))


def _sound(words: str) -> str:
    """Words without halves of characters, which JSON may escape and no output can encode."""
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _from_html(text: str) -> Words:
    title = _TITLE.search(text[:_HEAD])
    words = " ".join(title.group(1).split()) if title else text
    return Words(None, f"an HTML page: {words}"[:_MAX_WORDS])


def _is_html(text: str) -> bool:
    start = text[:1000].lower()
    return start.startswith("<") and ("<html" in start or "<!doctype html" in start)
