"""Owns how a profile's file is changed, line by line; knows no setting's meaning."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from egain_cli.config.layers import Layer, read_layer
from egain_cli.config.settings import SETTINGS
from egain_cli.errors import EgainError, UsageError
from egain_cli.places import write_private
from egain_cli.yaml_reader import read_documents, unknown_key

if TYPE_CHECKING:
    from pathlib import Path

_PLAIN = re.compile(r"[\w./@+][\w./@+-]*(:[\w./@+-]+)*")


def set_value(path: Path, name: str, value: str | None) -> None:
    """Write one setting into a profile's file, or take it out where the value is None.

    Every other line, comments too, stays as it is. Raises UsageError for a setting that a profile
    cannot hold or a value that it cannot have.
    """
    setting = SETTINGS.get(name.replace("-", "_"))
    if setting is None:
        raise UsageError(f"unknown setting {name!r}", unknown_key(name, SETTINGS))
    if not setting.profile:
        hint = f"Use {setting.environment} or a flag."
        raise UsageError(f"{setting.name} cannot be kept in a profile", hint)
    read_layer(path, Layer.PROFILE)
    if value is not None:
        setting.read(value, setting.name)
    lines = _without(path, setting.name)
    if value is not None:
        lines.append(f"{setting.name}: {_as_yaml(value)}")
    try:
        write_private(path, "".join(f"{line}\n" for line in lines))
    except OSError as error:
        hint = "Check the rights of its folder, or choose another with EGAIN_CONFIG_DIR."
        raise EgainError(f"{path}: cannot be written: {error.strerror}", hint) from None


def _without(path: Path, name: str) -> list[str]:
    if not path.exists():
        return []
    content = path.read_bytes()
    lines = content.decode("utf-8-sig").splitlines()
    starts: dict[str, int] = {}
    for document in read_documents(content, str(path))[:1]:
        if isinstance(document.value, dict):
            starts = {key: node.key_mark.line - 1 for key, node in document.value.items()
                      if node.key_mark}  # fmt: skip
    if name not in starts:
        return lines
    start = starts[name]
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or lines[end][0] in " \t-"):
        end += 1
    return lines[:start] + lines[end:]


def _as_yaml(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
