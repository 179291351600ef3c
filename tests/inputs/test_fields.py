"""The one mapping of named fields to an activity."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from egain_cli.errors import InputError
from egain_cli.findings import Severity
from egain_cli.inputs.fields import CUSTOMER_KEYS, KEYS, Fields, to_activity
from egain_cli.model import Activity
from egain_cli.yaml_reader import Node, read_documents

if TYPE_CHECKING:
    from egain_cli.findings import Finding

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0"


def fields(yaml: str, folder: Path | None = None, *, beside: bool = True) -> Fields:
    (document,) = read_documents(yaml.encode(), "x.yaml")
    assert isinstance(document.value, dict)
    return Fields(document.value, folder or Path(), beside=beside)


def read(yaml: str, folder: Path | None = None) -> tuple[Activity, list[Finding]]:
    return to_activity(fields(yaml, folder))


WHOLE = """
from: a@b.c
receiver: s@b.c
department: service
to: [x@y.z, v@w.x]
cc: c@y.z
reply_to: r@y.z
date: 2026-01-31T09:30:00+01:00
subject: no
text: 0123
html: <p>yes</p>
case: 1060
secure: yes
attributes: {rating: 5, source: [letter, phone]}
customer: {salutation: Mr., first_name: J, middle_name: Q, last_name: D, gender: male,
  job_title: Dr, level: 1, role: Partner, pin: 007, how_referred: Website, industry: i,
  market_segment: m}
attachments: [a.png, {path: n.csv, name: N.csv, type: a/b}]
"""


def test_every_key_has_its_place(tmp_path: Path) -> None:
    """Each documented key ends in its attribute, values as they are written."""
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "n.csv").write_text("1")
    activity, found = read(WHOLE, tmp_path)
    assert found == []
    names = [(each.name, each.content_type, each.inline) for each in activity.attachments]
    assert names == [("a.png", "image/png", False), ("N.csv", "a/b", False)]
    assert activity == Activity(
        department="service",
        sender="a@b.c",
        receiver="s@b.c",
        date=datetime(2026, 1, 31, 8, 30, tzinfo=UTC),
        subject="no",
        text="0123",
        html="<p>yes</p>",
        to=("x@y.z", "v@w.x"),
        cc=("c@y.z",),
        reply_to="r@y.z",
        case_id="1060",
        secure=True,
        attributes=(("rating", ("5",)), ("source", ("letter", "phone"))),
        customer={
            "salutation": "Mr.", "first_name": "J", "middle_name": "Q", "last_name": "D",
            "gender": "male", "job_title": "Dr", "level": "1", "role": "Partner", "pin": "007",
            "how_referred": "Website", "industry": "i", "market_segment": "m",
        },
        attachments=activity.attachments,
    )  # fmt: skip
    assert list(activity.customer or {}) == list(CUSTOMER_KEYS)
    assert set(fields(WHOLE).nodes) == set(KEYS) - {"text_file", "html_file"}


@pytest.mark.parametrize(
    "yaml", ["from: a", "from: a\ndate:", "from: a\ndate: now", "from: a\ndate: ''"]
)
def test_no_date_means_now(yaml: str) -> None:
    """Without a date, with an empty one or with now, the email happens at the present moment."""
    date = read(yaml)[0].date
    assert date
    assert abs(datetime.now(UTC) - date) < timedelta(minutes=1)


def test_what_is_left_open_is_absent() -> None:
    """A key without a value, an empty mapping and empty list entries are as not given."""
    yaml = "subject:\nto:\ncc: [~, a@b.c]\nattributes:\ncustomer: {first_name: '', pin: }\nattachments:\nsecure:\n"
    activity, found = read(yaml)
    assert (activity.subject, activity.to, activity.cc) == (None, (), ("a@b.c",))
    assert (activity.attributes, activity.customer, activity.attachments) == ((), None, ())
    assert (activity.secure, found) == (None, [])


@pytest.mark.parametrize(
    ("word", "meant"), [("true", True), ("YES", True), ("false", False), ("no", False)]
)
def test_secure_is_yes_or_no(word: str, *, meant: bool) -> None:
    """Secure is true or false in the words of YAML."""
    assert read(f"secure: {word}")[0].secure is meant


FINDINGS = [
    ("secure: maybe", "bad-boolean", "secure"),
    ("date: tomorrow", "bad-date", "date"),
    ("date: 2026-02-30", "bad-date", "date"),
]
EMPTY = [
    ("attachments: {path: n.csv, name: ''}", ["attachments[1].name"]),
    ("attachments: [n.csv, {path: n.csv, type: '', cid: \"\"}]", ["attachments[2].type", "attachments[2].cid"]),
    ("attachments: [n.csv, {path: n.csv, name: , type: ~, cid: }]", []),
    ("case: ''\nattachments: {path: n.csv, name: ''}", ["case", "attachments[1].name"]),
]  # fmt: skip


@pytest.mark.parametrize(("yaml", "where"), EMPTY)
def test_what_is_given_and_empty_is_refused(yaml: str, where: list[str], tmp_path: Path) -> None:
    """An attachment's name, type or cid too: in silence it would get another."""
    (tmp_path / "n.csv").write_text("1")
    found = read(yaml, tmp_path)[1]
    assert [(each.rule.name, each.field) for each in found] == [
        ("empty-value", each) for each in where
    ]


@pytest.mark.parametrize(("yaml", "rule", "field"), FINDINGS)
def test_a_value_that_cannot_be_is_a_finding(yaml: str, rule: str, field: str) -> None:
    """A value that breaks a rule is an error among the findings, and its attribute is absent."""
    activity, found = read(yaml)
    assert [(each.rule.name, each.field, each.rule.severity) for each in found] == [
        (rule, field, Severity.ERROR)
    ]
    assert getattr(activity, field) is None


def test_texts_from_files(tmp_path: Path) -> None:
    """text_file and html_file are read beside the YAML file, their line ends kept."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "t.txt").write_bytes("Grüße\r\n".encode())
    (tmp_path / "sub" / "h.html").write_bytes(b'<img src="p.png">')
    (tmp_path / "sub" / "p.png").write_bytes(PNG)
    activity, found = read("text_file: sub/t.txt\nhtml_file: sub/h.html", tmp_path)
    assert activity.text == "Grüße\r\n"
    assert activity.html == '<img src="cid:p.png">'
    assert [(each.name, each.inline) for each in activity.attachments] == [("p.png", True)]
    assert {each.rule.name for each in found} == {"image-attached", "reference-rewritten"}


def test_images_lie_beside_the_yaml_file(tmp_path: Path) -> None:
    """HTML in a YAML file shows images beside that file; where there is no file, none is fetched."""
    (tmp_path / "p.png").write_bytes(PNG)
    yaml = "html: <img src='p.png'>"
    assert [each.inline for each in read(yaml, tmp_path)[0].attachments] == [True]
    activity, found = to_activity(fields(yaml, tmp_path, beside=False))
    assert activity.attachments == ()
    assert [each.rule.name for each in found] == ["file-not-attached"]


REFUSED = [
    ("subjct: x", r"x\.yaml:1:1: unknown key 'subjct'", "Did you mean 'subject'?"),
    ("from: a\nreply-to: x", r"x\.yaml:2:1: unknown key 'reply-to'", "Did you mean 'reply_to'?"),
    ("customer:\n  frist_name: x", r"x\.yaml:2:3: unknown key 'frist_name'", "first_name"),
    (
        "customer:\n  department: x",
        r"x\.yaml:2:3: a customer must not have a department",
        "the server puts",
    ),
    ("customer: x", r"x\.yaml:1:1: customer must be a mapping", "indented"),
    ("customer: {role: [x]}", r"x\.yaml:1:12: role must be one value", "key: value"),
    ("attributes: [a]", r"x\.yaml:1:1: attributes must be a mapping", "indented"),
    ("attributes: {a: {b: c}}", r"x\.yaml:1:14: a must be text", "list of values"),
    ("attributes: {a: [[b]]}", r"x\.yaml:1:18: a must be text", "list of values"),
    ("subject: [a, b]", r"x\.yaml:1:1: subject must be one value", "key: value"),
    ("from: {a: b}", r"x\.yaml:1:1: from must be one value", "key: value"),
    ("to: {a: b}", r"x\.yaml:1:1: to must be text", "list of values"),
    ("text: a\ntext_file: b", r"x\.yaml:2:1: text is given twice", "not both"),
    ("html_file: none.html", r"x\.yaml:1:12: none\.html: no such file", "Looked for"),
    ("attachments: none.png", r"x\.yaml:1:14: none\.png: no such file", "Looked for"),
    ("attachments:\n  - none.png", r"x\.yaml:2:5: none\.png: no such file", "Looked for"),
    ("attachments: {pth: x}", r"x\.yaml:1:15: unknown key 'pth'", "Did you mean 'path'?"),
]


@pytest.mark.parametrize(("yaml", "words", "hint"), REFUSED)
def test_what_cannot_be_understood_names_its_place(
    yaml: str, words: str, hint: str, tmp_path: Path
) -> None:
    """Unknown keys, wrong shapes and missing files are errors with file, line, column and a way on."""
    with pytest.raises(InputError, match=words) as caught:
        read(yaml, tmp_path)
    assert hint in caught.value.hint


def test_fields_give_texts() -> None:
    """A field gives its one text or its texts, and one that is not there gives none."""
    some: dict[str, Any] = {"a": "x", "b": ["y", "z"]}
    named = fields("a: x\nb: [y, z]")
    assert named.text("a") == some["a"]
    assert named.texts("b") == tuple(some["b"])
    assert named.text("none") is None
    assert named.texts("none") == ()
    assert isinstance(named.nodes["a"], Node)
