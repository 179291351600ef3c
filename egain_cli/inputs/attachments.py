"""Owns how an attachment is named in flags and YAML, and reads it; knows no HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from egain_cli.errors import InputError
from egain_cli.inputs.candidates import Candidate
from egain_cli.inputs.content_type import PREFIX, content_type
from egain_cli.inputs.files import open_content
from egain_cli.inputs.nodes import place_of, refuse_unknown
from egain_cli.model import Attachment
from egain_cli.yaml_reader import Mark, Node

if TYPE_CHECKING:
    from pathlib import Path

KEYS = ("path", "name", "type", "inline", "cid")
# A type, a slash and a subtype of the characters that either has (RFC 2045); parameters may follow.
_TYPE = re.compile(r"[!#-'*+.0-9A-Z^-~-]+/[!#-'*+.0-9A-Z^-~-]+\s*(?:;.*)?", re.DOTALL)
_SCHEME = re.compile(r"\A\s*cid:", re.IGNORECASE)
_PARAMETER = re.compile(r";(?=(?:name|type|cid)=)")


def node_from_flag(value: str, flag: str) -> Node:
    """The mapping that `PATH[;name=…][;type=…][;cid=…]` stands for; `--inline` marks it so."""
    mark = Mark(f"{flag} {value}")
    path, *parameters = _PARAMETER.split(value)
    entries = {"path": Node(path, mark, mark)}
    for parameter in parameters:
        name, _, text = parameter.partition("=")
        entries[name] = Node(text, mark, mark)
    if flag == "--inline":
        entries["inline"] = Node("true", mark, mark)
    return Node(entries, mark)


def read_attachment(node: Node, folder: Path) -> Candidate:
    """The attachment that a YAML node or a flag describes; a path is taken from `folder` on.

    Raises InputError with the place for an unknown key, a value that cannot be, or a file that
    cannot be read.
    """
    entries = node.value if isinstance(node.value, dict) else {"path": node}
    texts = {name: _text(name, entry) for name, entry in entries.items()}
    path = texts.get("path")
    if not path:
        raise InputError(f"{node.mark}: an attachment needs a path", "Write `path: FILE`.")
    declared = _media_type(texts.get("type"), entries)
    candidate = attach(folder / path, f"{node.mark}: {path}", declared)
    attachment = candidate.attachment
    content_id = _SCHEME.sub("", texts.get("cid") or "").removeprefix("<").removesuffix(">")
    return Candidate(
        Attachment(
            name=texts.get("name") or attachment.name,
            content_type=attachment.content_type,
            content=attachment.content,
            content_id=content_id or None,
        ),
        candidate.path,
        _truth(texts.get("inline"), node),
    )


def attach(path: Path, where: str, declared: str | None = None) -> Candidate:
    """A file as an attachment, under its own name; `where` is how the user wrote it."""
    content, prefix = open_content(path, where, PREFIX)
    kind = content_type(declared, prefix, path.name)
    return Candidate(Attachment(name=path.name, content_type=kind, content=content), path)


def attach_image(path: Path) -> Candidate | None:
    """A file as an attachment if it is an image, else None."""
    candidate = attach(path, str(path))
    return candidate if candidate.attachment.content_type.startswith("image/") else None


def _text(name: str, node: Node) -> str | None:
    refuse_unknown({name: node}, KEYS)
    if isinstance(node.value, list | dict):
        words = f"{place_of(node)}: {name} must be one value"
        raise InputError(words, f"Write `{name}: value`.")
    return node.value


def _media_type(text: str | None, entries: dict[str, Node]) -> str | None:
    if text and not _TYPE.fullmatch(text):
        hint = "Write TYPE/SUBTYPE, such as text/csv; without one it is told from the content."
        raise InputError(f"{place_of(entries['type'])}: {text!r} is no content type", hint)
    return text


def _truth(text: str | None, node: Node) -> bool | None:
    if text is None:
        return None
    if text.lower() not in ("true", "false", "yes", "no"):
        raise InputError(f"{node.mark}: inline must be true or false, not {text!r}", "Write true.")
    return text.lower() in ("true", "yes")
