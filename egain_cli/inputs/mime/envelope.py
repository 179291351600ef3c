"""Owns who wrote and who gets a message, and its subject; knows no body and no date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli import address
from egain_cli.findings import finding, shorten
from egain_cli.inputs.mime import headers, recipients

if TYPE_CHECKING:
    from egain_cli.findings import Finding
    from egain_cli.inputs.mime.mapping import Wanted
    from egain_cli.inputs.mime.part import Part

MAX_SUBJECT = 255
_SENDERS = {
    "from": "From", "sender": "Sender", "reply-to": "Reply-To", "return-path": "Return-Path",
}  # fmt: skip
_RECEIVED_BY = {
    "delivered-to": "Delivered-To", "x-original-to": "X-Original-To",
    "envelope-to": "Envelope-To", "to": "To", "cc": "Cc",
}  # fmt: skip
_SETTINGS = "the settings"


def sender(part: Part, found: list[Finding]) -> tuple[str | None, str]:
    """The first usable address of From, Sender, Reply-To, Return-Path, and which field it was."""
    for name, title in _SENDERS.items():
        given = headers.addresses(part, name)
        usable = [each for each in given if not address.fault(each)]
        if name == "from":
            _tell_faults(given, found)
        if not usable:
            continue
        if name != "from":
            words = f"From names no usable address, taken from {title}: {usable[0]}"
            found.append(finding("sender-chosen", "from", words))
        elif len(usable) > 1:
            words = f"From names {len(usable)} addresses, the first was taken: {usable[0]}"
            found.append(finding("sender-chosen", "from", words))
        return usable[0], title
    return None, ""


def _tell_faults(given: list[str], found: list[Finding]) -> None:
    for each in given:
        if broken := address.fault(each):
            words = f"{shorten(each)} {broken}; it was left out"
            found.append(finding("address-left-out", "from", words))


def receiver(part: Part, wanted: Wanted) -> tuple[str | None, str]:
    """The alias that the message names, by the contract's order of fields, else the setting."""
    aliases = {alias.lower(): alias for alias in wanted.aliases}
    for name, title in _RECEIVED_BY.items() if aliases else ():
        for each in headers.addresses(part, name):
            if each.lower() in aliases:
                return aliases[each.lower()], title
    return wanted.receiver, _SETTINGS


def several(part: Part, name: str, found: list[Finding]) -> tuple[str, ...]:
    """The usable addresses of a field; each of the others is a finding."""
    usable = []
    named, field = recipients.read(part, name), name.replace("-", "_")
    for each in named.addresses:
        if broken := address.fault(each):
            words = f"{shorten(each)} {broken}; it was left out"
            found.append(finding("address-left-out", field, words))
        else:
            usable.append(each)
    lost = (f"{shorten(each)} names no address; it was left out" for each in named.lost)
    found += [finding("address-left-out", field, words) for words in lost]
    if named.cut:
        words = (
            f"more than {recipients.MAX_ADDRESSES} addresses, or {recipients.MAX_TEXT} characters"
            " of them; the rest was left out"
        )
        found.append(finding("header-too-large", field, words))
    return tuple(usable)


def reply_to(part: Part, found: list[Finding]) -> str | None:
    """The first usable address of Reply-To: the API takes one."""
    usable = several(part, "reply-to", found)
    if len(usable) > 1:
        left = ", ".join(usable[1:])
        words = f"the first of {len(usable)} was taken; left out: {left}"
        found.append(finding("address-left-out", "reply_to", words))
    return usable[0] if usable else None


def subject(part: Part, found: list[Finding]) -> str | None:
    """The subject, at most as long as the API takes it."""
    raw = part.first("subject")
    doubts: list[str] = []
    # Whoever asks every part for a charset asks only where there is something to read by it.
    declared = part.declared_charset if raw and not raw.isascii() else None
    said = headers.text(raw or b"", declared, doubts)
    found += [finding("charset-replaced", "subject", words) for words in dict.fromkeys(doubts)]
    if len(said) > MAX_SUBJECT:
        words = f"had {len(said)} characters, shortened to {MAX_SUBJECT}"
        found.append(finding("subject-shortened", "subject", words))
        said = said[:MAX_SUBJECT]
    return said or None
