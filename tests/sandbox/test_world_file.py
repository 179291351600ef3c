"""What a world file says, and what it may not say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egain_cli.errors import ExitCode, InputError
from egain_cli.sandbox.world import (
    DEFAULT_WORLD,
    Alias,
    Case,
    CustomAttribute,
    Customer,
    User,
    World,
)
from egain_cli.sandbox.world_file import KEYS, read_world
from egain_cli.sandbox.world_terms import describe_world

SAMPLE = Path(__file__).parents[2] / "samples" / "worlds" / "default.yaml"
EVERY_KEY = """
departments: [help, "R & D"]
aliases:
  - {address: Help@x.de, department: help}
  - {address: old@x.de, department: "R & D", active: no}
users:
  - {name: ann, password: "0123"}
  - {name: bob, password: no, rights: [View Agent Console]}
  - {name: eve, password: e, rights: []}
cases:
  - 007
  - {id: 8, department: help, status: closed}
customers:
  - {address: jane@c.de, department: help}
  - {address: jane@c.de, department: "R & D"}
customers_by_department: Yes
custom_attributes:
  - {name: size, values: [1, no]}
  - {name: place}
  - source
blocked_file_types: [.EXE, zip]
secure_messaging: false
session_seconds: 0.5
sessions_per_user: 2
max_request_bytes: 1000
max_attachment_bytes: 10
"""


def _written(folder: Path, text: str) -> Path:
    path = folder / "world.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_is_read(tmp_path: Path) -> None:
    """Values are the text that stands there, so that `no` can be a password and 007 a case."""
    assert read_world(_written(tmp_path, EVERY_KEY)) == World(
        departments=("help", "R & D"),
        aliases=(Alias("Help@x.de", "help"), Alias("old@x.de", "R & D", active=False)),
        users=(
            User("ann", "0123"),
            User("bob", "no", may_create=False),
            User("eve", "e", may_create=False, may_read=False),
        ),
        cases=(Case("007"), Case("8", "help", "closed")),
        customers=(Customer("jane@c.de", "help"), Customer("jane@c.de", "R & D")),
        customers_by_department=True,
        custom_attributes=(
            CustomAttribute("size", ("1", "no")),
            CustomAttribute("place"),
            CustomAttribute("source"),
        ),
        blocked_extensions=("exe", "zip"),
        secure_messaging=False,
        session_seconds=0.5,
        sessions_per_user=2,
        max_body_bytes=1000,
        max_attachment_bytes=10,
    )


def test_what_is_left_out_stays_as_it_was(tmp_path: Path) -> None:
    """One key changes one thing; a list that is given and empty is empty."""
    path = _written(tmp_path, "secure_messaging: no\ncases:\n")
    assert read_world(path) == replace(DEFAULT_WORLD, secure_messaging=False, cases=())


def test_the_sample_is_the_default_world_and_has_every_key() -> None:
    """Whoever copies it begins with what the samples fit."""
    assert read_world(SAMPLE) == DEFAULT_WORLD
    text = SAMPLE.read_text(encoding="utf-8")
    assert [name for name in KEYS if f"{name}:" not in text] == []


WRONG = [
    ("alises: []", "1:1: unknown key 'alises'", "'aliases'"),
    ("aliases:\n- {adress: a@b.c}", "2:4: unknown key 'adress'", "'address'"),
    ("aliases:\n- {address: a@b.de}", "2:3: department is missing", "department"),
    ("aliases:\n- {}", "2:3: address is missing", "address and department"),
    ("aliases: a@b.de", "1:10: expected a list", "- "),
    ("aliases: [a@b.de]", "1:11: expected a mapping", "address, department, active"),
    ("aliases:\n- {address: a, department: service}", "2:13: 'a': an address has exactly", "bare"),
    ("aliases:\n- {address: a@b.de, department: x}", "2:33: there is no department 'x'", "correct"),
    ("aliases:\n- {address: a@b.de, department: sales, active: maybe}", "2:48: expected yes", "no"),
    ("departments: [x]", "1:14: there is no department 'service', to which aliases", "`aliases`"),
    ("departments: [x, x]\naliases: []", "1:18: an entry of departments is given twice", "one"),
    ("cases:\n- 1\n- {id: 1}", "3:3: an entry of cases is given twice", "one"),
    ("cases: [{status: open}]", "1:9: id is missing", "id"),
    ("cases: [{id: 1, department: x}]", "1:29: there is no department 'x'", "correct"),
    ("customers: [{address: a@b.de}]", "1:13: department is missing", "department"),
    ("users: [{name: a, password: }]", "1:29: expected a text", "one value"),
    ("users: [{name: a, password: b, rights: [raed]}]", "1:41: unknown word 'raed'", "'read'"),
    ("users: [{name: a, password: b, rights: [x]}]", "1:41: unknown word", "The known words are"),
    ("custom_attributes: [{name: [a]}]", "1:28: expected a text", "one value"),
    ("session_seconds: 0", "1:18: expected a number of seconds above 0, found '0'", "1800"),
    ("session_seconds: 1e3", "1:18: expected a number", "1800"),
    ("sessions_per_user: 0", "1:20: expected a whole number from 1 on", "digits"),
    ("max_request_bytes: 10 MB", "1:20: expected a whole number", "digits"),
    ("[a]", "1:1: expected a mapping", "departments, aliases"),
    ("", "world.yaml: 0 documents", "departments"),
    ("cases: []\n---\ncases: []", "world.yaml: 2 documents", "departments"),
]


@pytest.mark.parametrize(("text", "message", "hint"), WRONG)
def test_a_mistake_is_told_with_its_place(
    tmp_path: Path, text: str, message: str, hint: str
) -> None:
    """File, line and column, what is wrong there, and what to write instead."""
    path = _written(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_world(path)
    assert caught.value.message.startswith(str(path))
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.exit_code is ExitCode.INVALID


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With the system's own reason."""
    with pytest.raises(InputError, match=r"none\.yaml: cannot be read: No such file"):
        read_world(tmp_path / "none.yaml")


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1)
NAMES = st.lists(WORDS, unique=True, max_size=3).map(tuple)
COUNTS = st.integers(1, 10**17)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A world whose parts fit each other."""
    departments = draw(st.lists(WORDS, unique=True, min_size=1, max_size=3))
    home = st.sampled_from(departments)
    addresses = draw(st.lists(st.from_regex(r"[a-z]{1,5}@[a-z]\.de", fullmatch=True), unique=True))
    return World(
        departments=tuple(departments),
        aliases=tuple(Alias(each, draw(home), draw(st.booleans())) for each in addresses),
        users=tuple(
            User(name, "p", draw(st.booleans()), draw(st.booleans())) for name in draw(NAMES)
        ),
        cases=tuple(Case(name, draw(home | st.just("")), draw(WORDS)) for name in draw(NAMES)),
        customers=tuple(Customer(each, draw(home)) for each in addresses),
        custom_attributes=tuple(CustomAttribute(name, draw(NAMES)) for name in draw(NAMES)),
        blocked_extensions=tuple(name.lower().lstrip(".") or "x" for name in draw(NAMES)),
        secure_messaging=draw(st.booleans()),
        customers_by_department=draw(st.booleans()),
        session_seconds=draw(st.integers(1, 10**6)),
        sessions_per_user=draw(COUNTS),
        max_body_bytes=draw(COUNTS),
        max_attachment_bytes=draw(st.none() | COUNTS),
    )


def _with_passwords(terms: dict[str, Any]) -> dict[str, Any]:
    return {**terms, "users": [{**user, "password": "p"} for user in terms["users"]]}


@settings(max_examples=60, deadline=None)
@given(world=worlds())
def test_what_a_world_says_of_itself_is_a_world_file(
    world: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """GET /_sandbox/world can be saved, completed with passwords, and emulated again."""
    path = tmp_path_factory.mktemp("world") / "world.yaml"
    text = json.dumps(_with_passwords(describe_world(world)), ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    assert read_world(path) == world
