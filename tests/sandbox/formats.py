"""Owns how the tests write one document as XML and as multipart/form-data; knows no transport."""

from __future__ import annotations

import base64
import json
import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

GEN = "http://bindings.egain.com/ws/model/v12/gen"
SPACES = {
    "": f"{GEN}/interaction/activity",
    "p": f"{GEN}/platform",
    "c": f"{GEN}/common",
    "t": f"{GEN}/interaction/attachment",
    "u": f"{GEN}/interaction/customer",
    "q": f"{GEN}/interaction/contactperson",
    "k": f"{GEN}/interaction/contactpoint",
}
# The first row that matches the whole path says the prefix.
PREFIXES = (
    (r"department\.name", "p"),
    (r"type\.subtype\.value", "c"),
    (r"payload\.email\.contents\.content\..+", "c"),
    (r"customAttributes\..+", "c"),
    (r"attachments\..+", "t"),
    (r"customer\..+\.contactPoints\..+", "k"),
    (r"customer\.contactPersons\..+", "q"),
    (r"customer\..+", "u"),
    (r".*", ""),
)
ATTRIBUTES = {"case.id", "payload.email.date.date"}
BOUNDARY = "a-boundary-of-the-tests"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def as_xml(document: dict[str, Any], declaration: str = '<?xml version="1.0"?>') -> str:
    """The document as the vendor's first example is written."""
    names = {prefix: f"xmlns:{prefix}" if prefix else "xmlns" for prefix in SPACES}
    spaces = " ".join(f'{names[prefix]}="{space}"' for prefix, space in SPACES.items())
    return f"{declaration}<activity {spaces}>{_inner(document, '')}</activity>"


def _inner(value: Any, path: str) -> str:
    if not isinstance(value, dict):
        return escape(str(value), {"\r": "&#13;"})
    return "".join(
        _element(name, item, f"{path}.{name}".lstrip("."))
        for name, child in value.items()
        if f"{path}.{name}" not in ATTRIBUTES
        for item in (child if isinstance(child, list) else [child])
    )


def _element(name: str, value: Any, path: str) -> str:
    prefix = next(prefix for pattern, prefix in PREFIXES if re.fullmatch(pattern, path))
    tag = f"{prefix}:{name}".lstrip(":")
    members = value.items() if isinstance(value, dict) else ()
    attributes = "".join(
        f" {key}={quoteattr(str(item))}" for key, item in members if f"{path}.{key}" in ATTRIBUTES
    )
    return f"<{tag}{attributes}>{_inner(value, path)}</{tag}>"


def form(*parts: tuple[str, bytes]) -> bytes:
    """A body of parts, each given as its header lines and its bytes."""
    mark = f"--{BOUNDARY}".encode()
    whole = [b"%s\r\n%s\r\n\r\n%s\r\n" % (mark, head.encode(), content) for head, content in parts]
    return b"".join([*whole, mark, b"--\r\n"])


def field(name: str, content: str | bytes) -> tuple[str, bytes]:
    """A part that is no file."""
    head = f'Content-Disposition: form-data; name="{name}"'
    return head, content.encode() if isinstance(content, str) else content


def file(
    content: bytes, file_name: str, media: str = "text/plain", name: str = "file", cid: str = ""
) -> tuple[str, bytes]:
    """A part that is a file, written as a browser does; inline when there is a content id."""
    quoted = file_name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    head = f'Content-Disposition: form-data; name="{cid or name}"; filename="{quoted}"'
    return f"{head}\r\nContent-Type: {media}" + (f"\r\nContent-ID: <{cid}>" if cid else ""), content


def without_files(document: dict[str, Any], media: str = "application/json") -> tuple[Any, ...]:
    """The parts `data` and `data-type` of a document, in this order."""
    rest = {name: value for name, value in document.items() if name != "attachments"}
    text = as_xml(rest) if media == "application/xml" else json.dumps(rest)
    return field("data", text), field("data-type", media)


def as_multipart(document: dict[str, Any], media: str = "application/json") -> bytes:
    """The document with each attachment as a part, in the canonical form."""
    items = document.get("attachments", {}).get("attachment", [])
    files = [
        file(
            base64.b64decode(item["content"]),
            item["fileName"],
            item["contentType"],
            cid=item.get("contentId", ""),
        )
        for item in items
    ]
    return form(*without_files(document, media), *files)
