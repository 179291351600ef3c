"""Owns which parts are the text, which the html, and which travel beside (RFC 8621 4.1.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from egain_cli.inputs.mime import headers

if TYPE_CHECKING:
    from egain_cli.inputs.mime.part import Part

_SOLID = re.compile(rb"\S")
_MEDIA = ("image/", "audio/", "video/")


@dataclass(frozen=True, slots=True)
class Bodies:
    """The parts of a message by what they are for, each list in the message's order.

    `hollow` are the multiparts that hold no part: no attachments, since nothing is attached there.
    One of them is among `text` where the message says nothing else.
    """

    text: list[Part]
    html: list[Part]
    attachments: list[Part]
    hollow: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class _Lists:
    """The algorithm's lists; a list that is None no longer takes parts here."""

    text: list[Part] | None = field(default_factory=list)
    html: list[Part] | None = field(default_factory=list)


def choose(message: Part) -> Bodies:
    """The text, the html and the rest. No leaf is in none of the three lists.

    A text/plain part that only the html reading shows is text too, and the other way round, so
    that nothing a reader would see is left out.
    """
    lists = _Lists([], [])
    _walk([message], "mixed", lists, root=0, in_alternative=False)
    shown = [*(lists.text or []), *(lists.html or [])]
    chosen = {id(part) for part in shown if part.content_type in ("text/plain", "text/html")}
    leaves = [part for part in message.leaves() if not part.hollow]
    hollow = [part for part in message.leaves() if part.hollow]
    text = [p for p in leaves if id(p) in chosen and p.content_type == "text/plain"]
    html = [p for p in leaves if id(p) in chosen and p.content_type == "text/html"]
    if not text and not html:
        text = [part for part in hollow if _SOLID.search(part.source, part.start, part.end)][:1]
    return Bodies(text, html, [p for p in leaves if id(p) not in chosen], hollow)


def _walk(parts: list[Part], kind: str, lists: _Lists, *, root: int, in_alternative: bool) -> None:
    before = (len(lists.text or []), len(lists.html or []))
    local = _Lists(lists.text, lists.html)
    for position, part in enumerate(parts):
        if part.parts:
            inner = part.content_type.removeprefix("multipart/")
            alternative = in_alternative or inner == "alternative"
            below = list(part.parts)
            _walk(below, inner, local, root=_root(part), in_alternative=alternative)
        elif _is_shown(part, kind, root=position == root):
            _place(part, kind, local, in_alternative=in_alternative)
    if kind == "alternative" and lists.text is not None and lists.html is not None:
        _fill_other(lists.text, lists.html, *before)


def _root(part: Part) -> int:
    """Which part of a multipart/related the others belong to: as `start` says (RFC 2387), or 0."""
    related = part.content_type == "multipart/related"
    start = part.parameter("content-type", "start") if related else None
    if not isinstance(start, str):
        return 0
    wanted = start.strip().strip("<>")
    named = (n for n, each in enumerate(part.parts) if headers.content_id(each) == wanted)
    return next(named, 0)


def _is_shown(part: Part, kind: str, *, root: bool) -> bool:
    media = part.content_type
    is_media = media.startswith(_MEDIA)
    if part.disposition == "attachment" or not (media in ("text/plain", "text/html") or is_media):
        return False
    if not part.has_type and part.first("content-type") and headers.file_name(part):
        return False  # a type that is none, and a file's name: nobody meant a text
    return root or (kind != "related" and (is_media or headers.file_name(part) is None))


def _place(part: Part, kind: str, lists: _Lists, *, in_alternative: bool) -> None:
    media = part.content_type
    if kind == "alternative":
        target = {"text/plain": lists.text, "text/html": lists.html}.get(media)
        if target is not None:
            target.append(part)
        return
    if in_alternative:
        if media == "text/plain":
            lists.html = None
        if media == "text/html":
            lists.text = None
    for target in (lists.text, lists.html):
        if target is not None:
            target.append(part)


def _fill_other(text: list[Part], html: list[Part], text_before: int, html_before: int) -> None:
    if len(text) == text_before and len(html) != html_before:
        text.extend(html[html_before:])
    elif len(html) == html_before and len(text) != text_before:
        html.extend(text[text_before:])
