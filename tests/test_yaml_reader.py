"""How YAML is read: as written, each value with its place, and nothing dropped in silence."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.errors import ExitCode, InputError
from egain_cli.yaml_reader import MAX_DEPTH, MAX_NODES, Mark, Node, read_documents, unknown_key


def plain(node: Node) -> Any:
    """A node without its places."""
    if isinstance(node.value, dict):
        return {key: plain(value) for key, value in node.value.items()}
    if isinstance(node.value, list):
        return [plain(value) for value in node.value]
    return node.value


def read(content: str | bytes) -> Any:
    """The documents without their places."""
    content = content if isinstance(content, bytes) else content.encode()
    return [plain(document) for document in read_documents(content, "x.yaml")]


AS_WRITTEN = [
    "no", "yes", "on", "true", "null", "Null", "0123", "0x1F", "1_000", "12:30:00", "1e3", "1.10",
    ".inf", "2026-03-14", "2026-03-14T09:26:53Z", "=", "<<", "+49 30 123", "a: b"[:1], "Müller 😀",
]  # fmt: skip


@pytest.mark.parametrize("written", AS_WRITTEN)
def test_a_scalar_is_the_text_that_stands_there(written: str) -> None:
    """Nothing is resolved: no, 0123, 12:30:00 and null are what whoever wrote an email meant."""
    assert read(f"subject: {written}") == [{"subject": written}]
    assert read(f"- {written}") == [[written]]


NOTHING = [("k:", None), ("k: ~", None), ('k: ""', ""), ("k: '~'", "~"), ("k: |\n", "")]


@pytest.mark.parametrize(("written", "value"), NOTHING)
def test_only_nothing_at_all_is_none(written: str, value: str | None) -> None:
    """Nothing and a bare tilde are None; quoted, they are the text between the quotes."""
    assert read(written) == [{"k": value}]


WRITTEN = [
    ("k: |\n  a\n\n  b\n", "a\n\nb\n"),
    ("k: >-\n  a\n  b\n", "a b"),
    ('k: "a\\tb\\u00e9\\U0001F600"', "a\tbé😀"),
    ("k: 'it''s'", "it's"),
    ("k: a # note", "a"),
    ("k: ! no", "no"),
    ("k: !!str 12", "12"),
]


@pytest.mark.parametrize(("written", "value"), WRITTEN)
def test_the_styles_of_yaml_mean_what_they_mean(written: str, value: str) -> None:
    """Blocks, quotes, escapes and comments are YAML's; a tag that asks for text is no tag."""
    assert read(written) == [{"k": value}]


def test_documents_come_in_order_and_empty_ones_are_left_out() -> None:
    """Several documents are several values; one with nothing in it is none."""
    assert read("---\na: 1\n---\n---\n~\n---\n- b\n...\n") == [{"a": "1"}, ["b"]]
    assert read("") == read("# only a note\n") == []


def test_every_value_knows_its_place() -> None:
    """Line and column count from one, for a value and for its key; a place prints as written."""
    (document,) = read_documents(b"from: a\n\nto:\n  - x\n  - yy\n", "mail.yaml")
    assert isinstance(document.value, dict)
    to = document.value["to"]
    assert str(to.key_mark) == "mail.yaml:3:1"
    assert isinstance(to.value, list)
    assert str(to.value[1].mark) == "mail.yaml:5:5"
    assert str(document.value["from"].mark) == "mail.yaml:1:7"
    assert str(Mark("--from")) == "--from"


ENDS = [
    ("k: a  # c\n\n", "1:5"),
    ("k: 'a\n b'\n", "2:4"),
    ("k: [a,\n b]\n", "2:4"),
    ("k:\n  - a\n  # in\n  - {b: c}\n  # after\n\nl:\n", "4:11"),
    ("k:\n  x:\n    - y\n# after\n", "3:8"),
]


@pytest.mark.parametrize(("content", "place"), ENDS)
def test_every_value_knows_its_end(content: str, place: str) -> None:
    """It lies behind the last character, before comments and blank lines."""
    (document,) = read_documents(content.encode(), "x")
    assert isinstance(document.value, dict)
    assert str(document.value["k"].end) == f"x:{place}"


def test_an_alias_gives_the_value_again() -> None:
    """An alias is the value it stands for, in each place."""
    assert read("a: &x [1, 2]\nb: *x\nc: *x\n") == [
        {"a": ["1", "2"], "b": ["1", "2"], "c": ["1", "2"]}
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encodings_of_yaml_are_read(encoding: str) -> None:
    """UTF-8 with and without a byte-order mark and UTF-16 with one are YAML."""
    assert read("k: Grüße 😀\n".encode(encoding)) == [{"k": "Grüße 😀"}]


LINES_OF_BOMB = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
REFUSED = [
    ("a: 1\nb: 2\na: 3\n", "x.yaml:3:1: the key 'a' is given twice (first on line 1)"),
    ("m:\n  k: 1\n  k: 1\n", "x.yaml:3:3: the key 'k' is given twice (first on line 2)"),
    ("a: b: c\n", "x.yaml:1:5: not valid YAML: mapping values are not allowed"),
    ("a: [1, 2\nb: 3\n", "x.yaml:2:2: not valid YAML"),
    ('a: "open\n', "x.yaml:2:1: not valid YAML"),
    ("a:\n\tb: 1\n", "x.yaml:2:1: not valid YAML"),
    ("a: *nobody\n", "x.yaml:1:4: not valid YAML: found undefined alias"),
    ("a: !!int 5\n", "x.yaml:1:4: the tag !!int is not supported"),
    ("a: !secret 5\n", "x.yaml:1:4: the tag !secret is not supported"),
    ("a: !!python/object/apply:os.system [ls]\n", "x.yaml:1:4: the tag !!python/object/apply:os.system"),
    ("? [a]\n: 1\n", "x.yaml:1:3: a key must be plain text"),
    ("? {a: b}\n: 1\n", "x.yaml:1:3: a key must be plain text"),
    ("a: &a [*a]\n", "nested deeper than 40 levels"),
    ("a0: &a0 [1, 2]\n" + LINES_OF_BOMB, f"more than {MAX_NODES} values once aliases are unfolded"),
    ("[" * 50 + "]" * 50, f"x.yaml:1:{MAX_DEPTH + 2}: nested deeper than {MAX_DEPTH} levels"),
    ("{a: " * 50 + "1" + "}" * 50, "nested deeper than 40 levels"),
    ("[" * 2000 + "]" * 2000, f"x.yaml:1:{MAX_DEPTH + 1}: nested deeper than {MAX_DEPTH} levels"),
    ("[]\n---\n" * 600 + "[" * 2000, "x.yaml:1201:41: nested deeper"),
    (b"a: 1\nb: \xff\xfe\n", "x.yaml: not readable as YAML at byte 9"),
    (b"a: \x00\n", "x.yaml: not readable as YAML at byte 4"),
    ("a: 1\n".encode("utf-16-le"), "x.yaml: not readable as YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "message"), REFUSED)
def test_what_cannot_be_meant_is_refused_with_its_place(content: str | bytes, message: str) -> None:
    """Bad syntax, doubled keys, tags, bombs and nesting are errors with a place and a way on."""
    with pytest.raises(InputError) as caught:
        read(content)
    assert message in caught.value.message
    assert caught.value.message.startswith("x.yaml:")
    assert caught.value.hint
    assert caught.value.exit_code is ExitCode.INVALID


def test_what_is_written_out_is_never_too_much() -> None:
    """Only aliases are counted against the limit, however many documents or values there are."""
    assert len(read("a: b\n---\n" * (MAX_NODES // 2))) == MAX_NODES // 2
    assert read(f"[{'a,' * (MAX_NODES + 1)}]") == [["a"] * (MAX_NODES + 1)]


def test_a_bomb_in_parts_is_a_bomb() -> None:
    """Aliases are counted over all documents of a file."""
    part = (
        "- &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\n" + "- &b [" + "*a," * 90 + "]\n- [" + "*b," * 90 + "]\n"
    )
    assert len(read(part)) == 1
    with pytest.raises(InputError, match="once aliases are unfolded"):
        read(f"{part}---\n" * 2)


def test_the_deepest_allowed_nesting_is_read() -> None:
    """What lies MAX_DEPTH levels deep is still a value."""
    depth = MAX_DEPTH
    assert read("[" * depth + "x" + "]" * depth)
    assert read("[]\n---\n" * 1200) == [[]] * 1200


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("opener", ["- ", "[", "? ", "{? "])
def test_nesting_does_not_overflow_the_stack(opener: str, encoding: str) -> None:
    """A file nested a hundred thousand deep is an error, not the end of the process."""
    code = (
        "from egain_cli.errors import InputError\n"
        "from egain_cli.yaml_reader import read_documents\n"
        "try:\n"
        f"    read_documents(({opener!r} * 100_000 + 'x').encode({encoding!r}), 'x')\n"
        "except InputError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "nested deeper than 40 levels" in done.stdout


NEAREST = [
    ("atachments", ["attachments", "attributes"], "Did you mean 'attachments'?"),
    ("reply-to", ["reply_to", "to"], "Did you mean 'reply_to'?"),
    ("zzz", ["to", "cc"], "The known keys are: cc, to."),
]


@pytest.mark.parametrize(("key", "known", "sentence"), NEAREST)
def test_an_unknown_key_gets_the_nearest_known_one(
    key: str, known: list[str], sentence: str
) -> None:
    """The nearest known key is named, or all of them where none is near."""
    assert unknown_key(key, known) == sentence


VALUES = st.recursive(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=4),
    max_leaves=10,
)  # fmt: skip


@given(st.dictionaries(st.text("abcdé_", min_size=1), VALUES, min_size=1))
def test_what_yaml_writes_is_read_back(value: dict[str, Any]) -> None:
    """Whatever a YAML program writes, quoted as it likes, is read as the same text."""
    written = yaml.safe_dump(value, allow_unicode=True, default_style='"')
    written = written.replace("!!str ", "")
    assert read(written) == [value]


YAML_LIKE = st.lists(
    st.sampled_from(
        ["a", "- ", ": ", "\n", "  ", "[", "]", "{", "}", "&x ", "*x", "!!", "|", ">", '"', "'",
         "? ", "---\n", "%YAML 1.1\n", "\t", "#", "\\u", "é", "\ufeff", "!<", "!e!x ", ",", "\x85"]
    )
).map(lambda pieces: "".join(pieces).encode())  # fmt: skip


@given(st.binary(max_size=200) | YAML_LIKE)
def test_arbitrary_bytes_are_read_or_refused(content: bytes) -> None:
    """Whatever the bytes, there are documents or an InputError, and never anything else."""
    try:
        documents = read_documents(content, "x")
    except InputError as error:
        documents = []
        place = error.message.partition(":")[0]
    else:
        place = "x"
    assert place == "x"
    assert all(document.value is not None for document in documents)
