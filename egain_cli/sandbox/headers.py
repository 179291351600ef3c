"""Owns what request headers ask for: answer format, language, body format; knows no route."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.sandbox.refusals import Refusal, refuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SESSION = "X-egain-session"
JSON, XML = "application/json", "application/xml"
MULTIPART = "multipart/form-data"
# XML is what the API answers when Accept is absent [documented]; that */* gets it too is a guess.
_ACCEPTED = {JSON: JSON, XML: XML, "*/*": XML, "application/*": XML}
# The v12 table could not be read; these are the 15 codes published for the newer API.
LANGUAGES = frozenset(
    {"en-us", "es-es", "fr-fr", "it-it", "de-de", "nl-nl", "pt-br", "pt-pt"}
    | {"da-dk", "ru-ru", "fr-ca", "zh-cn", "ja-jp", "ko-kr", "sv-se"}
)
_SECRET = frozenset({"x-egain-session", "authorization", "cookie"})


def answer_media(headers: Mapping[str, str]) -> str | None:
    """JSON or XML, by the Accept header's preferences; None when it asks for neither."""
    ranges = _ranges(headers.get("accept") or "*/*")
    return next((_ACCEPTED[name] for name in ranges if name in _ACCEPTED), None)


def unacceptable(headers: Mapping[str, str]) -> Refusal | None:
    """The refusal of an Accept or Accept-Language header that nothing can answer."""
    languages = _ranges(headers.get("accept-language", ""))
    if languages and not LANGUAGES.intersection(languages) and "*" not in languages:
        return refuse("406-100")
    if answer_media(headers) is None:
        return refuse("406-90001", rule=f"Accept must be {JSON} or {XML}")
    return None


def body_media(headers: Mapping[str, str]) -> str:
    """The media type of the request's body, without parameters, in lower case."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def without_secrets(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Headers as received, except for what would let a reader of the inbox act as the sender."""
    return [(name, "(redacted)" if name.lower() in _SECRET else value) for name, value in headers]


def _ranges(value: str) -> list[str]:
    """The names in a header of preferences, the most wanted first, those with q=0 left out."""
    weighted = [_weighted(item) for item in value.lower().split(",") if item.strip()]
    wanted = sorted((item for item in weighted if item[0] > 0), key=lambda item: -item[0])
    return [name for _, name in wanted]


def _weighted(item: str) -> tuple[float, str]:
    name, *parameters = (part.strip() for part in item.split(";"))
    quality = next((text[2:] for text in parameters if text.startswith("q=")), "1")
    try:
        return float(quality), name
    except ValueError:
        return 0.0, name
