"""Owns which formats there are and what each can do with an activity; knows no bytes of any."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from egain_cli.dialect import DEFAULT_DIALECT, parse_format

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.dialect import Dialect
    from egain_cli.findings import Finding
    from egain_cli.model import Activity, Payload


# A named tuple, since every start makes the class: as a dataclass it would cost 0.3 ms.
class Format(NamedTuple):
    """One way to say an activity.

    `encode` gives the payload, and never refuses; `check` names what this format cannot carry as
    it is, beyond what no format can (see lint): what has an error is not to be sent. `carried` is
    a text as it arrives, without what `check` says is left out.
    """

    name: str
    encode: Callable[[Activity], Payload]
    check: Callable[[Activity], list[Finding]]
    carried: Callable[[str], str]


def choose_format(name: str, dialect: Dialect = DEFAULT_DIALECT) -> Format:
    """The format of that name, in that dialect; ValueError where the name is none of FORMATS.

    Only the module of that one format is loaded.
    """
    module = import_module(f"egain_cli.encode.{parse_format(name)}")
    return Format(
        name,
        partial(module.encode, dialect=dialect),
        partial(module.check, dialect=dialect),
        partial(module.carried, dialect=dialect),
    )
