"""Owns how an activity that was read back is shown; knows not where it came from."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from egain_cli.cli import messages
from egain_cli.readback import ABOUT, READERS, count_attachments, describe
from egain_cli.report import SCHEMA, json_line, printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.config.layers import Settings

    Shown = Callable[[str, dict[str, Any]], None]

_COLUMNS = (*ABOUT, *READERS, "attachments")
_MAX_VALUE = 600  # characters of a value in a table; a pipe and --json show all


def choose_shown(settings: Settings) -> Shown:
    """The way to show an activity that the settings and stdout ask for."""
    if settings.truth("json"):
        return _as_json
    if settings.truth("quiet"):
        return lambda activity_id, activity: None  # noqa: ARG005
    if sys.stdout.isatty():
        return _as_table
    messages.write("\t".join(_COLUMNS))
    return _as_line


def _as_json(activity_id: str, activity: dict[str, Any]) -> None:
    """The activity as the server said it."""
    event = {"event": "activity", "schema": SCHEMA, "activity_id": activity_id}
    messages.write(json_line({**event, "activity": activity}))


def _as_line(_activity_id: str, activity: dict[str, Any]) -> None:
    values = {name: read(activity) for name, read in (ABOUT | READERS).items()}
    values["attachments"] = str(count_attachments(activity) or 0)
    messages.write("\t".join(printable(values[name] or "") for name in _COLUMNS))


def _as_table(activity_id: str, activity: dict[str, Any]) -> None:
    from egain_cli.cli import console

    rows = [(name, _cut(value)) for name, value in describe(activity)]
    console.show_table(f"Activity {activity_id}", ("what", "value"), rows)


def _cut(value: str) -> str:
    if len(value) <= _MAX_VALUE:
        return value
    return f"{value[:_MAX_VALUE]}… ({len(value)} characters; --json shows all)"
