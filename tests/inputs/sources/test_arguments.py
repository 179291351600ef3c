"""What an argument may be: a file by its name and its start, standard input, a list of paths."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.errors import InputError
from egain_cli.inputs.sources.arguments import Count, open_sources, read_names
from egain_cli.inputs.sources.emlx import what_is_missing
from tests.inputs.sources.places import LINE, found, mail, mailbox, put
from tests.inputs.sources.test_archives import tarred, zipped

if TYPE_CHECKING:
    from collections.abc import Callable

MAIL = mail("1")


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Put bytes into standard input."""

    def fill(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return fill


def test_an_eml_is_one_message_whatever_it_begins_with(place: Path) -> None:
    """A mailbox, an archive or nothing that is known."""
    contents = [mailbox(MAIL, MAIL), zipped({"a": MAIL}), b"x"]
    files = {f"{number}.EML": content for number, content in enumerate(contents)}
    put(place, files)
    assert found(*files) == files


def test_a_mailbox_is_known_by_its_name_or_its_start(place: Path) -> None:
    """An .mbox may be empty, or begin without a separator; any other file begins with one."""
    put(place, {"a": mailbox(MAIL), "b.mbox": MAIL, "c.mbx": b"", "d.MBOX": MAIL + b"\n" + mailbox(MAIL),
                "e": LINE + b"no field\n", "f.txt": b"\xef\xbb\xbf" + mailbox(MAIL)})  # fmt: skip
    assert found("a", "b.mbox", "c.mbx", "d.MBOX", "e", "f.txt") == {
        "a#1": MAIL, "b.mbox#1": MAIL, "d.MBOX#1": MAIL, "d.MBOX#2": MAIL,
        "e": LINE + b"no field\n", "f.txt#1": MAIL,
    }  # fmt: skip


def test_what_apple_mail_saves(place: Path) -> None:
    """The length, the message, a property list; cut off, it is unreadable; unframed, a message."""
    put(place, {"a.emlx": b"%-10d\n" % len(MAIL) + MAIL + b"<plist/>", "b.emlx": b"9999\n" + MAIL,
                "c.emlx": MAIL, "d.emlx": b"", "e.partial.emlx": b"%d\r\n" % len(MAIL) + MAIL})  # fmt: skip
    assert found("a.emlx", "b.emlx", "c.emlx", "d.emlx", "e.partial.emlx") == {
        "a.emlx": MAIL, "b.emlx": f"b.emlx: is cut off: {9999 - len(MAIL)} of 9999 bytes are missing",
        "c.emlx": MAIL, "d.emlx": "d.emlx: the file is empty", "e.partial.emlx": MAIL,
    }  # fmt: skip
    assert what_is_missing("1.emlx") == ()


def test_mail_that_is_in_no_open_format(place: Path) -> None:
    """Is an item that says how to export it, in a folder too: it is mail all the same."""
    put(place, {"d/a.pst": b"!BDN", "d/b.olm": zipped({}), "d/c.7z": b"7z"})
    assert found("d") == {
        f"d/{name}": f"d/{name}: a {name[1:]} file is not read" for name in ("a.pst", "b.olm", "c.7z")
    }  # fmt: skip


def test_names_that_lead_nowhere(place: Path) -> None:
    """Each is an item that says why."""
    put(place, {"empty": b""})
    assert found("gone", "", "nul\0", "empty", "x" * 5000) == {
        "gone": "gone: no such file", "": "the name of an input is empty",
        "nul\0": "nul\0: no such file",
        "empty": "empty: the file is empty",
        "x" * 5000: f"{'x' * 5000}: cannot be read: [Errno 36] File name too long: '{'x' * 5000}'",
    }  # fmt: skip


def test_a_path_that_one_may_not_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is an item that says so."""

    def refuse(*_args: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refuse)
    for name in ("a/b.eml", "/dev/fd/3"):
        assert "cannot be read" in str(found(name)[name])


def test_standard_input_is_a_message(pipe: Callable[[bytes], None]) -> None:
    """With an envelope line ahead of it, as mail programs pipe it, it is still one."""
    pipe(MAIL)
    assert found("-") == {"-": MAIL}
    pipe(mailbox(MAIL))
    assert found("-") == {"-": MAIL}


def test_standard_input_is_a_mailbox_or_an_archive(pipe: Callable[[bytes], None]) -> None:
    """By its start; it is read once, and counted all the same."""
    pipe(mailbox(MAIL, mail("2"), mail("3")))
    assert found("-") == {"-#1": MAIL, "-#2": mail("2"), "-#3": mail("3")}
    pipe(tarred({"a.eml": MAIL}))
    assert found("-") == {"-!a.eml": MAIL}


def test_an_empty_standard_input(pipe: Callable[[bytes], None]) -> None:
    """Is an item that says so, and the sources are empty where it is all there is."""
    pipe(b"")
    assert found("-") == {"-": "-: standard input is empty"}
    for names, empty in ((["-"], True), (["-", "-"], False), (["gone"], False), ([], False)):
        with open_sources(names) as sources:
            assert sources.is_empty is empty
    pipe(MAIL)
    with open_sources(["-"]) as sources:
        assert not sources.is_empty


def test_a_standard_input_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """What came is left, and why is said."""

    class Failing(io.BytesIO):
        def read1(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Failing()))
    assert found("-") == {"-": "-: cannot be read: Input/output error"}


def test_an_interrupt_while_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ends it, before anything else was begun."""

    class Waiting(io.BytesIO):
        def read1(self, size: int | None = -1) -> bytes:
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Waiting()))
    with pytest.raises(KeyboardInterrupt), open_sources(["-"]):
        pytest.fail("never gets here")


def test_a_pipe_that_a_shell_opened(place: Path) -> None:
    """Is read as standard input is; one that was closed is an item that says so."""
    for content, wanted in ((MAIL, MAIL), (b"", None)):
        reading, writing = os.pipe()
        os.write(writing, content)
        os.close(writing)
        name = f"/dev/fd/{reading}"
        got = found(name)
        os.close(reading)
        assert got == {name: wanted or f"{name}: the pipe is empty"}


def test_a_pipe_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is an item that says so."""
    monkeypatch.setattr(Path, "is_fifo", lambda _: True)
    assert found("/dev/fd/999") == {
        "/dev/fd/999": "/dev/fd/999: cannot be read: No such file or directory"
    }
    monkeypatch.undo()
    assert found("/dev/nul\0")["/dev/nul\0"]


@pytest.mark.parametrize(
    "content", [b"a b.eml\n\n  \n./\xc3\xa9\r\nz", b"a b.eml\0\0./\xc3\xa9\0z\0"]
)
def test_a_list_of_paths(place: Path, content: bytes, pipe: Callable[[bytes], None]) -> None:
    """One a line, or each ended by NUL; blank ones are none; from a file or standard input."""
    put(place, {"list": content, "none": b""})
    assert read_names("list") == ["a b.eml", "./é", "z"]
    pipe(content)
    assert read_names("-") == ["a b.eml", "./é", "z"]
    assert read_names("none") == []
    with pytest.raises(InputError, match="gone: no such file"):
        read_names("gone")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\0"])
@given(names=st.lists(st.text("a\f\v\r\x1c\x1e\x85\u2028\u2029 é", max_size=5).map("x{}x".format)))
def test_a_name_in_a_list_may_hold_any_character(
    end: str, names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What ends lines elsewhere ends none here, and a byte-order mark is no part of a name."""
    path = tmp_path_factory.mktemp("names") / "list"
    path.write_bytes("".join(["\ufeff", *(f"{name}{end}" for name in names)]).encode())
    assert read_names(str(path)) == names


def test_counting_takes_no_longer_than_it_may(place: Path) -> None:
    """Then it is at least so many; an archive that takes longer is not unpacked for it."""
    put(place, {"a": mailbox(*[MAIL] * 9), "a.zip": zipped({"box": mailbox(*[MAIL] * 9)})})
    with open_sources(["a", "a.zip"]) as sources:
        assert sources.count() == Count(18)
        assert not sources.count(-1.0).exact
        assert sources.count(-1.0).number == 0


def test_only_what_is_asked_for_is_read(place: Path) -> None:
    """The next file is not opened before the message ahead of it was taken."""
    put(place, {"a.eml": MAIL})
    with open_sources(["a.eml", "b.eml"]) as sources:
        messages = sources.messages()
        assert next(messages).read() == MAIL
        put(place, {"b.eml": mail("2")})
        assert next(messages).read() == mail("2")
