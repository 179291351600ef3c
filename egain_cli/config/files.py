"""Owns what one file of settings says; knows nothing of the other layers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from egain_cli.config.settings import SETTINGS, Setting
from egain_cli.config.values import Layer, Value
from egain_cli.errors import InputError, UsageError
from egain_cli.yaml_reader import read_documents, unknown_key

if TYPE_CHECKING:
    from egain_cli.yaml_reader import Node


def read_layer(path: Path, layer: Layer) -> dict[str, Value]:
    """The settings that a flat YAML file gives; none where there is no such file."""
    return parse_layer(read_content(path), path, layer)


def read_content(path: Path) -> bytes:
    """The bytes of a file, none where there is no such file; UsageError when it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}", "Check its rights.") from None


def parse_layer(content: bytes, path: Path, layer: Layer) -> dict[str, Value]:
    """The settings in the first document of a file; UsageError naming the place of a mistake."""
    if not content:  # most folders have no such file, and then YAML is not even loaded
        return {}
    try:
        documents = read_documents(content, str(path))
    except InputError as error:
        raise UsageError(error.message, error.hint) from None
    values: dict[str, Value] = {}
    for document in documents[:1]:
        if not isinstance(document.value, dict):
            hint = "Write one `name: value` a line."
            raise UsageError(f"{document.mark}: not a mapping of settings", hint)
        for name, node in document.value.items():
            values |= _from_node(name, node, layer)
    return values


def _from_node(name: str, node: Node, layer: Layer) -> dict[str, Value]:
    place = str(node.key_mark)
    setting = SETTINGS.get(name)
    if setting is None:
        raise UsageError(f"{place}: unknown setting {name!r}", unknown_key(name, SETTINGS))
    if not (setting.project if layer is Layer.PROJECT else setting.profile):
        hint = f"Set it with {setting.environment} or `egain config set` instead."
        if setting.secret:
            hint = f"A secret is never kept there: use {setting.environment} or `egain login`."
        raise UsageError(f"{place}: {name} cannot be set in a {layer}", hint)
    if node.value is None:
        return {}
    text = node.value
    if isinstance(text, list):
        text = ",".join(str(item.value) for item in text)
    if isinstance(text, dict) and setting.choices:
        text = ",".join(f"{key}={item.value}" for key, item in text.items())
    if not isinstance(text, str):
        raise UsageError(f"{place}: {name} must be one value", f"{name}: {setting.help}")
    return {name: Value(_beside(setting, text, node, place), layer, place)}


def _beside(setting: Setting, text: str, node: Node, place: str) -> object:
    value = setting.read_openly(text, place)
    if setting.path:
        return str(Path(node.mark.source).parent / str(value))
    return value
