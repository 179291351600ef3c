"""Owns which request bodies are read, and by what; knows nothing of what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.sandbox.headers import JSON, body_media
from egain_cli.sandbox.parsed import Parsed
from egain_cli.sandbox.refusals import Refusal, refuse
from egain_cli.sandbox.strict_json import parse_json

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from egain_cli.sandbox.calls import Call
    from egain_cli.sandbox.world import World

    Parser = Callable[[bytes, str], Parsed | Refusal]  # of a body and its Content-Type

# The documentation also names application/xml and multipart/form-data; they go here.
PARSERS: dict[str, Parser] = {JSON: lambda body, _type: _json(body)}


def read_body(call: Call, world: World, parameters: Collection[str] = ()) -> Parsed | Refusal:
    """The document that a call carries, or why not: media type, query, size, absence, syntax.

    `parameters` are the query parameters that the route knows; the create page has none.
    """
    parse = PARSERS.get(body_media(call.headers))
    if not parse:
        rule = f"only {JSON} is read so far; XML and multipart are not emulated yet"
        return refuse("415-90001", rule=rule)
    unknown = [name for name, _ in call.query if name not in parameters]
    if unknown:
        return refuse("400-101", ", ".join(unknown))
    if call.body is None:
        return refuse("413-90001", str(world.max_body_bytes), rule="a setting of the world")
    if not call.body:
        return refuse("400-264")
    return parse(call.body, call.headers["content-type"])


def _json(body: bytes) -> Parsed | Refusal:
    document = parse_json(body)
    return document if isinstance(document, Refusal) else Parsed(document)
