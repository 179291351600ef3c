"""Owns the way from a file to its messages, through whatever it is packed in; sends nothing."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from functools import partial
from importlib import import_module
from io import SEEK_END
from typing import TYPE_CHECKING

from egain_cli.errors import InputError
from egain_cli.inputs.sources import readers
from egain_cli.inputs.sources.kinds import Kind, kind_by_name, looks_like_mail, recognise
from egain_cli.inputs.sources.limits import Meter
from egain_cli.inputs.sources.messages import RawMessage, failing
from egain_cli.inputs.sources.names import Verdict, judge, suffix_of, uncompressed
from egain_cli.inputs.sources.readers import in_words
from egain_cli.inputs.sources.streams import Stream, sought

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from egain_cli.inputs.sources.entries import Entry, Search

    Reader = Callable[[Entry, Stream, Search], Iterator[RawMessage]]

__all__ = ["in_words", "walk"]


def walk(entry: Entry, search: Search) -> Iterator[RawMessage]:
    """The messages of a file, of a member of an archive, or of standard input, one at a time.

    What cannot be read is a message that says so; nothing is raised.
    """
    if search.passes_over(entry):
        return
    kind = Kind.MESSAGE if entry.certain else kind_by_name(entry.name)
    if kind is Kind.MESSAGE:
        read = partial(readers.whole, entry, search)
        yield RawMessage(entry.origin, read, entry.time, size=entry.size)
        return
    try:
        with closing(entry.open()) as stream:
            yield from _READERS[kind or _look(entry, stream, search)](entry, stream, search)
    except Exception as error:  # noqa: BLE001 - whatever a damaged archive raises
        yield failing(entry.origin, in_words(entry.origin, error))


def _look(entry: Entry, stream: Stream, search: Search) -> Kind | None:
    """What the first bytes say; None for what nobody named and that neither name nor start say."""
    head = stream.head()
    kind = recognise(entry.name, head)
    if kind is not Kind.MESSAGE or not entry.listed:
        return kind
    if not head:
        search.left_out.add(entry.origin, "empty")
        return None
    if judge(entry.name) is Verdict.UNCLEAR and not looks_like_mail(head):
        search.left_out.add(entry.origin, f".{suffix_of(entry.name)}")
        return None
    return kind


def _zip(entry: Entry, stream: Stream, search: Search) -> Iterator[RawMessage]:
    from egain_cli.inputs.sources.zips import zip_members  # noqa: PLC0415 - hardly ever needed

    _refuse_depth(entry, search)
    with sought(stream) as (file, error):
        if error:
            raise error
        for member in zip_members(entry, file, search):
            yield from walk(member, search)


def _tar(entry: Entry, stream: Stream, search: Search) -> Iterator[RawMessage]:
    from egain_cli.inputs.sources.tars import tar_members  # noqa: PLC0415 - hardly ever needed

    _refuse_depth(entry, search)
    for member in tar_members(entry, stream, search):
        yield from walk(member, search)


def _compressed(
    unpacker: tuple[str, str], entry: Entry, stream: Stream, search: Search
) -> Iterator[RawMessage]:
    """What is in a compressed file: it has no name of its own, so the origin stays."""
    unpack = getattr(import_module(unpacker[0]), unpacker[1])
    with sought(stream) as (file, error), closing(unpack(file, "rb")) as unpacked:
        packed = file.seek(0, SEEK_END)
        file.seek(0)
        inner = Stream(entry.origin, unpacked, Meter(entry.origin, packed, search.limits))
        entry = replace(entry, name=uncompressed(entry.name))
        kind = kind_by_name(entry.name) or _look(entry, inner, search)
        if kind not in _NOT_DEEPER:
            _refuse_depth(entry, search)
            entry = replace(entry, depth=entry.depth + 1)
        yield from _READERS[kind](entry, inner, search)
    if error:
        raise error  # what came before it was read


def _refuse_depth(entry: Entry, search: Search) -> None:
    if entry.depth >= search.limits.depth:
        words = f"{entry.origin}: lies in {entry.depth} archives, which is too deep to follow"
        raise InputError(words, "Unpack the outer ones, and name the folder.")


_NOT_DEEPER = (None, Kind.MESSAGE, Kind.EMLX, Kind.TAR)  # a .tar.gz is one archive
_READERS: dict[Kind | None, Reader] = {
    None: readers.nothing,
    Kind.MESSAGE: readers.message,
    Kind.EMLX: readers.emlx,
    Kind.OUTLOOK: readers.outlook,
    Kind.MBOX: readers.mbox,
    Kind.ZIP: _zip,
    Kind.TAR: _tar,
    Kind.GZIP: partial(_compressed, ("gzip", "open")),
    Kind.BZIP2: partial(_compressed, ("bz2", "open")),
    Kind.XZ: partial(_compressed, ("lzma", "open")),
    Kind.FOREIGN: readers.foreign,
}
