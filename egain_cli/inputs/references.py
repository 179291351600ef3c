"""Owns where HTML refers to something that could travel with it; knows no attachment."""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A tag, its quoted values whole; a quote that opens no value is a letter. The bound on their
# number keeps hostile HTML linear.
_TAG = re.compile(r"""<[a-zA-Z/!](?:[^<>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?){0,600}+>""")
# An attribute, whatever its name: what looks like one within another's quoted value is none.
_ATTRIBUTE = re.compile(
    r"""(?<![^\s"'/])([^\s"'<>/=]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
)
_REFERRING = ("src", "background", "data", "poster", "href")
_QUOTE = r"&(?:quot|apos|\#0*3[49]|\#x0*2[27]);"  # as it stands within an attribute's own quotes
_CSS_URL = re.compile(
    rf"""url\(\s*+(?:"([^"]*)"|'([^']*)'|{_QUOTE}([^"'()<>]*?){_QUOTE}|([^\s"'()]+))\s*\)""",
    re.IGNORECASE,
)
_STYLE = re.compile(r"<style\b[^<>]*+>", re.IGNORECASE)
_STYLE_END = re.compile(r"</style", re.IGNORECASE)
_BREAKS = re.compile(r"[\t\r\n]")  # in a reference browsers leave them out
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference, and where it stands in the HTML; `target` has entities undone."""

    start: int
    end: int
    target: str
    link: bool = False

    @property
    def content_id(self) -> str | None:
        """The Content-ID that a `cid:` reference names (RFC 2392), percent-encoding undone."""
        if self.target[:4].lower() != "cid:":
            return None
        return unquote(_BREAKS.sub("", self.target[4:])).strip().removeprefix("<").removesuffix(">")

    @property
    def content_ids(self) -> tuple[str, ...]:
        """The Content-IDs that it may name: as it stands there, and percent-encoding undone.

        Some mailers write an id that holds a percent sign as it is, so that stands first.
        """
        decoded = self.content_id
        if decoded is None:
            return ()
        written = _BREAKS.sub("", self.target[4:]).strip().removeprefix("<").removesuffix(">")
        return (written, decoded) if written != decoded else (decoded,)

    @property
    def path(self) -> str | None:
        """The relative path that it names, or None where it names something else."""
        target = self.target.strip()
        if not target or _SCHEME.match(target) or target.startswith(("#", "//", "/", "?")):
            return None
        return unquote(re.split(r"[?#]", target, maxsplit=1)[0]) or None


def find_references(html: str) -> list[Reference]:
    """What `src`, `background` and the like, and CSS `url()`, refer to, in order."""
    found = {reference.start: reference for reference in _scan(html)}
    return [found[start] for start in sorted(found)]


def content_ids(html: str | None) -> frozenset[str]:
    """Every Content-ID that the HTML may refer to, case-folded: so mail programs compare them."""
    references = find_references(html) if html else []
    return frozenset(each.casefold() for found in references for each in found.content_ids)


def rewrite(html: str, target: Callable[[Reference], str | None]) -> str:
    """The HTML with each reference replaced for which `target` gives another, the rest untouched.

    A replacement is escaped for where it stands.
    """
    pieces, end = [], 0
    for reference in find_references(html):
        if reference.start < end:
            continue  # a url() within a path that was replaced whole
        if (replacement := target(reference)) is not None:
            pieces += [html[end : reference.start], entities.escape(replacement)]
            end = reference.end
    return "".join([*pieces, html[end:]])


def _scan(html: str) -> Iterator[Reference]:
    for tag in _TAG.finditer(html):
        text = tag.group()
        for match in _ATTRIBUTE.finditer(text):
            name = match.group(1).lower()
            if name in _REFERRING:
                yield _reference(match, tag.start(), link=name == "href")
        if "(" in text:
            for match in _CSS_URL.finditer(text):
                yield _reference(match, tag.start())
    for start, end in _styles(html):
        for match in _CSS_URL.finditer(html, start, end):
            yield _reference(match, 0)


def _styles(html: str) -> Iterator[tuple[int, int]]:
    start = _STYLE.search(html)
    while start and (end := _STYLE_END.search(html, start.end())):
        yield start.end(), end.start()
        start = _STYLE.search(html, end.end())


def _reference(match: re.Match[str], offset: int, *, link: bool = False) -> Reference:
    group = match.lastindex or 0
    start, end = match.span(group)
    return Reference(offset + start, offset + end, _unescape(match.group(group)), link)


def _unescape(raw: str) -> str:
    try:
        return entities.unescape(raw)
    except ValueError:  # a number of more digits than Python reads
        return raw
