"""Owns what lint and explain share: how emails are read and what they are held against."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from egain_cli.cli.options import values
from egain_cli.cli.planning import make_check
from egain_cli.encode.formats import choose_format
from egain_cli.inputs.messages import read_messages
from egain_cli.inputs.mime.mapping import Wanted
from egain_cli.route import find_dialect
from egain_cli.screening import Screen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from egain_cli.cli.options import Reading
    from egain_cli.config.layers import Settings
    from egain_cli.screening import Read
    from egain_cli.yaml_reader import Node


def is_yaml(path: str) -> bool:
    """Whether a file is one that send-email reads, by its name."""
    return path.lower().endswith((".yaml", ".yml"))


def make_screen(settings: Settings) -> Screen:
    """What emails are held against, by the settings."""
    chosen = choose_format(str(settings.text("format")), find_dialect(settings))
    check = make_check(chosen, settings.size("max_size"))
    return Screen(check, datetime.now(UTC), settings.texts("aliases"))


def make_wanted(settings: Settings, reading: Reading) -> Wanted:
    """What settings and options want of every message; its date is kept."""
    return Wanted(settings.text("receiver"), settings.texts("aliases"), **values(reading))


def make_read(settings: Settings, flags: Mapping[str, Node], wanted: Wanted) -> Read:
    """What makes items of messages, as send-eml does."""
    said = {name: node for name, node in flags.items() if name != "department"}
    department = settings.text("department")
    return partial(read_messages, flags=said, wanted=wanted, department=department)
