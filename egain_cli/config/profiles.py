"""Owns how a profile's file is changed, line by line; knows no setting's meaning."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from egain_cli.config.files import parse_layer, read_content
from egain_cli.config.settings import SETTINGS, Setting
from egain_cli.config.values import Layer
from egain_cli.errors import EgainError, InputError, UsageError
from egain_cli.places import write_private
from egain_cli.yaml_reader import Node, read_documents, unknown_key

if TYPE_CHECKING:
    from pathlib import Path

_PLAIN = re.compile(r"[\w./+][\w./@+-]*(:[\w./@+-]+)*")
# Line breaks to YAML, or not allowed as they are: escaped, they are read back.
_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def set_value(path: Path, name: str, value: str | None) -> None:
    """Write one setting into a profile's file, or take it out where the value is None.

    Every other line stays as it is, comments and blank lines too; the file becomes UTF-8. Raises
    UsageError for a setting that a profile cannot hold, a value that it cannot have, and a file
    in which a line cannot be changed without changing more.
    """
    setting = _find(name)
    if value is not None:
        _require_text(value, setting.name)
        setting.read_openly(value, setting.name)
    content = read_content(path)
    parse_layer(content, path, Layer.PROFILE)
    before = read_documents(content, str(path))
    after = _changed(_decode(content), before, setting.name, value)
    if after is None or not _only_changes(before, after, setting.name, value):
        hint = "Edit the file by hand; with one `name: value` a line it can be changed here."
        raise UsageError(f"{path}: {setting.name} cannot be changed without changing more", hint)
    try:
        write_private(path, after)
    except OSError as error:
        hint = "Check the rights of its folder, or choose another with EGAIN_CONFIG_DIR."
        raise EgainError(f"{path}: cannot be written: {error.strerror}", hint) from None


def _find(name: str) -> Setting:
    setting = SETTINGS.get(name.replace("-", "_"))
    if setting is None:
        raise UsageError(f"unknown setting {name!r}", unknown_key(name, SETTINGS))
    if not setting.profile:
        hint = f"Use {setting.environment} instead."
        raise UsageError(f"{setting.name} cannot be kept in a profile", hint)
    return setting


def _require_text(value: str, name: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        hint = "Type it anew: it holds half of a character, or bytes that are not UTF-8."
        raise UsageError(f"{name}: {value!r} is not text", hint) from None


def _decode(content: bytes) -> str:
    utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return content.decode("utf-16" if utf_16 else "utf-8-sig")


def _changed(text: str, documents: list[Node], name: str, value: str | None) -> str | None:
    """The file with one entry's lines replaced; None where they hold more than that entry."""
    lines = text.splitlines(keepends=True)
    found = documents[0].value if documents else None
    entries = found if isinstance(found, dict) else {}
    nodes = list(entries.values())
    start = stop = _lines_of(nodes[-1], lines)[1] if nodes else len(lines)
    rest = ""
    if name in entries:
        start, stop = _lines_of(entries[name], lines)
        before, rest = _around(entries[name], lines)
        if before.strip() or not (rest.strip() + "#").startswith("#"):
            return None
    end = "\r\n" if "\r\n" in text else "\n"
    if start and not lines[start - 1].endswith(("\n", "\r")):
        lines[start - 1] += end
    indent = documents[0].mark.column - 1 if nodes else 0
    entry = f"{' ' * indent}{name}: {_as_yaml(value or '')}{rest.rstrip()}{end}"
    return "".join([*lines[:start], *([] if value is None else [entry]), *lines[stop:]])


def _lines_of(node: Node, lines: list[str]) -> tuple[int, int]:
    """The first line of an entry and the one after its last, from zero."""
    end = node.end or node.mark
    start = (node.key_mark or node.mark).line - 1
    stop = end.line - (end.column == 1)  # a block ends where the next line begins
    while stop > start + 1 and not lines[stop - 1].strip():
        stop -= 1
    return start, max(stop, start + 1)


def _around(node: Node, lines: list[str]) -> tuple[str, str]:
    """What stands on an entry's lines before its key and after its value."""
    start, stop = _lines_of(node, lines)
    key, end = node.key_mark or node.mark, node.end or node.mark
    rest = lines[stop - 1][end.column - 1 :] if end.line == stop else ""
    return lines[start][: key.column - 1], rest


def _only_changes(before: list[Node], after: str, name: str, value: str | None) -> bool:
    """Whether a file, read anew, says what it said before but for one entry."""
    old = [_plain(document) for document in before]
    first = old[0] if old else {}
    wanted = {key: one for key, one in first.items() if key != name}
    if value is not None:
        wanted[name] = value
    try:
        new = [_plain(document) for document in read_documents(after.encode(), "")]
    except InputError:
        return False
    return new == [wanted, *old[1:]] or (not new and not wanted and not old[1:])


def _plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: _plain(value) for key, value in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(value) for value in node.value]
    return node.value


def _as_yaml(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    written = json.dumps(value, ensure_ascii=False)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
