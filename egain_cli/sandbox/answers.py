"""Owns the shapes of answers, in JSON and XML; knows neither rules nor what made the answer."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from egain_cli.sandbox.envelopes import as_json
from egain_cli.sandbox.headers import JSON, SESSION, XML
from egain_cli.sandbox.xml_writer import as_xml, replace_illegal

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.sandbox.envelopes import Envelope
    from egain_cli.sandbox.refusals import Refusal

_NAMESPACES = "http://bindings.egain.com/ws/model/v12/gen"


def _interaction_json(refusal: Refusal) -> str:
    return json.dumps({"code": refusal.code, "developerMessage": refusal.message})


def _interaction_xml(refusal: Refusal) -> str:
    code, message = _escape(refusal.code), _escape(refusal.message)
    inner = f"<code>{code}</code><developerMessage>{message}</developerMessage>"
    return f'<error xmlns="{_NAMESPACES}/common">{inner}</error>'


def _legacy_json(refusal: Refusal) -> str:
    return json.dumps({"message": refusal.message})


def _legacy_xml(refusal: Refusal) -> str:
    inner = f"<message>{_escape(refusal.message)}</message>"
    return f'<Error xmlns="{_NAMESPACES}/platform">{inner}</Error>'


# The interaction family is documented by example; that login speaks the legacy one like logout
# does, is inferred.
_ERRORS: dict[tuple[bool, str], Callable[[Refusal], str]] = {
    (False, JSON): _interaction_json,
    (False, XML): _interaction_xml,
    (True, JSON): _legacy_json,
    (True, XML): _legacy_xml,
}


def no(refusal: Refusal, media: str, *, legacy: bool = False) -> Response:
    """The refusal as a response in `media`; `legacy` is the family of login and logout."""
    return Response(_ERRORS[legacy, media](refusal), refusal.status, media_type=media)


def envelope(found: Envelope, items: list[dict[str, Any]], media: str, session: str) -> Response:
    """200 with the items in their envelope, in `media`; 204 without a body where there are none."""
    headers = {SESSION: session}
    if not items:
        return Response(status_code=204, headers=headers)
    if media == XML:
        return Response(as_xml(found, items), 200, headers, XML)
    return fine(as_json(found, items), headers)


def fine(content: Any, headers: dict[str, str] | None = None) -> Response:
    """200 with `content` as JSON."""
    return Response(json.dumps(content, ensure_ascii=False), 200, headers, JSON)


def _escape(text: str) -> str:
    return html.escape(replace_illegal(text), quote=False)
