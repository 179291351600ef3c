"""Owns how a payload is shown to a person, long content cut; knows not how it was made."""

from __future__ import annotations

import json
import re
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from egain_cli.cli import console

if TYPE_CHECKING:
    from egain_cli.model import Payload

_MAX_VALUE = 100  # characters of an attachment's content that are not cut
_BASE64 = re.compile(rf"(?<=content>)[A-Za-z0-9+/=]{{{_MAX_VALUE},}}(?=</)")


def show_preview(title: str, payload: Payload) -> None:
    """A payload in a frame: JSON and XML as they are, of a multipart each part."""
    body = b"".join(payload)
    kind = payload.media_type.partition(";")[0]
    if kind == "application/json":
        console.show_json(title, json.dumps(_elide(json.loads(body)), ensure_ascii=False))
    elif kind == "application/xml":
        console.show_text(title, _elide_xml(body.decode()))
    else:
        console.show_text(title, "\n\n".join(_parts(body, payload.media_type)))


def _parts(body: bytes, media_type: str) -> list[str]:
    content_type = EmailMessage()
    content_type["Content-Type"] = media_type
    boundary = b"--" + str(content_type.get_boundary()).encode()
    return [_part(part.removesuffix(b"\r\n")) for part in body.split(boundary)[1:-1]]


def _part(part: bytes) -> str:
    """The header fields of a part as they are, its content where that is text."""
    head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    fields = head.decode().replace("\r\n", "\n")
    if "filename" in fields or b"\0" in content:
        return f"{fields}\n\n({len(content)} bytes)"
    return f"{fields}\n\n{content.decode()}"


def _elide(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _cut(inner)
            if name == "content" and isinstance(inner, str) and len(inner) > _MAX_VALUE
            else _elide(inner)
            for name, inner in value.items()
        }
    return [_elide(inner) for inner in value] if isinstance(value, list) else value


def _elide_xml(text: str) -> str:
    return _BASE64.sub(lambda found: _cut(found[0]), text)


def _cut(content: str) -> str:
    return f"{content[:20]}… ({len(content)} characters of base64)"
