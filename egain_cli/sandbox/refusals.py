"""Owns the codes and texts with which the API says no; knows neither requests nor HTTP bodies."""

from __future__ import annotations

from dataclasses import dataclass

# Codes up to 5 digits are the vendor's public catalogue (seen in its newer OpenAPI files; that v12
# uses the same numbers is inferred from 401-101, which is documented for both). Codes 9xxxx are the
# sandbox's own: no code is published for these cases, so no client should ever branch on them.
TEXTS = {
    "400-101": "Unsupported query parameter(s) supplied: '{0}'.",
    "400-102": "Unsupported value for query parameter '{0}'. "
    "Only the following values are supported: '{1}'.",
    "400-112": "Required query parameter(s) is missing. "
    "The following parameters are required: '{0}'.",
    "400-116": "Unsupported value for $attribute query parameter: '{0}'. "
    "Only the following attributes are supported: '{1}'.",
    "400-120": "The pagination and range query parameters cannot be mixed in the same request.",
    "400-124": "$order query parameter must be accompanied by $sort.",
    "400-146": "Required attribute is missing in request body: '{0}'.",
    "400-147": "Unsupported attribute is present in request body: '{0}'.",
    "400-152": "Invalid value is provided in the request body for the following attribute:'{0}'.",
    "400-194": "The following IDs supplied in the request body were not found: '{0}'.",
    "400-244": "Invalid value provided for query parameter: '{0}'.",
    "400-245": "At least one of the following API specific query parameters is required: '{0}'.",
    "400-264": "Request body is mandatory. Please provide body for the request.",
    "400-387": "The following attribute in request body cannot be empty: '{0}'.",
    "400-10424": "Limit exceeded. The allowed limit for '{0}' is '{1}'.",
    "401-101": "Invalid or expired 'X-egain-session' header provided. New login is required.",
    "403-178": "User is not allowed to perform the following action: {0}.",
    "404-100": "The following IDs supplied in the URI path were not found: '{0}'.",
    "406-100": "Invalid 'Accept-Language' header value provided.",
    "429-001": "Too many requests.",
    "500-100": "System is unable to process this request. Please contact your administrator.",
    "400-90001": "The request body cannot be read.",
    "403-90001": "This request did not come from where the sandbox answers.",
    "404-90001": "The sandbox holds no such message: '{0}'.",
    "404-90002": "This one-time URL was used before, or never given: '{0}'.",
    "400-90002": "Invalid value for the query parameter '{0}'.",
    "406-90001": "The 'Accept' header asks for what cannot be answered.",
    "408-90001": "Only {0} of {1} messages are there.",
    "413-90001": "The request body is larger than the sandbox takes: {0} bytes.",
    "415-90001": "The 'Content-Type' header names what the sandbox does not read.",
    "500-90003": "A fault script answers {0}.",
    "501-90001": "{0} is not emulated by the sandbox",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that says no: HTTP status, code (empty in the legacy family), text for people."""

    status: int
    code: str
    message: str


def refuse(code: str, *values: str, rule: str = "") -> Refusal:
    """The catalogue's refusal for `code`; `rule` says which of the sandbox's rules applied."""
    message = TEXTS[code].format(*(shorten(value) for value in values))
    origin = "a code of the sandbox only; " if code.partition("-")[2].startswith("90") else ""
    note = f" (sandbox: {origin}{shorten(rule, 600)})" if rule else ""
    return Refusal(int(code[:3]), code, message + note)


def shorten(text: str, limit: int = 200) -> str:
    """A user's text, short enough to stand in a message."""
    return text if len(text) <= limit else text[:limit] + "…"
