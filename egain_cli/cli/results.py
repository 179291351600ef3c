"""Owns how outcomes leave on stdout: lines for machines, tables for people; sends nothing."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from egain_cli.cli import messages
from egain_cli.cli.curl import curl_command
from egain_cli.model import Status
from egain_cli.report import COLUMNS, json_line, json_pieces, summary_event, tsv_line

if TYPE_CHECKING:
    from egain_cli.books import Books
    from egain_cli.config.layers import Settings
    from egain_cli.endpoint import Endpoint
    from egain_cli.model import Outcome

MAX_ROWS = 40  # of what went well in a table, and of what was left; a pipe and --json list all


class Results(Protocol):
    """One way to show a run: each outcome as it comes, then the end."""

    def show(self, outcome: Outcome) -> None:
        """Show an outcome."""
        ...

    def end(self, books: Books, seconds: float) -> None:
        """Show what the run comes down to."""
        ...


class JsonLines:
    """One JSON object a line, the summary last."""

    def show(self, outcome: Outcome) -> None:
        """Write the outcome event, with its payload where there is one."""
        for piece in json_pieces(outcome):
            messages.write(piece, end="")
        messages.write("")

    def end(self, books: Books, seconds: float) -> None:
        """Write the summary event."""
        messages.write(json_line(summary_event(books, seconds)))


@dataclass(slots=True)
class Lines:
    """Tab-separated lines under a header line; a preview is the last column."""

    preview: bool
    begun: bool = False

    def show(self, outcome: Outcome) -> None:
        """Write a line; before the first one the header."""
        if not self.begun:
            messages.write("\t".join((*COLUMNS, *(["payload"] if self.preview else []))))
            self.begun = True
        messages.write(tsv_line(outcome), end="")
        if outcome.preview:
            messages.write("\t", end="")
            for chunk in outcome.preview:
                messages.write(chunk.decode(), end="")
        messages.write("")

    def end(self, books: Books, seconds: float) -> None:
        """Write nothing: a summary is no line of results."""


@dataclass(slots=True)
class Tables:
    """A table at the end, with previews as they come; all that failed is in it.

    What a stop or a dead server left behind may be thousands, all for one reason: like what went
    well it is shown in part, and counted.
    """

    title: str
    outcomes: list[Outcome] = field(default_factory=list)
    well: int = 0
    left: int = 0

    def show(self, outcome: Outcome) -> None:
        """Take an outcome into the table."""
        if outcome.preview:
            from egain_cli.cli.preview import show_preview

            show_preview(outcome.origin, outcome.preview)
        well = outcome.exit_code == 0
        left = not well and outcome.status is Status.NOT_ATTEMPTED
        self.well += well
        self.left += left
        if (not well or self.well <= MAX_ROWS) and (not left or self.left <= MAX_ROWS):
            self.outcomes.append(outcome)

    def end(self, books: Books, seconds: float) -> None:  # noqa: ARG002
        """Show the table."""
        from egain_cli.cli import console

        if self.outcomes:
            console.show_outcomes(self.outcomes, self.title)
        for number, words in ((self.well, "went well"), (self.left, "were not attempted")):
            if number > MAX_ROWS:
                more = f"{number - MAX_ROWS} more that {words}"
                messages.say(f"{more}; a pipe or --json lists them all", "note")


@dataclass(slots=True)
class Commands:
    """The curl command of each email, instead of sending it."""

    settings: Settings
    endpoint: Endpoint

    def show(self, outcome: Outcome) -> None:
        """Write the command; what cannot be sent has none."""
        if outcome.preview and outcome.exit_code == 0:
            for piece in curl_command(outcome.preview, self.endpoint, self.settings):
                messages.write(piece, end="")

    def end(self, books: Books, seconds: float) -> None:
        """Write nothing."""


class Silence:
    """Nothing on stdout; what went wrong is told on stderr all the same."""

    def show(self, outcome: Outcome) -> None:
        """Write nothing."""

    def end(self, books: Books, seconds: float) -> None:
        """Write nothing."""


def choose_results(settings: Settings, title: str, *, preview: bool) -> Results:
    """The way to show results that the settings and stdout ask for."""
    if settings.truth("json"):
        return JsonLines()
    if settings.truth("quiet"):
        return Silence()
    return Tables(title) if sys.stdout.isatty() else Lines(preview)
