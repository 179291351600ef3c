"""Owns how unknown emails and what settled them are shown; settles nothing."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from egain_cli.cli import messages
from egain_cli.cli.wording import moment
from egain_cli.model import Status
from egain_cli.report import SCHEMA, json_line, printable

if TYPE_CHECKING:
    from egain_cli.config.layers import Settings
    from egain_cli.journal.history import ItemRow

COLUMNS = (
    "status", "since", "attempts", "http_status", "code", "message", "key", "activity_id", "how",
    "origin",
)  # fmt: skip
_SHORT = 12  # characters of a key in a table


@dataclass(frozen=True, slots=True)
class Settling:
    """An email that was unknown, what it is now, and how that came; empty where nothing did."""

    row: ItemRow
    status: Status
    how: str = ""
    activity_id: str | None = None

    def members(self) -> dict[str, object]:
        """What is told of it to machines; `since` is when its body began to leave."""
        row = self.row
        return {
            "origin": row.origin,
            "key": row.identity,
            "status": str(self.status),
            "since": row.started or row.ended,
            "attempts": row.attempts,
            "http_status": row.http_status,
            "code": row.code,
            "message": row.message,
            "activity_id": self.activity_id,
            "how": self.how or None,
        }


class Shown(Protocol):
    """One way to show what was settled: each as it comes, then the end."""

    def show(self, settling: Settling) -> None:
        """Show one email."""
        ...

    def end(self, left: int, exit_code: int) -> None:
        """Show what it comes to; `left` are still unknown."""
        ...


@dataclass(slots=True)
class _JsonLines:
    run: int
    statuses: Counter[Status] = field(default_factory=Counter)

    def show(self, settling: Settling) -> None:
        self.statuses[settling.status] += 1
        event = {"event": "reconciled", "schema": SCHEMA, "run": self.run, **settling.members()}
        messages.write(json_line(event))

    def end(self, left: int, exit_code: int) -> None:
        counts = {
            str(each): self.statuses[each] for each in (Status.ACCEPTED, Status.NOT_ATTEMPTED)
        }
        event = {"event": "summary", "schema": SCHEMA, "run": self.run, "unknown": left}
        messages.write(json_line({**event, **counts, "exit_code": int(exit_code)}))


@dataclass(slots=True)
class _Lines:
    begun: bool = False

    def show(self, settling: Settling) -> None:
        if not self.begun:
            messages.write("\t".join(COLUMNS))
            self.begun = True
        values = (settling.members()[name] for name in COLUMNS)
        messages.write("\t".join("" if each is None else printable(str(each)) for each in values))

    def end(self, left: int, exit_code: int) -> None:
        """Write nothing: a sum is no line of results."""


@dataclass(slots=True)
class _Table:
    run: int
    rows: list[Settling] = field(default_factory=list)

    def show(self, settling: Settling) -> None:
        self.rows.append(settling)

    def end(self, left: int, exit_code: int) -> None:  # noqa: ARG002
        from egain_cli.cli import console

        rows = [
            (
                each.row.origin, moment(each.row.started or each.row.ended), _said(each),
                str(each.row.attempts), each.status.replace("_", " "), short,
            )
            for each, short in zip(self.rows, self._short_keys(), strict=True)
        ]  # fmt: skip
        if rows:
            columns = ("email", "since", "what is known", "tries", "status", "key")
            title = f"Unknown in run {self.run}"
            console.show_table(title, columns, rows, console.status_styles())

    def _short_keys(self) -> list[str]:
        """As much of each key as `--only` needs; of copies, whose keys begin alike, the whole."""
        keys = [each.row.identity or "" for each in self.rows]
        starts = Counter(key[:_SHORT] for key in keys)
        return [key[:_SHORT] if starts[key[:_SHORT]] == 1 else key for key in keys]


class _Silence:
    def show(self, settling: Settling) -> None:
        pass

    def end(self, left: int, exit_code: int) -> None:
        pass


def choose_shown(settings: Settings, run: int) -> Shown:
    """The way to show what the settings and stdout ask for."""
    if settings.truth("json"):
        return _JsonLines(run)
    if settings.truth("quiet"):
        return _Silence()
    return _Table(run) if sys.stdout.isatty() else _Lines()


def _said(settling: Settling) -> str:
    row = settling.row
    words = " ".join(str(part) for part in (row.http_status, row.code, row.message) if part)
    found = f"activity {settling.activity_id}" if settling.activity_id else ""
    return "; ".join(filter(None, (words, settling.how, found)))
