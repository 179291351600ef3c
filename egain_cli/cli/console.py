"""The only importer of rich: tables for terminals; knows no setting and sends nothing."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from types import MappingProxyType
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, Group
from rich.json import JSON
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from egain_cli.model import Outcome, Status
from egain_cli.report import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from egain_cli.cli.progress_words import Shown

_STYLES = {
    Status.ACCEPTED: "green",
    Status.REJECTED: "red",
    Status.INVALID: "red",
    Status.UNKNOWN: "bold yellow",
    Status.SKIPPED: "dim",
    Status.NOT_ATTEMPTED: "yellow",
}


def status_styles() -> dict[str, str]:
    """The colours of the statuses, by their words in a table."""
    return {status.replace("_", " "): style for status, style in _STYLES.items()}


def show_outcomes(outcomes: Iterable[Outcome], title: str) -> None:
    """What became of each item, as a table that fits the terminal."""
    table = _table(title, ("email", "status", "activity", "what the server said", "files", "ms"))
    for outcome in outcomes:
        said = (outcome.http_status, outcome.code, outcome.message)
        files = f"{outcome.attachments}"
        if outcome.inline:
            files += f" ({outcome.inline} inline)"
        table.add_row(
            _plain(outcome.origin),
            Text(outcome.status.replace("_", " "), _STYLES[outcome.status]),
            Text(_plain(outcome.activity_id or "").plain, "bold"),
            _plain(" ".join(str(part) for part in said if part)),
            files,
            str(outcome.ms),
        )
    _console().print(table)


def show_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    styles: Mapping[str, str] = MappingProxyType({}),
    whole: Collection[str] = (),
) -> None:
    """Rows of text under their headings; a cell that is one of the words in `styles` has its.

    What stands under the headings in `whole` is not broken over several lines.
    """
    table = _table(title, columns, whole)
    for row in rows:
        table.add_row(*(Text(printable(cell), styles.get(cell, "")) for cell in row))
    _console().print(table)


def show_tree(title: str, nodes: Iterable[tuple[str, str]]) -> None:
    """Nodes with their paths, such as 1.2.1 below 1.2 and 0 above all, and their words."""
    root = Tree(_plain(title))
    branches: dict[str, Tree] = {}
    for path, words in nodes:
        above = branches.get(path.rpartition(".")[0], branches.get("0", root))
        branches[path] = above.add(Text.assemble((f"{path} ", "bold"), _plain(words)))
    _console().print(root)


def show_json(title: str, text: str) -> None:
    """A JSON document, coloured, in a frame."""
    shown = JSON(text).text
    shown.no_wrap, shown.overflow = False, "fold"  # nothing is cut off
    _console().print(Panel(shown, title=_plain(title), border_style="cyan"))


def show_text(title: str, text: str) -> None:
    """A text in a frame, its line ends kept, everything else that is not printable made visible."""
    lines = Text("\n").join(_plain(line) for line in text.split("\n"))
    lines.overflow = "fold"
    _console().print(Panel(lines, title=_plain(title), border_style="cyan"))


@contextmanager
def live(look: Callable[[], Shown]) -> Iterator[None]:
    """A display on stderr that is drawn anew ten times a second, from what `look` gives then.

    It is gone in the end. A terminal that is gone before ends no run.
    """
    screen = Live(
        console=Console(stderr=True), get_renderable=lambda: _draw(look()), transient=True,
        refresh_per_second=10, redirect_stdout=False,
    )  # fmt: skip
    screen.start()
    try:
        yield
    finally:
        with suppress(OSError):
            screen.stop()


def _draw(shown: Shown) -> Group:
    first = Table.grid(padding=(0, 1))
    first.add_row("sending", ProgressBar(shown.total, shown.done, width=40), shown.far)
    lines = [
        Text.assemble(
            *((printable(words), _STYLES[status] if status else "") for words, status in pieces),
            no_wrap=True, overflow="ellipsis",
        )
        for pieces in shown.lines
    ]  # fmt: skip
    return Group(first if shown.total else Text(f"sending {shown.far}"), *lines)


def _table(title: str, columns: Sequence[str], whole: Collection[str] = ()) -> Table:
    table = Table(title=_plain(title), box=box.ROUNDED, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in whole)
    return table


def _plain(text: str) -> Text:
    return Text(printable(text))


def _console() -> Console:
    return Console(highlight=False)
