"""Owns how an explanation is shown; knows not how it was found."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from egain_cli.cli import messages
from egain_cli.errors import ExitCode
from egain_cli.report import SCHEMA, change, json_line, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from egain_cli.config.layers import Settings
    from egain_cli.explanation import Explanation
    from egain_cli.inputs.mime.mapping import PartFate
    from egain_cli.statement import Field

    Shown = Callable[[Explanation], None]

_COLUMNS = ("origin", "kind", "name", "value", "source", "remark")
_MAX_VALUE = 300  # characters of a value in a table; a pipe and --json show all


def choose_shown(settings: Settings) -> Shown:
    """The way to show an explanation that the settings and stdout ask for."""
    if settings.truth("json"):
        return _as_json
    if settings.truth("quiet"):
        return lambda explanation: None  # noqa: ARG005
    if sys.stdout.isatty():
        return _as_tables
    messages.write("\t".join(_COLUMNS))
    return _as_lines


def finish(valid: Sequence[bool], settings: Settings) -> ExitCode:
    """The exit code: INVALID where an email is not valid; the summary event with --json."""
    exit_code = ExitCode.OK if all(valid) else ExitCode.INVALID
    if settings.truth("json"):
        event = {
            "event": "summary", "schema": SCHEMA, "discovered": len(valid),
            "invalid": valid.count(False), "exit_code": int(exit_code),
        }  # fmt: skip
        messages.write(json_line(event))
    if not valid and not settings.truth("quiet"):
        messages.say("no email in what was named")
    return exit_code


def _as_json(explanation: Explanation) -> None:
    for event in _events(explanation):
        messages.write(json_line({**event, "schema": SCHEMA, "origin": explanation.origin}))


def _events(explanation: Explanation) -> Iterator[dict[str, object]]:
    for field in explanation.fields:
        changes = [change(found) for found in field.changes]
        named = {"event": "field", "field": field.name, "value": field.value}
        yield {**named, "source": field.source, "changes": changes}
    for part in explanation.parts:
        yield {
            "event": "part", "path": part.path, "content_type": part.content_type,
            "size": part.size, "name": part.name, "fate": part.fate,
        }  # fmt: skip
    for header in explanation.headers:
        named = {"event": "header", "name": header.name, "value": header.value}
        yield {**named, "reason": header.reason}


def _as_lines(explanation: Explanation) -> None:
    for row in _rows(explanation):
        messages.write("\t".join(printable(cell) for cell in (explanation.origin, *row)))


def _rows(explanation: Explanation) -> Iterator[tuple[str, ...]]:
    for field in explanation.fields:
        yield "field", field.name, field.value, field.source, _changes(field)
    for part in explanation.parts:
        yield "part", part.path, *_part(part), part.fate
    for header in explanation.headers:
        yield "header", header.name, header.value, "", header.reason


def _as_tables(explanation: Explanation) -> None:
    from egain_cli.cli import console

    rows = [
        (each.name, _cut(each.value), each.source, _changes(each)) for each in explanation.fields
    ]
    console.show_table(explanation.origin, ("field", "value", "source", "what was found"), rows)
    if explanation.parts:
        nodes = [(each.path, _node(each)) for each in explanation.parts]
        console.show_tree("What became of each part", nodes)
    if explanation.headers:
        left = [(each.name, _cut(each.value), each.reason) for each in explanation.headers]
        console.show_table("Header fields that do not travel", ("name", "value", "why"), left)


def _node(part: PartFate) -> str:
    return " · ".join(words for words in (*_part(part), part.fate) if words)


def _part(part: PartFate) -> tuple[str, str]:
    name = f"{part.name}, " if part.name else ""
    return part.content_type, f"{name}{part.size} bytes"


def _changes(field: Field) -> str:
    """What was found of a field, a line for each finding, with what to do or what is done."""
    return "\n".join(
        f"{found.rule.id} {found.rule.name}: {found.message}. {found.hint or found.rule.done}"
        for found in field.changes
    )


def _cut(value: str) -> str:
    if len(value) <= _MAX_VALUE:
        return value
    return f"{value[:_MAX_VALUE]}… ({len(value)} characters; --json shows all)"
