"""A writer of compound files, in which Outlook keeps a message; as small as readers accept.

Source: Microsoft's open specification [MS-CFB].
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

SECTOR, MINI, CUTOFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_ROOT, _STORAGE, _STREAM = 5, 1, 2

Tree = dict[str, "bytes | Tree"]


@dataclass
class _Entry:
    """A row of the directory."""

    name: str
    kind: int
    content: bytes = b""
    right: int = _FREE
    child: int = _FREE
    start: int = _END


@dataclass
class _Chains:
    """Sectors in chains, and the table that links them."""

    size: int
    content: bytearray = field(default_factory=bytearray)
    table: list[int] = field(default_factory=list)

    def add(self, content: bytes) -> int:
        """The first sector of a content that is appended."""
        count = -(-len(content) // self.size)
        if not count:
            return _END
        first = len(self.table)
        self.table += [*range(first + 1, first + count), _END]
        self.content += content.ljust(count * self.size, b"\0")
        return first


def compound(tree: Tree) -> bytes:
    """A compound file with these streams (bytes) and storages (dicts)."""
    entries = [_Entry("Root Entry", _ROOT)]
    _list(tree, entries[0], entries)
    sectors, minis = _Chains(SECTOR), _Chains(MINI)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.start = (minis if len(entry.content) < CUTOFF else sectors).add(entry.content)
    entries[0].content = bytes(minis.content)
    entries[0].start = sectors.add(bytes(minis.content))
    mini_table = b"".join(struct.pack("<I", link) for link in minis.table)
    mini_start = sectors.add(mini_table.ljust(-(-len(mini_table) // SECTOR) * SECTOR, b"\xff"))
    directory = sectors.add(b"".join(map(_row, entries)))
    count = 1
    while len(sectors.table) + count > count * SECTOR // 4:
        count += 1
    fat = [*sectors.table, *[_FAT] * count]
    fat += [_FREE] * (count * SECTOR // 4 - len(fat))
    places = [len(sectors.table) + number for number in range(count)]
    header = struct.pack(
        "<8s16xHHHHH6x9I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, count, directory, 0, CUTOFF,
        mini_start, -(-len(mini_table) // SECTOR), _END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", *places, *[_FREE] * (109 - count))
    return header + bytes(sectors.content) + struct.pack(f"<{len(fat)}I", *fat)


def _list(tree: Tree, above: _Entry, entries: list[_Entry]) -> None:
    before = None
    for name in sorted(tree, key=lambda name: (len(name), name.upper())):
        content = tree[name]
        kind = _STREAM if isinstance(content, bytes) else _STORAGE
        entry = _Entry(name, kind, content if isinstance(content, bytes) else b"")
        number = len(entries)
        entries.append(entry)
        if before is None:
            above.child = number
        else:
            before.right = number
        before = entry
        if not isinstance(content, bytes):
            _list(content, entry, entries)


def _row(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII36xIQ", name, len(name), entry.kind, 1, _FREE, entry.right, entry.child,
        entry.start, len(entry.content),
    )  # fmt: skip
