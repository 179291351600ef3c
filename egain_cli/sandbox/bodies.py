"""Owns which request bodies are read, and by what; knows nothing of what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.sandbox import namespaces
from egain_cli.sandbox.bounds import MAX_TEXT, too_much_text
from egain_cli.sandbox.headers import JSON, MULTIPART, XML, body_media
from egain_cli.sandbox.multipart_body import parse_multipart
from egain_cli.sandbox.parameters import split_value
from egain_cli.sandbox.parsed import Parsed
from egain_cli.sandbox.refusals import Refusal, refuse, shorten
from egain_cli.sandbox.strict_json import parse_json
from egain_cli.sandbox.xml_body import parse_xml

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from egain_cli.sandbox.calls import Call
    from egain_cli.sandbox.world import World

    Parser = Callable[[bytes, str], Parsed | Refusal]  # of a body and its Content-Type


def _json(body: bytes, content_type: str = "") -> Parsed | Refusal:
    document = parse_json(body)
    if isinstance(document, Refusal):
        return document
    charset = _charset(content_type)
    odd = charset.lower() not in {"", "utf-8"}
    doubt = f"Content-Type: charset={shorten(charset)} was ignored; JSON is always UTF-8"
    return Parsed(document, (doubt,) if odd else ())


def _xml(vocabulary: namespaces.Vocabulary) -> Parser:
    def parse(body: bytes, content_type: str = "") -> Parsed | Refusal:
        return parse_xml(body, _charset(content_type), vocabulary)

    return parse


def _charset(content_type: str) -> str:
    try:
        return split_value(content_type)[1].get("charset", "")
    except ValueError:  # the body says itself how it is encoded
        return ""


def _multipart(body: bytes, content_type: str) -> Parsed | Refusal:
    """Each value that `data-type` may have, with what reads `data` then."""
    xml = _xml(namespaces.ACTIVITY)
    return parse_multipart(body, content_type, {JSON: _json, XML: lambda data: xml(data, "")})


# What each page says that its body may be [documented].
CREATE: dict[str, Parser] = {
    JSON: _json,
    XML: _xml(namespaces.ACTIVITY),
    MULTIPART: _multipart,
}
LOGIN: dict[str, Parser] = {JSON: _json, XML: _xml(namespaces.LOGIN)}


def read_body(
    call: Call,
    world: World,
    parsers: Mapping[str, Parser] = CREATE,
    parameters: Collection[str] = (),
) -> Parsed | Refusal:
    """The document that a call carries, or why not: media type, query, size, absence, syntax.

    `parameters` are the query parameters that the route knows; the create page has none.
    """
    parse = parsers.get(body_media(call.headers))
    if not parse:
        return refuse("415-90001", rule=f"expected {' or '.join(parsers)}")
    unknown = [name for name, _ in call.query if name not in parameters]
    if unknown:
        return refuse("400-101", ", ".join(unknown))
    if call.body is None:
        return refuse("413-90001", str(world.max_body_bytes), rule="a setting of the world")
    if not call.body:
        return refuse("400-264")
    parsed = parse(call.body, call.headers["content-type"])
    if isinstance(parsed, Refusal) or len(call.body) <= MAX_TEXT:  # no byte makes two characters
        return parsed
    return too_much_text(parsed.document) or parsed
