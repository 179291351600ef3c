"""Owns the members of a zip archive; writes nothing by their names."""

from __future__ import annotations

import stat
from datetime import datetime
from functools import partial
from typing import IO, TYPE_CHECKING
from zipfile import BadZipFile, ZipFile, ZipInfo

from egain_cli.errors import InputError
from egain_cli.inputs.sources.limits import Meter
from egain_cli.inputs.sources.members import Members
from egain_cli.inputs.sources.streams import Stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.inputs.sources.entries import Entry, Search

_ENCRYPTED = 1  # a bit of a member's flags
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def zip_members(archive: Entry, file: IO[bytes], search: Search) -> Iterator[Entry]:
    """The members in the archive's order, each metered; InputError for what is no zip."""
    try:
        opened = ZipFile(file)
    except BadZipFile as error:
        words = f"{archive.origin}: is no zip archive, or a damaged one: {error}"
        raise InputError(words, "Copy it again from where it came from.") from None
    with opened:
        meter = Meter(archive.origin, file.seek(0, 2), search.limits)
        members = Members(archive, search)
        for info in opened.infolist():
            if stat.S_ISLNK(info.external_attr >> 16):
                members.leave_out_link(info.filename)
                continue
            if info.is_dir():
                continue
            origin = members.origin(info.filename)
            open_it = partial(_open, opened, info, origin, meter)
            entry = members.entry(info.filename, origin, _time(info), open_it)
            if entry:
                yield entry


def _open(archive: ZipFile, info: ZipInfo, origin: str, above: Meter) -> Stream:
    if info.flag_bits & _ENCRYPTED:
        raise InputError(f"{origin}: is encrypted", "Unpack it with its password, name the folder.")
    meter = Meter(origin, info.compress_size, above.limits, above)
    return Stream(origin, archive.open(info), meter)


def _time(info: ZipInfo) -> datetime | None:
    """When the member was changed; a zip archive names no zone, so it is the local one."""
    if info.date_time == _NO_DATE:
        return None
    try:
        return datetime(*info.date_time).astimezone()
    except (ValueError, OverflowError, OSError):
        return None
