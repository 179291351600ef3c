"""Owns what one part of multipart/form-data says of an attachment; knows no other part."""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from egain_cli.sandbox import values
from egain_cli.sandbox.parameters import unescaped

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from egain_cli.sandbox.multipart_parts import Part

Attachment = dict[str, Any]

# That one part is one attachment is documented, and that is all: the sentence that says how it must
# be made could not be read. These choices are inferred from RFC 7578 and the JSON shape.
_EXTENDED = re.compile(r"utf-8'[^']*'(.*)", re.IGNORECASE)


def attachment(part: Part, referred: Collection[str]) -> tuple[Attachment, list[str]]:
    """The attachment in the JSON shape, and what is doubtful about how the part says it.

    `referred` are the content ids that the html names. Raises ValueError for an encoding that
    cannot be undone.
    """
    doubts: list[str] = []
    raw, encoding = decoded(part)
    if encoding:
        doubts.append(f"Content-Transfer-Encoding {encoding}, which RFC 7578 has given up")
    if part.disposition not in ("form-data", "inline"):
        doubts.append(f"its Content-Disposition is {part.disposition[:40]!r}, not form-data")
    if not part.name:
        doubts.append("no name, which RFC 7578 asks for")
    item: Attachment = {
        **_file_name(part, doubts),
        "contentType": _content_type(part, doubts),
        "content": binascii.b2a_base64(raw, newline=False).decode("ascii"),
        **_inline(part, referred, doubts),
    }
    return item, doubts


def decoded(part: Part) -> tuple[bytes | memoryview, str]:
    """The part's bytes, and the Content-Transfer-Encoding that was undone for them, or "".

    The stacks that servers are built of differ: some undo base64, others do not look. So it passes
    with a warning, and a client that wants to be sure sends bytes as they are.
    """
    name = part.headers.get("content-transfer-encoding", "binary").lower()
    if name not in _ENCODINGS:
        raise ValueError(f"Content-Transfer-Encoding {name[:40]!r} is unknown")
    undo = _ENCODINGS[name]
    return (undo(bytes(part.content)), name) if undo else (part.content, "")


def _base64(content: bytes) -> bytes:
    bare = content.translate(None, b" \t\r\n")
    fault = values.base64(bare.decode("ascii", "replace"))
    if fault:
        raise ValueError(fault)
    return binascii.a2b_base64(bare)


_ENCODINGS: dict[str, Callable[[bytes], bytes] | None] = {
    **dict.fromkeys(("binary", "8bit", "7bit")),
    "base64": _base64,
    "quoted-printable": binascii.a2b_qp,
}


def _file_name(part: Part, doubts: list[str]) -> Attachment:
    extended = part.parameters.get("filename*")
    name = part.parameters.get("filename")
    if extended is not None:
        doubts.append("filename*, which RFC 7578 forbids; a server may not see it")
        found = _EXTENDED.fullmatch(extended)
        if not found:
            raise ValueError("filename* is not UTF-8''…")
        return {"fileName": unquote(found[1], errors="strict")}
    if name is None:
        doubts.append("no filename; a server may take the part for no attachment")
        return {}
    if '\\"' in name:
        doubts.append('\\" in filename; browsers write %22')
    return {"fileName": unescaped(name)}


def _content_type(part: Part, doubts: list[str]) -> str:
    if "content-type" not in part.headers:
        doubts.append("no Content-Type; read as text/plain (RFC 7578)")
    return part.headers.get("content-type", "text/plain")


def _inline(part: Part, referred: Collection[str], doubts: list[str]) -> Attachment:
    """The inline marker. How a server expects it is unknown: three readings pass.

    Only the one that two of them agree on, a Content-ID that is also the name, has no warning.
    """
    cid = part.headers.get("content-id", "").removeprefix("<").removesuffix(">")
    if cid and cid == part.name:
        reading = ""
    elif cid:
        reading = "inline by its Content-ID alone, its name is another"
    elif part.name and part.name in referred:
        reading = "inline by its name alone, which the html refers to; it has no Content-ID"
    elif part.disposition == "inline":
        reading = "inline by its Content-Disposition alone; its name is taken for the content id"
    else:
        return {}
    if reading:
        doubts.append(f"{reading}; the inferred form is a Content-ID that equals the name")
    return {"isInline": "true", "contentId": cid or part.name}
