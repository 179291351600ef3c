"""The items of send-email."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from egain_cli.errors import InputError
from egain_cli.findings import Severity
from egain_cli.inputs.emails import FLAGS, read_emails, unreadable
from egain_cli.inputs.flags import to_nodes

if TYPE_CHECKING:
    from egain_cli.model import Item

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0"


def read(*names: str, defaults: dict[str, Any] | None = None, **flags: Any) -> list[Item]:
    return list(read_emails(list(names), to_nodes(flags), to_nodes(defaults or {})))


def test_flags_alone_are_one_email() -> None:
    """Without a file, the flags and what the settings say are an email named after the flags."""
    (item,) = read(subject="s", defaults={"department": "d", "subject": "no"})
    assert item.origin == FLAGS
    assert (item.activity.subject, item.activity.department) == ("s", "d")
    assert item.findings == ()


def test_flag_before_file_before_setting(place: Path) -> None:
    """A flag wins over the file, and the file over the settings."""
    (place / "a.yaml").write_text("subject: file\ndepartment: file\n")
    (item,) = read("a.yaml", subject="flag", defaults={"department": "set", "receiver": "set"})
    activity = item.activity
    assert (activity.subject, activity.department, activity.receiver) == ("flag", "file", "set")


def test_every_document_is_an_email(place: Path) -> None:
    """Documents are counted in the origin where there are several; files come in their order."""
    (place / "a.yaml").write_text("subject: 1\n---\nsubject: 2\n")
    (place / "b.yaml").write_text("subject: 3\n")
    items = read("a.yaml", "b.yaml")
    assert [(item.origin, item.activity.subject) for item in items] == [
        ("a.yaml#1", "1"),
        ("a.yaml#2", "2"),
        ("b.yaml", "3"),
    ]
    assert len({item.key for item in items}) == 3


def test_paths_start_at_the_yaml_file(place: Path) -> None:
    """What a YAML file names lies beside it, not beside the user."""
    (place / "sub").mkdir()
    (place / "sub" / "p.png").write_bytes(PNG)
    (place / "sub" / "a.yaml").write_text("html: <img src='p.png'>\nattachments: [p.png]\n")
    (item,) = read(str(Path("sub", "a.yaml")))
    assert [(each.name, each.inline) for each in item.activity.attachments] == [("p.png", True)]


def test_standard_input_starts_at_the_current_folder(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """YAML from standard input finds what it names here, and has no images fetched."""
    (place / "p.png").write_bytes(PNG)
    (place / "q.png").write_bytes(PNG)
    yaml = b"html: <img src='p.png'><img src='q.png'>\nattachments: p.png\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(yaml)))
    (item,) = read("-")
    assert item.origin == "-"
    assert [each.name for each in item.activity.attachments] == ["p.png"]


MISTAKES = [
    (b"subject: 1\n---\nsubjct: 2\n", "a.yaml:3:1: unknown key 'subjct'"),
    (b"- a\n", "a.yaml:1:1: not a mapping"),
    (b"just text", "a.yaml:1:1: not a mapping"),
    (b"# nothing\n", "a.yaml: no email in it"),
    (b"", "a.yaml: the file is empty"),
    (b"a: [", "a.yaml:2:1: not valid YAML"),
    (b"\xff\xff", "a.yaml: not readable as YAML"),
    (b"attachments: none.png", "a.yaml:1:14: none.png: no such file"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "words"), MISTAKES)
def test_a_file_with_a_mistake_is_one_item_that_says_so(
    content: bytes, words: str, place: Path
) -> None:
    """A mistake spoils its own file whole and no other: the next file is read all the same."""
    (place / "a.yaml").write_bytes(content)
    (place / "b.yaml").write_text("subject: good\n")
    broken, good = read("a.yaml", "b.yaml")
    (found,) = broken.findings
    assert broken.origin == "a.yaml"
    assert (found.rule.name, found.rule.severity) == ("unreadable", Severity.ERROR)
    assert words in found.message
    assert found.hint
    assert good.activity.subject == "good"


def test_a_mistake_in_the_flags_is_an_item_too() -> None:
    """Flags that name a missing file are one item that cannot be read, not the end of the run."""
    (item,) = read(attach=["none.png"])
    assert item.origin == FLAGS
    assert "--attach none.png" in item.findings[0].message


def test_a_missing_file_is_an_item(place: Path) -> None:
    """A YAML file that is not there is one item that says so."""
    (item,) = read("none.yaml")
    assert "none.yaml: no such file" in item.findings[0].message


def test_the_same_email_has_the_same_key(place: Path) -> None:
    """An email without a date is the same when it is sent again, and another with another date."""
    (place / "a.yaml").write_text("subject: 1\n")
    (first,), (again,), (dated,) = read("a.yaml"), read("a.yaml"), read("a.yaml", date="2026-01-01")
    assert first.key == again.key != dated.key


def test_what_cannot_be_read_has_a_key_too() -> None:
    """An unreadable input is known by its bytes, or by its name where it has none."""
    error = InputError("x: broken", "mend it")
    assert unreadable("a", error).key != unreadable("b", error).key
    assert unreadable("a", error, b"m").key == unreadable("b", error, b"m").key
