"""What is found in archives and compressed files, and what they may not do."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import tempfile
import zipfile
import zlib
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING

import pytest

from egain_cli.inputs.sources.arguments import open_sources
from egain_cli.inputs.sources.limits import Limits
from tests.inputs.sources.places import found, left_out, mail, mailbox, put

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAIL = mail("1")
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}
FILES = {
    "a.eml": MAIL, "in/box.mbox": mailbox(MAIL, mail("2")), "in/x.png": b"", "md/cur/1.M.h:2,S": MAIL,
    "md/cur/2.M.h:2,T": MAIL, "md/tmp/3.M.h": MAIL, "md/new/4.eml": MAIL, ".git/x.eml": MAIL,
    "./dot/b.eml": mail("3"), "../up.eml": mail("4"), "/etc/abs.eml": mail("5"),
}  # fmt: skip
INSIDE = {
    "a.eml": MAIL, "in/box.mbox#1": MAIL, "in/box.mbox#2": mail("2"), "md/cur/1.M.h:2,S": MAIL,
    "md/new/4.eml": MAIL, "dot/b.eml": mail("3"), "../up.eml": mail("4"), "/etc/abs.eml": mail("5"),
}  # fmt: skip
LEFT_OUT = "left out: 1 .png, 1 in the trash of a Maildir"
SMALL = Limits(free=100_000, ratio=20, total=500_000, message=50_000, members=20)


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of files."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as writer:
        for name, content in files.items():
            writer.writestr(zipfile.ZipInfo(name, (2026, 3, 2, 8, 14, 4)), content, method)
    return archive.getvalue()


def tarred(files: dict[str, bytes], kind: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar archive of files."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=kind) as writer:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(content), 1_772_000_000
            writer.addfile(member, io.BytesIO(content))
    return archive.getvalue()


def test_a_zip_archive(place: Path) -> None:
    """Its members are found in its order, by the rules of folders, under their names."""
    put(place, {"a.zip": zipped(FILES), "d/b": zipped({"a.eml": MAIL}), "empty.zip": zipped({})})
    assert found("a.zip") == {f"a.zip!{name}": message for name, message in INSIDE.items()}
    assert left_out("a.zip") == LEFT_OUT
    assert found("d", "empty.zip") == {"d/b!a.eml": MAIL}
    assert list(place.parent.rglob("up.eml")) == []


@pytest.mark.parametrize("suffix", ["", *PACKERS])
@pytest.mark.parametrize("kind", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_archive(place: Path, suffix: str, kind: int) -> None:
    """The same, whatever it is compressed with."""
    packed = PACKERS.get(suffix, bytes)(tarred(FILES, kind))
    put(place, {"a": packed, f"d/a.tar.{suffix}".rstrip("."): packed})
    assert found("a") == {f"a!{name}": message for name, message in INSIDE.items()}
    assert left_out("a") == LEFT_OUT
    assert len(found("d")) == len(INSIDE)


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_compressed_file(place: Path, suffix: str) -> None:
    """It has no name of its own: its origin is that of what is in it."""
    pack = PACKERS[suffix]
    emlx = b"%d\n" % len(MAIL) + MAIL + b"<plist/>"
    files = {f"a.eml.{suffix}": MAIL, f"b.mbox.{suffix}": mailbox(MAIL, MAIL), f"c.{suffix}": MAIL,
             f"d.emlx.{suffix}": emlx, f"e.zip.{suffix}": zipped({"a.eml": MAIL}),
             f"f.{suffix}.{suffix}": pack(MAIL), f"g.{suffix}": b"", f"h.xyz.{suffix}": b"\0",
             f"i.pst.{suffix}": b"x"}  # fmt: skip
    put(place / "d", {name: pack(content) for name, content in files.items()})
    assert found("d") == {
        f"d/a.eml.{suffix}": MAIL, f"d/b.mbox.{suffix}#1": MAIL, f"d/b.mbox.{suffix}#2": MAIL,
        f"d/c.{suffix}": MAIL, f"d/d.emlx.{suffix}": MAIL, f"d/e.zip.{suffix}!a.eml": MAIL,
        f"d/f.{suffix}.{suffix}": MAIL, f"d/i.pst.{suffix}": f"d/i.pst.{suffix}: a .pst file is not read",
    }  # fmt: skip
    assert left_out("d") == "left out: 1 empty, 1 .xyz"


def test_archives_in_archives_to_a_depth(place: Path) -> None:
    """Three of them are opened; what lies deeper is an item that says so."""
    content = {"x.eml": MAIL, "box": mailbox(MAIL)}
    third = {"3.zip": zipped(content | {"4.tar": tarred(content), "5.zip": zipped(content)})}
    third["3.zip"] = zipped(content | {"4.tar": tarred(content), "box.gz": gzip.compress(b"x" * 9)})
    put(place, {"1.zip": zipped({"2.tgz": gzip.compress(tarred(third))})})
    inner = "1.zip!2.tgz!3.zip!"
    assert found("1.zip") == {
        f"{inner}x.eml": MAIL, f"{inner}box#1": MAIL, f"{inner}box.gz": b"x" * 9,
        f"{inner}4.tar": f"{inner}4.tar: lies in 3 archives, which is too deep to follow",
    }  # fmt: skip


def test_members_of_the_same_name(place: Path) -> None:
    """Each has an origin of its own."""
    names = {"a.eml": mail("1"), "b.eml": mail("2"), "c.eml": mail("3")}
    content = zipped(names).replace(b"b.eml", b"a.eml").replace(b"c.eml", b"a.eml")
    (place / "a.zip").write_bytes(content)
    assert found("a.zip") == {
        "a.zip!a.eml": mail("1"), "a.zip!a.eml(2)": mail("2"), "a.zip!a.eml(3)": mail("3"),
    }  # fmt: skip


def test_links_and_folders_are_no_messages(place: Path) -> None:
    """Nor are the devices of a tar archive; the links are counted, unless they are hidden."""
    link = zipfile.ZipInfo("link.eml")
    link.external_attr = stat.S_IFLNK << 16
    with zipfile.ZipFile(place / "a.zip", "w") as zip_writer:
        zip_writer.writestr(link, "/etc/passwd")
        hidden = zipfile.ZipInfo(".git/link.eml")
        hidden.external_attr = stat.S_IFLNK << 16
        zip_writer.writestr(hidden, "/etc/passwd")
        zip_writer.mkdir("folder.eml")
    with tarfile.open(place / "a.tar", "w") as tar_writer:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE):
            member = tarfile.TarInfo("link.eml")
            member.type, member.linkname = kind, "/etc/passwd"
            tar_writer.addfile(member)
    assert found("a.zip", "a.tar") == {}
    assert left_out("a.zip") == "left out: 1 links in archives"
    assert left_out("a.tar") == "left out: 2 links in archives"


def test_the_times_of_members(place: Path) -> None:
    """A zip archive's are local, a tar archive's in UTC; none, or one out of the calendar, is none."""
    never = zipfile.ZipInfo("never.eml")
    broken = zipfile.ZipInfo("broken.eml", (2026, 13, 2, 8, 14, 4))
    put(place, {"a.zip": zipped({"a.eml": MAIL}), "a.tar": tarred({"a.eml": MAIL})})
    with zipfile.ZipFile(place / "a.zip", "a") as writer:
        writer.writestr(never, MAIL)
        writer.writestr(broken, MAIL)
    with tarfile.open(place / "b.tar", "w") as tar_writer:
        for seconds in (0, 1 << 55):
            member = tarfile.TarInfo("a.eml")
            member.mtime = seconds
            tar_writer.addfile(member)
    with open_sources(["a.zip", "a.tar", "b.tar"]) as sources:
        times = [message.time for message in sources.messages()]
    local = datetime(2026, 3, 2, 8, 14, 4).astimezone()
    assert times == [local, None, None, datetime.fromtimestamp(1_772_000_000, UTC), None, None]


def test_an_encrypted_member_is_an_item_that_says_so(place: Path) -> None:
    """The others are read."""
    content = zipped({"a.eml": MAIL, "b": MAIL, "c.eml": MAIL})
    parts = content.split(b"PK\1\2")  # the members' rows in the directory, after the first part
    flagged = [row[:4] + bytes([row[4] | 1]) + row[5:] for row in parts[1:3]]
    put(place, {"a.zip": b"PK\1\2".join([parts[0], *flagged, *parts[3:]])})
    assert found("a.zip") == {
        "a.zip!a.eml": "a.zip!a.eml: is encrypted", "a.zip!b": "a.zip!b: is encrypted",
        "a.zip!c.eml": MAIL,
    }  # fmt: skip


def test_a_damaged_archive(place: Path) -> None:
    """What can be read of it is, and an item says that there is more."""
    noise = Random(0)
    many = {f"{n}.eml": mail(str(n), f"{noise.randbytes(9000).hex()}\n") for n in range(9)}
    stored = zipped(many, zipfile.ZIP_STORED)
    put(place, {
        "a.tar": tarred(many)[:-60_000], "b.tar": tarred(many)[:-50_000], "a.tgz": gzip.compress(tarred(many))[:-30_000],
        "a.mbox.gz": gzip.compress(mailbox(*many.values()))[:-30_000], "a.zip": b"PK\3\4 no zip",
        "b.zip": b"neither", "c.zip": stored.replace(b"Subject: 8", b"Subject: 9"),
        "z.zip.gz": gzip.compress(stored)[:-200],
    })  # fmt: skip
    got = found("a.tar", "b.tar", "a.tgz", "a.mbox.gz", "a.zip", "b.zip", "c.zip", "z.zip.gz")
    said = {origin: words for origin, words in got.items() if isinstance(words, str)}
    assert {origin: words.partition(": ")[2][:14] for origin, words in said.items()} == {
        "a.tar": "cannot be read", "b.tar!6.eml": "cannot be read", "b.tar": "cannot be read",
        "a.tgz!6.eml": "cannot be read", "a.tgz": "cannot be read", "a.mbox.gz": "cannot be read", "a.zip": "is no zip arch",
        "b.zip": "is no zip arch", "c.zip!8.eml": "cannot be read", "z.zip.gz": "cannot be read",
    }  # fmt: skip
    for name, message in list(many.items())[:5]:
        assert got[f"a.tar!{name}"] == got[f"a.tgz!{name}"] == got[f"c.zip!{name}"] == message
        assert got[f"a.mbox.gz#{int(name[0]) + 1}"] == message


def test_a_bomb_is_stopped(place: Path) -> None:
    """What unpacks to far more than it was packed in, each kind of it, is an item that says so."""
    zeros = bytes(400_000)
    put(place, {
        "a.zip": zipped({"a.mbox": zeros, "c.eml": MAIL}), "a.gz": gzip.compress(zeros),
        "a.tgz": gzip.compress(tarred({"a.eml": MAIL, "b.mbox": zeros, "c.eml": MAIL})),
        "b.zip": zipped({"b.zip": zipped({"a": zeros}, zipfile.ZIP_STORED)}),
    })  # fmt: skip
    got = found("a.zip", "a.gz", "a.tgz", "b.zip", limits=SMALL)
    said = {origin for origin, words in got.items() if isinstance(words, str) and "bombs" in words}
    assert said == {"a.zip!a.mbox", "a.gz", "a.tgz!b.mbox", "a.tgz", "b.zip!b.zip"}
    assert got["a.zip!c.eml"] == got["a.tgz!a.eml"] == MAIL


def test_small_members_may_make_a_bomb_together(place: Path) -> None:
    """What the archive unpacks to in all is counted too, in archives in it as well."""
    files = {f"{number}.eml": bytes(60_000) for number in range(3)}
    put(
        place,
        {"a.zip": zipped(files), "b.zip": zipped({"in.zip": zipped(files, zipfile.ZIP_STORED)})},
    )
    limits = Limits(free=100_000, ratio=20)
    assert ["bombs" in str(each)[-100:] for each in found("a.zip", limits=limits).values()] == [
        False, True, True,
    ]  # fmt: skip
    assert "bombs" in str(found("b.zip", limits=limits)["b.zip!in.zip"])


def test_unpacking_has_an_end(place: Path) -> None:
    """What takes longer than it may is an item that says so."""
    put(place, {"a.zip": zipped({"a.eml": MAIL})})
    got = found("a.zip", limits=Limits(until=-1.0))
    assert got == {"a.zip!a.eml": "a.zip!a.eml: takes too long to unpack"}


def test_a_compressed_file_in_a_damaged_archive(place: Path) -> None:
    """What came of it is read, and it is said that there was more."""
    box = mailbox(*[mail(str(n), f"{Random(n).randbytes(9000).hex()}\n") for n in range(9)])
    put(place, {"a.tgz": gzip.compress(tarred({"box.gz": gzip.compress(box)}))[:-20_000]})
    got = found("a.tgz")
    assert isinstance(got["a.tgz!box.gz#1"], bytes)
    assert "cannot be read" in str(got["a.tgz!box.gz"])
    packed = gzip.compress(mailbox(MAIL)) + bytes(20_000)  # padding, which is allowed
    content = zipped({"box.gz": packed}, zipfile.ZIP_STORED)
    put(place, {"a.zip": content.replace(zlib.crc32(packed).to_bytes(4, "little"), b"\0\0\0\0")})
    assert list(found("a.zip")) == ["a.zip!box.gz#1", "a.zip!box.gz"]


def test_a_message_in_an_archive_has_a_limit(place: Path) -> None:
    """It would be in memory whole; the others are read."""
    put(place, {"a.zip": zipped({"a.eml": bytes(60_000), "b.eml": MAIL}, zipfile.ZIP_STORED)})
    assert found("a.zip", limits=Limits(message=50_000)) == {
        "a.zip!a.eml": "a.zip!a.eml: unpacks to more than 0 MB", "a.zip!b.eml": MAIL,
    }  # fmt: skip
    assert len(found("a.zip")) == 2


def test_the_members_of_an_archive_have_a_limit(place: Path) -> None:
    """Those up to it are read, and an item says that there are more."""
    files = {f"{number}.eml": MAIL for number in range(3)}
    put(place, {"a.zip": zipped(files), "a.tar": tarred(files)})
    for name in ("a.zip", "a.tar"):
        got = found(name, limits=Limits(members=2))
        assert got == {
            f"{name}!0.eml": MAIL, f"{name}!1.eml": MAIL, name: f"{name}: has more than 2 members",
        }  # fmt: skip


def test_a_sparse_member_is_as_large_as_it_says(place: Path) -> None:
    """A tar archive can hold a file of terabytes in a few bytes: it is stopped."""
    header = bytearray(tarred({"a.mbox": b""})[:512])
    header[156:157] = tarfile.GNUTYPE_SPARSE
    header[257:265] = b"ustar  \0"
    header[483:495] = b"00000400000\0"  # the size that it says it has, in octal
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    (place / "a.tar").write_bytes(bytes(header) + bytes(1024))
    assert "bombs" in str(found("a.tar", limits=SMALL)["a.tar!a.mbox"])


def test_a_private_copy_leaves_nothing_behind(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mailbox in an archive is copied into a temporary file without a name, under a limit."""
    monkeypatch.setattr(tempfile, "tempdir", str(place / "t"))
    monkeypatch.setattr("egain_cli.inputs.sources.streams._IN_MEMORY", 1000)
    (place / "t").mkdir()
    put(
        place,
        {"a.zip": zipped({"box": mailbox(*[mail(str(n), "x" * 999 + "\n") for n in range(9)])})},
    )
    assert len(found("a.zip")) == 9
    assert list((place / "t").iterdir()) == []
