"""Owns which layer wins and where a value came from; knows no setting's meaning."""

from __future__ import annotations

import re
from dataclasses import field, replace
from typing import TYPE_CHECKING, cast

from egain_cli import places
from egain_cli.config.files import read_layer
from egain_cli.config.settings import SETTINGS, Setting
from egain_cli.config.values import Layer, Value
from egain_cli.errors import UsageError
from egain_cli.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from egain_cli.config.parsers import Proxy

# On Windows these are devices, whatever stands behind a dot, and in any case.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting's value; `profile_url` is what the profile alone says."""

    values: Mapping[str, Value]
    profile_url: str | None
    environ: Mapping[str, str] = field(repr=False)

    def text(self, name: str) -> str | None:
        """The text of a setting, None where it has no value."""
        return cast("str | None", self.values[name].value)

    def truth(self, name: str) -> bool:
        """The value of a yes-or-no setting."""
        return cast("bool", self.values[name].value)

    def number(self, name: str) -> float:
        """The value of a setting that is a number."""
        return cast("float", self.values[name].value)

    def count(self, name: str) -> int:
        """The value of a setting that is a whole number."""
        return cast("int", self.values[name].value)

    def rate(self, name: str) -> float | None:
        """The value of a setting that is so many a second, None where there is no limit."""
        return cast("float | None", self.values[name].value)

    def size(self, name: str) -> int | None:
        """The value of a setting that is a number of bytes, None where it has no value."""
        return cast("int | None", self.values[name].value)

    def texts(self, name: str) -> tuple[str, ...]:
        """The values of a setting that is a list."""
        return cast("tuple[str, ...]", self.values[name].value)

    @property
    def proxy(self) -> Proxy | None:
        """The proxy that was set; None where the environment's usual names for it count."""
        return cast("Proxy | None", self.values["proxy"].value)

    def outranks(self, name: str, other: str) -> bool:
        """Whether one setting's value comes from a stronger layer than another's."""
        order = list(Layer)
        return order.index(self.layer(name)) < order.index(self.layer(other))

    def layer(self, name: str) -> Layer:
        """Where the value of a setting came from."""
        return self.values[name].layer


def load_settings(
    flags: Mapping[str, str | bool | list[str] | None], environ: Mapping[str, str], folder: Path
) -> Settings:
    """Every setting, the strongest layer first; a flag that is None was not given.

    Of a setting made of choices, each choice comes from the strongest layer that makes it.

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
        {name: _strongest(name, layers) for name in SETTINGS},
        str(url.value) if url else None,
        environ,
    )


def profile_path(environ: Mapping[str, str], profile: str) -> Path:
    """The file of a profile; UsageError for a name that is no file name."""
    if not profile.replace("-", "").replace("_", "").replace(".", "").isalnum():
        hint = "A profile's name is made of letters, digits, dots, hyphens and underscores."
        raise UsageError(f"{profile!r} cannot name a profile", hint)
    if _DEVICES.fullmatch(profile):
        hint = "Windows keeps this name for a device: choose another."
        raise UsageError(f"{profile!r} cannot name a profile", hint)
    return places.config_dir(environ) / f"{profile}.yaml"


def _from_flag(setting: Setting, value: str | bool | list[str] | None) -> Value | None:
    if value is None or value == []:
        return None
    flag = f"--{setting.name.replace('_', '-')}"
    text = ",".join(value) if isinstance(value, list) else value
    parsed = text if isinstance(text, bool) else setting.read_openly(text, flag)
    return Value(parsed, Layer.FLAG, flag)


def _from_environment(setting: Setting, environ: Mapping[str, str]) -> Value | None:
    name = setting.environment
    text = environ.get(name, "")
    return Value(setting.read(text, name), Layer.ENVIRONMENT, name) if text else None


def _strongest(name: str, layers: tuple[Mapping[str, Value | None], ...]) -> Value:
    """The value of a setting; one made of choices is put together, its origin the strongest's."""
    first = _first(name, layers)
    given = [value for layer in layers if (value := layer.get(name))]
    if not SETTINGS[name].choices or len(given) < 2:
        return first
    chosen: dict[str, str] = {}
    for one in reversed(given):
        chosen |= {entry.partition("=")[0]: entry for entry in cast("tuple[str, ...]", one.value)}
    return replace(first, value=tuple(chosen.values()), where=", ".join(v.where for v in given))


def _first(name: str, layers: tuple[Mapping[str, Value | None], ...]) -> Value:
    for layer in layers:
        if value := layer.get(name):
            return value
    return Value(SETTINGS[name].default, Layer.DEFAULT, "default")
