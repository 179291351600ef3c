"""Owns how the class of a value is made quickly; knows no value.

`dataclasses` (CPython 3.11 and 3.12) compiles six functions for each class, which every start does
anew: 0.3 ms a class, a fifth of a whole send (seen 2026-11). Here it still finds the fields and
makes the slots; but one function is compiled, and the others are shared by all classes. From 3.13
on it compiles all six at once, and this module has little left to win.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - what a type checker is told
else:

    def dataclass(*, frozen: bool, slots: bool, kw_only: bool = False) -> Callable[[type], type]:
        """What `dataclasses.dataclass` makes of a class, where it is frozen and has slots.

        Raises TypeError for what is not the same here: another kind of class, `__post_init__`, and
        fields that are no parameters.
        """
        if not (frozen and slots):
            raise TypeError("only for frozen classes with slots")

        def make(cls: type) -> type:
            whole = {"init": False, "repr": False, "eq": False, "slots": True}
            made = dataclasses.dataclass(**whole, kw_only=kw_only)(cls)
            if hasattr(made, "__post_init__") or not all(each.init for each in _fields(made)):
                raise TypeError(f"{cls.__name__} needs what dataclasses alone can do")
            made.__init__ = _make_init(made)
            for name in _METHODS.keys() - cls.__dict__.keys():
                setattr(made, name, _METHODS[name])
            return made

        return make


_set = object.__setattr__


def _fields(value: Any) -> tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(value)


def _make_init(made: Any) -> Any:
    """The `__init__` that takes each field in order, those by keyword alone last."""
    positional = [each for each in _fields(made) if not each.kw_only]
    keywords = [each for each in _fields(made) if each.kw_only]
    space: dict[str, Any] = {"_set": _set}
    given = [_parameter(each, space) for each in positional]
    given += ["*"] * bool(keywords) + [_parameter(each, space) for each in keywords]
    lines = [f"def __init__(self, {', '.join(given)}) -> None:", *_assignments(made)]
    exec("\n    ".join(lines), space)  # noqa: S102 - the names are those of a class of ours
    init = space["__init__"]
    init.__qualname__, init.__module__ = f"{made.__qualname__}.__init__", made.__module__
    init.__annotations__ = {each.name: each.type for each in _fields(made)}
    return init


def _parameter(field: Any, space: dict[str, Any]) -> str:
    missing = dataclasses.MISSING
    if field.default is missing and field.default_factory is missing:
        return str(field.name)
    space[f"_default_{field.name}"] = field.default  # MISSING stands for a new one each time
    space[f"_new_{field.name}"] = field.default_factory
    return f"{field.name}=_default_{field.name}"


def _assignments(made: Any) -> Iterator[str]:
    for field in _fields(made):
        name = value = field.name
        if field.default_factory is not dataclasses.MISSING:
            value = f"_new_{name}() if {name} is _default_{name} else {name}"
        yield f"_set(self, {name!r}, {value})"


class _Shared:
    """The methods that all these classes have, each made once."""

    __slots__ = ()

    def __repr__(self) -> str:
        shown = (each.name for each in _fields(self) if each.repr)
        named = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__qualname__}({named})"

    def __eq__(self, other: object) -> bool:
        return _compared(self) == _compared(other) if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(_compared(self))

    def __setattr__(self, name: str, value: object) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def __getstate__(self) -> list[Any]:
        return [getattr(self, each.name) for each in _fields(self)]

    def __setstate__(self, state: list[Any]) -> None:
        for field, value in zip(_fields(self), state, strict=True):
            _set(self, field.name, value)


def _compared(value: Any) -> tuple[Any, ...]:
    return tuple([getattr(value, each.name) for each in _fields(value) if each.compare])


_METHODS = {name: method for name, method in vars(_Shared).items() if callable(method)}
