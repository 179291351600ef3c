"""What becomes of a winmail.dat that is damaged or hostile: what can be read, and words for it."""

from __future__ import annotations

import struct
import tracemalloc
from time import process_time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egain_cli.inputs.rtf import decompress
from egain_cli.inputs.tnef.message import MAX_FILES, unpack
from egain_cli.inputs.tnef.properties import Id
from egain_cli.inputs.tnef.unpacked import File
from tests.inputs import tnef_builder as tnef

if TYPE_CHECKING:
    from egain_cli.inputs.tnef.unpacked import Unpacked

MB = 1 << 20
SLACK = MB  # bytes that any stream may take
# Microsoft's examples in [MS-OXRTFCP] 4.1.1 and 4.2.1.
HELLO = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c"
    "090020627705b06c647d0a800fa0"
)
CROSSING = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
INNER = tnef.stream(tnef.attribute(1, tnef.SUBJECT, b"Inner\0"), tnef.attachment(b"in", b"deep"))
WHOLE = tnef.stream(
    tnef.codepage(1252),
    tnef.attribute(1, tnef.SUBJECT, b"Subject\0"),
    tnef.message(
        tnef.text(Id.BODY, "text"),
        tnef.sized(Id.HTML, tnef.BINARY, b"<p>"),
        tnef.number(Id.HTML_CODEPAGE, 65001),
        tnef.sized(Id.RTF, tnef.BINARY, HELLO),
        tnef.number(0x8002, 7, bytes(16) + b"\1\0\0\0\4\0\0\0n\0m\0"),
    ),
    tnef.attachment(b"a.txt", b"content", tnef.text(Id.FILE_NAME, "long.txt")),
    tnef.attachment(b"b", b"", tnef.sized(Id.CONTENT, tnef.OBJECT, tnef.MESSAGE_INTERFACE + INNER)),
)


def nested(depth: int) -> bytes:
    """A message in a message, this deep."""
    held = tnef.stream()
    for _ in range(depth):
        row = tnef.sized(Id.CONTENT, tnef.OBJECT, tnef.MESSAGE_INTERFACE + held)
        held = tnef.stream(tnef.attachment(b"m", b"", row))
    return held


def test_wrong_checksum() -> None:
    """What has a wrong checksum is read, and is called damaged."""
    content = tnef.attribute(2, tnef.CONTENT, bytes(range(256)) * 3, checksum=1)
    unpacked = unpack(tnef.stream(tnef.begin(), content))
    assert unpacked.files == (File("", bytes(range(256)) * 3),)
    assert unpacked.damaged == "a checksum is wrong"


@given(st.binary(max_size=9), st.integers(0, 999))
def test_right_checksum(piece: bytes, times: int) -> None:
    """The checksum of any content is the sum of its bytes."""
    content = piece * times
    assert unpack(tnef.stream(tnef.attachment(b"a", content))).damaged == ""


def test_cut_off() -> None:
    """Of an attachment that is cut off, what is there comes out."""
    unpacked = unpack(tnef.stream(tnef.attachment(b"a", b"content"))[:-6])
    assert unpacked.files == (File("a", b"con"),)
    assert unpacked.damaged == "it is cut off"


def test_cut_off_before_a_checksum() -> None:
    """An attribute of no length that lacks its checksum is there, and cut off."""
    unpacked = unpack(tnef.stream(tnef.begin(), struct.pack("<BII", 2, tnef.CONTENT, 0)))
    assert (unpacked.files, unpacked.damaged) == ((File("", b""),), "it is cut off")


@pytest.mark.parametrize("length", [100, 0x7FFFFFFF, 0xFFFFFFFF])
def test_length_behind_the_end(length: int) -> None:
    """A length that reaches behind the end is one of what is there."""
    head = struct.pack("<BII", 2, tnef.CONTENT, length)
    unpacked = unpack(tnef.stream(tnef.begin(), head + b"content"))
    assert unpacked.files == (File("", b"content"),)
    assert unpacked.damaged == "it is cut off"


@pytest.mark.parametrize(
    ("rest", "damaged"),
    [
        (b"", ""),
        (b"\0\0\r\n", ""),
        (bytes(40), ""),
        (b"\0x", "what follows the last attribute was not read"),
        (b"rubbish at the end", "what follows the last attribute was not read"),
    ],
)
def test_what_follows(rest: bytes, damaged: str) -> None:
    """Padding behind the last attribute is nothing; anything else is named."""
    unpacked = unpack(tnef.stream(tnef.attachment(b"a", b"x")) + rest)
    assert (unpacked.files, unpacked.damaged) == ((File("a", b"x"),), damaged)


@pytest.mark.parametrize("name", ["a", ""])
def test_no_content(name: str) -> None:
    """An attachment without content is named where it has a name, and never silently dropped."""
    unpacked = unpack(tnef.stream(tnef.begin(), tnef.attribute(2, tnef.TITLE, name.encode())))
    assert unpacked.files == ((File("a", b""),) if name else ())
    assert unpacked.damaged == "an attachment has no content"


CUT_OFF = "a list of properties is cut off"
UNKNOWN = "a list of properties was read up to a property of an unknown kind"
SUBJECT = tnef.text(Id.SUBJECT, "Yes")


@pytest.mark.parametrize(
    ("rows", "damaged"),
    [
        (b"", CUT_OFF),
        (tnef.properties(SUBJECT, count=2), CUT_OFF),
        (tnef.properties(SUBJECT, count=0xFFFFFFFF), CUT_OFF),
        (tnef.properties(SUBJECT, tnef.sized(1, tnef.BINARY, b"x" * 9)[:-8]), CUT_OFF),
        (tnef.properties(SUBJECT, b"\x00\x10\x00\x00\xff\xff\xff\xff", count=3), CUT_OFF),
        (tnef.properties(SUBJECT, b"\x03\x10\x00\x00\xff\xff\xff\xff", count=3), CUT_OFF),
        (tnef.properties(SUBJECT, b"\x1f\x10\x00\x00\xff\xff\xff\xff"), CUT_OFF),
        (tnef.properties(SUBJECT, b"\x02\x01\x01\x00\1\0\0\0\xff\xff\xff\xff"), CUT_OFF),
        (tnef.properties(SUBJECT, tnef.number(0x8000, 1, bytes(10))), CUT_OFF),
        (tnef.properties(SUBJECT, b"\x99\x00\x01\x00"), UNKNOWN),
        (tnef.properties(SUBJECT, tnef.number(0x8000, 1, bytes(16) + b"\2\0\0\0")), UNKNOWN),
    ],
)
def test_damaged_properties(rows: bytes, damaged: str) -> None:
    """A damaged list of properties is read up to the damage."""
    unpacked = unpack(tnef.stream(tnef.attribute(1, tnef.PROPERTIES, rows)))
    assert unpacked.subject == (None if rows == b"" else "Yes")
    assert unpacked.damaged == damaged


def test_the_same_damage_twice() -> None:
    """Damage of one sort is told once, of several in turn."""
    wrong = tnef.attribute(1, tnef.BODY, b"x", checksum=9)
    unpacked = unpack(tnef.stream(wrong, wrong) + b"rubbish at the end")
    words = "a checksum is wrong; what follows the last attribute was not read"
    assert unpacked.damaged == words


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (HELLO, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"),
        (HELLO + b"more", b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"),
        (CROSSING, b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"),
        (tnef.rich(b"plain", 5, b"MELA", 0), b"plain"),
        (tnef.rich(b"plain and more", 5, b"MELA", 0), b"plain"),
        (tnef.rich(b"\0abcdefgh\0ij", 10), b"abcdefghij"),
    ],
)
def test_rich_text(raw: bytes, text: bytes) -> None:
    """Rich text is what the specification says."""
    damage: list[str] = []
    assert (decompress(raw, MB, damage), damage) == (text, [])


@pytest.mark.parametrize(
    ("raw", "text", "damaged"),
    [
        (HELLO[:15], b"", ["the rich text is cut off"]),
        (tnef.rich(b"x", 1, b"GZIP"), b"", ["the rich text is compressed in an unknown way"]),
        (tnef.rich(b"\0abc", 3, checksum=1), b"abc", ["the checksum of the rich text is wrong"]),
        (tnef.rich(b"\0abc", 4), b"abc", ["the rich text is shorter than it says"]),
        (tnef.rich(b"abc", 4, b"MELA"), b"abc", ["the rich text is shorter than it says"]),
        (tnef.rich(b"\2a\0", 9), b"a", ["the rich text is shorter than it says"]),
        (tnef.rich(b"\2", 9), b"", ["the rich text is shorter than it says"]),
    ],
)
def test_damaged_rich_text(raw: bytes, text: bytes, damaged: list[str]) -> None:
    """Damaged rich text is read as far as it goes."""
    damage: list[str] = []
    assert (decompress(raw, MB, damage), damage) == (text, damaged)


@given(st.binary(max_size=300), st.integers(0, 60))
def test_rich_text_grows_no_further_than_allowed(tokens: bytes, limit: int) -> None:
    """Whatever the tokens are, no more comes out than is allowed."""
    assert len(decompress(tnef.rich(tokens, 0xFFFFFFFF), limit, [])) <= limit


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"\\par ", b"abc", b"0" * 40, bytes(range(64))]), max_size=40))
def test_long_rich_text(pieces: list[bytes]) -> None:
    """Rich text longer than the window of the decompression comes out whole."""
    text = b"".join(pieces)
    damage: list[str] = []
    again = tnef.rich(tnef.compressed(text)[16:], len(text))
    assert (decompress(again, MB, damage), damage) == (text, [])


def test_rich_text_that_fills_the_window_many_times() -> None:
    """A text of many windows comes out whole."""
    tokens, size = repeated(1000)
    damage: list[str] = []
    text = decompress(tnef.rich(tokens, size), MB, damage)
    assert (text == b"a" * size, damage) == (True, [])


def test_reference_behind_many_windows() -> None:
    """A reference reaches what it means, however much was written before."""
    text = bytes(each % 251 for each in range(80_000))
    tokens = b"".join(b"\0" + text[at : at + 8] for at in range(0, len(text), 8))
    tokens += b"\1" + struct.pack(">H", (207 + len(text) - 500) % 4096 << 4 | 15)
    damage: list[str] = []
    expanded = decompress(tnef.rich(tokens, len(text) + 17), MB, damage)
    assert (expanded == text + text[-500:-483], damage) == (True, [])


def repeated(groups: int) -> tuple[bytes, int]:
    """Tokens that say one letter again and again, and how often: the most that a token can say."""
    tokens, written = bytearray(b"\xfea"), 208
    for each in range(1, 8 * groups):
        tokens += b"" if each % 8 else b"\xff"
        tokens += struct.pack(">H", (written - 1) % 4096 << 4 | 15)
        written += 17
    return bytes(tokens), written - 207


def measured(content: bytes) -> tuple[Unpacked, float, int]:
    """What comes out, the seconds it takes and the bytes at its peak."""
    began = process_time()
    unpacked = unpack(content)
    seconds = process_time() - began
    tracemalloc.start()
    try:
        unpack(content)
        return unpacked, seconds, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


HOSTILE = {
    "attributes": (b"".join(tnef.attribute(1, each, b"") for each in range(30_000)), ""),
    "attachments": (
        tnef.attribute(2, tnef.BEGIN, b"") * 30_000,
        f"an attachment has no content; it has more than {MAX_FILES} attachments",
    ),
    "files": (
        tnef.attribute(2, tnef.CONTENT, b"") * 30_000,
        f"it has more than {MAX_FILES} attachments",
    ),
    "lists": (
        tnef.attribute(1, tnef.PROPERTIES, b"\xff\xff\xff\xff") * 20_000,
        CUT_OFF,
    ),
    "properties": (tnef.message(*[b"\x01\x00\x01\x00"] * 40_000), ""),
    "values": (tnef.message(tnef.sized(1, 0x1102, *[b""] * 40_000)), ""),
    "messages": (
        tnef.attachment(
            b"m",
            b"",
            tnef.sized(
                Id.CONTENT,
                tnef.OBJECT,
                tnef.MESSAGE_INTERFACE + tnef.stream(tnef.attribute(2, tnef.CONTENT, b"") * 200),
            ),
        )
        * 200,
        f"it has more than {MAX_FILES} attachments",
    ),
    "rich text": (
        tnef.message(tnef.sized(Id.RTF, tnef.BINARY, tnef.rich(repeated(20_000)[0], 1 << 31))),
        "the rich text is shorter than it says",
    ),
}


@pytest.mark.parametrize("which", HOSTILE)
def test_hostile(which: str) -> None:
    """A stream made to be slow or to fill the memory is quick, and takes a few times its size."""
    attributes, damaged = HOSTILE[which]
    content = tnef.stream(attributes)
    unpacked, seconds, peak = measured(content)
    assert set(unpacked.damaged.split("; ")) >= set(damaged.split("; ")) - {""}
    assert seconds < 2
    assert peak < 10 * len(content) + SLACK


def opened(unpacked: Unpacked) -> int:
    """How many messages lie open, one in the other."""
    inner = next((file.message for file in unpacked.files), None)
    return opened(inner) + 1 if inner else 0


def test_messages_too_deep() -> None:
    """Messages in messages are opened to a depth; the next one comes out whole."""
    unpacked = unpack(nested(50))
    assert opened(unpacked) == 9
    assert "too deep" in unpacked.damaged
    for _ in range(9):
        assert unpacked.files[0].message
        unpacked = unpacked.files[0].message
    assert unpacked.files[0].content == nested(40)


def test_messages_too_large() -> None:
    """Messages in messages are opened until they take many times the size of the stream."""
    held = tnef.stream(tnef.attachment(b"a", bytes(MB)))
    for _ in range(10):
        row = tnef.sized(Id.CONTENT, tnef.OBJECT, tnef.MESSAGE_INTERFACE + held)
        held = tnef.stream(tnef.attachment(b"m", b"", row))
    unpacked, seconds, peak = measured(held)
    assert opened(unpacked) == 8
    assert "holds too much" in unpacked.damaged
    assert seconds < 2
    assert peak < 11 * len(held)


def test_rich_text_counts_with_the_messages() -> None:
    """Rich text in messages in a message takes its part of what may come out."""
    bomb = tnef.message(tnef.sized(Id.RTF, tnef.BINARY, tnef.rich(repeated(20_000)[0], 1 << 31)))
    held = tnef.stream(bomb)
    row = tnef.sized(Id.CONTENT, tnef.OBJECT, tnef.MESSAGE_INTERFACE + held)
    content = tnef.stream(tnef.attachment(b"m", b"", row) * 4)
    messages = [each.message for each in unpack(content).files if each.message]
    rich = sum(len(each.rtf or b"") for each in messages)
    assert len(messages) == 4
    assert rich + len(messages) * len(held) <= 8 * len(content)


@given(st.integers(0, len(WHOLE)))
def test_cut_off_anywhere(at: int) -> None:
    """A stream that ends anywhere is read, or is no TNEF."""
    quietly(WHOLE[:at])


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=6))
def test_octets_changed_anywhere(changes: list[tuple[int, int]]) -> None:
    """A stream in which any octets are changed is read, or is no TNEF."""
    content = bytearray(WHOLE)
    for at, octet in changes:
        content[at] = octet
    quietly(bytes(content))


@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)), st.binary(max_size=40))
def test_pieces_put_in_anywhere(begin: int, end: int, piece: bytes) -> None:
    """A stream in which a piece is replaced is read, or is no TNEF."""
    quietly(WHOLE[:begin] + piece + WHOLE[end:])


@given(st.binary(max_size=400))
def test_any_attributes(octets: bytes) -> None:
    """Anything behind the signature is read."""
    unpack(tnef.stream(octets))
    unpack(tnef.stream(tnef.attribute(1, tnef.PROPERTIES, b"\xff\0\0\0" + octets)))


def quietly(content: bytes) -> None:
    """Unpack, the texts being such as can be written."""
    if content[:4] != tnef.SIGNATURE:
        with pytest.raises(ValueError, match="is no TNEF"):
            unpack(content)
        return
    unpacked = unpack(content)
    (unpacked.text or "").encode()
    "".join(file.name for file in unpacked.files).encode()
