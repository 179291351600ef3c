"""Owns what lies in a folder and below it, in order; opens no file."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from egain_cli.inputs.sources.entries import HIDDEN, Entry, Search, shown
from egain_cli.inputs.sources.files import not_a_file, open_file, read_file, time_of, unreadable
from egain_cli.inputs.sources.maildir import FOLDERS, reason_to_leave_out
from egain_cli.inputs.sources.names import judge, suffix_of

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder on the way; `maildir`: it is the root of one; `mail`: it is its cur or new."""

    path: str
    maildir: bool = False
    mail: bool = False


@dataclass(slots=True)
class _Tour:
    """A walk through the folders below one, each of them once."""

    search: Search
    seen: set[tuple[int, int]] = field(default_factory=set)

    def enter(self, path: str, *, mail: bool = False) -> Iterator[Entry | _Folder]:
        """What lies in a folder, sorted; nothing where a link led to one that was walked before."""
        try:
            status = os.stat(path)  # noqa: PTH116 - a name need not be what Path makes of it
            if (status.st_dev, status.st_ino) in self.seen:
                self.search.left_out.add(shown(path), "folders met before")
                return iter(())
            self.seen.add((status.st_dev, status.st_ino))
            with os.scandir(path) as found:
                inside = sorted(found, key=_order)
        except OSError as error:
            return iter([_failing(path, error)])
        folder = _Folder(path, _is_maildir(path), mail)
        return filter(None, (self._choose(folder, each) for each in inside))

    def _choose(self, folder: _Folder, each: os.DirEntry[str]) -> Entry | _Folder | None:
        try:
            is_folder = each.is_dir()
            status = each.stat()
        except OSError as error:
            skipped = self.search.ignores(shown(each.path), judge(each.name))
            return None if skipped else _failing(each.path, error)
        if is_folder:
            return self._folder(folder, each)
        origin = shown(each.path)
        if reason := _reason(folder, each.name):
            self.search.left_out.add(origin, reason, count=reason != HIDDEN)
            return None
        regular = stat.S_ISREG(status.st_mode)
        open_it = partial(open_file, each.path) if regular else partial(not_a_file, each.path)
        return Entry(
            origin,
            each.name,
            open_it,
            time_of(status),
            certain=folder.mail,
            size=status.st_size if regular else None,
            whole=partial(read_file, each.path) if regular else None,
        )

    def _folder(self, folder: _Folder, each: os.DirEntry[str]) -> _Folder | None:
        if folder.maildir and each.name in (*FOLDERS, "tmp"):
            return _Folder(each.path, mail=True) if each.name in FOLDERS else None
        below = folder.maildir and _is_maildir(each.path)  # whose name begins with a dot
        if not below and self.search.ignores(shown(each.path), judge(each.name)):
            return None
        return _Folder(each.path)


def folder_entries(path: str, search: Search) -> Iterator[Entry]:
    """The files in a folder and in those below it, sorted by their paths; links are followed.

    Of a Maildir these are the messages in cur and new, and in the Maildirs below it.
    """
    tour = _Tour(search)
    place = Path(path).absolute()
    mail = place.name in FOLDERS and _is_maildir(str(place.parent))
    ahead = [tour.enter(path, mail=mail)]
    while ahead:
        found = next(ahead[-1], None)
        if found is None:
            ahead.pop()
        elif isinstance(found, _Folder):
            ahead.append(tour.enter(found.path, mail=found.mail))
        else:
            yield found


def _reason(folder: _Folder, name: str) -> str | None:
    """Why a file is left out where its folder belongs to a Maildir."""
    if folder.mail:
        return HIDDEN if name.startswith(".") else reason_to_leave_out(name)
    control_file = folder.maildir and not suffix_of(name)  # such as dovecot-uidlist
    return HIDDEN if control_file else None


def _order(each: os.DirEntry[str]) -> str:
    """As if whole paths were sorted."""
    try:
        return f"{each.name}/" if each.is_dir() else each.name
    except OSError:
        return each.name


def _is_maildir(path: str) -> bool:
    folder = Path(path)
    return (folder / "cur").is_dir() and ((folder / "new").is_dir() or (folder / "tmp").is_dir())


def _failing(path: str, error: OSError) -> Entry:
    return Entry(shown(path), "", partial(unreadable, path, error), certain=True)
