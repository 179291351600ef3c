"""Owns the attachments that an HTML text may refer to, and what calls each; knows no HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from egain_cli.model import Attachment


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """An attachment, the file it comes from, and whether the user said that it is inline."""

    attachment: Attachment
    path: Path
    inline: bool | None = None


class Candidates:
    """Candidates in their order, and the first that something means, without looking at each.

    One of which the user said that it is not inline is among them, and nothing means it.
    """

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self.every: list[Candidate] = []
        self._by_id: dict[str | None, Candidate] = {}
        self._by_name: dict[str | None, Candidate] = {}
        self._in_any_case: dict[str, Candidate] = {}
        self._by_path: dict[Path | None, Candidate] = {}
        for candidate in candidates:
            self.add(candidate)

    def add(self, candidate: Candidate) -> None:
        """Put one behind the others."""
        self.every.append(candidate)
        if candidate.inline is not False:
            self._by_id.setdefault(candidate.attachment.content_id, candidate)
            self._by_name.setdefault(candidate.attachment.name, candidate)
            self._by_name.setdefault(candidate.path.name, candidate)
            names = (
                candidate.attachment.content_id,
                candidate.attachment.name,
                candidate.path.name,
            )
            for name in filter(None, names):
                self._in_any_case.setdefault(name.casefold(), candidate)
            self._by_path.setdefault(resolve(candidate.path), candidate)

    def by_content_ids(self, wanted: Sequence[str]) -> Candidate | None:
        """The one with one of these Content-IDs, else with such a name, else either in any case."""
        tables = (self._by_id, self._by_name)
        found = [table[each] for table in tables for each in wanted if each in table]
        folded = (each.casefold() for each in wanted)
        found += [self._in_any_case[each] for each in folded if each in self._in_any_case]
        return found[0] if found else None

    def by_path(self, path: Path) -> Candidate | None:
        """The one from this file; the path is resolved."""
        return self._by_path.get(path)


def resolve(path: Path) -> Path | None:
    """A path without links and dots, or None where the system cannot say what it means."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # RuntimeError is a loop of links, before 3.13
        return None
