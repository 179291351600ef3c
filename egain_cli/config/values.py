"""Owns a setting's value and the layer it came from; knows no file and no setting."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum

from egain_cli.frozen import dataclass


class Layer(StrEnum):
    """Where a value may come from, the strongest first."""

    FLAG = "flag"
    ENVIRONMENT = "environment"
    PROJECT = "project file"
    PROFILE = "profile"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Value:
    """A setting's value with its origin in words, such as `EGAIN_URL` or `egain.yaml:2:1`.

    The value may be a secret, and is in no repr.
    """

    value: object = field(repr=False)
    layer: Layer
    where: str
