"""Owns how the options of a run over messages are kept, and read again; knows no journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from egain_cli.inputs.flags import to_nodes
from egain_cli.inputs.messages import Reading
from egain_cli.inputs.mime.mapping import Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping


def keep_options(
    flags: Mapping[str, Any], wanted: Wanted, department: str | None
) -> dict[str, Any]:
    """What makes an activity of a message beyond what it says, as JSON can hold it."""
    switches = {name: True for name in _SWITCHES if getattr(wanted, name)}
    kept = {
        "flags": {name: value for name, value in flags.items() if value not in (None, [])},
        "date": wanted.date,
        "receiver": wanted.receiver,
        "aliases": list(wanted.aliases),
        "department": department,
        **switches,
    }
    return {name: value for name, value in kept.items() if value}


def read_options(kept: Mapping[str, Any], target: str) -> Reading:
    """How messages are read with options that were kept; ValueError for what is none."""
    try:
        flags = to_nodes(dict(kept.get("flags", {})))
        switches = {name: bool(kept.get(name)) for name in _SWITCHES}
        wanted = Wanted(
            kept.get("receiver"), tuple(kept.get("aliases", ())), kept.get("date", "keep"),
            **switches,
        )  # fmt: skip
    except (TypeError, AttributeError) as error:
        raise ValueError("these are no options of a run over messages") from error
    return Reading(flags, wanted, kept.get("department"), target)


_SWITCHES = ("attach_original", "extract_uuencode", "extract_tnef")
