"""What a fault script says, and what it may not say."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.errors import EgainError, InputError
from egain_cli.sandbox.fault_file import CONDITIONS, EFFECTS, parse_script, read_script
from egain_cli.sandbox.faults import Fault, Limit, Script

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "sandbox-faults.md").read_text(encoding="utf-8")
SAMPLES = sorted((ROOT / "samples" / "faults").glob("*.yaml"))
EVERY_KEY = """
seed: 7
faults:
  - name: all conditions
    route: any
    on: [3, 5]
    every: 2
    from: 1
    until: 9
    after: 0
    before: 2.5
    over: 500k
    match: {Subject: Invoice, X-Trace: a}
    chance: 0.25
    times: 4
    status: 503
    headers: {Retry-After: "5"}
    body: later
    commit: yes
    delay: 0.5
    slow: 1k
    cut: body
    expire: sessions
  - {on: 3, drop: AFTER-COMMIT}
  - {limit: {rate: 0.5, burst: 3}}
  - {page: html}
"""


def test_every_key_is_read() -> None:
    """Numbers, sizes, texts and words become the values of one fault; a name is made up."""
    script = parse_script(EVERY_KEY.encode(), "f")
    assert script.seed == 7
    assert script.faults[0] == Fault(
        name="all conditions",
        route="any",
        on=(3, 5),
        every=2,
        first=1,
        last=9,
        after=0.0,
        before=2.5,
        over=500 * 1024,
        match=(("subject", "Invoice"), ("x-trace", "a")),
        chance=0.25,
        times=4,
        status=503,
        headers=(("Retry-After", "5"),),
        body="later",
        commit=True,
        delay=0.5,
        slow=1024,
        cut="body",
        expire="sessions",
    )
    assert script.faults[1:] == (
        Fault(name="fault-2", on=(3,), drop="after-commit"),
        Fault(name="fault-3", limit=Limit(0.5, 3)),
        Fault(name="fault-4", page="html"),
    )
    assert [key for key in {**CONDITIONS, **EFFECTS} if f"{key}:" not in EVERY_KEY] == []


def test_json_is_read_as_well() -> None:
    """Whoever replaces a script from a program writes JSON."""
    said = {"seed": 1, "faults": [{"on": [1, 2], "drop": "after-commit", "name": "x"}]}
    found = parse_script(json.dumps(said).encode(), "f")
    assert found == Script((Fault("x", on=(1, 2), drop="after-commit"),), 1)


@pytest.mark.parametrize("text", ["seed: 3", "faults:", "faults: []"])
def test_a_script_without_faults_is_none(text: str) -> None:
    """It counts requests, and nothing goes wrong."""
    assert parse_script(text.encode(), "f").faults == ()


WRONG = [
    ("", "f: 0 documents where one script belongs", "faults"),
    ("fault: []", "f:1:1: unknown key 'fault'", "Did you mean 'faults'?"),
    ("seed: x", "f:1:7: expected a whole number, found 'x'", "digits"),
    ("faults: {}", "f:1:9: expected a list", "- "),
    ("faults:\n- evry: 3", "f:2:3: unknown key 'evry'", "'every'"),
    ("faults:\n- on: 3", "f:2:3: a fault without an effect", "status, headers"),
    ("faults:\n- on: []\n  delay: 1", "2:7: expected a number or a list", "[3, 5]"),
    ("faults:\n- on: 0\n  delay: 1", "2:7: expected a whole number from 1 on", "digits"),
    ("faults:\n- route: creat\n  delay: 1", "2:10: unknown word 'creat'", "'create'"),
    ("faults:\n- after: soon\n  delay: 1", "2:10: expected a number of seconds", "0.5"),
    ("faults:\n- over: 3 MB\n  delay: 1", "2:9: expected a size, found '3 MB'", "500k"),
    ("faults:\n- chance: 5\n  delay: 1", "2:11: expected a chance from 0 to 1", "0.05"),
    ("faults:\n- match: a\n  delay: 1", "2:10: expected a mapping", "name: text"),
    ("faults:\n- match: {subjct: a}\n  delay: 1", "2:11: 'subjct' is neither", "'subject'"),
    ("faults:\n- status: 999", "2:11: expected an HTTP status from 200 on", "503"),
    ("faults:\n- status: 100", "2:11: expected an HTTP status from 200 on", "503"),
    ("faults:\n- {status: 500, headers: {}}", "2:26: expected a mapping", "name"),
    ('faults:\n- {status: 500, headers: {"a b": c}}', "2:34: 'a b' is no header", "plain"),
    ('faults:\n- {status: 500, headers: {a: "x\\ny"}}', "2:30: 'a' is no header", "plain"),
    (
        "faults:\n- {status: 500, headers: {Content-Length: 9}}",
        "2:27: content-length is the sandbox's to set",
        "cut: body",
    ),
    ("faults:\n- slow: 0", "2:9: expected a size above 0", "bytes a second"),
    ("faults:\n- limit: {rate: 0, burst: 1}", "2:17: expected a number above 0", "20"),
    ("faults:\n- limit: {rate: 1}", "2:10: burst is missing", "Give it burst"),
    ("faults:\n- drop: later", "2:9: unknown word 'later'", "after-commit"),
    ("faults:\n- headers: {a: b}", "2:3: headers means nothing by itself", "status or page"),
    ("faults:\n- body: x\n  page: html", "2:3: body means nothing", "status or limit"),
    ("faults:\n- {body: x, page: html, status: 500}", "2:4: body and page exclude", "two faults"),
    ("faults:\n- {commit: yes, delay: 1}", "2:4: commit means nothing by itself", "status"),
    ("faults:\n- {drop: after-commit, cut: body}", "2:24: cut and drop exclude", "two faults"),
    ("faults:\n- {from: 3, until: 2, delay: 1}", "2:13: until comes before from", "later"),
    ("faults:\n- {after: 3, before: 3, delay: 1}", "2:14: before is not later", "later"),
    ("faults:\n- {status: 204, body: x}", "2:17: an answer of this status has no body", "out"),
    (
        "faults:\n- {drop: before-reading, match: {subject: x}}",
        "2:26: what is not read cannot be looked into",
        "headers",
    ),
    ("faults:\n- {name: a, delay: 1}\n- {name: a, delay: 1}", "3:3: a fault named 'a'", "else"),
]


@pytest.mark.parametrize(("text", "message", "hint"), WRONG)
def test_a_mistake_is_told_with_its_place(text: str, message: str, hint: str) -> None:
    """File, line and column, the nearest word that is known, and what to do."""
    with pytest.raises(InputError) as caught:
        parse_script(text.encode(), "f")
    assert message.lower() in caught.value.message.lower()
    assert hint in caught.value.hint


@given(
    st.recursive(
        st.sampled_from(["1", "x", "0", "", "html", "create", "any"]) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*CONDITIONS, *EFFECTS, "faults"]), inner)
        ),
    )
)
def test_anything_else_is_an_error_in_words(value: object) -> None:
    """Whatever stands in a script, it is read or refused, and nothing else escapes."""
    for text in (json.dumps(value), json.dumps({"faults": [value]})):
        with suppress(EgainError):
            assert isinstance(parse_script(text.encode(), "f"), Script)


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """It says which, and that none is needed."""
    with pytest.raises(InputError, match="cannot be read") as caught:
        read_script(tmp_path / "none.yaml")
    assert "--faults" in caught.value.hint


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_sample_scripts_are_valid(path: Path) -> None:
    """Each has faults, and the page names it."""
    assert read_script(path).faults
    assert f"samples/faults/{path.name}" in PAGE


def test_the_page_knows_every_key_and_its_scripts_are_valid() -> None:
    """One row for each condition and effect, and no row for anything else."""
    rows = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted(["name", *CONDITIONS, *EFFECTS])
    examples = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert examples
    for example in examples:
        assert parse_script(example.encode(), "page").faults
