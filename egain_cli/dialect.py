"""Owns what public facts leave open about the wire, and what is chosen; knows no wire itself."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from egain_cli.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping


FORMATS = ("json", "xml", "multipart")  # what an activity may be written as; all documented


class Confidence(StrEnum):
    """How sure a fact of the API is."""

    DOCUMENTED = "documented"
    SEEN = "seen in an official example"
    WORKING = "seen in public clients"
    INFERRED = "inferred"
    GUESS = "a guess"


# A named tuple, since every start makes the class: as a dataclass it would cost 0.3 ms.
class Choice(NamedTuple):
    """An open question: what may be chosen (the first is the default), and how sure that is."""

    key: str
    question: str
    values: tuple[str, ...]
    confidence: Confidence
    reason: str

    @property
    def field(self) -> str:
        """The field of a Dialect that holds what was chosen."""
        return self.key.replace("-", "_")


# One line each: whoever finds that a server disagrees sets another value, or changes the first.
CHOICES = (
    Choice(
        "login-name", "the member of the login that holds the user name",
        ("userName", "username"), Confidence.WORKING,
        "the page's table says username; every client that is known to work sends userName",
    ),
    Choice(
        "date", "payload.email.date in JSON: an object with a date, or the date itself",
        ("object", "string"), Confidence.INFERRED,
        "the XML example has an attribute, and attributes become members in other examples",
    ),
    Choice(
        "addresses", "the member below to and cc that holds the addresses",
        ("address", "emailAddress"), Confidence.INFERRED,
        "the XML of the compose example says address; the newer generation says emailAddress",
    ),
    Choice(
        "reply-to", "replyTo: the address itself, or an object like to and cc",
        ("string", "object"), Confidence.INFERRED,
        "documented as a single address, as from and receiver are",
    ),
    Choice(
        "booleans", "isSecure and isInline in JSON: words in quotes, or JSON's own",
        ("string", "boolean"), Confidence.SEEN,
        "the JSON example writes them as strings",
    ),
    Choice(
        "attachments-namespace", "the namespace of an attachment and its members in XML",
        ("attachment", "activity"), Confidence.INFERRED,
        "the XML example declares the attachment's namespace and uses it for nothing else",
    ),
    Choice(
        "inline-part", "what marks a part of a multipart request as inline",
        ("name-and-content-id", "content-id", "name"), Confidence.GUESS,
        "the page's sentence about it could not be read; both ways at once suit either",
    ),
    Choice(
        "multipart-data", "the format of the part `data` of a multipart request",
        ("json", "xml"), Confidence.DOCUMENTED,
        "both are documented",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dialect:
    """What was chosen for each of CHOICES."""

    login_name: str = "userName"
    date: str = "object"
    addresses: str = "address"
    reply_to: str = "string"
    booleans: str = "string"
    attachments_namespace: str = "attachment"
    inline_part: str = "name-and-content-id"
    multipart_data: str = "json"

    def choose(self, chosen: Mapping[str, str]) -> Dialect:
        """This dialect with other choices, by their keys; ValueError for what cannot be chosen."""
        known = {choice.key: choice for choice in CHOICES}
        for key, value in chosen.items():
            if key not in known:
                raise ValueError(f"has no choice {key!r}; there are: {', '.join(known)}")
            if value not in known[key].values:
                allowed = " or ".join(known[key].values)
                raise ValueError(f"{key} must be {allowed}, not {value!r}")
        return replace(self, **{known[key].field: value for key, value in chosen.items()})


DEFAULT_DIALECT = Dialect()


def parse_format(text: str) -> str:
    """The name of a format; ValueError where there is no such one."""
    if text not in FORMATS:
        raise ValueError(f"must be {', '.join(FORMATS[:-1])} or {FORMATS[-1]}")
    return text


def parse_dialect(text: str) -> Dialect:
    """The dialect that `KEY=VALUE,KEY=VALUE` names; ValueError for what cannot be chosen."""
    chosen: dict[str, str] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        key, equals, value = (part.strip() for part in entry.partition("="))
        if not equals:
            raise ValueError(f"must be KEY=VALUE, not {entry!r}")
        if chosen.get(key, value) != value:
            raise ValueError(f"{key} is given twice")
        chosen[key] = value
    return DEFAULT_DIALECT.choose(chosen)
