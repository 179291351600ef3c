"""Owns the conversion of an Outlook message (.msg) to RFC 5322; knows no eGain."""

from __future__ import annotations

from egain_cli.errors import InputError


def to_message(content: bytes, origin: str) -> bytes:  # noqa: ARG001 - for now
    """The message in RFC 5322; InputError, until a library reads it."""
    hint = "Save it from Outlook as .eml, or convert it with msgconvert."
    raise InputError(f"{origin}: Outlook's .msg is not read yet", hint)
