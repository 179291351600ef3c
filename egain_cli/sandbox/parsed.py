"""Owns what a body was read as: the document and what is doubtful in its writing; knows no rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document in the JSON shape, whatever the format it came in, and warnings to store."""

    document: dict[str, Any]
    warnings: tuple[str, ...] = ()
