"""Owns which request bodies are read, and by what; knows nothing of what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from egain_cli.sandbox.headers import JSON, body_media
from egain_cli.sandbox.refusals import Refusal, refuse
from egain_cli.sandbox.strict_json import parse_json

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from egain_cli.sandbox.calls import Call
    from egain_cli.sandbox.world import World

# The documentation also names application/xml and multipart/form-data; they go here.
PARSERS: dict[str, Callable[[bytes], dict[str, Any] | Refusal]] = {JSON: parse_json}


def read_body(
    call: Call, world: World, parameters: Collection[str] = ()
) -> dict[str, Any] | Refusal:
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
    return parse(call.body) if call.body else refuse("400-264")
