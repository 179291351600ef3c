"""Owns what can be claimed of an answer, each with how sure it is; knows no request."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from tests.conformance.reading import NAMESPACES, XML, media, root, spaces, told, values
from tests.conformance.wire import filled

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conformance.wire import Answer


class Confidence(Enum):
    """How a fact is known; the first two are facts, the others may be wrong."""

    DOCUMENTED = "documented"
    SEEN = "seen"
    INFERRED = "inferred"
    GUESS = "guess"

    @property
    def firm(self) -> bool:
        """Whether a server that disagrees is wrong."""
        return self in (Confidence.DOCUMENTED, Confidence.SEEN)


DOCUMENTED, SEEN, INFERRED, GUESS = Confidence


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that an answer must be; `fault` says what it is instead, or "".

    Where `first` does not hold the others say nothing any more.
    """

    confidence: Confidence
    fault: Callable[[Answer], str]
    first: bool = False
    statuses: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()


def status(confidence: Confidence, *allowed: int) -> Claim:
    """The HTTP status is one of these."""

    def fault(answer: Answer) -> str:
        return "" if answer.status in allowed else f"status {answer.status}, not {_any(allowed)}"

    return Claim(confidence, fault, first=True, statuses=allowed)


def code(confidence: Confidence, *allowed: str) -> Claim:
    """The error is of the interaction family and its code one of these."""

    def fault(answer: Answer) -> str:
        error = told(answer)
        found = error.code if error else ""
        return "" if found in allowed else f"code {found!r}, not {_any(allowed)}"

    return Claim(confidence, fault, codes=allowed)


def says(confidence: Confidence, *texts: str) -> Claim:
    """The error's message holds each of the texts."""

    def fault(answer: Answer) -> str:
        error = told(answer)
        missing = [text for text in texts if text not in (error.message if error else "")]
        return f"the message does not say {_any(missing)}" if missing else ""

    return Claim(confidence, fault)


def family(confidence: Confidence, name: str, media_type: str) -> Claim:
    """The error is told in the shape of that family and in that media type."""
    roots = {"interaction": "common}error", "legacy": "platform}Error"}
    wanted = f"{{{NAMESPACES}/{roots[name]}" if media_type == XML else ""

    def fault(answer: Answer) -> str:
        error = told(answer)
        if not error or error.family != name or media(answer) != media_type:
            return f"not an error of the {name} family in {media_type}"
        return "" if root(answer) == wanted else f"the root is {root(answer)}, not {wanted}"

    return Claim(confidence, fault)


def no_body(confidence: Confidence) -> Claim:
    """There is no body."""

    def fault(answer: Answer) -> str:
        return f"a body of {len(answer.body)} bytes" if answer.body else ""

    return Claim(confidence, fault)


def header(confidence: Confidence, name: str, pattern: str) -> Claim:
    """A header's whole text matches the pattern."""

    def fault(answer: Answer) -> str:
        text = answer.header(name)
        return "" if re.fullmatch(pattern, text) else f"{name}: {text!r} is not {pattern}"

    return Claim(confidence, fault)


def body_root(confidence: Confidence, namespace: str, name: str) -> Claim:
    """The XML answer's root is that element."""
    wanted = f"{{{NAMESPACES}/{namespace}}}{name}"

    def fault(answer: Answer) -> str:
        return "" if root(answer) == wanted else f"the root is {root(answer)!r}, not {wanted}"

    return Claim(confidence, fault)


def spaced(confidence: Confidence, path: str, kind: str) -> Claim:
    """In the XML answer there is at least one element at a path, and each in that namespace."""
    wanted = f"{NAMESPACES}/{kind}"

    def fault(answer: Answer) -> str:
        found = spaces(answer, path)
        good = found and set(found) == {wanted}
        return "" if good else f"{path} is in {_short(found)}, not {wanted}"

    return Claim(confidence, fault)


def holds(confidence: Confidence, path: str, *wanted: str) -> Claim:
    """The texts at a path are these, in order; "{name}" in them is filled as in the request."""

    def fault(answer: Answer) -> str:
        found, right = values(answer, path), tuple(filled(text, answer.places) for text in wanted)
        return "" if found == right else f"{path} is {_short(found)}, not {_short(right)}"

    return Claim(confidence, fault)


def has(confidence: Confidence, path: str, pattern: str = ".*") -> Claim:
    """There is at least one text at a path, and each matches the pattern as a whole."""

    def fault(answer: Answer) -> str:
        found = values(answer, path)
        good = found and all(re.fullmatch(pattern, text, re.DOTALL) for text in found)
        return "" if good else f"{path} is {_short(found)}, which is not {pattern}"

    return Claim(confidence, fault)


def counts(confidence: Confidence, path: str, number: int) -> Claim:
    """There are that many texts at a path."""

    def fault(answer: Answer) -> str:
        found = values(answer, path)
        return "" if len(found) == number else f"{len(found)} times {path}, not {number}"

    return Claim(confidence, fault)


def lacks(confidence: Confidence, path: str) -> Claim:
    """There is nothing at a path."""

    def fault(answer: Answer) -> str:
        found = values(answer, path)
        return f"{path} is {_short(found)}, and should not be there" if found else ""

    return Claim(confidence, fault)


def _any(items: object) -> str:
    names = [str(item) for item in items] if isinstance(items, (tuple, list)) else [str(items)]
    return " or ".join(names)


def _short(found: tuple[str, ...]) -> str:
    text = repr(found)
    return text if len(text) <= 200 else text[:200] + "…"
