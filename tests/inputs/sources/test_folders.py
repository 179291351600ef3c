"""What is found in a folder, in a Maildir, and what is passed over."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from egain_cli.errors import InputError
from egain_cli.inputs.sources.arguments import open_sources
from egain_cli.inputs.sources.files import time_of
from tests.inputs.sources.places import found, left_out, mail, mailbox, put
from tests.inputs.sources.test_archives import zipped

MAIL = mail("1")


def test_a_folder_is_walked_in_order(place: Path) -> None:
    """Files of it and of all folders below, as if their paths were sorted."""
    names = ["a-b.eml", "a.eml", "a/x.eml", "a/y/z.eml", "ab.eml", "b.eml"]
    put(place / "d", dict.fromkeys(reversed(names), MAIL))
    assert list(found("d")) == [f"d/{name}" for name in names] == sorted(found("d"))
    assert list(found("d/", "./d/a"))[-2:] == ["./d/a/x.eml", "./d/a/y/z.eml"]
    assert next(iter(found("d/a/"))) == "d/a/x.eml"


def test_hidden_files_and_locks_are_passed_over(place: Path) -> None:
    """In silence: nobody takes them for mail."""
    names = [".hidden.eml", ".#a.eml", "#a#", "~$a.eml", "a.lock", "Thumbs.db", ".a.tmp",
             "desktop.ini", ".DS_Store", "Inbox.msf", "dovecot.index", ".git/a.eml", "__MACOSX/a.eml"]  # fmt: skip
    put(place / "d", dict.fromkeys(names, MAIL))
    assert found("d") == {}
    assert left_out("d") == ""


@pytest.mark.parametrize(
    "name",
    ["dovecot.index.cache", "dovecot.list.index.log.2", "dovecot-uidlist", "dovecot-keywords",
     "dovecot-uidvalidity.5f0c1a2b", "dovecot.mailbox.log", "courierimapuiddb"],
)  # fmt: skip
def test_what_a_server_keeps_is_passed_over(place: Path, name: str) -> None:
    """In a folder and in an archive, in silence."""
    put(place, {f"d/{name}": MAIL, "a.zip": zipped({f"x/{name}": MAIL})})
    assert (found("d", "a.zip"), left_out("d", "a.zip")) == ({}, "")


def test_mail_about_a_server_is_mail(place: Path) -> None:
    """Only whole names are those of a server's own files, of folders as well."""
    names = ["courierimap question.eml", "dovecot migration.eml", "dovecot old/a.eml",
             "dovecot.index.eml", "dovecot.mbox"]  # fmt: skip
    put(place, {f"d/{name}": MAIL for name in names})
    put(place, {"a.zip": zipped(dict.fromkeys(names, MAIL))})
    wanted = [f"{name}#1" if name.endswith("mbox") else name for name in names]
    assert list(found("d")) == [f"d/{name}" for name in wanted]
    assert list(found("a.zip")) == [f"a.zip!{name}" for name in wanted]


def test_what_has_a_temporary_ending_is_counted(place: Path) -> None:
    """It may have been mail; so is a folder of that name, and a link that leads nowhere."""
    names = ["a.tmp", "b.part", "c.eml~", "d.eml.crdownload", "e.temp", "f.tmp/a.eml"]
    put(place, {f"d/{name}": MAIL for name in names})
    put(place, {"a.zip": zipped(dict.fromkeys([*names, ".hidden/x.tmp"], MAIL))})
    (place / "d/g.tmp").symlink_to("nowhere")
    assert found("d", "a.zip") == {}
    assert left_out("d") == "left out: 7 with a temporary ending"
    assert left_out("a.zip") == "left out: 6 with a temporary ending"
    assert found("d/c.eml~") == {"d/c.eml~": MAIL}


def test_what_is_no_mail_by_its_name_is_counted(place: Path) -> None:
    """So nothing is lost in silence; named by the user it is an item all the same."""
    put(
        place / "d",
        {"a.png": b"", "b.PNG": b"", "c.txt": MAIL, "r.pdf.gz": b"", "x.docx": b"PK\3\4"},
    )
    assert found("d") == {}
    assert left_out("d") == "left out: 2 .png, 1 .txt, 1 .pdf, 1 .docx"
    assert found("d/c.txt", "d/x.docx") == {"d/c.txt": MAIL, "d/x.docx": b"PK\3\4"}


def test_what_no_name_tells_is_looked_at(place: Path) -> None:
    """What begins as a message is one; what has no suffix is an item even where it is no mail."""
    files = {"1.M2P3.host": MAIL, "notes.xyz": b"nothing: here\n", "empty.xyz": b"", "empty": b"",
             "README": b"no mail", "saved.xyz": mailbox(MAIL), "Inbox": mailbox(MAIL, MAIL)}  # fmt: skip
    put(place / "d", files)
    assert found("d") == {
        "d/1.M2P3.host": MAIL, "d/Inbox#1": MAIL, "d/Inbox#2": MAIL, "d/README": b"no mail",
        "d/saved.xyz#1": MAIL,
    }  # fmt: skip
    assert left_out("d") == "left out: 2 empty, 1 .xyz"


def test_each_folder_is_walked_once(place: Path) -> None:
    """A link that leads up or aside is followed no second time; another argument begins anew."""
    put(place / "d", {"a/1.eml": MAIL})
    (place / "d/a/up").symlink_to("..")
    (place / "d/b").symlink_to("a")
    (place / "d/c.eml").symlink_to("a/1.eml")
    assert list(found("d")) == ["d/a/1.eml", "d/c.eml"]
    assert left_out("d") == "left out: 2 folders met before"
    (place / "d/a/up").unlink()
    assert list(found("d/a", "d/b")) == ["d/a/1.eml", "d/b/1.eml"]


def test_folders_in_folders_in_folders(place: Path) -> None:
    """A thousand of them are no more than long names."""
    here = os.open(".", os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    with os.fdopen(os.open("m.eml", os.O_WRONLY | os.O_CREAT, dir_fd=here), "wb") as file:
        file.write(MAIL)
    os.close(here)
    got = found("d")
    deepest = "d/" * 1200
    Path(f"{deepest}m.eml").unlink()
    os.removedirs(deepest)  # what clears up after tests does not go that deep
    assert got == {f"{deepest}m.eml": MAIL}


@pytest.fixture
def maildir(place: Path) -> Path:
    """A Maildir with one message in every place and state."""
    names = ["cur/1.M.host:2,S", "cur/2.M.host:2,ST", "cur/3.M.host:2,D", "cur/4.M.example.com",
             "cur/5.eml", "new/6.M.host", "tmp/7.M.host", ".Sent/cur/8.M.host:2,", "cur/.9",
             ".Sent/new/.keep", "dovecot-uidlist", "subscriptions", "cache", ".hidden/a.eml"]  # fmt: skip
    put(place / "md", dict.fromkeys(names, MAIL))
    return place / "md"


def test_a_maildir(maildir: Path) -> None:
    """What is in cur and new, here and below; drafts and what is in the trash are left out."""
    there = ["md/.Sent/cur/8.M.host:2,", "md/cur/1.M.host:2,S", "md/cur/4.M.example.com",
             "md/cur/5.eml", "md/new/6.M.host"]  # fmt: skip
    assert found("md") == dict.fromkeys(there, MAIL)
    assert left_out("md") == "left out: 1 in the trash of a Maildir, 1 a draft in a Maildir"
    assert list(found(".")) == [f"./{name}" for name in there]


def test_the_folder_of_a_maildir_may_be_named(maildir: Path) -> None:
    """It means the same there, and a message of it named by itself is sent whatever its flags."""
    assert list(found("md/new", "md/cur")) == [
        "md/new/6.M.host", "md/cur/1.M.host:2,S", "md/cur/4.M.example.com", "md/cur/5.eml",
    ]  # fmt: skip
    assert found("md/cur/2.M.host:2,ST") == {"md/cur/2.M.host:2,ST": MAIL}


def test_what_is_no_file_is_unreadable(place: Path) -> None:
    """A pipe, a socket and a link to nowhere; the run goes on."""
    put(place / "d", {"z.eml": MAIL})
    os.mkfifo(place / "d/pipe")
    (place / "d/gone.eml").symlink_to("nowhere")
    (place / "d/.gone").symlink_to("nowhere")
    (place / "d/round.eml").symlink_to("round.eml")
    server = socket.socket(socket.AF_UNIX)
    server.bind("d/socket.eml")
    server.close()
    no_file = "is neither a file nor a folder"
    assert found("d", "/dev/null", "./d/pipe") == {
        "d/gone.eml": "d/gone.eml: cannot be read: No such file or directory",
        "d/pipe": f"d/pipe: {no_file}",
        "d/round.eml": "d/round.eml: cannot be read: Too many levels of symbolic links",
        "d/socket.eml": f"d/socket.eml: {no_file}",
        "d/z.eml": MAIL,
        "/dev/null": f"/dev/null: {no_file}",
        "./d/pipe": f"./d/pipe: {no_file}",
    }


def test_a_folder_that_cannot_be_listed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an item that says so, between the others."""
    put(place / "d", {"a.eml": MAIL, "b/1.eml": MAIL, "c.eml": MAIL})
    genuine = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("b"):
            raise PermissionError(13, "Permission denied")
        return genuine(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert found("d")["d/b"] == "d/b: cannot be read: Permission denied"
    assert len(found("d")) == 3


def test_a_file_that_vanishes_or_is_closed_to_us(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is gone when its turn comes is an item that says so."""
    put(place / "d", {"a.eml": MAIL, "b": MAIL, "c.eml": MAIL})
    with open_sources(["d"]) as sources:
        messages = sources.messages()
        first = next(messages)
        (place / "d/a.eml").unlink()
        (place / "d/b").unlink()
        with pytest.raises(InputError, match=r"d/a\.eml: no such file"):
            first.read()
        with pytest.raises(InputError, match="d/b: cannot be read: No such file"):
            next(messages).read()
        assert next(messages).read() == MAIL

    def refuse(*_: object) -> NoReturn:
        raise PermissionError(13, "No")

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(os, "open", refuse)
    assert found("d") == {"d/c.eml": "d/c.eml: cannot be read: No"}


def test_names_that_are_no_utf8(place: Path) -> None:
    """They are shown with their bytes, and the file is found."""
    (place / "d").mkdir()
    Path(os.fsdecode(b"d/caf\xe9.eml")).write_bytes(MAIL)
    assert found("d", os.fsdecode(b"d/caf\xe9.eml").replace("d/", "./d/")) == {
        r"d/caf\xe9.eml": MAIL, r"./d/caf\xe9.eml": MAIL,
    }  # fmt: skip


def test_the_time_of_a_file_goes_with_its_message(place: Path) -> None:
    """In UTC; a time that no calendar has is none."""
    put(place, {"a.eml": MAIL, "d/b.eml": MAIL})
    os.utime("a.eml", (0, 1_772_000_000))
    os.utime("d/b.eml", (0, 1_772_000_001))
    with open_sources(["a.eml", "d", "gone.eml"]) as sources:
        times = [message.time for message in sources.messages()]
    first = datetime.fromtimestamp(1_772_000_000, UTC)
    assert times == [first, first + timedelta(seconds=1), None]
    assert time_of(os.stat_result([0] * 8 + [1 << 60, 0])) is None
