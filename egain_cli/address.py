"""Owns what eGain calls a valid email address; knows nothing of the fields that hold one."""

import re

MAX_LENGTH = 255
_FORBIDDEN = re.compile(r'[()\[\]:;\s<>"]|\\\\')
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# What nearly every address looks like: no rule needs asking, and a message names a dozen.
_PLAIN = re.compile(r"[\w.+'-]+@\w[\w-]*(?:\.[\w-]+)+", re.ASCII)
_FAULTS = (
    (lambda text: text.count("@") != 1, "must contain exactly one @"),
    (_FORBIDDEN.search, 'must not contain ( ) [ ] : ; < > ", white space or two backslashes'),
    (_CONTROL.search, "must not contain a control character"),
    (lambda text: text.startswith("@"), "must have something before the @"),
    (lambda text: _domain(text).find(".") < 1, "must have a dot after the @, not right after it"),
    (lambda text: text.endswith("."), "must not end with a dot"),
    (lambda text: len(text) > MAX_LENGTH, f"must not exceed {MAX_LENGTH} characters"),
)


def fault(address: str) -> str | None:
    """The rule that an address breaks, in words, or None where it breaks none.

    Source: the vendor's "Email address definition" page. Nothing else is forbidden, so `+`, `'`
    and letters beyond ASCII pass; RFC 5322 is not asked. Control characters, on which the page is
    silent, are no part of an address anywhere: one comes of a mistake, or of an attempt.
    """
    if len(address) <= MAX_LENGTH and _PLAIN.fullmatch(address):
        return None
    return next((words for breaks, words in _FAULTS if breaks(address)), None)


def _domain(address: str) -> str:
    return address.partition("@")[2]
