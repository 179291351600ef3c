"""Owns the members of a tar archive, read in one go; writes nothing by their names."""

from __future__ import annotations

import tarfile
from datetime import UTC, datetime
from functools import partial
from typing import IO, TYPE_CHECKING, Self, cast

from egain_cli.inputs.sources.limits import Meter
from egain_cli.inputs.sources.members import Members
from egain_cli.inputs.sources.streams import Stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.inputs.sources.entries import Entry, Search


_DAMAGED = (tarfile.TruncatedHeaderError, tarfile.InvalidHeaderError)  # type: ignore[attr-defined]


class _Member(tarfile.TarInfo):
    """A member, whose damaged header is an error: the library takes it for the archive's end."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
        """The next member; ReadError for what is none."""
        try:
            return super().fromtarfile(archive)
        except _DAMAGED as error:
            raise tarfile.ReadError(f"a header is damaged: {error}") from None


def tar_members(archive: Entry, stream: Stream, search: Search) -> Iterator[Entry]:
    """The regular files in the archive's order, each to be read before the next is asked for."""
    packed = stream.meter.packed if stream.meter else 0
    members = Members(archive, search)
    with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|", tarinfo=_Member) as opened:
        while info := opened.next():
            opened.members = []  # type: ignore[attr-defined]  # or it remembers every one
            if info.issym() or info.islnk():
                members.leave_out_link(info.name)
            if not info.isreg():
                continue
            origin = members.origin(info.name)
            # A sparse file is larger than what the archive holds of it.
            size = packed if info.sparse is not None else info.size
            meter = Meter(origin, size, search.limits)
            entry = members.entry(
                info.name, origin, _time(info.mtime), partial(_open, opened, info, origin, meter)
            )
            if entry:
                yield entry


def _open(archive: tarfile.TarFile, info: tarfile.TarInfo, origin: str, meter: Meter) -> Stream:
    return Stream(origin, cast("IO[bytes]", archive.extractfile(info)), meter)


def _time(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (ValueError, OverflowError, OSError):
        return None
