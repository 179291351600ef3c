"""The quick way to make the class of a value: what it makes is what `dataclasses` makes."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from dataclasses import asdict, field, fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli import frozen
from egain_cli.model import Activity, Attachment, Item

quick: Any = frozen.dataclass
slow: Any = dataclasses.dataclass


class _Plain:
    """What both make a class of."""

    first: int
    second: str = "s"
    third: list[int] = field(default_factory=list)
    secret: str = field(default="", repr=False)
    unlike: int = field(default=0, compare=False)

    @property
    def double(self) -> int:
        """A property."""
        return self.first * 2

    def __str__(self) -> str:
        return "in words"


class _Keyword:
    """What is given by name."""

    name: str | None
    size: int = 0


def make(decorate: Any, body: type, **more: bool) -> Any:
    """A class with this body, as it stands in a module."""
    names = {name: value for name, value in vars(body).items() if name not in ("__dict__", "__weakref__")}  # fmt: skip
    return decorate(frozen=True, slots=True, **more)(type(body.__name__, (), dict(names)))


PAIR = (make(quick, _Plain), make(slow, _Plain))


@given(st.tuples(st.integers(), st.text(), st.lists(st.integers()), st.text(), st.integers()))
def test_a_value_is_what_dataclasses_makes(values: tuple[Any, ...]) -> None:
    """It is shown, compared, taken apart and changed in the same way."""
    ours, theirs = (each(*values) for each in PAIR)
    assert (repr(ours), str(ours), ours.double) == (repr(theirs), str(theirs), theirs.double)
    assert asdict(ours) == asdict(theirs)
    assert (ours == PAIR[0](*values), ours == theirs) == (True, False)
    assert asdict(replace(ours, second="t")) == asdict(replace(theirs, second="t"))
    for attribute, other in (("first", values[0] + 1), ("unlike", values[4] + 1)):
        assert (ours == replace(ours, **{attribute: other})) == (attribute == "unlike")
        assert (theirs == replace(theirs, **{attribute: other})) == (attribute == "unlike")


@pytest.mark.parametrize("kind", PAIR, ids=["quick", "slow"])
def test_a_value_stays_as_it_is(kind: Any) -> None:
    """Nothing of it can be set or removed, and it has no other attribute."""
    value = kind(1)
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'first'"):
        value.first = 2
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'first'"):
        del value.first
    assert not hasattr(value, "__dict__")
    assert value.third is not kind(1).third
    assert (is_dataclass(kind), [each.name for each in fields(kind)]) == (
        True,
        list(kind.__slots__),
    )
    assert kind.__match_args__ == ("first", "second", "third", "secret", "unlike")


@pytest.mark.parametrize("decorate", [quick, slow])
def test_what_is_given_by_name_is_taken_by_name_alone(decorate: Any) -> None:
    """What is missing, or too much, is a TypeError that names it."""
    kind = make(decorate, _Keyword, kw_only=True)
    assert kind(name=None) == kind(size=0, name=None)
    assert hash(kind(name="a")) == hash(kind(name="a"))
    with pytest.raises(TypeError, match=r"_Keyword.__init__\(\) .*'name'"):
        kind()
    with pytest.raises(TypeError, match="1 positional argument"):
        kind("a")
    with pytest.raises(TypeError, match="'wrong'"):
        kind(name="a", wrong=1)


def test_a_value_goes_to_another_process_and_back() -> None:
    """Pickled and copied it is equal to itself, with what is in it."""
    attachment = Attachment(name="a", content_type="b/c", content=None)  # type: ignore[arg-type]
    item = Item("o", "k", Activity(subject="s", attachments=(attachment,)))
    for other in (pickle.loads(pickle.dumps(item)), copy.copy(item), copy.deepcopy(item)):
        assert other == item
        assert repr(other) == repr(item)


@pytest.mark.parametrize(
    ("more", "body"),
    [
        ({"frozen": False, "slots": True}, {}),
        ({"frozen": True, "slots": False}, {}),
        ({"frozen": True, "slots": True}, {"__post_init__": lambda self: None}),
        (
            {"frozen": True, "slots": True},
            {"__annotations__": {"a": "int"}, "a": field(default=1, init=False)},
        ),
    ],
)
def test_what_it_cannot_do_is_refused(more: dict[str, bool], body: dict[str, Any]) -> None:
    """Where the class is made, and not once it goes wrong."""
    with pytest.raises(TypeError):
        quick(**more)(type("Odd", (), {"__doc__": "x", **body}))


def test_making_a_class_compiles_one_function() -> None:
    """Not six, as `dataclasses` does: that is what it is for."""
    code = (
        "import builtins, dataclasses\n"
        "from egain_cli import frozen\n"
        "count, real = [], builtins.exec\n"
        "builtins.exec = lambda *args: (count.append(1), real(*args))[1]\n"
        "@frozen.dataclass(frozen=True, slots=True)\n"
        "class A:\n"
        "    'doc'\n"
        "    a: int = 0\n"
        "print(len(count))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"
