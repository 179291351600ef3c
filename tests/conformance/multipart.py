"""Owns multipart/form-data bodies; knows neither activities' rules nor answers."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.conformance.documents import as_json
from tests.conformance.reading import JSON

if TYPE_CHECKING:
    from tests.conformance.documents import Document

BOUNDARY = "----conformance-7d1a4f"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its disposition's parameters, its other headers, its bytes."""

    name: str
    body: bytes
    file_name: str | None = None
    headers: tuple[str, ...] = ()


def as_multipart(document: Document) -> bytes:
    """The document in JSON as `data`, and its attachments as parts of their own."""
    said = {name: value for name, value in document.items() if name != "attachments"}
    items = document.get("attachments", {}).get("attachment", [])
    parts = (attached(item, number) for number, item in enumerate(items, 1))
    return form(*said_parts(as_json(said), JSON), *parts)


def said_parts(body: bytes, kind: str) -> tuple[Part, Part]:
    """The two parts that the page documents."""
    return Part("data", body), Part("data-type", kind.encode())


def attached(item: Document, number: int = 1) -> Part:
    """An attachment as a part. How an inline one is marked is a guess: by name and Content-ID."""
    content_id = item.get("contentId")
    headers = [f"Content-Type: {item['contentType']}"] if "contentType" in item else []
    if content_id:
        headers.append(f"Content-ID: <{content_id}>")
    body = base64.b64decode(item["content"])
    return Part(content_id or f"attachment{number}", body, item.get("fileName"), tuple(headers))


def form(*parts: Part) -> bytes:
    """The parts as one body."""
    end = f"--{BOUNDARY}--\r\n".encode()
    return b"".join(_written(part) for part in parts) + end


def _written(part: Part) -> bytes:
    name = f'Content-Disposition: form-data; name="{part.name}"'
    if part.file_name is not None:
        name += f'; filename="{part.file_name}"'
    head = "\r\n".join((f"--{BOUNDARY}", name, *part.headers, "", ""))
    return head.encode() + part.body + b"\r\n"
