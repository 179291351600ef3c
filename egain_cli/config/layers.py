"""Owns which layer wins and where a value came from; knows no setting's meaning."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, cast

from egain_cli import places
from egain_cli.config.settings import SETTINGS, Setting
from egain_cli.errors import EgainError, UsageError
from egain_cli.yaml_reader import Node, read_documents, unknown_key

if TYPE_CHECKING:
    from collections.abc import Mapping


class Layer(StrEnum):
    """Where a value may come from, the strongest first."""

    FLAG = "flag"
    ENVIRONMENT = "environment"
    PROJECT = "project file"
    PROFILE = "profile"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Value:
    """A setting's value with its origin in words, such as `EGAIN_URL` or `egain.yaml:2:1`."""

    value: object
    layer: Layer
    where: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting's value; `profile_url` is what the profile alone says."""

    values: Mapping[str, Value]
    profile_url: str | None
    environ: Mapping[str, str]

    def text(self, name: str) -> str | None:
        """The text of a setting, None where it has no value."""
        return cast("str | None", self.values[name].value)

    def truth(self, name: str) -> bool:
        """The value of a yes-or-no setting."""
        return cast("bool", self.values[name].value)

    def number(self, name: str) -> float:
        """The value of a setting that is a number."""
        return cast("float", self.values[name].value)

    def texts(self, name: str) -> tuple[str, ...]:
        """The values of a setting that is a list."""
        return cast("tuple[str, ...]", self.values[name].value)

    def outranks(self, name: str, other: str) -> bool:
        """Whether one setting's value comes from a stronger layer than another's."""
        order = list(Layer)
        return order.index(self.layer(name)) < order.index(self.layer(other))

    def layer(self, name: str) -> Layer:
        """Where the value of a setting came from."""
        return self.values[name].layer


def load_settings(
    flags: Mapping[str, str | bool | None], environ: Mapping[str, str], folder: Path
) -> Settings:
    """Every setting, the strongest layer first; a flag that is None was not given.

    `folder` is where a project file is looked for: there alone, not in the folders above it.
    Raises UsageError naming the place of a value that cannot be, or of an unknown key.
    """
    given = {name: _from_flag(SETTINGS[name], flags[name]) for name in flags if name in SETTINGS}
    found = {name: _from_environment(setting, environ) for name, setting in SETTINGS.items()}
    project = read_layer(folder / places.PROJECT_FILE, Layer.PROJECT)
    above = (given, found, project)
    profile = _first("profile", above)
    profile_values = read_layer(profile_path(environ, str(profile.value)), Layer.PROFILE)
    layers = (*above, profile_values)
    url = profile_values.get("url")
    return Settings(
        {name: _first(name, layers) for name in SETTINGS}, str(url.value) if url else None, environ
    )


def profile_path(environ: Mapping[str, str], profile: str) -> Path:
    """The file of a profile; UsageError for a name that is no file name."""
    if not profile.replace("-", "").replace("_", "").replace(".", "").isalnum():
        hint = "A profile's name is made of letters, digits, dots, hyphens and underscores."
        raise UsageError(f"{profile!r} cannot name a profile", hint)
    return places.config_dir(environ) / f"{profile}.yaml"


def read_layer(path: Path, layer: Layer) -> dict[str, Value]:
    """The settings that a flat YAML file gives; none where there is no such file."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}", "Check its rights.") from None
    try:
        documents = read_documents(content, str(path))
    except EgainError as error:
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
        hint = f"Set it with a flag, {setting.environment} or `egain config set` instead."
        if setting.secret:
            hint = f"A secret is never kept there: use {setting.environment} or `egain login`."
        raise UsageError(f"{place}: {name} cannot be set in a {layer}", hint)
    if node.value is None:
        return {}
    text = node.value
    if isinstance(text, list):
        text = ",".join(str(item.value) for item in text)
    if not isinstance(text, str):
        raise UsageError(f"{place}: {name} must be one value", f"{name}: {setting.help}")
    return {name: Value(_beside(setting, text, node, place), layer, place)}


def _beside(setting: Setting, text: str, node: Node, place: str) -> object:
    value = setting.read(text, place)
    if setting.name.endswith("_file"):
        return str(Path(node.mark.source).parent / str(value))
    return value


def _from_flag(setting: Setting, value: str | bool | None) -> Value | None:
    if value is None:
        return None
    flag = f"--{setting.name.replace('_', '-')}"
    parsed = value if isinstance(value, bool) else setting.read(value, flag)
    return Value(parsed, Layer.FLAG, flag)


def _from_environment(setting: Setting, environ: Mapping[str, str]) -> Value | None:
    name = setting.environment
    text = environ.get(name, "")
    return Value(setting.read(text, name), Layer.ENVIRONMENT, name) if text else None


def _first(name: str, layers: tuple[Mapping[str, Value | None], ...]) -> Value:
    for layer in layers:
        if value := layer.get(name):
            return value
    return Value(SETTINGS[name].default, Layer.DEFAULT, "default")
