"""A writer of TNEF streams, by Microsoft's open specifications [MS-OXTNEF] and [MS-OXRTFCP]."""

from __future__ import annotations

import struct
from zlib import crc32

SIGNATURE = b"\x78\x9f\x3e\x22"
SUBJECT, BODY, TITLE, CONTENT = 0x00018004, 0x0002800C, 0x00018010, 0x0006800F
TRANSPORT_NAME, BEGIN, PROPERTIES = 0x00069001, 0x00069002, 0x00069003
ATTACH_PROPERTIES, CODEPAGE = 0x00069005, 0x00069007
MESSAGE_INTERFACE = bytes.fromhex("0703020000000000c000000000000046")
STORAGE_INTERFACE = bytes.fromhex("0b00000000000000c000000000000046")
LONG, BINARY, OBJECT = 0x0003, 0x0102, 0x000D
STRING8, UNICODE = 0x001E, 0x001F


def stream(*attributes: bytes) -> bytes:
    """A stream of these attributes."""
    return SIGNATURE + b"\x01\x00" + b"".join(attributes)


def attribute(level: int, each: int, content: bytes, checksum: int | None = None) -> bytes:
    """An attribute, its checksum the right one where none is given."""
    checksum = sum(content) & 0xFFFF if checksum is None else checksum
    return struct.pack("<BII", level, each, len(content)) + content + struct.pack("<H", checksum)


def begin() -> bytes:
    """What marks the beginning of an attachment."""
    return attribute(2, BEGIN, struct.pack("<HIHHI", 1, 0, 32, 32, 0))


def attachment(title: bytes, content: bytes, *listed: bytes) -> bytes:
    """An attachment with these properties."""
    rows = attribute(2, ATTACH_PROPERTIES, properties(*listed)) if listed else b""
    named = attribute(2, TITLE, title + b"\0")
    return begin() + named + attribute(2, CONTENT, content) + rows


def message(*listed: bytes) -> bytes:
    """The attribute with the properties of the message."""
    return attribute(1, PROPERTIES, properties(*listed))


def codepage(number: int) -> bytes:
    """The attribute that says in which code page strings are."""
    return attribute(1, CODEPAGE, struct.pack("<II", number, 0))


def properties(*listed: bytes, count: int | None = None) -> bytes:
    """A list of properties."""
    return struct.pack("<I", len(listed) if count is None else count) + b"".join(listed)


def text(each: int, value: str) -> bytes:
    """A property that is a Unicode string."""
    return sized(each, UNICODE, (value + "\0").encode("utf-16-le"))


def sized(each: int, kind: int, *values: bytes, name: bytes = b"") -> bytes:
    """A property that says its length; several values where the kind says so."""
    rows = b"".join(struct.pack("<I", len(value)) + padded(value) for value in values)
    return struct.pack("<HH", kind, each) + name + struct.pack("<I", len(values)) + rows


def number(each: int, value: int, name: bytes = b"") -> bytes:
    """A property that is an integer."""
    return struct.pack("<HH", LONG, each) + name + struct.pack("<I", value)


def padded(value: bytes) -> bytes:
    """A value with zeros up to a multiple of four."""
    return value + bytes(-len(value) % 4)


def rich(body: bytes, size: int, kind: bytes = b"LZFu", checksum: int | None = None) -> bytes:
    """A compressed text from its tokens."""
    checksum = crc32(body, 0xFFFFFFFF) ^ 0xFFFFFFFF if checksum is None else checksum
    return struct.pack("<II4sI", len(body) + 12, size, kind, checksum) + body


def compressed(content: bytes) -> bytes:
    """A text compressed; each reference is the longest of some, in the ring of the specification."""
    preset = (
        rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern "
        rb"\fscript \fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0"
        rb"\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
    )
    ring = bytearray(preset.ljust(4096, b"\0"))
    tokens, at, write = [], 0, len(preset)
    while at < len(content):
        offset, length = _longest(ring, write, content[at : at + 17])
        if length > 1:
            tokens.append((True, struct.pack(">H", offset << 4 | length - 2)))
        else:
            tokens.append((False, content[at : at + 1]))
        for octet in content[at : at + max(length, 1)]:
            ring[write % 4096] = octet
            write += 1
        at += max(length, 1)
    tokens.append((True, struct.pack(">H", write % 4096 << 4)))
    return rich(_grouped(tokens), len(content))


def _longest(ring: bytearray, write: int, wanted: bytes) -> tuple[int, int]:
    """Where the longest match begins, of the first few; a reference may reach what it writes."""
    best, begin = (0, 0), -1
    for _ in range(8):
        begin = ring.find(wanted[:1], begin + 1)
        if begin < 0:
            break
        now, length = ring.copy(), 0
        while length < len(wanted) and now[(begin + length) % 4096] == wanted[length]:
            now[(write + length) % 4096] = wanted[length]
            length += 1
        if begin != write % 4096:  # that one means the end
            best = max(best, (begin, length), key=lambda each: each[1])
    return best


def _grouped(tokens: list[tuple[bool, bytes]]) -> bytes:
    """The tokens, each eight behind an octet that tells which of them are references."""
    groups = [tokens[at : at + 8] for at in range(0, len(tokens), 8)]
    return b"".join(
        bytes([sum(is_reference << bit for bit, (is_reference, _) in enumerate(group))])
        + b"".join(octets for _, octets in group)
        for group in groups
    )
