"""Owns how settings are listed: values with their origin, secrets never; knows no file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from egain_cli.cli import messages
from egain_cli.config.settings import SETTINGS
from egain_cli.report import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from egain_cli.config.layers import Settings


def settings_rows(settings: Settings) -> list[tuple[str, str, str]]:
    """Name, value and origin of every setting; of a secret only whether it is there."""
    rows = []
    for name, value in settings.values.items():
        shown = _words(value.value)
        if SETTINGS[name].secret and value.value:
            shown = "(set, not shown)"
        rows.append((name, shown, value.where))
    return rows


def show_settings(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows as a table on a terminal, as tab-separated lines in a pipe."""
    if sys.stdout.isatty():
        from egain_cli.cli import console

        console.show_table(title, columns, rows)
        return
    for row in (columns, *rows):
        messages.write("\t".join(printable(cell) for cell in row))


def _words(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(value) or "-"
    if isinstance(value, float):
        return f"{value:g}"
    return "-" if value is None else str(value)
