"""Owns what the arguments name: files, folders, standard input; knows no kind of mailbox."""

from __future__ import annotations

import sys
from codecs import BOM_UTF8
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from io import SEEK_END, BytesIO
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import IO, TYPE_CHECKING

from egain_cli.errors import InputError
from egain_cli.inputs.files import STDIN, read_input
from egain_cli.inputs.sources.entries import Entry, LeftOut, Search, shown
from egain_cli.inputs.sources.files import open_file, read_file, time_of
from egain_cli.inputs.sources.folders import folder_entries
from egain_cli.inputs.sources.limits import Limits
from egain_cli.inputs.sources.messages import RawMessage, failing
from egain_cli.inputs.sources.repeats import Repeats
from egain_cli.inputs.sources.separators import begins_mailbox
from egain_cli.inputs.sources.streams import Stream, spool
from egain_cli.inputs.sources.walk import in_words, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COUNTING = 5.0  # seconds that counting may take before a run begins


@dataclass(frozen=True, slots=True)
class Count:
    """How many messages there are, or at least how many, where counting them took too long."""

    number: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Sources:
    """What the arguments name, in order; `piped` holds what came through pipes, by position."""

    names: Sequence[str]
    piped: dict[int, tuple[IO[bytes], Exception | None]]
    search: Search = field(default_factory=Search)

    def messages(self) -> Iterator[RawMessage]:
        """The messages, one at a time, none of them read yet.

        What cannot be read is a message whose `read` says so; nothing is raised.
        """
        repeats = Repeats(self.names)
        for name, message in self._find(self.search):
            self.search.left_out.found += 1
            yield repeats.mark(name, message)

    def count(self, seconds: float = COUNTING) -> Count:
        """How many messages there are; nothing but boundaries is read for that."""
        until = monotonic() + seconds
        search = Search(LeftOut(silent=True), replace(self.search.limits, until=until))
        number = 0
        for _ in self._find(search):
            if monotonic() > until:
                break
            number += 1
        return Count(number, monotonic() <= until)

    @property
    def is_empty(self) -> bool:
        """Whether standard input is all there is, and nothing came through it."""
        return list(self.names) == [STDIN] and _size(self.piped[0][0]) == 0

    def _find(self, search: Search) -> Iterator[tuple[str, RawMessage]]:
        for position, name in enumerate(self.names):
            for message in self._follow(position, name, search):
                yield name, message

    def _follow(self, position: int, name: str, search: Search) -> Iterator[RawMessage]:
        if position in self.piped:
            yield from _from_pipe(name, *self.piped[position], search)
        elif name and _is_folder(name):
            for entry in folder_entries(name, search):
                yield from walk(entry, search)
        else:
            yield from _from_file(name, search)


@contextmanager
def open_sources(names: Sequence[str], limits: Limits | None = None) -> Iterator[Sources]:
    """The sources that the arguments name.

    Standard input is read at once, and so are pipes that a shell opened (`<(command)`): an
    interrupt ends that, and nothing is under way yet.
    """
    with ExitStack() as stack:
        piped = {}
        for position, name in enumerate(names):
            if name == STDIN or _is_open_pipe(name):
                piped[position] = _drain(name)
                stack.callback(piped[position][0].close)
        yield Sources(names, piped, Search(limits=limits or Limits()))


def read_names(list_file: str) -> list[str]:
    """The paths that a file lists, one a line, or separated by NUL where it has one; `-` is stdin.

    A line ends with a line feed, with or without a carriage return, and with nothing else: a name
    may hold any other character. Raises InputError where it cannot be read. An empty list is one.
    """
    try:
        content = read_input(list_file)
    except InputError as error:
        if "is empty" in error.message:
            return []
        raise
    content = content.removeprefix(BOM_UTF8)
    text = content.decode(sys.getfilesystemencoding(), "surrogateescape")
    names = text.split("\0") if "\0" in text else text.replace("\r\n", "\n").split("\n")
    return [name for name in names if name.strip()]


def _drain(name: str) -> tuple[IO[bytes], Exception | None]:
    try:
        if name == STDIN:
            return spool(Stream(STDIN, sys.stdin.buffer))
        with Path(name).open("rb") as pipe:
            return spool(Stream(name, pipe))
    except OSError as error:
        return BytesIO(), error


def _is_open_pipe(name: str) -> bool:
    """Whether a path is a pipe that is open already; one of the file system may block for ever."""
    try:
        return name.startswith(("/dev/", "/proc/")) and Path(name).is_fifo()
    except (OSError, ValueError):
        return False


def _is_folder(name: str) -> bool:
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):
        return False  # opening it will say why


def _size(file: IO[bytes]) -> int:
    return file.seek(0, SEEK_END)


def _from_pipe(
    name: str, file: IO[bytes], error: Exception | None, search: Search
) -> Iterator[RawMessage]:
    if error or not _size(file):
        what = "standard input" if name == STDIN else "the pipe"
        empty = InputError(f"{name}: {what} is empty", "Pipe a message or a file into it.")
        yield failing(name, in_words(name, error) if error else empty)
        return
    entry = Entry(name, "", partial(_again, name, file), listed=False)
    messages = walk(entry, search)
    if begins_mailbox(_again(name, file).head()):
        first = list(islice(messages, 2))
        # What delivers mail to a program begins a single message with such a line, too.
        yield from (replace(first[0], origin=name),) if len(first) == 1 else first
    yield from messages


def _again(name: str, file: IO[bytes]) -> Stream:
    file.seek(0)
    return Stream(name, file, file=file, kept=True)


def _from_file(name: str, search: Search) -> Iterator[RawMessage]:
    if not name:
        hint = "Name a file, or - for standard input."
        yield failing(name, InputError("the name of an input is empty", hint))
        return
    path = Path(name)
    try:
        status = path.stat()
        time, size = time_of(status), status.st_size
    except (OSError, ValueError):
        time = size = None  # opening it will say why
    opened, whole = partial(open_file, name), partial(read_file, name)
    entry = Entry(shown(name), path.name, opened, time, listed=False, size=size, whole=whole)
    yield from walk(entry, search)
